// The rules of points, each as a question to a shop that lived: what offends against it. The model
// is a few pure functions; what lots must be follows from lots.ts, asked through the verification.
import { pool } from '#app/db.server.ts';
import { awardOrders } from '#app/loyalty/earning/award-members.server.ts';
import { verifyLedger } from '#app/loyalty/verify-ledger.server.ts';
import { type Lived, TIERS } from './points-life.ts';

const rows = async <Row>(sql: string, ...values: unknown[]): Promise<Row[]> =>
  (await pool.query(sql, values)).rows as Row[];

type Order = Lived['orders'][number];
/** The member's side of an order when it was placed. */
type Side = { tierId: string | null; ordinal: number; used: bigint };

const versionOf = ({ versions }: Lived, order: Order) =>
  versions.findLast((one) => one.from <= order.placedAt)!;

/**
 * What an order is worth by the rules of these lives: whole points for every unit of money, by the
 * percentages of product and tier, from the least order on, up to a cap and to what is left of the
 * year; and a milestone beside it.
 */
function worthOf(lived: Lived, order: Order, { tierId, ordinal, used }: Side) {
  const { points, percent, hasTiers, ...rule } = versionOf(lived, order);
  if (order.net === 0n || (rule.minimum !== null && order.net < rule.minimum)) {
    return { limited: 0n, whole: 0n };
  }
  const tier = hasTiers ? TIERS.find((one) => one.id === tierId)?.percent : undefined;
  const exact = (order.net * BigInt(points * percent * (tier ?? 100))) / 1_000_000n;
  const capped = least(exact, rule.cap);
  const left = rule.limit === null ? null : BigInt(rule.limit) - used;
  const limited = left !== null && left < capped ? greatest(left, 0n) : capped;
  return { limited, whole: limited + (ordinal === 2 ? BigInt(rule.milestone ?? 0) : 0n) };
}

const least = (points: bigint, most: number | null) =>
  most !== null && points > most ? BigInt(most) : points;
const greatest = (a: bigint, b: bigint) => (a > b ? a : b);

/** Worked out from all orders, where each has stayed with its member. */
async function worthsOfPlain(lived: Lived): Promise<Map<bigint, bigint>> {
  const changes = await rows<{ customer: bigint; tierId: string | null; at: Date }>(
    `SELECT a.customer_id AS customer, t.tier_id AS "tierId", t.at FROM loyalty_tier_change t
     JOIN loyalty_account a ON a.shop_id = t.shop_id AND a.id = t.account_id
     WHERE t.shop_id = $1 ORDER BY t.account_id, t.number`,
    lived.shopId,
  );
  const worths = new Map<bigint, bigint>();
  for (const [who, orders] of Map.groupBy(lived.orders, (one) => one.who)) {
    if (lived.erased.has(who)) continue;
    const own = changes.filter((one) => one.customer === who);
    const usedIn = new Map<string, bigint>();
    let ordinal = 0;
    for (const order of orders.toSorted((a, b) => +a.placedAt - +b.placedAt)) {
      if (order.net > 0n) ordinal += 1;
      const isLimited = versionOf(lived, order).limit !== null;
      const year = isLimited ? order.placedAt.toISOString().slice(0, 4) : '';
      const tierId = own.findLast((one) => one.at <= order.placedAt)?.tierId ?? null;
      const used = usedIn.get(year) ?? 0n;
      const { limited, whole } = worthOf(lived, order, { tierId, ordinal, used });
      usedIn.set(year, used + limited);
      worths.set(order.id, whole);
    }
  }
  return worths;
}

type KeptSide = { id: bigint; tierId: string | null; ordinal: number; used: bigint };

/** Where orders changed hands: by the side that was kept beside the points; none gave nothing. */
async function worthsOfMoved(lived: Lived): Promise<Map<bigint, bigint>> {
  const sides = await rows<KeptSide>(
    `SELECT substring(subject FROM '^order/(\\d+)')::bigint AS id, context ->> 'tierId' AS "tierId",
       (context ->> 'ordinal')::int AS ordinal,
       coalesce(context ->> 'usedInPeriod', '0')::bigint AS used
     FROM loyalty_lot WHERE shop_id = $1 AND subject LIKE 'order/%' AND booked <> 0`,
    lived.shopId,
  );
  const sideOf = new Map(sides.map((side) => [side.id, side]));
  return new Map(
    lived.orders.map((order) => {
      const side = sideOf.get(order.id);
      return [order.id, side ? worthOf(lived, order, side).whole : 0n];
    }),
  );
}

const worthsOf = (lived: Lived) => (lived.isPlain ? worthsOfPlain(lived) : worthsOfMoved(lived));

const DAY_MS = 86_400_000;

/** Where orders stayed with their members, none of whom was erased: when points open. */
async function openedWrong(lived: Lived): Promise<string[]> {
  if (!lived.isPlain) return [];
  const lots = await rows<{ id: bigint; at: Date | null }>(
    `SELECT substring(subject FROM '^order/(\\d+)')::bigint AS id, available_at AS at
     FROM loyalty_lot WHERE shop_id = $1 AND subject LIKE 'order/%'`,
    lived.shopId,
  );
  return lots.flatMap(({ id, at }) => {
    const order = lived.orders.find((one) => one.id === id)!;
    if (lived.erased.has(order.who)) return [];
    const { opens, pendingDays } = versionOf(lived, order);
    const from = opens === 'payment' ? order.placedAt : order.fulfilledAt;
    const due = from === null ? null : +from + pendingDays * DAY_MS;
    return due === (at && +at) ? [] : [`order ${id} opens ${at}, not ${due && new Date(due)}`];
  });
}

const sum = (parts: readonly bigint[]) => parts.reduce((total, part) => total + part, 0n);

async function wrongBalances(lived: Lived) {
  const { shopId, orders, moves, erased } = lived;
  const worths = await worthsOf(lived);
  const accounts = await rows<{ customer: bigint; balance: bigint; lapsed: bigint }>(
    `SELECT a.customer_id AS customer, a.balance, coalesce((
       SELECT sum(points) FROM loyalty_entry e WHERE e.shop_id = $1 AND e.kind = 'expire'
         AND e.account_id IN (SELECT id FROM loyalty_account o WHERE o.shop_id = $1
           AND (o.id = a.id OR o.merged_into_id = a.id OR o.merged_into_id IN (
             SELECT id FROM loyalty_account WHERE shop_id = $1 AND merged_into_id = a.id)))
     ), 0)::bigint AS lapsed
     FROM loyalty_account a WHERE shop_id = $1 AND status = 'member'`,
    shopId,
  );
  return accounts
    .filter((one) => !erased.has(one.customer))
    .flatMap(({ customer, balance, lapsed }) => {
      const own = orders.filter((one) => one.who === customer);
      const earned = sum(own.map((one) => worths.get(one.id)!));
      const expected = earned + moves.get(customer)! + lapsed;
      return expected === balance ? [] : [`${customer} has ${balance}, not ${expected}`];
    });
}

async function wrongOrders(lived: Lived) {
  const { shopId, orders } = lived;
  const worths = await worthsOf(lived);
  const booked = await rows<{ id: bigint; booked: bigint; earned: bigint; taken: bigint }>(
    `SELECT substring(subject FROM '^order/(\\d+)')::bigint AS id, sum(points)::bigint AS booked,
       coalesce(sum(points) FILTER (WHERE kind = 'earn'), 0)::bigint AS earned,
       coalesce(-sum(points) FILTER (WHERE kind = 'reverse'), 0)::bigint AS taken
     FROM loyalty_entry WHERE shop_id = $1 AND effect = 'lot' AND subject LIKE 'order/%'
     GROUP BY 1`,
    shopId,
  );
  const of = new Map(booked.map((row) => [row.id, row]));
  return orders.flatMap((order) => {
    const worth = worths.get(order.id);
    const { booked = 0n, earned = 0n, taken = 0n } = of.get(order.id) ?? {};
    if (taken > earned) return [`order ${order.id} took back ${taken} of ${earned}`];
    return worth === undefined || booked === worth
      ? []
      : [`order ${order.id} booked ${booked}, is worth ${worth}`];
  });
}

/** Hearing of every order again must write nothing. */
async function writtenTwice({ shopId, orders }: Lived) {
  const count = async () =>
    (
      await rows<{ n: bigint }>('SELECT count(*) n FROM loyalty_entry WHERE shop_id = $1', shopId)
    )[0]!.n;
  const before = await count();
  const last = await rows<{ at: Date }>(
    'SELECT max(recorded_at) AS at FROM loyalty_entry WHERE shop_id = $1',
    shopId,
  );
  await awardOrders(
    shopId,
    orders.map((one) => one.id),
    last[0]?.at ?? new Date(0),
  );
  const added = (await count()) - before;
  return added === 0n ? [] : [`${added} entries more`];
}

/**
 * Where points live so many months after the last activity, a redemption of the member, or of
 * whoever was merged into the member by then, keeps them at least that long.
 */
async function lapsedTooEarly({ shopId, versions }: Lived): Promise<string[]> {
  const months = versions.map((one) => (one.ends === 'after-activity' ? one.months : null));
  if (months.includes(null)) return [];
  const found = await rows<{ what: string }>(
    `SELECT l.subject || ' ended ' || l.expires_at || ' after ' || e.occurred_at AS what
     FROM loyalty_lot l JOIN loyalty_entry e ON e.shop_id = $1 AND e.kind = 'redeem'
     JOIN loyalty_account a ON a.shop_id = $1 AND a.id = e.account_id
     WHERE l.shop_id = $1 AND l.expired_at IS NOT NULL AND l.subject NOT LIKE 'grace/%'
       AND e.occurred_at BETWEEN l.earned_at AND l.expires_at
       AND e.occurred_at + $2 * interval '1 month' > l.expires_at + interval '2 days'
       AND (a.id = l.account_id OR a.merged_into_id = l.account_id AND EXISTS (
         SELECT FROM loyalty_entry m WHERE m.shop_id = $1 AND m.account_id = a.id
           AND m.reason = 'merge' AND m.occurred_at <= l.expires_at))
       AND NOT EXISTS (SELECT FROM loyalty_entry r WHERE r.shop_id = $1
         AND r.kind = 'return' AND r.subject = e.subject)`,
    shopId,
    Math.min(...(months as number[])),
  );
  return found.map(({ what }) => what);
}

const found =
  (sql: string) =>
  async ({ shopId }: Lived): Promise<string[]> =>
    (await rows<{ what: string }>(sql, shopId)).map((row) => row.what);

/** By its number in the product's list; what is not here needs no random life to be shown. */
export const RULES: readonly {
  rule: number;
  says: string;
  offences: (lived: Lived) => Promise<string[]>;
}[] = [
  {
    rule: 1,
    says: 'entries are numbered without a gap and none is missing',
    offences: found(`SELECT account_id || ' has a gap' AS what FROM loyalty_entry
      WHERE shop_id = $1 GROUP BY account_id HAVING max(number) <> count(*)`),
  },
  {
    rule: 2,
    says: 'the balance is the sum of the entries, which is what the model says',
    offences: wrongBalances,
  },
  {
    rule: 2,
    says: 'each entry stores the balance after it',
    offences: found(`SELECT id || ' stores ' || balance_after AS what FROM (
      SELECT id, balance_after,
        sum(points) OVER (PARTITION BY account_id ORDER BY number) AS running
      FROM loyalty_entry WHERE shop_id = $1) e WHERE running <> balance_after`),
  },
  { rule: 3, says: 'what is heard again is not written again', offences: writtenTwice },
  {
    rule: 4,
    says: 'an order is booked with its present worth, and gives back no more than it gave',
    offences: wrongOrders,
  },
  {
    rule: 5,
    says: "points open when the order's present state says",
    offences: openedWrong,
  },
  {
    rule: 6,
    says: 'every lot is what a replay of the account by lots.ts makes it',
    offences: async ({ shopId }) =>
      (await verifyLedger(shopId)).differences.map(
        (one) => `${one.accountId}: ${one.what} ${one.stored}, not ${one.worked}`,
      ),
  },
  {
    rule: 7,
    says: 'a lot lapses at its own end, not before and with no more than it holds',
    offences: found(`SELECT subject AS what FROM loyalty_lot WHERE shop_id = $1
      AND (expired_at < expires_at OR (expired_at IS NULL AND expired <> 0) OR expired < 0
        OR expired + remaining > greatest(points, booked, 0))`),
  },
  {
    rule: 7,
    says: 'activity keeps points alive, also that of a member who was merged',
    offences: lapsedTooEarly,
  },
  {
    rule: 8,
    says: 'no redemption leaves a debt',
    offences: found(`SELECT key AS what FROM loyalty_entry
      WHERE shop_id = $1 AND kind = 'redeem' AND balance_after < 0`),
  },
  {
    rule: 10,
    says: 'a merger moves everything and loses nothing',
    offences: found(`SELECT 'mergers add ' || sum(points) AS what FROM loyalty_entry
      WHERE shop_id = $1 AND reason = 'merge' HAVING sum(points) <> 0
      UNION ALL SELECT a.id || ' kept something' FROM loyalty_account a WHERE a.shop_id = $1
        AND a.merged_into_id IS NOT NULL AND (a.balance <> 0 OR a.debt <> 0 OR EXISTS (
          SELECT FROM loyalty_lot l WHERE l.shop_id = $1 AND l.account_id = a.id))`),
  },
];

/** Everything that offends, with the rule; empty where all hold. */
export async function offencesOf(lived: Lived): Promise<string[]> {
  const all: string[] = [];
  for (const { rule, says, offences } of RULES) {
    for (const offence of await offences(lived)) all.push(`rule ${rule} (${says}): ${offence}`);
  }
  return all;
}
