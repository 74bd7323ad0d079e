// A friend asks for the code that an advocate's link promises.
import { randomUUID } from 'node:crypto';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { accountOfCustomer } from '#app/loyalty/read.server.ts';
import { readRedemption, type SavedRedemption } from '#app/rewards/read.server.ts';
import { grantReward } from '#app/rewards/redemptions/grant-reward.server.ts';
import { customerIdsByEmail, mailboxHash } from '#app/sync/read-person.server.ts';
import { type Finding, findingsOf, verdictOf } from './fraud.ts';
import { advocateOfCode, readReferralSettings } from './read.server.ts';
import { readFacts } from './read-facts.server.ts';
import { shareCode, traceOf } from './traces.server.ts';

export type Claim = {
  code: string;
  email: string;
  /** Null for a guest. */
  customerId: bigint | null;
  device: string | null;
  /** The network address of the friend. */
  network: string | null;
};

export type ClaimRefusal = Refused<
  | 'referral-unknown'
  | 'referral-paused'
  | 'referral-own'
  | 'referral-existing-customer'
  | 'referral-limit'
>;

/** What a shopper is told: enough to understand, nothing to learn the rules by. */
const TOLD: Record<string, ClaimRefusal['reason']> = {
  'same-customer': 'referral-own',
  'same-email': 'referral-own',
  'same-phone': 'referral-own',
  'existing-customer': 'referral-existing-customer',
  'already-referred': 'referral-existing-customer',
  'advocate-limit': 'referral-limit',
  'address-limit': 'referral-limit',
};

type ReferringShop = { id: number; timezone: string };

/**
 * Gives the friend a code, once for each mailbox: the same friend asking again through the same
 * link gets the same code. Doubts do not stop it here; they bring it into the review once an order
 * is paid.
 */
export async function claimReferral(
  shop: ReferringShop,
  claim: Claim,
  now: Date,
): Promise<Ok<SavedRedemption> | ClaimRefusal> {
  const settings = await readReferralSettings(shop.id);
  if (!settings.isOn || settings.friendRewardId === null) return refuse('referral-paused');
  const advocate = await advocateOfCode(shop.id, claim.code);
  if (!advocate) return refuse('referral-unknown');
  const account = await accountOfCustomer(pool, shop.id, advocate.customerId);
  if (account?.status !== 'member') return refuse('referral-unknown');
  const emailHash = mailboxHash(shop.id, claim.email);
  const before = await earlierClaim(shop.id, advocate.customerId, emailHash!);
  if (before) return ok(before);

  const id = randomUUID();
  const traces = {
    friendId: claim.customerId,
    email: claim.email,
    emailHash,
    deviceHash: traceOf(shop.id, 'device', claim.device),
    networkHash: traceOf(shop.id, 'network', claim.network),
  };
  const byEmail = await customerIdsByEmail(shop.id, claim.email);
  const known = [...byEmail, ...(claim.customerId === null ? [] : [claim.customerId])];
  const facts = await readFacts(shop.id, id, advocate.customerId, traces, known, null, now);
  const findings = findingsOf(facts, settings);
  if (known.includes(advocate.customerId)) return refuse('referral-own');
  if (verdictOf(findings, 'claim') === 'refuse') {
    // The same friend may have clicked twice: then the other click was first.
    const first = await earlierClaim(shop.id, advocate.customerId, emailHash!);
    return first ? ok(first) : refuse(TOLD[findings[0]!]!);
  }
  try {
    return await save(
      shop,
      id,
      advocate.customerId,
      traces,
      findings,
      settings.friendRewardId,
      now,
    );
  } catch (error) {
    // Two claims of one mailbox at the same moment: the other was first.
    if ((error as { code?: string }).code !== '23505') throw error;
    const winner = await earlierClaim(shop.id, advocate.customerId, emailHash!);
    return winner ? ok(winner) : refuse('referral-existing-customer');
  }
}

type Traces = {
  friendId: bigint | null;
  emailHash: Buffer | null;
  deviceHash: Buffer | null;
  networkHash: Buffer | null;
};

function save(
  shop: ReferringShop,
  id: string,
  advocateId: bigint,
  traces: Traces,
  findings: readonly Finding[],
  rewardId: string,
  now: Date,
): Promise<Ok<SavedRedemption> | ClaimRefusal> {
  const redemptionId = randomUUID();
  return sqlTransaction(async (sql) => {
    const grant = { id: redemptionId, customerId: null, rewardId, origin: 'referral' } as const;
    const granted = await grantReward(sql, shop, grant, now);
    if (!granted.ok) return refuse('referral-paused');
    await sql.query(
      `INSERT INTO referral (shop_id, id, advocate_id, friend_id, state, reasons, redemption_id,
         email_hash, device_hash, network_hash, claimed_at)
       VALUES ($1, $2, $3, $4, 'claimed', $5, $6, $7, $8, $9, $10)`,
      [
        shop.id,
        id,
        advocateId,
        traces.friendId,
        findings,
        redemptionId,
        traces.emailHash,
        traces.deviceHash,
        traces.networkHash,
        now,
      ],
    );
    return granted;
  });
}

async function earlierClaim(
  shopId: number,
  advocateId: bigint,
  emailHash: Buffer,
): Promise<SavedRedemption | null> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT redemption_id AS id FROM referral WHERE shop_id = $1 AND email_hash = $2
       AND advocate_id = $3 AND state NOT IN ('denied', 'revoked')`,
    [shopId, emailHash, advocateId],
  );
  if (!rows[0]) return null;
  return readRedemption(shopId, rows[0].id);
}

/** Gives a member the code to share; the same at every call. */
export async function openReferralCode(
  shopId: number,
  customerId: bigint,
  now: Date,
): Promise<string> {
  const code = shareCode(shopId, customerId);
  await pool.query(
    `INSERT INTO referral_code (shop_id, customer_id, code, created_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING`,
    [shopId, customerId, code, now],
  );
  return code;
}

/**
 * Counts a visit through a link; an advocate on the own link is remembered for the check instead.
 */
export async function noteVisit(
  shopId: number,
  code: string,
  visitor: { customerId: bigint | null; device: string | null; network: string | null },
  now: Date,
): Promise<void> {
  await pool.query(
    `UPDATE referral_code SET
       visits = visits + (customer_id IS DISTINCT FROM $3::bigint)::int,
       device_hash = CASE WHEN customer_id = $3::bigint THEN coalesce($4, device_hash)
         ELSE device_hash END,
       network_hash = CASE WHEN customer_id = $3::bigint THEN coalesce($5, network_hash)
         ELSE network_hash END,
       traced_at = CASE WHEN customer_id = $3::bigint THEN $6 ELSE traced_at END
     WHERE shop_id = $1 AND code = $2`,
    [
      shopId,
      code.trim().toUpperCase(),
      visitor.customerId,
      traceOf(shopId, 'device', visitor.device),
      traceOf(shopId, 'network', visitor.network),
      now,
    ],
  );
}
