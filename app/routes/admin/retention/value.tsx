// Customer value: what customers have brought, what they are expected to bring, and who they are.
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Banner, BlockStack, Card, InlineGrid, Link, Page, Text } from '@shopify/polaris';
import { RFM_MEANING } from '#app/retention/rfm.ts';
import type { Hold } from '#app/retention/value/fit-models.ts';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { BarChart } from '#app/ui/plots/bar-chart.tsx';
import { NumberTable, PlotCard } from '#app/ui/plots/plot-card.tsx';
import { StatCard } from '#app/ui/stat-card.tsx';
import { behindUrl } from './behind-words.ts';
import { groupWords } from './filter-words.ts';
import { choiceWords, modelName } from './model-words.ts';
import { NoOrders } from './no-orders.tsx';
import { pageContext } from './page-context.server.ts';
import type { ShownCustomer } from './read-segments-page.server.ts';
import { readValuePage, type ValuePage } from './read-value-page.server.ts';
import { CustomerTable } from './segment-list.tsx';

export const meta: MetaFunction = () => [{ title: 'Customer value · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const context = await pageContext(args);
  return { hasOrders: context.overview !== null, page: await readValuePage(context) };
}

export default function Value() {
  const { page, hasOrders } = useLoaderData<typeof loader>();
  if (!hasOrders) return <NoOrders title="Customer value" />;
  if (!page) {
    return (
      <Page title="Customer value">
        <EmptyCard
          title="Your customers are being valued"
          text="The first valuation starts when the import has ended, and takes a minute at most."
        />
      </Page>
    );
  }
  return (
    <Page title="Customer value" subtitle="What customers have brought and are expected to bring">
      <BlockStack gap="400">
        <BasisBanner page={page} />
        <Figures page={page} />
        <GroupsCard page={page} />
        <CustomerCards page={page} />
        <ModelsCard page={page} />
      </BlockStack>
    </Page>
  );
}

function CustomerCards({ page }: { page: ValuePage }) {
  const isSimple = page.basis === 'simple';
  return (
    <>
      <CustomersCard
        title="At risk and worth most"
        text={
          page.atRiskFilter.groups
            ? `They have bought more than once and are in the groups ${groupWords(page.atRiskFilter.groups)}: no forecast says who is leaving (see above), so the time since the last order does.`
            : 'They have bought more than once, may have left (the chance that they are still customers is 70% at most), and are expected to bring the most of all of those. Their group goes by recency, frequency and sales alone, so that even Champions can be among them.'
        }
        url={`/app/customers/segments?segment=at-risk-and-worth-most${isSimple ? '&sort=sales' : ''}`}
        rows={page.atRisk}
        isSimple={isSimple}
      />
      {isSimple ? (
        <CustomersCard
          title="Brought the most"
          text="The largest net sales so far. An average cannot tell who will bring more."
          url="/app/customers/segments?sort=sales"
          rows={page.worthMost}
          isSimple={isSimple}
        />
      ) : (
        <CustomersCard
          title="Worth most"
          text="The largest expected value of the next 12 months."
          url="/app/customers/segments?sort=value"
          rows={page.worthMost}
          isSimple={isSimple}
        />
      )}
    </>
  );
}

const HOLD_WORDS: Record<Hold, string> = {
  few: 'Fewer than 50 of the customers who came back paid for a later order.',
  'no-maximum': 'The orders of those who came back do not tell how far customers differ.',
  'unseen-mean':
    'A few customers spend so much more than all others that the usual model expects a mean order that your shop has not seen.',
};

function BasisBanner({ page }: { page: ValuePage }) {
  const format = useFormat();
  return (
    <>
      {page.basis === 'simple' && (
        <Banner tone="info" title="Too few customers for a forecast">
          {page.repeatCustomers === 0
            ? 'Nobody has'
            : format.plural(page.repeatCustomers, 'customer has', 'customers have')}{' '}
          ordered again on a later day. Below 10 the simple formula is used for everybody: it is an
          average, not a prediction.
        </Banner>
      )}
      {page.basis === 'shrunk' && (
        <Banner tone="info" title="A small shop’s forecast">
          {format.count(page.repeatCustomers)} customers have ordered again. Below 50 the model
          leans on what is usual in other shops; take the figures as rough.
        </Banner>
      )}
      {page.basis === 'model' && page.value?.hold && (
        <Banner tone="info" title="What an order is worth is told cautiously">
          {HOLD_WORDS[page.value.hold]} So the value of an order lies between the mean of all of
          them and the customer’s own mean, weighed by what is usual in other shops.
        </Banner>
      )}
      {page.noDropOut && (
        <Banner tone="info" title="No sign of drop-out">
          Nothing in the orders says that customers leave for good, so everybody counts as a
          customer still.
        </Banner>
      )}
      {!page.isMarginKnown && (
        <Banner tone="info" action={{ content: 'Give your margin', url: '/app/settings' }}>
          Your margin is not known, so value is counted in sales.
        </Banner>
      )}
    </>
  );
}

function SimpleCard({ simple }: { simple: NonNullable<ValuePage['simple']> }) {
  const format = useFormat();
  return (
    <StatCard
      label={`Simple CLV, ${format.plural(simple.years, 'year', 'years')}, in sales`}
      value={format.money(simple.value)}
      explanation={{
        meaning:
          'What an average customer buys for in the years you chose, if the last year goes on as it went. Sales, without the margin.',
        formula: 'CLV = AOV × F × t',
        parts: [
          { name: 'Average order value', value: format.money(simple.averageOrderValue) },
          { name: 'Orders a year', value: format.decimal(simple.frequency) },
          { name: 'Years', value: format.count(simple.years), url: '/app/settings' },
          { name: 'Customers with an order', value: format.count(simple.customers) },
        ],
        rows: {
          url: behindUrl({
            of: 'range',
            figure: 'ordered',
            start: simple.start,
            end: simple.end,
            windowDays: null,
          }),
          label: 'Customers with an order in the last year',
        },
      }}
    />
  );
}

function Figures({ page }: { page: ValuePage }) {
  const format = useFormat();
  const unit = page.isMarginKnown ? 'margin' : 'sales';
  return (
    <InlineGrid columns={{ xs: 1, sm: 2, md: 4 }} gap="400">
      {page.simple && <SimpleCard simple={page.simple} />}
      <StatCard
        label={`Brought so far, a customer, in ${unit}`}
        value={format.money(page.historical.mean)}
        explanation={{
          meaning: 'Historical value: net sales so far times the margin.',
          parts: [
            { name: 'All customers', value: format.money(page.historical.total) },
            { name: 'Customers', value: format.count(page.customers) },
            { name: 'Margin', value: format.percent(page.margin, 0) },
          ],
          rows: { url: '/app/customers/segments?sort=sales', label: 'Customers by net sales' },
        }}
      />
      {page.predicted.map(({ months, total, mean }) => (
        <StatCard
          key={months}
          label={`Expected in ${months} months, a customer, in ${unit}`}
          value={format.money(mean)}
          explanation={{
            meaning:
              page.basis === 'simple'
                ? 'The simple formula for so many years, not discounted.'
                : 'Expected orders times expected value of an order times the margin, month by month, discounted.',
            formula:
              page.basis === 'simple'
                ? 'AOV × F × t × margin'
                : 'Σ margin × orders × value ÷ (1 + d)^(month / 12)',
            parts: [
              { name: 'All customers', value: format.money(total) },
              { name: 'Margin', value: format.percent(page.margin, 0) },
              ...(page.basis === 'simple'
                ? []
                : [{ name: 'Discount a year', value: format.percent(page.discountRate, 0) }]),
            ],
            rows: { url: '/app/customers/segments?sort=value', label: 'Customers by value' },
          }}
        />
      ))}
      <StatCard
        label="Orders expected in a year"
        value={format.count(page.expectedOrders365)}
        explanation={{
          meaning: 'Of the customers there are today; new ones come on top.',
          parts: [{ name: 'Their net sales', value: format.money(page.expectedSales365) }],
          rows: { url: '/app/retention/forecast', label: 'How far to trust this' },
        }}
      />
    </InlineGrid>
  );
}

function GroupsCard({ page }: { page: ValuePage }) {
  const format = useFormat();
  return (
    <PlotCard
      title="Expected value of 12 months by group"
      description="The mean of the customers in each group."
      fileName="value-by-group"
      columns={[
        { title: 'Group' },
        { title: 'Customers', isNumber: true },
        {
          title: 'Value of a customer',
          isNumber: true,
          format: (value) => format.money(value as number),
        },
      ]}
      rows={page.groups.map(({ group, customers, mean }) => [
        RFM_MEANING[group].name,
        customers,
        mean,
      ])}
      urls={page.groups.map(({ group }) => [null, `/app/customers/segments?group=${group}`])}
    >
      <BarChart
        label="Mean expected value of 12 months in each group"
        places={page.groups.map(({ group }) => RFM_MEANING[group].name)}
        series={[{ name: 'Value', values: page.groups.map(({ mean }) => mean) }]}
        format={format.money}
        formatAxis={format.compactMoney}
      />
    </PlotCard>
  );
}

function CustomersCard(props: {
  title: string;
  text: string;
  url: string;
  rows: readonly ShownCustomer[];
  isSimple: boolean;
}) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {props.title}
        </Text>
        <Text as="p" tone="subdued">
          {props.text}{' '}
          {props.rows.length === 0 ? 'Nobody at present.' : <Link url={props.url}>See all</Link>}
        </Text>
        {props.rows.length > 0 && <CustomerTable {...props} />}
      </BlockStack>
    </Card>
  );
}

function ModelsCard({ page }: { page: ValuePage }) {
  const format = useFormat();
  if (page.models.length === 0) return null;
  const digits = (value: unknown) => format.decimal(value as number | null, 4);
  const rows = page.models.flatMap(({ name, isChosen, isMaximum, sampled, parameters }) =>
    parameters.map((parameter) => [
      [
        modelName(name),
        isChosen ? ' (used)' : '',
        isMaximum ? '' : ' (at the edge of the search: the orders do not tell it closer)',
        sampled === null ? '' : ` (fitted to an even sample of ${format.count(sampled)} customers)`,
      ].join(''),
      parameter.name,
      parameter.value,
      parameter.error,
    ]),
  );
  const valueRows = (page.value?.parameters ?? []).map((parameter) => [
    `Gamma-Gamma${page.value!.hold ? ' (leans on what is usual, mean held at yours)' : ''}`,
    parameter.name,
    parameter.value,
    parameter.error,
  ]);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          How it is computed
        </Text>
        <Text as="p" tone="subdued">
          How many orders: {page.used ? modelName(page.used) : 'none'}, {choiceWords(page)}. How
          much an order: Gamma-Gamma. Times in days, money in {format.currency}. Fitted{' '}
          {format.moment(page.fittedAt)}.{' '}
          <Link url="/app/retention/forecast">How far to trust it</Link>
        </Text>
        <details>
          <summary>The parameters of the models</summary>
          <NumberTable
            caption="Parameters of the models"
            columns={[
              { title: 'Model' },
              { title: 'Parameter' },
              { title: 'Value', isNumber: true, format: digits },
              { title: 'Standard error', isNumber: true, format: digits },
            ]}
            rows={[...rows, ...valueRows]}
          />
        </details>
      </BlockStack>
    </Card>
  );
}
