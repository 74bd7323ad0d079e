// What a merchant looks up: codes with their state and reason, and the pools they come from.
import { pool } from '#app/db.server.ts';
import { normalCode } from './codes/code.ts';
import type { State } from './redemption.ts';

export type CodeRow = {
  id: string;
  code: string;
  rewardName: string;
  customerId: bigint | null;
  points: bigint;
  state: State;
  isEnding: boolean;
  way: string;
  kind: string;
  origin: string;
  endReason: string | null;
  trouble: string | null;
  reservedAt: Date;
  expiresAt: Date | null;
  usedAt: Date | null;
  orderId: bigint | null;
  orderName: string | null;
  /** The customer of the order, if it is not the holder's: a code that was handed on. */
  usedById: bigint | null;
};

const ROWS = `
  SELECT d.id, d.code, coalesce(r.offer -> 'names' -> 'en' ->> 'name', (
      SELECT value ->> 'name' FROM jsonb_each(r.offer -> 'names') LIMIT 1), '') AS "rewardName",
    d.customer_id AS "customerId", d.points, d.state, d.ending_at IS NOT NULL AS "isEnding", d.way,
    d.kind, d.origin, d.end_reason AS "endReason", d.trouble, d.reserved_at AS "reservedAt",
    d.expires_at AS "expiresAt", d.used_at AS "usedAt", d.used_order_id AS "orderId",
    o.name AS "orderName",
    CASE WHEN o.customer_id IS DISTINCT FROM d.customer_id THEN o.customer_id END AS "usedById"
  FROM redemption d
  LEFT JOIN reward r ON r.shop_id = d.shop_id AND r.id = d.reward_id
  LEFT JOIN orders o ON o.shop_id = d.shop_id AND o.id = d.used_order_id
  WHERE d.shop_id = $1 AND ($2::text IS NULL OR d.state = $2)
    AND ($3::text IS NULL OR d.code LIKE $3)
  ORDER BY d.reserved_at DESC, d.id LIMIT $4 OFFSET $5`;

/** Codes, newest first. `search` is the beginning of a code, in whatever case. */
export async function readCodes(
  shopId: number,
  { search = '', state = null as State | null, limit = 50, offset = 0 } = {},
): Promise<{ rows: CodeRow[]; hasMore: boolean }> {
  const beginning = normalCode(search).replace(/[\\%_]/g, (mark) => `\\${mark}`);
  const { rows } = await pool.query<CodeRow>(ROWS, [
    shopId,
    state,
    beginning === '' ? null : `${beginning}%`,
    limit + 1,
    offset,
  ]);
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

export type StepRow = { redemptionId: string; at: Date; state: State; reason: string; by: string };

/** Every step of these redemptions, oldest first. */
export async function readSteps(shopId: number, ids: readonly string[]): Promise<StepRow[]> {
  const { rows } = await pool.query<StepRow>(
    `SELECT redemption_id AS "redemptionId", at, state, reason, "by" FROM redemption_step
     WHERE shop_id = $1 AND redemption_id = ANY ($2::uuid[]) ORDER BY id`,
    [shopId, ids],
  );
  return rows;
}

export type PoolRow = {
  rewardId: string;
  month: string;
  state: string;
  trouble: string | null;
  free: number;
  taken: number;
};

/** The pools that are not closed, with how many codes are left. */
export async function readPools(shopId: number): Promise<PoolRow[]> {
  const { rows } = await pool.query<PoolRow>(
    `SELECT p.reward_id AS "rewardId", p.month, p.state, p.trouble,
       (count(c.code) FILTER (WHERE c.state = 'free'))::int AS free,
       (count(c.code) FILTER (WHERE c.state = 'taken'))::int AS taken
     FROM code_pool p LEFT JOIN pool_code c ON c.shop_id = p.shop_id AND c.pool_id = p.id
     WHERE p.shop_id = $1 AND p.state <> 'closed'
     GROUP BY p.shop_id, p.id ORDER BY p.month, p.id`,
    [shopId],
  );
  return rows;
}

/** Codes of a reward in shoppers' hands, by whether they were made with its present terms. */
export async function readCodesOut(
  shopId: number,
  { id, version }: { id: string; version: number },
): Promise<{ present: number; former: number }> {
  const { rows } = await pool.query<{ present: number; former: number }>(
    `SELECT (count(*) FILTER (WHERE version = $3))::int AS present,
       (count(*) FILTER (WHERE version < $3))::int AS former
     FROM redemption
     WHERE shop_id = $1 AND reward_id = $2 AND state IN ('reserved', 'issued')
       AND ending_at IS NULL AND kind NOT IN ('store-credit', 'gift-card')`,
    [shopId, id, version],
  );
  return rows[0]!;
}
