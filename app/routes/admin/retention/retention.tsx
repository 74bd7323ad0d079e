// Retention: who stays, how soon customers come back, and what a better rate would be worth.
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BlockStack, InlineGrid, Page, Text } from '@shopify/polaris';
import { isWorthComparing, noRatesYet, plottedRates } from '#app/retention/rate.ts';
import type { ActivityFigure } from '#app/retention/segments/behind.ts';
import { DateRange, usePeriodWords } from '#app/ui/date-range.tsx';
import { type Format, useFormat } from '#app/ui/format.tsx';
import { LineChart } from '#app/ui/plots/line-chart.tsx';
import { PlotCard, type RowUrls } from '#app/ui/plots/plot-card.tsx';
import { StatCard } from '#app/ui/stat-card.tsx';
import { Toolbar } from '#app/ui/toolbar.tsx';
import { LimitedHistory } from '../data/limited-history.tsx';
import { behindUrl } from './behind-words.ts';
import { ChoiceSelect } from './choice-select.tsx';
import { NoOrders } from './no-orders.tsx';
import { historyFrom, pageContext } from './page-context.server.ts';
import { periodName, unitNames } from './period-name.ts';
import { type RetentionPage, readRetentionPage } from './read-retention-page.server.ts';
import { SecondOrderCard, StepsCard, WithinCard } from './repurchase-cards.tsx';
import { WhatIfCard } from './what-if-card.tsx';

export const meta: MetaFunction = () => [{ title: 'Retention · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const context = await pageContext(args);
  return { page: await readRetentionPage(context), historyFrom: historyFrom(context) };
}

export default function Retention() {
  const { page, historyFrom: from } = useLoaderData<typeof loader>();
  if (!page) return <NoOrders title="Retention" />;
  return (
    <Page title="Retention" subtitle="Who stays with the shop, and how soon customers come back">
      <BlockStack gap="400">
        <LimitedHistory from={from} />
        <Toolbar>
          <DateRange range={page.range} />
          <WindowSelect page={page} />
        </Toolbar>
        <MeasuredDays page={page} />
        <RateCards page={page} />
        <CountCards page={page} />
        <SeriesCard page={page} />
        <WhatIfCard page={page} />
        <WithinCard {...page} />
        <StepsCard {...page} />
        <SecondOrderCard {...page} />
      </BlockStack>
    </Page>
  );
}

/** Says so where other days are measured than were chosen. */
function MeasuredDays({ page }: { page: RetentionPage }) {
  const say = usePeriodWords();
  const isMoved = page.now.start !== page.range.period.start;
  const isYoung = page.before && !isWorthComparing(page.before);
  const isNobody = page.now.atStart === 0;
  if (!isMoved && !isYoung && !isNobody) return null;
  return (
    <Toolbar>
      <Text as="p" tone="subdued">
        {isMoved &&
          `Nobody was a customer before the first order, so the rate is that of the last year: ${say(page.now)}.`}
        {isNobody && ' Nobody was a customer at the start of these days, so there is no rate yet.'}
        {isYoung &&
          ' The history is too short to compare with the period before: hardly anybody was a customer at its start.'}
      </Text>
    </Toolbar>
  );
}

const windows = ['30', '60', '90', '180', '365', '730'];

function WindowSelect({ page }: { page: RetentionPage }) {
  const value = page.windowDays === null ? 'period' : String(page.windowDays);
  const options = windows.includes(value) || value === 'period' ? windows : [value, ...windows];
  return (
    <ChoiceSelect
      label="Active means an order within"
      name="window"
      value={value}
      options={[
        ...options.map((days) => ({ value: days, label: `${days} days` })),
        { value: 'period', label: 'the period itself' },
      ]}
    />
  );
}

function changeOf(format: Format, page: RetentionPage, of: 'rate' | 'strictRate' | 'churn') {
  const [now, before] = [page.now[of], page.before?.[of] ?? null];
  if (now === null || before === null || !page.before || !isWorthComparing(page.before)) {
    return undefined;
  }
  const points = (now - before) * 100;
  const direction = points > 0.05 ? 'up' : points < -0.05 ? 'down' : 'same';
  return {
    text:
      direction === 'same'
        ? 'Unchanged'
        : `${format.decimal(Math.abs(points), 1)} points ${direction}`,
    direction,
    against: `the period before: ${format.percent(before)}`,
  } as const;
}

/** The counts that the rates are made of, and the way from a figure to its customers. */
function useParts(page: RetentionPage) {
  const format = useFormat();
  const { now, windowDays } = page;
  const parts = [
    { name: 'B: active at the start', value: format.count(now.atStart) },
    { name: 'E: active at the end', value: format.count(now.atEnd) },
    { name: 'N: new in the period', value: format.count(now.fresh) },
  ];
  const rows = (figure: ActivityFigure, label: string) => ({
    url: behindUrl({ of: 'range', figure, start: now.start, end: now.end, windowDays }),
    label,
  });
  return { parts, rows };
}

function RateCards({ page }: { page: RetentionPage }) {
  const format = useFormat();
  const { parts, rows } = useParts(page);
  const { now } = page;
  const card = (of: 'rate' | 'strictRate' | 'churn') => {
    const change = changeOf(format, page, of);
    return { value: format.percent(now[of]), ...(change ? { change } : {}) };
  };
  return (
    <InlineGrid columns={{ xs: 1, sm: 3 }} gap="400">
      <StatCard
        label="Customer retention rate"
        {...card('rate')}
        explanation={{
          meaning:
            'Customers active at the end who are not new, as a share of those active at the start. It holds customers kept and customers won back.',
          formula: 'CRR = (E − N) / B',
          parts,
          rows: rows('active-at-end', 'Customers active at the end'),
        }}
      />
      <StatCard
        label="Strict retention"
        {...card('strictRate')}
        explanation={{
          meaning: 'The customers active at the start who are still active at the end.',
          formula: 'kept / B',
          parts: [{ name: 'Kept', value: format.count(now.kept) }, ...parts.slice(0, 1)],
          rows: rows('active-at-start', 'Customers active at the start'),
        }}
      />
      <StatCard
        label="Churn"
        {...card('churn')}
        explanation={{
          meaning: 'The customers active at the start who are not active at the end.',
          formula: '1 − kept / B',
          parts: [{ name: 'Lost', value: format.count(now.lost) }, ...parts.slice(0, 1)],
          rows: rows('lost', 'Customers lost'),
        }}
      />
    </InlineGrid>
  );
}

/** New customers who lapsed by the end are in N and not in E: the formula takes them off. */
const lapsedParts = (format: Format, { wonBack, freshLapsed }: RetentionPage['now']) => [
  { name: 'Customers won back', value: format.count(wonBack + freshLapsed) },
  { name: 'Less: new ones not active at the end', value: format.count(freshLapsed) },
];

function CountCards({ page }: { page: RetentionPage }) {
  const format = useFormat();
  const { parts, rows } = useParts(page);
  const { now } = page;
  return (
    <InlineGrid columns={{ xs: 2, md: 4 }} gap="400">
      <StatCard
        label="Kept"
        value={format.count(now.kept)}
        explanation={{
          meaning: 'Active at the start and at the end.',
          parts,
          rows: rows('kept', 'Customers kept'),
        }}
      />
      <StatCard
        label="New"
        value={format.count(now.fresh)}
        explanation={{
          meaning: 'The first order ever lies in the period.',
          formula: 'N',
          rows: rows('first-order', 'New customers'),
        }}
      />
      <StatCard
        label="Won back"
        value={format.count(now.wonBack)}
        explanation={{
          meaning: 'Not active at the start, not new, and active at the end.',
          formula: 'E − N − kept',
          parts: now.freshLapsed > 0 ? [...parts, ...lapsedParts(format, now)] : parts,
          rows: rows('won-back', 'Customers won back'),
        }}
      />
      <StatCard
        label="Lost"
        value={format.count(now.lost)}
        explanation={{
          meaning: 'Active at the start and not at the end.',
          formula: 'B − kept',
          parts,
          rows: rows('lost', 'Customers lost'),
        }}
      />
    </InlineGrid>
  );
}

const curveOptions = Object.entries({ rolling: 'Year up to each month', ...unitNames }).map(
  ([value, label]) => ({ value, label }),
);
const countTitles = ['Active at the start', 'Active at the end', 'New', 'Kept', 'Won back', 'Lost'];

/** The customers behind the counts of a period, in the columns of their titles. */
function countUrls({ series, windowDays }: RetentionPage): RowUrls[] {
  const figures = ['active-at-start', 'active-at-end', 'first-order', 'kept', 'won-back', 'lost'];
  return series.map(({ measured }) => [
    null,
    ...(figures as ActivityFigure[]).map((figure) =>
      behindUrl({ of: 'range', figure, ...measured, windowDays }),
    ),
  ]);
}

function seriesWords({ unit, windowDays }: RetentionPage): string {
  const points =
    unit === 'rolling'
      ? 'Each point is the rate of the year up to the end of a month'
      : `By ${unit}`;
  const window = windowDays === null ? 'the period itself' : `${windowDays} days`;
  return `${points}; active means an order within ${window}.`;
}

function SeriesCard({ page }: { page: RetentionPage }) {
  const format = useFormat();
  const name = (start: string) =>
    page.unit === 'rolling' ? format.month(start) : periodName(format, page.unit, start);
  const percent = (value: unknown) => format.percent(value as number | null);
  const plotted = plottedRates(page.series);
  const unfinished = page.series.findIndex(({ isFinished }) => !isFinished);
  const open = unfinished < 0 ? {} : { unfinishedFrom: unfinished };
  return (
    <PlotCard
      title="Retention over time"
      description={`${seriesWords(page)}${plotted.note}`}
      fileName="retention"
      nothing={noRatesYet(page.series, page.unit)}
      controls={
        <ChoiceSelect
          label="Length of the periods"
          isLabelHidden
          name="unit"
          value={page.unit}
          options={curveOptions}
        />
      }
      columns={[
        { title: 'Period' },
        ...countTitles.map((title) => ({ title, isNumber: true })),
        { title: 'Retention rate', isNumber: true, format: percent },
        { title: 'Strict retention', isNumber: true, format: percent },
        { title: 'Churn', isNumber: true, format: percent },
      ]}
      rows={page.series.map((row) => [
        name(row.start),
        row.atStart,
        row.atEnd,
        row.fresh,
        row.kept,
        row.wonBack,
        row.lost,
        row.rate,
        row.strictRate,
        row.churn,
      ])}
      urls={countUrls(page)}
    >
      <LineChart
        label="Retention over time"
        places={page.series.map(({ start }) => name(start))}
        series={[
          {
            name: 'Retention rate',
            values: plotted.valuesOf(({ rate }) => rate),
            ...open,
          },
          {
            name: 'Strict',
            values: plotted.valuesOf(({ strictRate }) => strictRate),
            ...open,
          },
        ]}
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
