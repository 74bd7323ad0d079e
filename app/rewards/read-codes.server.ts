// What a merchant looks up: codes with their state and reason, and the pools they come from.
import { pool } from '#app/db.server.ts';
import { idArray } from '#app/sync/read.server.ts';
import { findCustomersBySearch } from '#app/sync/read-person.server.ts';
import { normalCode } from './codes/code.ts';
import type { State } from './redemptions/redemption.ts';

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
  /** What it took off its order, or the money given; minor units, null while that is not known. */
  given: bigint | null;
  /** Made with terms that the reward has no longer. */
  hasFormerTerms: boolean;
  /** The customer of the order, if it is not the holder's: a code that was handed on. */
  usedById: bigint | null;
};

const COLUMNS = `
  SELECT d.id, d.code, coalesce(r.offer -> 'names' -> 'en' ->> 'name', (
      SELECT value ->> 'name' FROM jsonb_each(r.offer -> 'names') LIMIT 1), '') AS "rewardName",
    d.customer_id AS "customerId", d.points, d.state, d.ending_at IS NOT NULL AS "isEnding", d.way,
    d.kind, d.origin, d.end_reason AS "endReason", d.trouble, d.reserved_at AS "reservedAt",
    d.expires_at AS "expiresAt", d.used_at AS "usedAt", d.used_order_id AS "orderId", d.given,
    d.version < r.version AS "hasFormerTerms", o.name AS "orderName",
    CASE WHEN o.customer_id IS DISTINCT FROM d.customer_id THEN o.customer_id END AS "usedById"
  FROM redemption d
  LEFT JOIN reward r ON r.shop_id = d.shop_id AND r.id = d.reward_id
  LEFT JOIN orders o ON o.shop_id = d.shop_id AND o.id = d.used_order_id
  WHERE d.shop_id = $1 AND ($2::text IS NULL OR d.state = $2)
    AND ($3::text[] IS NULL OR o.name = ANY ($3) OR d.code LIKE $4
      OR d.customer_id = ANY ($5::bigint[]) OR o.customer_id = ANY ($5::bigint[]))`;

export type CodeFilter = {
  /**
   * The beginning of a code in whatever case, the name or number of the order that used it, or the
   * holder's (or user's) name, e-mail address, phone or customer number.
   */
  search?: string;
  state?: State | null;
};

/** Whose codes one search finds at most; a name that more people have is no search for a person. */
const MOST_PEOPLE = 200;

async function filterValues(
  shopId: number,
  { search = '', state = null }: CodeFilter,
): Promise<unknown[]> {
  const text = search.trim();
  if (text === '') return [shopId, state, null, null, null];
  const beginning = normalCode(text).replace(/[\\%_]/g, (mark) => `\\${mark}`);
  const people = await findCustomersBySearch(shopId, text, MOST_PEOPLE);
  if (/^\d{1,18}$/.test(text)) people.push(BigInt(text));
  const orders = [text, `#${text}`];
  return [shopId, state, orders, beginning === '' ? null : `${beginning}%`, idArray(people)];
}

/** Codes, newest first. */
export async function readCodes(
  shopId: number,
  { limit = 50, offset = 0, ...filter }: CodeFilter & { limit?: number; offset?: number } = {},
): Promise<{ rows: CodeRow[]; hasMore: boolean }> {
  const { rows } = await pool.query<CodeRow>(
    `${COLUMNS} ORDER BY d.reserved_at DESC, d.id LIMIT $6 OFFSET $7`,
    [...(await filterValues(shopId, filter)), limit + 1, offset],
  );
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

const AT_ONCE = 2000;

/** All codes of a filter by id, some thousand at a time; for an export. */
export async function* everyCode(shopId: number, filter: CodeFilter): AsyncGenerator<CodeRow[]> {
  const values = await filterValues(shopId, filter);
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await pool.query<CodeRow>(
      `${COLUMNS} AND d.id > $6 ORDER BY d.id LIMIT ${AT_ONCE}`,
      [...values, after],
    );
    if (rows.length > 0) yield rows;
    if (rows.length < AT_ONCE) return;
    after = rows.at(-1)!.id;
  }
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
