// Forgets a person: the points lapse by an entry, what was said in words is deleted, and the ledger
// still balances.
import { sqlTransaction } from '#app/db.server.ts';
import { post } from '../ledger.server.ts';
import { type LedgerTx, query } from '../query.server.ts';

/** Erases the member behind a customer; again it does nothing. */
export async function eraseMember(shopId: number, customerId: bigint, now: Date): Promise<void> {
  await sqlTransaction(async (tx) => {
    const [account] = await query<{ id: bigint; balance: bigint }>(
      tx,
      `SELECT id, balance FROM loyalty_account
       WHERE shop_id = $1::int AND customer_id = $2::text::bigint FOR UPDATE`,
      shopId,
      customerId.toString(),
    );
    if (!account) return;
    await lapse(tx, shopId, account, now);
    for (const sql of WORDS) await query(tx, sql, shopId, account.id.toString());
    await query(
      tx,
      `UPDATE loyalty_account SET status = 'erased', customer_id = NULL
       WHERE shop_id = $1::int AND id = $2::text::bigint`,
      shopId,
      account.id.toString(),
    );
    await query(
      tx,
      `DELETE FROM loyalty_segment_customer
       WHERE shop_id = $1::int AND customer_id = $2::text::bigint`,
      shopId,
      customerId.toString(),
    );
    await query(
      tx,
      `UPDATE loyalty_bulk_row SET customer_id = NULL
       WHERE shop_id = $1::int AND customer_id = $2::text::bigint`,
      shopId,
      customerId.toString(),
    );
  });
}

async function lapse(
  tx: LedgerTx,
  shopId: number,
  { id, balance }: { id: bigint; balance: bigint },
  now: Date,
): Promise<void> {
  if (balance === 0n) return;
  const subject = `erasure/${id}`;
  const isDebt = balance < 0n;
  await post(tx, shopId, [
    {
      accountId: id,
      kind: 'adjust',
      effect: isDebt ? 'lot' : 'take',
      points: -balance,
      key: subject,
      subject,
      reason: 'erased',
      occurredAt: now,
      dates: isDebt ? { earnedAt: now, availableAt: now, expiresAt: null } : undefined,
    },
  ]);
}

// Only numbers are left in the entries themselves.
const WORDS = [
  `DELETE FROM loyalty_note WHERE shop_id = $1::int AND entry_id IN (
     SELECT id FROM loyalty_entry WHERE shop_id = $1::int AND account_id = $2::text::bigint)`,
  `DELETE FROM loyalty_member_detail WHERE shop_id = $1::int AND account_id = $2::text::bigint`,
  `DELETE FROM loyalty_action WHERE shop_id = $1::int AND account_id = $2::text::bigint`,
  `DELETE FROM loyalty_warning WHERE shop_id = $1::int AND account_id = $2::text::bigint`,
  `UPDATE loyalty_order_facts SET customer_tags = '{}', segment_ids = '{}' WHERE shop_id = $1::int AND order_id IN (
     SELECT split_part(split_part(subject, '/', 2), '@', 1)::bigint FROM loyalty_lot
     WHERE shop_id = $1::int AND account_id = $2::text::bigint AND subject LIKE 'order/%')`,
];
