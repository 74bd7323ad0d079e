// Members whose customers were deleted in Shopify: nobody can spend their points, which still count
// as owed until staff take them away or they lapse.
import { pool } from '#app/db.server.ts';
import { query } from '../query.server.ts';

export type DeletedMember = {
  accountId: bigint;
  customerId: bigint;
  points: bigint;
  /** When Encore learned of it. */
  at: Date;
};

const SHOWN = 5;

/** Those with points, the newest first; how many there are, and their points together. */
export async function readDeleted(
  shopId: number,
): Promise<{ count: number; points: bigint; members: DeletedMember[] }> {
  const rows = await query<DeletedMember & { count: number; together: bigint }>(
    pool,
    `SELECT a.id AS "accountId", c.id AS "customerId", a.balance AS points, c.deleted_at AS at,
       (count(*) OVER ())::int AS count, (sum(a.balance) OVER ())::bigint AS together
     FROM customer c JOIN loyalty_account a ON a.shop_id = c.shop_id AND a.customer_id = c.id
     WHERE c.shop_id = $1::int AND c.deleted_at IS NOT NULL AND c.merged_into_id IS NULL
       AND c.redacted_at IS NULL AND a.status IN ('member', 'blocked') AND a.balance > 0
     ORDER BY c.deleted_at DESC, c.id LIMIT ${SHOWN}`,
    shopId,
  );
  return {
    count: rows[0]?.count ?? 0,
    points: rows[0]?.together ?? 0n,
    members: rows.map(({ count, together, ...member }) => member),
  };
}
