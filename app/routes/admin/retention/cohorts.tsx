// Cohorts: what became of the customers who came in the same week, month, quarter or year.
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BlockStack, Card, Page, Text } from '@shopify/polaris';
import { exponentOf } from '#app/basics/money.ts';
import { COHORT_VIEWS, type CohortView, cohortTable } from '#app/retention/cohorts.ts';
import { readCohorts } from '#app/retention/read.server.ts';
import { readSplitCohorts, readSplitValues } from '#app/retention/read-splits.server.ts';
import { SPLIT_KINDS, type SplitKind } from '#app/retention/segments/splits.ts';
import { type Format, useFormat } from '#app/ui/format.tsx';
import { CohortTable } from '#app/ui/plots/cohort-table.tsx';
import { LineChart } from '#app/ui/plots/line-chart.tsx';
import { PlotCard } from '#app/ui/plots/plot-card.tsx';
import { Toolbar } from '#app/ui/toolbar.tsx';
import { LimitedHistory } from '../data/limited-history.tsx';
import { behindUrl } from './behind-words.ts';
import { ChoiceSelect } from './choice-select.tsx';
import { NoOrders } from './no-orders.tsx';
import {
  chosen,
  historyFrom,
  type PageContext,
  pageContext,
  pageUnits,
} from './page-context.server.ts';
import { periodName, unitNames } from './period-name.ts';

export const meta: MetaFunction = () => [{ title: 'Cohorts · Encore' }];

/** Cohorts and ages in the table. */
const MOST_SHOWN = 60;

export async function loader(args: LoaderFunctionArgs) {
  const context = await pageContext(args);
  return { page: await readPage(context), historyFrom: historyFrom(context) };
}

async function readPage({ shop, overview, choices }: PageContext) {
  if (!overview) return null;
  const unit = chosen(choices, 'unit', pageUnits);
  const view = chosen(choices, 'view', COHORT_VIEWS);
  const kind = chosen(choices, 'split', ['all', ...SPLIT_KINDS] as const);
  const values = kind === 'all' ? [] : await readSplitValues(shop.id, kind);
  const value = values.find((known) => known.value === choices.get('value')) ?? values[0] ?? null;
  const rows =
    kind === 'all' || value === null
      ? await readCohorts(shop, overview, unit)
      : await readSplitCohorts(shop, overview, unit, { kind, value: value.value });
  const minor = view === 'netSales' ? 10 ** exponentOf(shop.currency) : 1;
  return {
    unit,
    view,
    kind,
    values,
    value: kind === 'all' ? null : value,
    asOf: overview.asOf.day,
    ...cohortTable(rows, view, MOST_SHOWN, minor),
  };
}

type CohortsPage = NonNullable<Awaited<ReturnType<typeof readPage>>>;

const viewWords: Record<CohortView, { name: string; meaning: string }> = {
  returning: {
    name: 'Came back in the period',
    meaning: 'Customers of the cohort with an order in the period, as a share of the cohort.',
  },
  repurchase: {
    name: 'Have bought again by then',
    meaning:
      'Customers with two or more orders by the end of the period, as a share of the cohort.',
  },
  orders: {
    name: 'Orders per customer so far',
    meaning: 'All orders of the cohort up to the end of the period, a customer.',
  },
  netSales: {
    name: 'Net sales per customer so far',
    meaning: 'All net sales of the cohort up to the end of the period, a customer.',
  },
};

const splitWords: Record<'all' | SplitKind, string> = {
  all: 'All customers',
  product: 'First product',
  code: 'First discount code',
  channel: 'Sales channel of the first order',
  country: 'Country of the first order',
  tag: 'Customer tag',
};

const write = (format: Format, view: CohortView) => (value: number | null) =>
  view === 'netSales'
    ? format.money(value)
    : view === 'orders'
      ? format.decimal(value)
      : format.percent(value);

export default function Cohorts() {
  const { page, historyFrom: from } = useLoaderData<typeof loader>();
  const format = useFormat();
  if (!page) return <NoOrders title="Cohorts" />;
  return (
    <Page title="Cohorts" subtitle="Customers by the time of their first order">
      <BlockStack gap="400">
        <LimitedHistory from={from} />
        <Toolbar>
          <ChoiceSelect
            label="Cohorts by"
            name="unit"
            value={page.unit}
            options={Object.entries(unitNames).map(([value, label]) => ({ value, label }))}
          />
          <ChoiceSelect
            label="Show"
            name="view"
            value={page.view}
            options={COHORT_VIEWS.map((value) => ({ value, label: viewWords[value].name }))}
          />
          <ChoiceSelect
            label="Only"
            name="split"
            value={page.kind}
            options={Object.entries(splitWords).map(([value, label]) => ({ value, label }))}
          />
          {page.value && (
            <ChoiceSelect
              label="which is"
              name="value"
              value={page.value.value}
              options={page.values.map(({ value, name, customers }) => ({
                value,
                label: `${name} (${format.count(customers)})`,
              }))}
            />
          )}
        </Toolbar>
        {page.kind !== 'all' && page.value === null && (
          <Card>
            <Text as="p">
              No customer has a {splitWords[page.kind].toLowerCase()}, so all customers are shown.
            </Text>
          </Card>
        )}
        <CohortCard page={page} />
        <CurveCard page={page} />
      </BlockStack>
    </Page>
  );
}

function CohortCard({ page }: { page: CohortsPage }) {
  const format = useFormat();
  const say = write(format, page.view);
  const name = (start: string) => periodName(format, page.unit, start);
  const ages = Math.max(0, ...page.cohorts.map(({ cells }) => cells.length));
  const ageName = (age: number) => `${unitNames[page.unit]} ${age}`;
  return (
    <PlotCard
      title={viewWords[page.view].name}
      description={`${viewWords[page.view].meaning} ${unitNames[page.unit]} 0 is the one of the first order; cells whose ${page.unit} is not over are marked.`}
      fileName={`cohorts-${page.unit}-${page.view}`}
      columns={[
        { title: 'Cohort' },
        { title: 'Customers', isNumber: true },
        ...Array.from({ length: ages }, (_, age) => ({
          title: ageName(age),
          isNumber: true,
          format: (value: unknown) => say(value as number | null),
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
        listUrl(page, start, null),
        ...cells.map((_, age) => listUrl(page, start, age)),
      ])}
    >
      <CohortTable
        caption={`${viewWords[page.view].name}, by ${page.unit}`}
        rows={page.cohorts.map(({ start, size, cells }) => ({
          name: name(start),
          size,
          url: listUrl(page, start, null),
          cells: cells.map((cell, age) => ({ ...cell, url: listUrl(page, start, age) })),
        }))}
        ageName={ageName}
        format={say}
        formatSize={format.count}
        {...(page.view === 'repurchase' ? { deepest: 1 } : {})}
      />
    </PlotCard>
  );
}

/** Sums are of everybody in the cohort, whatever the age. */
const listUrl = ({ unit, view, kind, value }: CohortsPage, cohort: string, age: number | null) =>
  behindUrl({
    of: 'cohort',
    unit,
    cohort,
    ...(view === 'returning' || view === 'repurchase'
      ? { age, figure: view }
      : { age: null, figure: 'returning' }),
    ...(kind !== 'all' && value ? { split: { kind, value: value.value } } : {}),
  });

function CurveCard({ page }: { page: CohortsPage }) {
  const format = useFormat();
  const say = write(format, page.view);
  const points = page.curve;
  if (points.length < 2) return null;
  // Everybody orders in the first period, and beside 100 % the others would lie on the ground.
  const plotted = page.view === 'returning' ? points.slice(1) : points;
  return (
    <PlotCard
      title="All cohorts together"
      description={`${page.view === 'returning' ? 'The mean' : 'The mean growth from age to age'} of the cohorts that have finished the age, weighted by their customers${page.view === 'returning' ? '' : ', added up'}.`}
      fileName={`cohorts-${page.unit}-${page.view}-mean`}
      columns={[
        { title: 'Age', isNumber: true },
        { title: 'Customers', isNumber: true },
        {
          title: viewWords[page.view].name,
          isNumber: true,
          format: (value) => say(value as number | null),
        },
      ]}
      rows={points.map(({ age, customers, value }) => [age, customers, value])}
    >
      <LineChart
        label={`${viewWords[page.view].name}: mean of the cohorts by age`}
        places={plotted.map(({ age }) => `${unitNames[page.unit]} ${age}`)}
        series={[{ name: viewWords[page.view].name, values: plotted.map(({ value }) => value) }]}
        format={say}
      />
    </PlotCard>
  );
}
