// The rate over time and the newest cohorts.
import { Select } from '@shopify/polaris';
import { noRatesYet, plottedRates } from '#app/retention/rate.ts';
import { useFormat } from '#app/ui/format.tsx';
import { CohortTable } from '#app/ui/plots/cohort-table.tsx';
import { LineChart } from '#app/ui/plots/line-chart.tsx';
import { PlotCard } from '#app/ui/plots/plot-card.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import { behindUrl } from '../retention/behind-words.ts';
import type { HomePage, HomeUnit, HomeView } from './read-home-page.server.ts';

const unitNames: Record<HomeUnit, string> = {
  rolling: 'Year up to each month',
  month: 'Month',
  quarter: 'Quarter',
  year: 'Year',
};
const viewNames: Record<HomeView, string> = {
  returning: 'Came back in the period',
  repurchase: 'Have bought again by then',
  netSales: 'Net sales per customer so far',
};

const curveWords: Record<HomeUnit, string> = {
  rolling: 'Each point is the rate of the year up to the end of a month.',
  month: 'Each point is the rate of one month.',
  quarter: 'Each point is the rate of one quarter.',
  year: 'Each point is the rate of one year.',
};

/** Names of periods: 'Jan 2026', 'Q1 2026', '2026'. */
function usePeriodName(unit: HomeUnit) {
  const format = useFormat();
  return (start: string) => {
    if (unit === 'rolling' || unit === 'month') return format.month(start);
    const year = start.slice(0, 4);
    return unit === 'year' ? year : `Q${Math.ceil(Number(start.slice(5, 7)) / 3)} ${year}`;
  };
}

export function RateChart({ page }: { page: HomePage }) {
  const format = useFormat();
  const name = usePeriodName(page.unit);
  const percent = (value: unknown) => format.percent(value as number | null);
  const plotted = plottedRates(page.series);
  const unfinished = page.series.findIndex(({ isFinished }) => !isFinished);
  const window =
    page.settings.windowDays === null
      ? 'the period before'
      : `the ${page.settings.windowDays} days before`;
  return (
    <PlotCard
      title="Retention rate over time"
      description={`${curveWords[page.unit]} Active means an order in ${window}.${plotted.note}`}
      fileName="retention-rate"
      nothing={noRatesYet(page.series, page.unit)}
      controls={<UnitSelect unit={page.unit} />}
      columns={[
        { title: 'Period' },
        { title: 'Active at the start', isNumber: true },
        { title: 'Retention rate', isNumber: true, format: percent },
        { title: 'Strict retention', isNumber: true, format: percent },
      ]}
      rows={page.series.map((row) => [name(row.day), row.atStart, row.rate, row.strictRate])}
      urls={page.series.map(({ measured }) => {
        const { windowDays } = page.settings;
        return [
          null,
          behindUrl({ of: 'range', figure: 'active-at-start', ...measured, windowDays }),
        ];
      })}
    >
      <LineChart
        label={`Retention rate: ${unitNames[page.unit]}`}
        places={page.series.map(({ day }) => name(day))}
        series={[
          {
            name: 'Retention rate',
            values: plotted.valuesOf(({ rate }) => rate),
            ...(unfinished < 0 ? {} : { unfinishedFrom: unfinished }),
          },
          {
            name: 'Strict retention',
            values: plotted.valuesOf(({ strictRate }) => strictRate),
            ...(unfinished < 0 ? {} : { unfinishedFrom: unfinished }),
          },
        ]}
        // Benchmarks are yearly rates: beside those of months they would mislead.
        references={
          page.benchmark !== null && (page.unit === 'year' || page.unit === 'rolling')
            ? [{ name: 'Benchmark', value: page.benchmark }]
            : []
        }
        format={(value) => format.percent(value)}
        formatAxis={(value) => format.percent(value, 0)}
      />
    </PlotCard>
  );
}

function UnitSelect({ unit }: { unit: HomeUnit }) {
  const [, change] = useChoices();
  return (
    <Select
      label="Length of the periods"
      labelHidden
      value={unit}
      options={Object.entries(unitNames).map(([value, label]) => ({ value, label }))}
      onChange={(value) => change({ unit: value })}
    />
  );
}

export function CohortsCard({ page }: { page: HomePage }) {
  const format = useFormat();
  const [, change] = useChoices();
  const name = usePeriodName(page.unit);
  const isMoney = page.view === 'netSales';
  const write = (value: number) => (isMoney ? format.wholeMoney(value) : format.percent(value));
  const ages = Math.max(0, ...page.cohorts.map(({ cells }) => cells.length));
  const unit = page.unit === 'rolling' ? 'month' : page.unit;
  const ageName = (age: number) => `${unitNames[unit]} ${age}`;
  // Sums are of everybody in the cohort, whatever the age.
  const figure = page.view === 'netSales' ? 'returning' : page.view;
  const listUrl = (cohort: string, age: number | null) =>
    behindUrl({ of: 'cohort', unit, cohort, age: isMoney ? null : age, figure });
  return (
    <PlotCard
      title="Cohorts"
      description={`Customers by the ${unit} of their first order, and what they did later.`}
      fileName={`cohorts-${page.view}`}
      controls={
        <Select
          label="What the cells show"
          labelHidden
          value={page.view}
          options={Object.entries(viewNames).map(([value, label]) => ({ value, label }))}
          onChange={(view) => change({ view })}
        />
      }
      columns={[
        { title: 'Cohort' },
        { title: 'Customers', isNumber: true },
        ...Array.from({ length: ages }, (_, age) => ({
          title: ageName(age),
          isNumber: true,
          format: (value: unknown) =>
            value === null || value === undefined ? '' : write(value as number),
        })),
      ]}
      rows={page.cohorts.map(({ start, size, cells }) => [
        name(start),
        size,
        ...cells.map(({ value }) => value),
      ])}
      isPlotLinked
      urls={page.cohorts.map(({ start, cells }) => [
        null,
        listUrl(start, null),
        ...cells.map((_, age) => listUrl(start, age)),
      ])}
    >
      <CohortTable
        caption={`${viewNames[page.view]}, by cohort`}
        rows={page.cohorts.map(({ start, size, cells }) => ({
          name: name(start),
          size,
          url: listUrl(start, null),
          cells: cells.map((cell, age) => ({ ...cell, url: listUrl(start, age) })),
        }))}
        ageName={ageName}
        format={write}
        formatSize={format.count}
      />
    </PlotCard>
  );
}
