// The rules of points, each as a question to a shop that lived: what offends against it. The model
// is a few pure functions; what lots must be follows from lots.ts, asked through the verification.
import { pool } from '#app/db.server.ts';
import { awardOrders } from '#app/loyalty/earning/award-members.server.ts';
import { verifyLedger } from '#app/loyalty/verify-ledger.server.ts';
import type { Lived } from './points-life.ts';

const rows = async <Row>(sql: string, ...values: unknown[]): Promise<Row[]> =>
  (await pool.query(sql, values)).rows as Row[];

/**
 * What an order is worth by the rules of these lives: whole points for every unit of money, by the
 * product's percentage, from the least order on and up to a cap.
 */
const worthOf = (order: Lived['orders'][number], versions: Lived['versions']): bigint => {
  const { points, percent, cap, minimum } = versions.findLast((one) => one.from <= order.placedAt)!;
  if (minimum !== null && order.net < minimum) return 0n;
  const whole = (order.net * BigInt(points * percent)) / 10_000n;
  return cap !== null && whole > cap ? BigInt(cap) : whole;
};

const sum = (parts: readonly bigint[]) => parts.reduce((total, part) => total + part, 0n);

async function wrongBalances({ shopId, orders, versions, moves, erased }: Lived) {
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
      const earned = sum(own.map((one) => worthOf(one, versions)));
      const expected = earned + moves.get(customer)! + lapsed;
      return expected === balance ? [] : [`${customer} has ${balance}, not ${expected}`];
    });
}

async function wrongOrders({ shopId, orders, versions }: Lived) {
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
    const worth = worthOf(order, versions);
    const { booked = 0n, earned = 0n, taken = 0n } = of.get(order.id) ?? {};
    if (taken > earned) return [`order ${order.id} took back ${taken} of ${earned}`];
    return booked === worth ? [] : [`order ${order.id} booked ${booked}, is worth ${worth}`];
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
