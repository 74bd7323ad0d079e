// A member has read that points went down, and why.
import { pool } from '#app/db.server.ts';

/** Remembers that a member has read of everything up to one of their entries. Safe to repeat. */
export async function noteTold(shopId: number, customerId: bigint, entryId: bigint): Promise<void> {
  await pool.query(
    `UPDATE loyalty_account a SET told_number = e.number FROM loyalty_entry e
     WHERE a.shop_id = $1 AND a.customer_id = $2 AND e.shop_id = $1 AND e.id = $3
       AND e.account_id = a.id AND e.number > a.told_number`,
    [shopId, customerId, entryId],
  );
}
