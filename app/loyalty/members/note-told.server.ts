// A member has read that points went down, and why.
import { pool } from '#app/db.server.ts';

/**
 * Remembers that a member has read of everything up to one of their entries, those of accounts that
 * were merged into theirs among them. Safe to repeat.
 */
export async function noteTold(shopId: number, customerId: bigint, entryId: bigint): Promise<void> {
  await pool.query(
    `UPDATE loyalty_account a SET told_number = told.number
     FROM loyalty_account own
     JOIN loyalty_account m ON m.shop_id = $1 AND (m.id = own.id OR m.merged_into_id = own.id)
     CROSS JOIN LATERAL (SELECT number FROM loyalty_entry
       WHERE shop_id = $1 AND account_id = m.id AND id <= $3
       ORDER BY number DESC LIMIT 1) told
     WHERE own.shop_id = $1 AND own.customer_id = $2
       AND a.shop_id = $1 AND a.id = m.id AND told.number > a.told_number`,
    [shopId, customerId, entryId],
  );
}
