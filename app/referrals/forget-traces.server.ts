// Traces are kept only as long as a check may need them, and go at once when a person is forgotten.
import { pool } from '#app/db.server.ts';
import { survivorOf } from '#app/sync/read.server.ts';
import { mailboxHash, openRedactedEmail } from '#app/sync/read-person.server.ts';

const KEPT_DAYS = 180;

/** Drops device and network of old referrals; the mailbox stays, so that nobody is new twice. */
export async function forgetTraces(shopId: number, now: Date): Promise<void> {
  await pool.query(
    `UPDATE referral SET device_hash = NULL, network_hash = NULL
     WHERE shop_id = $1 AND claimed_at < $2
       AND (device_hash IS NOT NULL OR network_hash IS NOT NULL)`,
    [shopId, new Date(now.getTime() - KEPT_DAYS * 86_400_000)],
  );
}

/**
 * Drops everything that could tell who a customer was, as friend and as advocate. A friend who
 * never bought is known by the mailbox alone: `sealedEmail`, as the redaction announced it.
 */
export async function forgetPerson(
  shopId: number,
  customerId: bigint,
  sealedEmail: string | null,
): Promise<void> {
  const email = sealedEmail && openRedactedEmail(shopId, customerId, sealedEmail);
  await pool.query(
    `UPDATE referral SET email_hash = NULL, device_hash = NULL, network_hash = NULL,
       friend_id = NULL WHERE shop_id = $1 AND (friend_id = $2 OR email_hash = $3)`,
    [shopId, customerId, email ? mailboxHash(shopId, email) : null],
  );
  await pool.query('DELETE FROM referral_code WHERE shop_id = $1 AND customer_id = $2', [
    shopId,
    customerId,
  ]);
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
    `UPDATE referral_code c SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2
       AND NOT EXISTS (SELECT 1 FROM referral_code o WHERE o.shop_id = $1 AND o.customer_id = $3)`,
    [shopId, fromId, intoId],
  );
}
