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
    const merged = new Set<bigint>();
    let ids = '{}';
    if (account) {
      await lapse(tx, shopId, account, now);
      const own = await query<{ id: bigint; customer_id: bigint | null }>(
        tx,
        OWN_ACCOUNTS,
        shopId,
        account.id.toString(),
      );
      ids = `{${own.map((one) => one.id).join(',')}}`;
      for (const sql of WORDS) await query(tx, sql, shopId, ids);
      for (const { customer_id: id } of own) if (id) merged.add(id);
      await query(
        tx,
        `UPDATE loyalty_account SET status = 'erased' WHERE shop_id = $1::int AND id = $2::bigint`,
        shopId,
        account.id,
      );
    }
    for (const { id } of await query<{ id: bigint }>(tx, MERGED, shopId, customerId.toString())) {
      merged.add(id);
    }
    const customerIds = `{${[customerId, ...merged].join(',')}}`;
    await query(tx, CHANGES, shopId, customerIds, ids);
    for (const sql of NUMBERS) await query(tx, sql, shopId, customerIds);
  });
}

// Also of somebody who never was a member: orders that earned nothing have been looked at too.
const MERGED = `
  SELECT id FROM customer WHERE shop_id = $1::int AND merged_into_id = $2::text::bigint`;

// The account and those that were merged into it.
const OWN_ACCOUNTS = `
  SELECT id, customer_id FROM loyalty_account
  WHERE shop_id = $1::int AND (id = $2::text::bigint OR merged_into_id = $2::text::bigint)`;

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

// Only figures are left in the entries themselves.
const WORDS = [
  `DELETE FROM loyalty_note WHERE shop_id = $1::int AND entry_id IN (
     SELECT id FROM loyalty_entry
     WHERE shop_id = $1::int AND account_id = ANY ($2::text::bigint[]))`,
  `DELETE FROM loyalty_member_detail
   WHERE shop_id = $1::int AND account_id = ANY ($2::text::bigint[])`,
  `DELETE FROM loyalty_action WHERE shop_id = $1::int AND account_id = ANY ($2::text::bigint[])`,
  `DELETE FROM loyalty_warning WHERE shop_id = $1::int AND account_id = ANY ($2::text::bigint[])`,
  `UPDATE loyalty_order_facts SET customer_tags = '{}', segment_ids = '{}'
   WHERE shop_id = $1::int AND order_id IN (
     SELECT split_part(split_part(subject, '/', 2), '@', 1)::bigint FROM loyalty_lot
     WHERE shop_id = $1::int AND account_id = ANY ($2::text::bigint[])
       AND subject LIKE 'order/%')`,
];

// What was said of a change that is about nobody else any more: its reason and the file's name.
const CHANGES = `
  UPDATE loyalty_bulk_change c SET reason = '', name = '',
    selection = CASE WHEN selection #> '{who,accountIds}' IS NULL THEN selection
      ELSE jsonb_set(selection, '{who,accountIds}', '[]') END
  WHERE shop_id = $1::int AND (
    selection #> '{who,accountIds}' <@ to_jsonb($3::text::bigint[]::text[])
    OR id IN (SELECT change_id FROM loyalty_bulk_row
      WHERE shop_id = $1::int AND customer_id = ANY ($2::text::bigint[])))
    AND NOT EXISTS (SELECT FROM loyalty_bulk_row r WHERE r.shop_id = $1::int
      AND r.change_id = c.id AND r.customer_id <> ALL ($2::text::bigint[]))`;

// The customer's number in every row that is about the person, and what was known of them when
// their orders were placed.
const NUMBERS = [
  `UPDATE loyalty_order_facts SET customer_tags = '{}', segment_ids = '{}'
   WHERE shop_id = $1::int AND order_id IN (
     SELECT id FROM orders WHERE shop_id = $1::int AND customer_id = ANY ($2::text::bigint[]))`,
  `UPDATE loyalty_account SET customer_id = NULL
   WHERE shop_id = $1::int AND customer_id = ANY ($2::text::bigint[])`,
  `DELETE FROM loyalty_segment_customer
   WHERE shop_id = $1::int AND customer_id = ANY ($2::text::bigint[])`,
  `UPDATE loyalty_bulk_row
   SET customer_id = NULL, birth_month = NULL, birth_day = NULL, joined_at = NULL
   WHERE shop_id = $1::int AND customer_id = ANY ($2::text::bigint[])`,
];
