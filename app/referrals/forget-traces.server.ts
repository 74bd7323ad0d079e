// Traces are kept only as long as a check may need them, and go at once when a person is forgotten.
import { pool } from '#app/db.server.ts';
import { idArray, survivorOf } from '#app/sync/read.server.ts';
import { mailboxHash, openRedactedEmail } from '#app/sync/read-person.server.ts';

const KEPT_DAYS = 180;

/**
 * Drops old devices and networks, of friends and of advocates; the mailbox stays, so that nobody is
 * new twice.
 */
export async function forgetTraces(shopId: number, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_DAYS * 86_400_000);
  await pool.query(
    `UPDATE referral SET device_hash = NULL, network_hash = NULL
     WHERE shop_id = $1 AND claimed_at < $2
       AND (device_hash IS NOT NULL OR network_hash IS NOT NULL)`,
    [shopId, before],
  );
  await pool.query(
    `UPDATE referral_code SET device_hash = NULL, network_hash = NULL, traced_at = NULL
     WHERE shop_id = $1 AND traced_at < $2`,
    [shopId, before],
  );
}

/**
 * Drops everything that could tell who a customer was, as friend and as advocate, and so of those
 * who were merged into them. A friend who
 * never bought is known by the mailbox alone: `sealedEmail`, as the redaction announced it.
 */
export async function forgetPerson(
  shopId: number,
  customerId: bigint,
  sealedEmail: string | null,
): Promise<void> {
  const email = sealedEmail && openRedactedEmail(shopId, customerId, sealedEmail);
  const { rows } = await pool.query<{ id: bigint }>(
    'SELECT id FROM customer WHERE shop_id = $1 AND merged_into_id = $2',
    [shopId, customerId],
  );
  const own = idArray([customerId, ...rows.map(({ id }) => id)]);
  await pool.query(
    `UPDATE referral SET email_hash = NULL, device_hash = NULL, network_hash = NULL,
       friend_id = NULL
     WHERE shop_id = $1 AND (friend_id = ANY ($2::text::bigint[]) OR email_hash = $3)`,
    [shopId, own, email ? mailboxHash(shopId, email) : null],
  );
  await pool.query(
    'DELETE FROM referral_code WHERE shop_id = $1 AND customer_id = ANY ($2::text::bigint[])',
    [shopId, own],
  );
}

/** Two customers became one: what the first referred and was referred for belongs to the second. */
export async function followReferralMerge(
  shopId: number,
  fromId: bigint,
  keptId: bigint,
): Promise<void> {
  const intoId = await survivorOf(pool, shopId, keptId);
  await pool.query(
    `UPDATE referral SET advocate_id = $3 WHERE shop_id = $1 AND advocate_id = $2
       AND friend_id IS DISTINCT FROM $3`,
    [shopId, fromId, intoId],
  );
  await pool.query(
    `UPDATE referral SET friend_id = $3 WHERE shop_id = $1 AND friend_id = $2
       AND advocate_id <> $3`,
    [shopId, fromId, intoId],
  );
  // Links that were shared go on working, for the customer that is left.
  await pool.query(
    `UPDATE referral_code SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2`,
    [shopId, fromId, intoId],
  );
}
