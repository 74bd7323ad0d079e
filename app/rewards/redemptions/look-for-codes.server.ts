// After an import: among the orders that it wrote, those that carry a code of ours are announced.
import { pool } from '#app/db.server.ts';
import { announce } from '#app/jobs/enqueue.server.ts';

const ORDERS_A_JOB = 1000;

// A shop that gave out no code has none of its orders read.
const CARRYING = `
  SELECT DISTINCT o.id
  FROM orders o
  CROSS JOIN LATERAL unnest(o.discount_codes) AS used (code)
  JOIN redemption r ON r.shop_id = o.shop_id AND r.code = upper(used.code)
  WHERE o.shop_id = $1 AND o.read_at >= $2 AND o.id > $3
    AND EXISTS (SELECT FROM redemption WHERE shop_id = $1)
  ORDER BY o.id LIMIT $4`;

/** Tells of the orders read since `since` that carry a redemption's code. Safe to repeat. */
export async function lookForCodes(shopId: number, since: Date): Promise<void> {
  for (let after = 0n; ; ) {
    const values = [shopId, since, after, ORDERS_A_JOB];
    const { rows } = await pool.query<{ id: bigint }>(CARRYING, values);
    if (rows.length === 0) return;
    const orderIds = rows.map(({ id }) => id);
    await announce(pool, 'code.imported', { shopId, orderIds }, { isUnhurried: true });
    after = orderIds.at(-1)!;
  }
}
