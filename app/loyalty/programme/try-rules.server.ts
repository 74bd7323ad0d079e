// Tries a set of rules on the shop's last 12 months before it is saved: what the ledger would have
// awarded had the programme begun with them a year ago. Reads only; a shop of many customers is
// tried on a sample of them, and the figures are scaled up.
import { pool } from '#app/db.server.ts';
import { shopCalendar } from '../expiry/lot-dates.ts';
import { query } from '../query.server.ts';
import { actionName } from './action-name.ts';
import { type Economics, economicsOf } from './economics.ts';
import { readTrialFacts } from './read-trial.server.ts';
import {
  type Replay,
  type Replayed,
  type ReplayFacts,
  replayMember,
  valueYear,
} from './replay-member.ts';
import type { Action, Rules } from './rules.ts';
import { nightsOf, withBonusesToCome, yearBefore } from './trial-year.ts';

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
  sources: TrialSources;
  /** What gives points by these rules and is in no figure: nobody knows of it in the year. */
  unseen: { name: string; points: bigint }[];
  /** Points that referrals gave in the year by their own settings; in no figure. */
  referrals: bigint;
  /** How many of the customers were looked at; 1: all. */
  sampled: number;
};

/** Where the points come from; together they are all that is issued. */
export type TrialSources = {
  orders: bigint;
  /** What tiers' multipliers add to that. */
  multipliers: bigint;
  /** What campaigns add to both. */
  bonuses: bigint;
  entryRewards: bigint;
  actions: { id: string; name: string; times: number; points: bigint }[];
};

/** Customers looked at in full; of more, as many as these are drawn by their number. */
const SAMPLE = 20_000;

/** What `rules` would have done in the 12 months before `now`; paused ones as if they ran. */
export async function tryRules(
  shop: { id: number; timezone: string },
  rules: Rules,
  settings: TrialSettings,
  now: Date,
): Promise<Trial> {
  const calendar = shopCalendar(shop.timezone);
  const from = yearBefore(now, calendar);
  const tried = withBonusesToCome({ ...rules, isActive: true }, now);
  const { customers, sales, orders, referrals } = await readTotals(shop.id, from, now);
  const every = Math.max(1, Math.ceil(customers / SAMPLE));
  const facts = await readTrialFacts({ shopId: shop.id, from, now, every, calendar }, tried);
  const nights = nightsOf(tried, from, now, calendar);
  const replay: Replay = { rules: tried, start: from, nights, calendar };
  const members = facts.map((one) => ({ facts: one, result: replayMember(one, replay) }));
  const scale = BigInt(every);
  const parts = members.flatMap(partsOf);
  const issued = parts.reduce((total, part) => total + part.points, 0n) * scale;
  const sources = sourcesOf(members, replay, every);
  const economics = economicsOf({
    sales,
    issued,
    issuedByOrders: sources.orders + sources.bonuses + sources.multipliers,
    ...settings,
    averageOrder: orders > 0 ? sales / BigInt(orders) : 0n,
  });
  const seen = new Set(sources.actions.map(({ id }) => id));
  return {
    ...economics,
    byMonth: monthsOf(parts, calendar.dayOf, scale),
    byTier: tiersOf(members, rules, every),
    sources,
    unseen: rules.actions
      .filter(({ id, isOn }) => isOn && !seen.has(id))
      .map((action) => ({ name: actionName(action), points: action.points })),
    referrals,
    sampled: 1 / every,
  };
}

async function readTotals(shopId: number, from: Date, now: Date) {
  const [totals] = await query<{
    customers: number;
    sales: bigint;
    orders: number;
    referrals: bigint;
  }>(
    pool,
    `SELECT count(*)::int AS orders, coalesce(sum(net_sales), 0)::bigint AS sales,
       (SELECT count(*)::int FROM customer WHERE shop_id = $1::int) AS customers,
       (SELECT coalesce(sum(points), 0)::bigint FROM loyalty_entry WHERE shop_id = $1::int
          AND reason = 'referral' AND occurred_at >= $2::text::timestamptz) AS referrals
     FROM orders WHERE shop_id = $1::int AND is_counted
       AND processed_at >= $2::text::timestamptz AND processed_at < $3::text::timestamptz`,
    shopId,
    from.toISOString(),
    now.toISOString(),
  );
  return totals!;
}

type Member = { facts: ReplayFacts; result: Replayed };
type Part = { at: Date; points: bigint; net: bigint };

function partsOf({ facts, result }: Member): Part[] {
  const net = new Map(facts.orders.map((order) => [order.id, order.net]));
  const { orders, actions, entered } = result;
  return [
    ...orders.map(({ orderId, worth, dates }) => ({
      at: dates.earnedAt,
      points: worth.points,
      net: net.get(orderId) ?? 0n,
    })),
    ...actions.map(({ at, action }) => ({ at, points: action.points, net: 0n })),
    ...entered.map(({ at, level }) => ({ at, points: level.entryPoints, net: 0n })),
  ];
}

function sourcesOf(members: readonly Member[], replay: Replay, every: number): TrialSources {
  const scale = BigInt(every);
  const { rules } = replay;
  const pointsOf = (orders: Replayed['orders']) =>
    orders.reduce((total, { worth }) => total + worth.points, 0n);
  const all = members.reduce((total, { result }) => total + pointsOf(result.orders), 0n);
  const plain = { ...rules, campaigns: [] };
  const withoutBonuses = (hasTiers: boolean) =>
    members.reduce((total, { facts, result }) => {
      const tiers = new Map(result.orders.map((one) => [one.orderId, one.context.tierId]));
      const tierOf = ({ id }: { id: bigint }) => (hasTiers ? (tiers.get(id) ?? null) : null);
      return total + pointsOf(valueYear(facts, replay, plain, tierOf));
    }, 0n);
  const withTiers = rules.campaigns.length === 0 ? all : withoutBonuses(true);
  const orders = rules.tiers === null ? withTiers : withoutBonuses(false);
  const entered = members.flatMap(({ result }) => result.entered);
  const given = Map.groupBy(
    members.flatMap(({ result }) => result.actions),
    ({ action }) => action.id,
  );
  return {
    orders: orders * scale,
    multipliers: (withTiers - orders) * scale,
    bonuses: (all - withTiers) * scale,
    entryRewards: entered.reduce((total, { level }) => total + level.entryPoints, 0n) * scale,
    actions: [...given.values()].map((times) =>
      actionSource(times[0]!.action, times.length, every),
    ),
  };
}

const actionSource = (action: Action, seen: number, every: number) => {
  const times = seen * every;
  const { id, points } = action;
  return { id, name: actionName(action), times, points: points * BigInt(times) };
};

function monthsOf(parts: readonly Part[], dayOf: (at: Date) => string, scale: bigint) {
  const months = new Map<string, { points: bigint; sales: bigint }>();
  for (const { at, points, net } of parts) {
    const month = dayOf(at).slice(0, 7);
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

function tiersOf(members: readonly Member[], { tiers }: Rules, every: number) {
  if (tiers === null) return [];
  const count = (tierId: string | null) =>
    members.filter(({ result }) => result.tierId === tierId).length * every;
  return [{ id: null, name: 'No tier' }, ...tiers.levels].map(({ id: tierId, name }) => ({
    tierId,
    name,
    members: count(tierId),
  }));
}
