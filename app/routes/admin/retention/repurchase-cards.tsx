// How soon customers order again, in three views.
import { useFormat } from '#app/ui/format.tsx';
import { BarChart } from '#app/ui/plots/bar-chart.tsx';
import { LineChart } from '#app/ui/plots/line-chart.tsx';
import { PlotCard } from '#app/ui/plots/plot-card.tsx';
import { behindUrl } from './behind-words.ts';
import type { RetentionPage } from './read-retention-page.server.ts';

export function WithinCard({ within, asOf }: Pick<RetentionPage, 'within' | 'asOf'>) {
  const format = useFormat();
  const percent = (value: unknown) => format.percent(value as number | null);
  const known = within.filter(({ rate }) => rate !== null);
  return (
    <PlotCard
      title="Ordered again within"
      nothing={known.length === 0 && `No customer has been known for ${within[0]?.days} days yet.`}
      description="Another order on a later day. Only customers whose whole window has passed are counted."
      fileName="repurchase-within"
      columns={[
        { title: 'Days', isNumber: true },
        { title: 'Customers whose window has passed', isNumber: true },
        { title: 'Ordered again', isNumber: true },
        { title: 'Share', isNumber: true, format: percent },
      ]}
      rows={within.map(({ days, eligible, returned, rate }) => [days, eligible, returned, rate])}
      urls={within.map(({ days, eligible, returned }) => {
        const url = (figure: 'passed' | 'returned', count: number) =>
          count === 0 ? null : behindUrl({ of: 'within', days, figure, until: asOf });
        return [null, url('passed', eligible), url('returned', returned)];
      })}
    >
      <BarChart
        label="Share of customers who ordered again within so many days"
        places={known.map(({ days }) => `${days} days`)}
        series={[{ name: 'Ordered again', values: known.map(({ rate }) => rate!) }]}
        format={(value) => format.percent(value)}
        formatAxis={(value) => format.percent(value, 0)}
      />
    </PlotCard>
  );
}

const NOBODY_YET = 'Nobody has ordered a second time yet.';
const ordinal = (order: number) => `Order ${order} to ${order + 1}`;

function stepWords({ medianDaysBetweenOrders: median }: RetentionPage): string {
  const all = median === null ? '' : ` Half of all steps take ${median} days or less.`;
  return `The share of customers who reach the next order, and how many days lie between the two.${all}`;
}

export function StepsCard(page: RetentionPage) {
  const { steps, asOf } = page;
  const format = useFormat();
  const percent = (value: unknown) => format.percent(value as number | null);
  const days = (value: unknown) => format.decimal(value as number | null, 0);
  return (
    <PlotCard
      title="From one order to the next"
      nothing={steps.every(({ reachedNext }) => reachedNext === 0) && NOBODY_YET}
      description={stepWords(page)}
      fileName="steps"
      columns={[
        { title: 'Step' },
        { title: 'Customers with the first', isNumber: true },
        { title: 'Customers with the next', isNumber: true },
        { title: 'Share', isNumber: true, format: percent },
        { title: 'Lower quartile (days)', isNumber: true, format: days },
        { title: 'Median (days)', isNumber: true, format: days },
        { title: 'Upper quartile (days)', isNumber: true, format: days },
      ]}
      rows={steps.map((step) => [
        ordinal(step.from),
        step.reachedFrom,
        step.reachedNext,
        step.share,
        step.lowerQuartile,
        step.median,
        step.upperQuartile,
      ])}
      urls={steps.map(({ from, reachedFrom, reachedNext }) => {
        const url = (least: number, count: number) =>
          count === 0 ? null : behindUrl({ of: 'orders', least, until: asOf });
        return [null, url(from, reachedFrom), url(from + 1, reachedNext)];
      })}
    >
      <BarChart
        label="Share of customers who reach the next order"
        places={steps.map(({ from }) => ordinal(from))}
        series={[{ name: 'Reach the next order', values: steps.map(({ share }) => share ?? 0) }]}
        format={(value) => format.percent(value)}
        formatAxis={(value) => format.percent(value, 0)}
      />
    </PlotCard>
  );
}

export function SecondOrderCard({
  secondOrder: points,
  asOf,
}: Pick<RetentionPage, 'secondOrder' | 'asOf'>) {
  const format = useFormat();
  const percent = (value: unknown) => format.percent(value as number | null);
  // The curve is drawn as the share that has come back: people read growth more easily.
  return (
    <PlotCard
      title="The second order"
      nothing={points.every(({ survival }) => survival === 1) && NOBODY_YET}
      description="The share of customers with a second order, by days since the first (Kaplan–Meier: customers who are too new to tell count as long as they have been seen)."
      fileName="second-order"
      columns={[
        { title: 'Days since the first order', isNumber: true },
        { title: 'Customers still to come', isNumber: true },
        { title: 'Have ordered again', isNumber: true, format: percent },
        { title: 'Standard error', isNumber: true, format: percent },
      ]}
      rows={points.map(({ day, atRisk, survival, standardError }) => [
        day,
        atRisk,
        1 - survival,
        standardError,
      ])}
      urls={points.map(({ day }) => [null, behindUrl({ of: 'second-order', day, until: asOf })])}
    >
      <LineChart
        label="Share of customers with a second order by days since the first"
        places={points.map(({ day }) => `Day ${day}`)}
        series={[
          { name: 'Have ordered again', values: points.map(({ survival }) => 1 - survival) },
          {
            name: 'Upper limit (95 %)',
            isReference: true,
            values: points.map(({ survival, standardError }) =>
              Math.min(1, 1 - survival + 1.96 * standardError),
            ),
          },
          {
            name: 'Lower limit (95 %)',
            isReference: true,
            values: points.map(({ survival, standardError }) =>
              Math.max(0, 1 - survival - 1.96 * standardError),
            ),
          },
        ]}
        format={(value) => format.percent(value)}
        formatAxis={(value) => format.percent(value, 0)}
      />
    </PlotCard>
  );
}
