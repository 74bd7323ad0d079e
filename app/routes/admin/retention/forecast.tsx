// Forecast check: the last quarter was held out and predicted; this is how that went.
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Banner, BlockStack, Card, InlineGrid, Page, Text } from '@shopify/polaris';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { BarChart } from '#app/ui/plots/bar-chart.tsx';
import { LineChart } from '#app/ui/plots/line-chart.tsx';
import { NumberTable, PlotCard, type RowUrls } from '#app/ui/plots/plot-card.tsx';
import { StatCard } from '#app/ui/stat-card.tsx';
import { behindUrl } from './behind-words.ts';
import { bestSentence, modelName, trustSentence } from './model-words.ts';
import { pageContext } from './page-context.server.ts';
import { type ForecastPage, readForecastPage } from './read-value-page.server.ts';

export const meta: MetaFunction = () => [{ title: 'Forecast check · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  return { page: await readForecastPage(await pageContext(args)) };
}

export default function Forecast() {
  const { page } = useLoaderData<typeof loader>();
  const format = useFormat();
  if (page === 'none' || page === 'short') {
    return (
      <Page title="Forecast check">
        <EmptyCard
          title={page === 'none' ? 'Nothing has been predicted yet' : 'Too early to tell'}
          text="A forecast is checked by holding the last quarter of the history out. That takes at least eight weeks of orders, and ten customers who ordered again before the part held out."
        />
      </Page>
    );
  }
  const chosen = page.models.find(({ name }) => name === page.best)!;
  return (
    <Page title="Forecast check" subtitle="How far to trust the expected values">
      <BlockStack gap="400">
        <Card>
          <BlockStack gap="200">
            <Text as="p" variant="headingMd">
              {trustSentence({
                orders: chosen.bias,
                sales: page.sales.bias,
                correlation: chosen.correlation,
              })}
            </Text>
            <Text as="p" tone="subdued">
              The models learnt from the orders up to {format.day(page.calibrationEnd)} and
              predicted the {format.decimal(page.weeks, 0)} weeks up to{' '}
              {format.day(page.holdoutEnd)}, which they had not seen. {bestSentence(page)}
            </Text>
          </BlockStack>
        </Card>
        {page.isShrunk && (
          <Banner tone="info">
            Fewer than 50 customers had ordered again, so the model leaned on what is usual.
          </Banner>
        )}
        <Figures page={page} chosen={chosen} />
        <WeeklyCards page={page} />
        <FrequencyCard page={page} />
        <DecileCard page={page} />
        <ModelsCard page={page} />
      </BlockStack>
    </Page>
  );
}

type Model = ForecastPage['models'][number];

function Figures({ page, chosen }: { page: ForecastPage; chosen: Model }) {
  const format = useFormat();
  return (
    <InlineGrid columns={{ xs: 1, sm: 2, md: 4 }} gap="400">
      <StatCard
        label="Orders: total bias"
        value={format.percent(chosen.bias)}
        explanation={{
          meaning: 'Predicted less actual purchases, as a share of the actual ones.',
          formula: '(predicted − actual) / actual',
          parts: [
            { name: 'Predicted', value: format.count(chosen.predicted) },
            { name: 'Actual', value: format.count(page.actual) },
          ],
        }}
      />
      <StatCard
        label="Sales: total bias"
        value={format.percent(page.sales.bias)}
        explanation={{
          meaning: 'The same for net sales: expected orders times expected value of an order.',
          parts: [
            { name: 'Predicted', value: format.money(page.sales.predicted) },
            { name: 'Actual', value: format.money(page.sales.actual) },
          ],
        }}
      />
      <StatCard
        label="Error of one customer"
        value={format.decimal(chosen.rmse, 3)}
        explanation={{
          meaning: 'Root of the mean squared difference of predicted and actual purchases (RMSE).',
          parts: [{ name: 'Mean absolute error', value: format.decimal(chosen.mae, 3) }],
        }}
      />
      <StatCard
        label="Correlation"
        value={format.decimal(chosen.correlation, 3)}
        explanation={{
          meaning:
            'How well the order of customers is told: 1 is perfect, 0 is no better than a guess.',
        }}
      />
    </InlineGrid>
  );
}

function WeeklyCards({ page }: { page: ForecastPage }) {
  const format = useFormat();
  let [actual, predicted] = [0, 0];
  const cumulative = page.weekly.map((week) => {
    actual += week.actual;
    predicted += week.predicted;
    return { ...week, actual, predicted };
  });
  const one = (value: unknown) => format.decimal(value as number, 1);
  const heldOutFrom = page.weekly.findIndex(({ isHeldOut }) => isHeldOut);
  const card = (
    title: string,
    description: string,
    fileName: string,
    weeks: ForecastPage['weekly'],
  ) => (
    <PlotCard
      title={title}
      description={description}
      fileName={fileName}
      columns={[
        { title: 'Week of' },
        { title: 'Part' },
        { title: 'Actual', isNumber: true },
        { title: 'Predicted', isNumber: true, format: one },
      ]}
      rows={weeks.map((week) => [
        week.start,
        week.isHeldOut ? 'held out' : 'learnt from',
        week.actual,
        week.predicted,
      ])}
    >
      <LineChart
        label={title}
        places={weeks.map(({ start }) => format.day(start))}
        series={[
          { name: 'Actual', values: weeks.map((week) => week.actual) },
          { name: 'Predicted', values: weeks.map((week) => week.predicted) },
        ]}
        {...(heldOutFrom > 0 ? { divider: { at: heldOutFrom, name: 'held out →' } } : {})}
        format={(value) => format.decimal(value, 1)}
        formatAxis={format.compact}
      />
    </PlotCard>
  );
  return (
    <>
      {card(
        'Purchases a week',
        'Purchases after a customer’s first, by the week. Left of the line the model learnt; right of it, it had seen nothing.',
        'forecast-weekly',
        page.weekly,
      )}
      {card(
        'Purchases so far',
        'The same, added up from the first week on.',
        'forecast-cumulative',
        cumulative,
      )}
    </>
  );
}

const classUrls = (by: 'frequency' | 'tenth', place: number, customers: number): RowUrls => [
  null,
  customers === 0 ? null : behindUrl({ of: 'forecast', by, place }),
];

function FrequencyCard({ page }: { page: ForecastPage }) {
  const format = useFormat();
  const last = page.byFrequency.length - 1;
  const name = (x: number) => (x === last ? `${x} or more` : String(x));
  const two = (value: unknown) => format.decimal(value as number, 2);
  return (
    <PlotCard
      title="By purchases before"
      description="Mean purchases in the part held out, of customers with so many repeat purchases before it."
      fileName="forecast-by-frequency"
      columns={[
        { title: 'Repeat purchases before' },
        { title: 'Customers', isNumber: true },
        { title: 'Actual', isNumber: true, format: two },
        { title: 'Predicted', isNumber: true, format: two },
      ]}
      rows={page.byFrequency.map((row) => [name(row.x), row.customers, row.actual, row.predicted])}
      urls={page.byFrequency.map((row) => classUrls('frequency', row.x, row.customers))}
    >
      <BarChart
        label="Mean purchases in the part held out, by repeat purchases before it"
        places={page.byFrequency.map(({ x }) => name(x))}
        series={[
          { name: 'Actual', values: page.byFrequency.map(({ actual }) => actual) },
          { name: 'Predicted', values: page.byFrequency.map(({ predicted }) => predicted) },
        ]}
        format={(value) => format.decimal(value, 2)}
      />
    </PlotCard>
  );
}

function DecileCard({ page }: { page: ForecastPage }) {
  const format = useFormat();
  const one = (value: unknown) => format.decimal(value as number, 1);
  const name = (index: number) => `Tenth ${index + 1}`;
  return (
    <PlotCard
      title="By tenths of customers"
      description="Customers from the most to the least promising, in ten equal groups."
      fileName="forecast-by-decile"
      columns={[
        { title: 'Tenth' },
        { title: 'Customers', isNumber: true },
        { title: 'Actual', isNumber: true },
        { title: 'Predicted', isNumber: true, format: one },
      ]}
      rows={page.byDecile.map((row, i) => [name(i), row.customers, row.actual, row.predicted])}
      urls={page.byDecile.map((row, i) => classUrls('tenth', i, row.customers))}
    >
      <BarChart
        label="Purchases of each tenth of the customers"
        places={page.byDecile.map((_, i) => name(i))}
        series={[
          { name: 'Actual', values: page.byDecile.map(({ actual }) => actual) },
          { name: 'Predicted', values: page.byDecile.map(({ predicted }) => predicted) },
        ]}
        format={(value) => format.decimal(value, 1)}
        formatAxis={format.compact}
      />
    </PlotCard>
  );
}

function ModelsCard({ page }: { page: ForecastPage }) {
  const format = useFormat();
  const number = (digits: number) => (value: unknown) =>
    format.decimal(value as number | null, digits);
  const percent = (value: unknown) => format.percent(value as number | null);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          The models compared
        </Text>
        <Text as="p" tone="subdued">
          The one with the smallest error did best: that of one customer, and that of the sum.
        </Text>
        <NumberTable
          caption="The models compared"
          columns={[
            { title: 'Model' },
            { title: 'Predicted', isNumber: true, format: number(0) },
            { title: 'Actual', isNumber: true, format: number(0) },
            { title: 'Total bias', isNumber: true, format: percent },
            { title: 'RMSE', isNumber: true, format: number(4) },
            { title: 'Mean error', isNumber: true, format: number(4) },
            { title: 'Correlation', isNumber: true, format: number(4) },
            { title: 'Log-likelihood', isNumber: true, format: number(1) },
          ]}
          rows={page.models.map((model) => [
            `${modelName(model.name)}${model.name === page.used ? ' (used)' : ''}`,
            model.predicted,
            page.actual,
            model.bias,
            model.rmse,
            model.mae,
            model.correlation,
            model.logLikelihood,
          ])}
        />
      </BlockStack>
    </Card>
  );
}
