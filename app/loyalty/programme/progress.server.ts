// How far a long work has come, for the merchant's eyes.
import { pool } from '#app/db.server.ts';
import { query } from '../query.server.ts';

export type ProgressName = 'award-all';
export type Progress = { startedAt: Date; finishedAt: Date | null; done: bigint; total: bigint };

/** Begins again from nothing. `count` is SQL that gives `total` for the shop. */
export async function startProgress(
  shopId: number,
  name: ProgressName,
  count: string,
  now: Date,
): Promise<void> {
  const [{ total } = { total: 0n }] = await query<{ total: bigint }>(pool, count, shopId);
  await query(
    pool,
    `INSERT INTO loyalty_progress (shop_id, name, started_at, total)
     VALUES ($1::int, $2, $3::text::timestamptz, $4::text::bigint)
     ON CONFLICT (shop_id, name) DO UPDATE SET started_at = excluded.started_at,
       finished_at = NULL, done = 0, total = excluded.total, cursor = 0`,
    shopId,
    name,
    now.toISOString(),
    total.toString(),
  );
}

/** Adds what was done, once for each cursor. */
export async function advanceProgress(
  shopId: number,
  name: ProgressName,
  cursor: bigint,
  done: number,
): Promise<void> {
  await query(
    pool,
    `UPDATE loyalty_progress SET done = done + $3::int, cursor = $4::text::bigint
     WHERE shop_id = $1::int AND name = $2 AND cursor < $4::text::bigint`,
    shopId,
    name,
    done,
    cursor.toString(),
  );
}

export async function finishProgress(shopId: number, name: ProgressName, now: Date): Promise<void> {
  await query(
    pool,
    `UPDATE loyalty_progress SET finished_at = $3::text::timestamptz
     WHERE shop_id = $1::int AND name = $2`,
    shopId,
    name,
    now.toISOString(),
  );
}

/** How far it has come; null if it never began. */
export async function readProgress(shopId: number, name: ProgressName): Promise<Progress | null> {
  const [row] = await query<Progress>(
    pool,
    `SELECT started_at AS "startedAt", finished_at AS "finishedAt", done, total
     FROM loyalty_progress WHERE shop_id = $1::int AND name = $2`,
    shopId,
    name,
  );
  return row ?? null;
}
