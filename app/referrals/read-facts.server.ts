// Gathers what the fraud check compares. Persons are looked at in memory only; of the friend stays
// a hash.
import { pool } from '#app/db.server.ts';
import { canonicalEmail, foldPhone } from '#app/sync/person/person-words.ts';
import { personsOf } from '#app/sync/read-person.server.ts';
import { canonicalAddress, type Facts } from './fraud.ts';

export type FriendTraces = {
  friendId: bigint | null;
  /** As the friend typed it; only until it is hashed. */
  email: string | null;
  emailHash: Buffer | null;
  deviceHash: Buffer | null;
  networkHash: Buffer | null;
};

type Counted = {
  otherReferrals: number;
  referralsOfDevice: number;
  advocateInMonth: number;
  fromAddressToday: number;
  friendOrdersBefore: number;
  advocateDevice: Buffer | null;
  advocateNetwork: Buffer | null;
};

const COUNTS = `
  SELECT
    (SELECT count(*)::int FROM referral WHERE shop_id = $1 AND email_hash = $3 AND id <> $4
       AND state NOT IN ('denied', 'revoked')) AS "otherReferrals",
    (SELECT count(*)::int FROM referral WHERE shop_id = $1 AND device_hash = $5 AND id <> $4)
      AS "referralsOfDevice",
    (SELECT count(*)::int FROM referral WHERE shop_id = $1 AND advocate_id = $2 AND id <> $4
       AND claimed_at > $6::timestamptz - interval '30 days' AND order_id IS NOT NULL
       AND state NOT IN ('denied', 'revoked')) AS "advocateInMonth",
    (SELECT count(*)::int FROM referral WHERE shop_id = $1 AND network_hash = $7 AND id <> $4
       AND claimed_at > $6::timestamptz - interval '1 day') AS "fromAddressToday",
    (SELECT count(*)::int FROM orders o WHERE o.shop_id = $1 AND o.is_counted
       AND o.customer_id = ANY ($8::bigint[]) AND o.id IS DISTINCT FROM $9::bigint
       AND o.processed_at <= $6) AS "friendOrdersBefore",
    c.device_hash AS "advocateDevice", c.network_hash AS "advocateNetwork"
  FROM (SELECT 1) one
  LEFT JOIN LATERAL (SELECT device_hash, network_hash FROM referral_code
    WHERE shop_id = $1 AND customer_id = $2
    ORDER BY traced_at DESC NULLS LAST LIMIT 1) AS c ON true`;

/**
 * Facts about a friend and an advocate at `now`. `known` are the customers the friend is, by
 * account or by address; `orderId` is the order under judgement, which does not count as earlier.
 */
export async function readFacts(
  shopId: number,
  referralId: string,
  advocateId: bigint,
  friend: FriendTraces,
  known: readonly bigint[],
  orderId: bigint | null,
  now: Date,
): Promise<Facts> {
  const persons = await personsOf(
    shopId,
    [advocateId, ...(friend.friendId === null ? [] : [friend.friendId])],
    'referral check',
  );
  const advocate = persons.get(advocateId);
  const person = friend.friendId === null ? undefined : persons.get(friend.friendId);
  const email = friend.email ?? person?.email ?? null;
  const { rows } = await pool.query<Counted>(COUNTS, [
    shopId,
    advocateId,
    friend.emailHash,
    referralId,
    friend.deviceHash,
    now,
    friend.networkHash,
    known.map(String),
    orderId,
  ]);
  const { advocateDevice, advocateNetwork, ...counts } = rows[0]!;
  const hex = (hash: Buffer | null) => hash?.toString('hex') ?? null;
  return {
    ...counts,
    advocateId,
    friendId: friend.friendId,
    friendEmail: email && canonicalEmail(email),
    advocateEmail: advocate?.email ? canonicalEmail(advocate.email) : null,
    friendPhone: digits(person?.phone),
    advocatePhone: digits(advocate?.phone),
    friendAddress: canonicalAddress(person?.address ?? null),
    advocateAddress: canonicalAddress(advocate?.address ?? null),
    friendDevice: hex(friend.deviceHash),
    advocateDevice: hex(advocateDevice),
    friendNetwork: hex(friend.networkHash),
    advocateNetwork: hex(advocateNetwork),
  };
}

const digits = (phone: string | null | undefined) => (phone ? foldPhone(phone) || null : null);
