// Tries a set of rules on the shop's last 12 months before it is saved. Reads only; a shop of
// millions of orders is tried on a sample of its customers, and the figures are scaled up.
import { addUnits } from '#app/basics/calendar.ts';
import { pool } from '#app/db.server.ts';
import { needsFrozenFacts } from '../earning/freeze-facts.server.ts';
import {
  type FrozenFacts,
  type MemberFacts,
  type OrderFact,
  valueOrders,
} from '../earning/member-worth.ts';
import { readCustomerTraits, readTraits } from '../earning/read-traits.server.ts';
import { NOBODY } from '../earning/worth.ts';
import { type ShopCalendar, shopCalendar } from '../expiry/lot-dates.ts';
import { query } from '../query.server.ts';
import { placeReached } from '../tiers/tier-decision.ts';
import { type Economics, economicsOf } from './economics.ts';
import type { Rules, RuleVersion } from './rules.ts';

export type TrialSettings = {
  worthOfHundred: bigint | null;
  cheapestReward: bigint | null;
  redemptionRate: number;
  margin: number;
};
export type Trial = Economics & {
  /** Points by month, oldest first: for the plot. */
  byMonth: { month: string; points: bigint; sales: bigint }[];
  /** Customers who would be in each tier, from none upwards. */
  byTier: { tierId: string | null; name: string; members: number }[];
  /** How many of the customers were looked at; 1: all. */
  sampled: number;
};

/** Customers looked at in full; of more, as many as these are drawn by their number. */
const SAMPLE = 20_000;

type TrialOrder = OrderFact & { customer_id: bigint };

/** What `rules` would have done in the 12 months before `now`. */
export async function tryRules(
  shop: { id: number; timezone: string },
  rules: Rules,
  settings: TrialSettings,
  now: Date,
): Promise<Trial> {
  const calendar = shopCalendar(shop.timezone);
  const from = calendar.startOf(addUnits(calendar.dayOf(now), 'year', -1));
  const [counted] = await query<{ customers: number; sales: bigint; orders: number }>(
    pool,
    `SELECT count(DISTINCT customer_id)::int AS customers, count(*)::int AS orders,
       coalesce(sum(net_sales), 0)::bigint AS sales
     FROM orders WHERE shop_id = $1::int AND is_counted AND processed_at >= $2::text::timestamptz`,
    shop.id,
    from.toISOString(),
  );
  const { customers, sales, orders } = counted!;
  const every = Math.max(1, Math.ceil(customers / SAMPLE));
  const facts = await readTrialOrders(shop.id, from, every);
  const versions: RuleVersion[] = [{ version: 1, effectiveFrom: from, rules }];
  const frozen = await presentFacts(shop.id, facts, rules);
  const valued = [...Map.groupBy(facts, (order) => order.customer_id)].map(([, own]) =>
    valueOne(own, versions, calendar, frozen),
  );
  const scale = BigInt(every);
  const byMonth = monthsOf(valued, calendar, scale);
  const issued = byMonth.reduce((total, month) => total + month.points, 0n);
  const economics = economicsOf({
    sales,
    issued,
    earners: valued.filter((one) => one.points > 0n).length * every,
    ...settings,
    averageOrder: orders > 0 ? sales / BigInt(orders) : 0n,
  });
  return { ...economics, byMonth, byTier: tiersOf(valued, rules, every), sampled: 1 / every };
}

async function readTrialOrders(shopId: number, from: Date, every: number): Promise<TrialOrder[]> {
  const values = [shopId, from.toISOString(), every];
  const chosen = `o.shop_id = $1::int AND o.processed_at >= $2::text::timestamptz
    AND o.is_counted AND o.customer_id % $3::int = 0`;
  const orders = await query<Omit<TrialOrder, 'lines'>>(
    pool,
    `SELECT o.customer_id, o.id, o.processed_at AS "placedAt", o.paid_at AS "paidAt",
       o.fulfilled_at AS "fulfilledAt", o.financial_status AS "financialStatus",
       o.is_counted AS "isCounted", o.taxes_included AS "taxesIncluded", o.net_sales AS net,
       o.current_shipping AS shipping, o.current_tax AS tax, o.total, o.received
     FROM orders o WHERE ${chosen}`,
    ...values,
  );
  const lines = await query<OrderFact['lines'][number] & { order_id: bigint }>(
    pool,
    `SELECT l.order_id, l.id, l.product_id AS "productId", l.quantity,
       l.current_quantity AS "currentQuantity", l.is_gift_card AS "isGiftCard",
       l.is_subscription AS "isSubscription", l.discounted_total AS "discountedTotal", l.tax
     FROM orders o JOIN order_line l ON l.shop_id = o.shop_id AND l.order_id = o.id
     WHERE ${chosen} ORDER BY l.order_id, l.id`,
    ...values,
  );
  const linesOf = Map.groupBy(lines, (line) => line.order_id);
  return orders.map((order) => ({ ...order, lines: linesOf.get(order.id) ?? [] }));
}

/** What is so today stands for what was then: nobody kept it before the rules asked for it. */
async function presentFacts(
  shopId: number,
  orders: readonly TrialOrder[],
  rules: Rules,
): Promise<Map<bigint, FrozenFacts>> {
  if (!needsFrozenFacts(rules)) return new Map();
  const lines = orders.flatMap((order) => order.lines);
  const products = new Map(lines.map((line) => [line.productId, line]));
  const traits = await readTraits(shopId, [...products.values()]);
  const customers = await readCustomerTraits(pool, shopId, [
    ...new Set(orders.map((order) => order.customer_id)),
  ]);
  return new Map(
    orders.map((order) => [
      order.id,
      {
        customer: customers.get(order.customer_id) ?? NOBODY,
        traits: new Map(
          order.lines.flatMap((line) => {
            const known = line.productId === null ? undefined : traits.get(line.productId);
            return known ? [[line.id, known] as const] : [];
          }),
        ),
      },
    ]),
  );
}

type ValuedCustomer = {
  points: bigint;
  spend: bigint;
  orders: bigint;
  parts: { at: Date; points: bigint; net: bigint }[];
};

function valueOne(
  orders: readonly OrderFact[],
  versions: readonly RuleVersion[],
  calendar: ShopCalendar,
  frozen: MemberFacts['frozen'],
): ValuedCustomer {
  const nothing = { ordersBefore: 0, tierChanges: [], redeemedAt: [], contexts: new Map() };
  const valued = valueOrders({ ...nothing, orders, frozen }, versions, calendar);
  const net = new Map(orders.map((order) => [order.id, order.net]));
  return {
    points: valued.reduce((total, one) => total + one.worth.points, 0n),
    spend: orders.reduce((total, order) => total + order.net, 0n),
    orders: BigInt(orders.length),
    parts: valued.map((one) => ({
      at: one.dates.earnedAt,
      points: one.worth.points,
      net: net.get(one.orderId) ?? 0n,
    })),
  };
}

function monthsOf(
  valued: readonly ValuedCustomer[],
  calendar: ReturnType<typeof shopCalendar>,
  scale: bigint,
) {
  const months = new Map<string, { points: bigint; sales: bigint }>();
  for (const { at, points, net } of valued.flatMap((one) => one.parts)) {
    const month = calendar.dayOf(at).slice(0, 7);
    const known = months.get(month) ?? { points: 0n, sales: 0n };
    months.set(month, {
      points: known.points + points * scale,
      sales: known.sales + net * scale,
    });
  }
  return [...months]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, sums]) => ({ month, ...sums }));
}

function tiersOf(valued: readonly ValuedCustomer[], rules: Rules, every: number) {
  const { tiers } = rules;
  if (tiers === null) return [];
  const value = { spend: 'spend', points: 'points', orders: 'orders' } as const;
  const places = valued.map((one) => placeReached(tiers, one[value[tiers.basis]]));
  const count = (place: number) => places.filter((one) => one === place).length * every;
  return [
    { tierId: null, name: 'No tier', members: count(-1) },
    ...tiers.levels.map(({ id, name }, place) => ({ tierId: id, name, members: count(place) })),
  ];
}
