// The five figures of the home page. Each says how it is computed and from which numbers.
import { BlockStack, Card, Divider, InlineGrid, InlineStack, Link, Text } from '@shopify/polaris';
import type { Period } from '#app/basics/calendar.ts';
import { isWorthComparing } from '#app/retention/rate.ts';
import type { ActivityFigure } from '#app/retention/segments/behind.ts';
import { pointsAbove } from '#app/retention/settings.ts';
import { usePeriodWords } from '#app/ui/date-range.tsx';
import { type Format, useFormat } from '#app/ui/format.tsx';
import { Explanation, Parts, StatCard, type StatChange } from '#app/ui/stat-card.tsx';
import { behindUrl } from '../retention/behind-words.ts';
import type { HomePage, RangeFigures } from './read-home-page.server.ts';

type Pair = { now: RangeFigures; before: RangeFigures | null };

export function FigureCards({ page }: { page: HomePage }) {
  return (
    <BlockStack gap="400">
      <RetentionCard page={page} />
      <InlineGrid columns={{ xs: 1, sm: 2, lg: 4 }} gap="400">
        <RepeatRate now={page.now} before={page.before} />
        <OrderValue now={page.now} before={page.before} />
        <Frequency now={page.now} before={page.before} />
        <Clv now={page.now} before={page.before} />
      </InlineGrid>
    </BlockStack>
  );
}

function RetentionCard({ page }: { page: HomePage }) {
  const format = useFormat();
  const say = usePeriodWords();
  const { retention } = page.now;
  const before = page.before?.retention ?? null;
  const isTelling = before !== null && isWorthComparing(before);
  const change = usePoints(retention.rate, isTelling ? before.rate : null, before);
  const windowWords =
    page.settings.windowDays === null
      ? 'a range as long as this one'
      : `${page.settings.windowDays} days`;
  return (
    <Card>
      <InlineGrid columns={{ xs: 1, md: ['oneThird', 'twoThirds'] }} gap="500">
        <BlockStack gap="200">
          <InlineStack align="space-between" wrap={false}>
            <Text as="h2" variant="headingMd">
              Customer retention rate
            </Text>
            <Explanation
              label="Customer retention rate"
              explanation={{
                meaning: `Of the customers active at the start of the range, how many are active at its end, without those who bought for the first time. Active means: an order in the ${windowWords} before.`,
                formula: `(E − N) ÷ B = (${format.count(retention.atEnd)} − ${format.count(retention.fresh)}) ÷ ${format.count(retention.atStart)} = ${format.percent(retention.rate)}`,
                rows: { url: '/app/retention', label: 'See every period' },
              }}
            />
          </InlineStack>
          <Text as="p" variant="heading2xl">
            {format.percent(retention.rate)}
          </Text>
          {change && <Change change={change} />}
          {!change && page.range.before && (
            <Text as="p" tone="subdued" variant="bodySm">
              The history is too short to compare with the period before.
            </Text>
          )}
          <Text as="p" tone="subdued" variant="bodySm">
            {say(retention)}
            {retention.atStart === 0 && ': nobody was a customer at the start, so there is no rate'}
          </Text>
          <Divider />
          <Benchmark page={page} />
        </BlockStack>
        <RetentionParts page={page} />
      </InlineGrid>
    </Card>
  );
}

function RetentionParts({ page }: { page: HomePage }) {
  const format = useFormat();
  const { retention } = page.now;
  const { start, end } = retention;
  const part = (name: string, count: number, figure: ActivityFigure) => ({
    name,
    value: format.count(count),
    url: behindUrl({ of: 'range', figure, start, end, windowDays: page.settings.windowDays }),
  });
  return (
    <InlineGrid columns={{ xs: 1, sm: 2 }} gap="500">
      <BlockStack gap="200">
        <Text as="h3" variant="headingSm">
          What the rate is made of
        </Text>
        <Parts
          parts={[
            part('B: active at the start', retention.atStart, 'active-at-start'),
            part('E: active at the end', retention.atEnd, 'active-at-end'),
            part('N: bought for the first time', retention.fresh, 'first-order'),
          ]}
        />
      </BlockStack>
      <BlockStack gap="200">
        <Text as="h3" variant="headingSm">
          What became of the customers
        </Text>
        <Parts
          parts={[
            part('Kept', retention.kept, 'kept'),
            part('Won back', retention.wonBack, 'won-back'),
            ...(retention.freshLapsed > 0
              ? [
                  {
                    name: 'of that: new ones no longer active, taken off',
                    value: format.count(-retention.freshLapsed),
                  },
                ]
              : []),
            part('Lost', retention.lost, 'lost'),
            { name: 'Strict retention (kept ÷ B)', value: format.percent(retention.strictRate) },
            { name: 'Churn', value: format.percent(retention.churn) },
          ]}
        />
      </BlockStack>
    </InlineGrid>
  );
}

const industries = {
  'consumer-goods': 'consumer goods',
  beauty: 'beauty',
  clothing: 'clothing and shoes',
  'home-goods': 'home goods',
} as const;

function Benchmark({ page }: { page: HomePage }) {
  const format = useFormat();
  const { benchmark, settings, now } = page;
  if (benchmark === null || settings.industry === null) {
    return (
      <Text as="p" variant="bodySm">
        <Link url="/app/settings">Pick your industry</Link> to compare with others.
      </Text>
    );
  }
  const points = pointsAbove(benchmark, now.retention);
  return (
    <Text as="p" variant="bodySm">
      Benchmark for {industries[settings.industry]}, a year:{' '}
      <strong>{format.percent(benchmark, 0)}</strong>
      {points !== null &&
        ` (you are ${format.decimal(Math.abs(points), 1)} points ${points < 0 ? 'below' : 'above'})`}
    </Text>
  );
}

function Change({ change }: { change: StatChange }) {
  const arrow = { up: '▲', down: '▼', same: '■' }[change.direction];
  return (
    <Text as="p" variant="bodySm" tone="subdued">
      <span aria-hidden="true">{arrow} </span>
      {change.text} ({change.against})
    </Text>
  );
}

const orderedUrl = ({ start, end }: Period, figure: 'ordered' | 'ordered-again') =>
  behindUrl({ of: 'range', figure, start, end, windowDays: null });

function RepeatRate({ now, before }: Pair) {
  const format = useFormat();
  const change = usePoints(now.repeatPurchaseRate, before?.repeatPurchaseRate ?? null, before);
  return (
    <StatCard
      label="Repeat purchase rate"
      value={format.percent(now.repeatPurchaseRate)}
      {...(change ? { change } : {})}
      explanation={{
        meaning: 'Customers with two or more orders in the range, of all customers with an order.',
        formula: 'customers with ≥ 2 orders ÷ customers with ≥ 1',
        parts: [
          { name: 'With 2 or more orders', value: format.count(now.repeatCustomers) },
          { name: 'With an order', value: format.count(now.customers) },
        ],
        rows: {
          url: orderedUrl(now, 'ordered-again'),
          label: 'Customers with 2 or more orders',
        },
      }}
    />
  );
}

function OrderValue({ now, before }: Pair) {
  const format = useFormat();
  const change = useShare(now.averageOrderValue, before?.averageOrderValue, before, format.money);
  return (
    <StatCard
      label="Average order value"
      value={format.money(now.averageOrderValue)}
      {...(change ? { change } : {})}
      explanation={{
        meaning:
          'What an order brings: goods after discounts and refunds, without tax, shipping and tips.',
        formula: 'net sales ÷ orders',
        parts: [
          { name: 'Net sales', value: format.money(now.netSales) },
          { name: 'Orders', value: format.count(now.orders) },
        ],
        rows: { url: orderedUrl(now, 'ordered'), label: 'Customers with an order' },
      }}
    />
  );
}

function Frequency({ now, before }: Pair) {
  const format = useFormat();
  const two = (value: number) => format.decimal(value);
  const change = useShare(now.purchaseFrequency, before?.purchaseFrequency, before, two);
  return (
    <StatCard
      label="Purchase frequency"
      value={format.decimal(now.purchaseFrequency)}
      {...(change ? { change } : {})}
      explanation={{
        meaning: 'How often a customer bought in the range.',
        formula: 'orders ÷ customers with an order',
        parts: [
          { name: 'Orders', value: format.count(now.orders) },
          { name: 'Customers', value: format.count(now.customers) },
        ],
        rows: { url: orderedUrl(now, 'ordered'), label: 'Customers with an order' },
      }}
    />
  );
}

function Clv({ now, before }: Pair) {
  const format = useFormat();
  const change = useShare(now.clv?.value ?? null, before?.clv?.value, before, format.money);
  const years = now.clv?.years ?? 1;
  return (
    <StatCard
      label={`Lifetime value, ${years} ${years === 1 ? 'year' : 'years'}, in sales`}
      value={format.money(now.clv?.value)}
      {...(change ? { change } : {})}
      explanation={{
        meaning:
          'What a customer brings in the years you chose, if the range (or the year up to its end, where it is shorter) goes on as it went: the simple formula.',
        formula: 'average order value × orders a year × years',
        parts: [
          { name: 'Average order value', value: format.money(now.clv?.averageOrderValue) },
          { name: 'Orders a year', value: format.decimal(now.clv?.yearlyFrequency) },
          { name: 'Customer value a year', value: format.money(now.clv?.customerValue) },
          { name: 'Years', value: format.count(years), url: '/app/settings' },
          { name: 'Customers with an order', value: format.count(now.clv?.customers) },
        ],
        ...(now.clv && {
          rows: { url: orderedUrl(now.clv, 'ordered'), label: 'Customers with an order' },
        }),
      }}
    />
  );
}

/** The change of a rate, in points. */
function usePoints(
  now: number | null,
  before: number | null,
  period: { start: string; end: string } | null,
): StatChange | null {
  const format = useFormat();
  const say = usePeriodWords();
  if (now === null || before === null || !period) return null;
  const points = (now - before) * 100;
  return {
    ...direction(points, format.decimal(Math.abs(points), 1), 'points', 0.05),
    against: `${say(period)}: ${format.percent(before)}`,
  };
}

/** The change of an amount, in per cent of what it was. */
function useShare(
  now: string | number | null,
  before: string | number | null | undefined,
  period: { start: string; end: string } | null,
  write: (value: never) => ReturnType<Format['money']>,
): StatChange | null {
  const format = useFormat();
  const say = usePeriodWords();
  if (now === null || before === null || before === undefined || !period) return null;
  if (Number(before) === 0) return null;
  const share = Number(now) / Number(before) - 1;
  return {
    ...direction(share, format.percent(Math.abs(share)), '', 0.0005),
    against: `${say(period)}: ${write(before as never)}`,
  };
}

function direction(change: number, size: string, unit: string, least: number) {
  if (Math.abs(change) < least) return { direction: 'same' as const, text: 'Unchanged' };
  const way = change > 0 ? ('up' as const) : ('down' as const);
  return { direction: way, text: `${way === 'up' ? 'Up' : 'Down'} ${size} ${unit}`.trim() };
}
