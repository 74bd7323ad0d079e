// Sums of the ledger by month, kept up to an entry: what came since is added when they are read.
// Entries never change, so what is kept stays right.
import { setTimeout as pause } from 'node:timers/promises';
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { pool } from '#app/db.server.ts';
import { query } from '../query.server.ts';
import { addMonths, type MonthSums } from './liability-months.ts';

type CalendarShop = { id: number; timezone: string };
type Kept = { throughId: bigint; months: MonthSums[] };

const SUMS = `
  SELECT to_char(occurred_at AT TIME ZONE $2, 'YYYY-MM') AS month,
    coalesce(sum(points) FILTER (WHERE kind = 'earn'
       OR (kind = 'adjust' AND points > 0)), 0)::bigint AS issued,
    coalesce(-sum(points) FILTER (WHERE kind = 'reverse'
       OR (kind = 'adjust' AND points < 0)), 0)::bigint AS reversed,
    coalesce(-sum(points) FILTER (WHERE kind IN ('redeem', 'return')), 0)::bigint AS redeemed,
    coalesce(-sum(points) FILTER (WHERE kind = 'expire'), 0)::bigint AS expired,
    coalesce(sum(points), 0)::bigint AS change
  FROM loyalty_entry
  WHERE shop_id = $1::int AND id > $3::text::bigint AND id <= $4::text::bigint
    AND effect NOT IN ('carry-in', 'carry-out') AND reason <> 'merge'
  GROUP BY 1 ORDER BY 1`;

const sumsOf = (shop: CalendarShop, after: bigint, through: bigint) =>
  query<MonthSums>(pool, SUMS, shop.id, shop.timezone, after.toString(), through.toString());

const LAST = 2n ** 63n - 1n;

/** The sums of all entries by month. */
export async function readMonths(shop: CalendarShop): Promise<MonthSums[]> {
  const kept = await readKept(shop);
  return addMonths(kept.months, await sumsOf(shop, kept.throughId, LAST));
}

/** Sums of another calendar are of no use. */
async function readKept({ id, timezone }: CalendarShop): Promise<Kept> {
  const [row] = await query<{ throughId: bigint; months: Record<keyof MonthSums, string>[] }>(
    pool,
    `SELECT through_id AS "throughId", months FROM loyalty_kept_months
     WHERE shop_id = $1::int AND timezone = $2`,
    id,
    timezone,
  );
  if (!row) return { throughId: 0n, months: [] };
  const months = row.months.map((one) => ({
    month: one.month,
    issued: BigInt(one.issued),
    reversed: BigInt(one.reversed),
    redeemed: BigInt(one.redeemed),
    expired: BigInt(one.expired),
    change: BigInt(one.change),
  }));
  return { throughId: row.throughId, months };
}

/** How often, and how long in between, it is asked whether earlier transactions have ended. */
const ASKED = 100;
const ASKED_EVERY_MS = 100;

/**
 * Adds to the kept sums what was posted since. An entry gets its number before it is committed, so
 * whoever was posting when the last number was read has to end first; where that takes too long,
 * the next run does it.
 */
export async function keepMonths(shop: CalendarShop, signal?: AbortSignal): Promise<void> {
  // Who posts has locked an account, and so has a transaction number, before an entry gets its own.
  const [newest] = await query<{ id: bigint | null; xmax: string }>(
    pool,
    `SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xmax,
       (SELECT max(id) FROM loyalty_entry WHERE shop_id = $1::int) AS id`,
    shop.id,
  );
  const { id: through, xmax } = newest!;
  if (through === null || !(await haveEnded(xmax, signal))) return;
  const kept = await readKept(shop);
  if (kept.throughId >= through) return;
  const more = await sumsOf(shop, kept.throughId, through);
  await query(
    pool,
    `INSERT INTO loyalty_kept_months AS k (shop_id, through_id, timezone, months)
     VALUES ($1::int, $2::text::bigint, $3, $4::text::jsonb)
     ON CONFLICT (shop_id) DO UPDATE SET through_id = excluded.through_id,
       timezone = excluded.timezone, months = excluded.months
     -- Not if another run was faster.
     WHERE k.timezone <> excluded.timezone OR k.through_id < excluded.through_id`,
    shop.id,
    through.toString(),
    shop.timezone,
    canonicalJson(addMonths(kept.months, more)),
  );
}

/** Whether every transaction before this number has ended. */
async function haveEnded(xmax: string, signal?: AbortSignal): Promise<boolean> {
  for (let asked = 0; asked < ASKED; asked += 1) {
    const [oldest] = await query<{ hasEnded: boolean }>(
      pool,
      `SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8 AS "hasEnded"`,
      xmax,
    );
    if (oldest!.hasEnded) return true;
    await pause(ASKED_EVERY_MS, undefined, { signal });
  }
  return false;
}

export type MonthDifference = { month: string; stored: string; worked: string };

/** Sums the ledger anew as far as it is kept, and says which months differ. */
export async function differingMonths(shop: CalendarShop): Promise<MonthDifference[]> {
  const kept = await readKept(shop);
  const worked = await sumsOf(shop, 0n, kept.throughId);
  const text = (months: readonly MonthSums[], month: string) =>
    canonicalJson(months.find((one) => one.month === month) ?? null);
  return addMonths(kept.months, worked).flatMap(({ month }) => {
    const [stored, anew] = [text(kept.months, month), text(worked, month)];
    return stored === anew ? [] : [{ month, stored, worked: anew }];
  });
}
