// The budget of Admin API points that all processes of a shop share: one row in PostgreSQL that
// behaves as Shopify's leaky bucket does and is put right by what every answer reports.
import { pool } from '../db.server.ts';

/** Who asks. The later in this list, the more of the bucket must be left over for the others. */
export type Priority = 'shopper' | 'webhook' | 'admin' | 'import';

/** The share of the bucket that a priority may not touch. */
const KEPT_FREE: Record<Priority, number> = { shopper: 0, webhook: 0.1, admin: 0.25, import: 0.5 };

/** What Shopify tells in `extensions.cost`; points, and points a second. */
export type ReportedCost = {
  requestedQueryCost: number;
  actualQueryCost: number | null;
  throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
};

const NOW_AVAILABLE = `LEAST(maximum, available + restore_rate
  * GREATEST(0, EXTRACT(EPOCH FROM clock_timestamp() - measured_at)))`;
/** A call dearer than its priority's share of the bucket still goes out once that share is full. */
const NEEDED = 'LEAST($2::float8, maximum * (1 - $3::float8)) + maximum * $3::float8';

/**
 * Takes `points` out of the bucket and returns 0, or takes nothing and returns how long to wait, in
 * milliseconds.
 */
export async function reserve(shopId: number, points: number, priority: Priority): Promise<number> {
  const values = [shopId, points, KEPT_FREE[priority]];
  const { rowCount } = await pool.query(
    `UPDATE api_budget SET available = ${NOW_AVAILABLE} - $2::float8, measured_at = clock_timestamp()
     WHERE shop_id = $1 AND ${NOW_AVAILABLE} >= ${NEEDED}`,
    values,
  );
  if (rowCount === 1) return 0;
  const { rows } = await pool.query<{ wait: number }>(
    `SELECT 1000 * (${NEEDED} - ${NOW_AVAILABLE}) / restore_rate AS wait
     FROM api_budget WHERE shop_id = $1`,
    values,
  );
  if (rows[0]) return Math.max(rows[0].wait, 10);
  await pool.query('INSERT INTO api_budget (shop_id) VALUES ($1) ON CONFLICT DO NOTHING', [shopId]);
  return reserve(shopId, points, priority);
}

/** Puts the bucket right after an answer: what was reserved, and what Shopify says. */
export async function settle(shopId: number, reserved: number, cost: ReportedCost): Promise<void> {
  const { maximumAvailable, currentlyAvailable, restoreRate } = cost.throttleStatus;
  await pool.query(
    `UPDATE api_budget SET
       -- A bucket of another size is one that we did not know yet: then Shopify's word is all
        -- there is.
       available = CASE WHEN maximum = $4 THEN LEAST(${NOW_AVAILABLE} + $2::float8, $3::float8)
         ELSE $3::float8 END,
       maximum = $4, restore_rate = $5, measured_at = clock_timestamp()
     WHERE shop_id = $1`,
    [
      shopId,
      reserved - (cost.actualQueryCost ?? 0),
      currentlyAvailable,
      maximumAvailable,
      restoreRate,
    ],
  );
}

/** Gives back what a call reserved that never reached Shopify. */
export async function giveBack(shopId: number, reserved: number): Promise<void> {
  await pool.query(
    `UPDATE api_budget SET available = LEAST(maximum, ${NOW_AVAILABLE} + $2::float8),
       measured_at = clock_timestamp() WHERE shop_id = $1`,
    [shopId, reserved],
  );
}

export type BudgetState = { available: number; maximum: number; restoreRate: number };

/** The bucket at this moment, or null before the first call. */
export async function readBudget(shopId: number): Promise<BudgetState | null> {
  const { rows } = await pool.query<BudgetState>(
    `SELECT ${NOW_AVAILABLE} AS available, maximum, restore_rate AS "restoreRate"
     FROM api_budget WHERE shop_id = $1`,
    [shopId],
  );
  return rows[0] ?? null;
}
