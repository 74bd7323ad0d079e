// Members whose points, tier or tags Shopify refused to write on the customer. Writing is tried
// again every day; until then themes and segments see what was written last.
import { pool } from '#app/db.server.ts';
import { query } from '../query.server.ts';

export type RefusedMember = {
  accountId: bigint;
  customerId: bigint;
  /** The newest refusal. */
  at: Date;
  /** The metafields with balance and tier. */
  hasFacts: boolean;
  /** What they should be tagged with; empty where the tags were taken, or are to go. */
  tags: string[];
  hasTags: boolean;
};

const SHOWN = 5;

/** The newest of them, and how many there are. */
export async function readRefused(
  shopId: number,
): Promise<{ count: number; members: RefusedMember[] }> {
  const rows = await query<RefusedMember & { count: number }>(
    pool,
    `SELECT id AS "accountId", customer_id AS "customerId",
       greatest(facts_refused_at, tags_refused_at) AS at, facts_refused_at IS NULL AS "hasFacts",
       refused_tags AS tags, tags_refused_at IS NULL AS "hasTags",
       (count(*) OVER ())::int AS count
     FROM loyalty_account a
     WHERE shop_id = $1::int AND (facts_refused_at IS NOT NULL OR tags_refused_at IS NOT NULL)
       AND customer_id IS NOT NULL AND status IN ('member', 'blocked')
       -- Nothing can be written on a customer who is gone.
       AND NOT EXISTS (SELECT FROM customer c WHERE c.shop_id = a.shop_id
         AND c.id = a.customer_id AND c.deleted_at IS NOT NULL)
     ORDER BY at DESC, id LIMIT ${SHOWN}`,
    shopId,
  );
  return { count: rows[0]?.count ?? 0, members: rows.map(({ count, ...member }) => member) };
}
