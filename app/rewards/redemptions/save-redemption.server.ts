// Writes a new redemption down: with a code out of the pool where there is one, otherwise as the
// order to make a personal one. Who calls it has the points settled in the same transaction.
import type { Sql } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { derivedCode } from '../codes/code.server.ts';
import { bucketOf, personalEnd } from '../codes/pool.ts';
import { REDEMPTION, type Reward, type SavedRedemption } from '../read.server.ts';
import { isDiscount } from '../terms.ts';
import type { By } from './redemption.ts';

export type Saving = {
  id: string;
  /** Null only for a friend who is nobody's customer yet. */
  customerId: bigint | null;
  steps: number;
  points: bigint;
  origin: 'shopper' | 'replacement' | 'support' | 'referral';
  /** SHA-256 of what was asked for. */
  contentHash: Buffer;
  /** The redemption whose points this one carries. */
  spentAsId?: string;
};

/** Who began it and why: the first step in its history. */
const BEGUN: Record<Saving['origin'], [by: By, reason: string]> = {
  shopper: ['shopper', 'redeemed'],
  replacement: ['merchant', 'in-place-of-another'],
  support: ['merchant', 'given-by-support'],
  referral: ['order', 'given-for-a-referral'],
};

export type SavingShop = { id: number; timezone: string };

/** Saves a redemption of the reward's present terms and queues what is left to do. */
export async function saveRedemption(
  sql: Sql,
  shop: SavingShop,
  saving: Saving,
  reward: Reward,
  now: Date,
): Promise<SavedRedemption> {
  if (reward.way === 'pooled') {
    const pooled = await takeFromPool(sql, shop, saving, reward, now);
    if (pooled) return pooled;
    // The pool is empty or not there yet: the shopper gets a discount of their own, the pool gets
    // codes.
    await enqueue(sql, 'rewards/keep-pools-full', { shopId: shop.id }, { key: 'recurring' });
  }
  return savePersonal(sql, shop, saving, reward, now);
}

// Skipping locked codes lets everybody take another one at once; the code, the redemption and its
// steps are one statement.
const TAKE = `
  WITH free AS (
    SELECT c.code, p.ends_at, p.shopify_id
    FROM code_pool p JOIN pool_code c ON c.shop_id = p.shop_id AND c.pool_id = p.id
    WHERE p.shop_id = $1 AND p.reward_id = $4 AND p.version = $5 AND p.month = $6
      AND p.state = 'open' AND c.state = 'free'
    LIMIT 1 FOR UPDATE OF c SKIP LOCKED
  ), taken AS (
    UPDATE pool_code c SET state = 'taken', redemption_id = $2, taken_at = $10
    FROM free WHERE c.shop_id = $1 AND c.code = free.code
    RETURNING c.code, free.ends_at, free.shopify_id
  ), saved AS (
    INSERT INTO redemption (shop_id, id, customer_id, reward_id, version, way, kind, points, steps,
      state, code, shopify_id, content_hash, reserved_at, issued_at, expires_at, origin,
      spent_as_id)
    SELECT $1, $2, $3, $4, $5, 'pooled', $7, $8, $9,
      'issued', code, shopify_id, $11, $10, $10, ends_at, $12, $13 FROM taken
    RETURNING *
  ), noted AS (
    INSERT INTO redemption_step (shop_id, redemption_id, at, state, reason, "by")
    SELECT $1, $2, $10, step.state, step.reason, $14 FROM saved,
      (VALUES ('reserved', $15), ('issued', 'from-pool')) AS step (state, reason)
  )
  SELECT ${REDEMPTION} FROM saved`;

async function takeFromPool(
  sql: Sql,
  shop: SavingShop,
  saving: Saving,
  reward: Reward,
  now: Date,
): Promise<SavedRedemption | null> {
  const { rows } = await sql.query<SavedRedemption>({
    name: 'reward-take-code',
    text: TAKE,
    values: [
      shop.id,
      saving.id,
      saving.customerId,
      reward.id,
      reward.version,
      bucketOf(now, reward.terms.validDays, shop.timezone).month,
      reward.terms.value.kind,
      saving.points,
      saving.steps,
      now,
      saving.contentHash,
      saving.origin,
      saving.spentAsId ?? null,
      ...BEGUN[saving.origin],
    ],
  });
  return rows[0] ?? null;
}

const PERSONAL = `
  WITH saved AS (
    INSERT INTO redemption (shop_id, id, customer_id, reward_id, version, way, kind, points,
      steps, state, code, content_hash, reserved_at, expires_at, origin, spent_as_id)
    VALUES ($1, $2, $3, $4, $5, 'personal', $6, $7, $8, 'reserved', $9, $10, $11, $12, $13, $14)
    RETURNING *
  ), noted AS (
    INSERT INTO redemption_step (shop_id, redemption_id, at, state, reason, "by")
    SELECT $1, $2, $11, 'reserved', $16, $15 FROM saved
  )
  SELECT ${REDEMPTION} FROM saved`;

async function savePersonal(
  sql: Sql,
  shop: SavingShop,
  saving: Saving,
  reward: Reward,
  now: Date,
): Promise<SavedRedemption> {
  const { kind } = reward.terms.value;
  const { rows } = await sql.query<SavedRedemption>({
    name: 'reward-save-personal',
    text: PERSONAL,
    values: [
      shop.id,
      saving.id,
      saving.customerId,
      reward.id,
      reward.version,
      kind,
      saving.points,
      saving.steps,
      derivedCode(shop.id, saving.id, kind, reward.offer.codePrefix),
      saving.contentHash,
      now,
      personalEnd(now, reward.terms.validDays, shop.timezone),
      saving.origin,
      saving.spentAsId ?? null,
      ...BEGUN[saving.origin],
    ],
  });
  // The door makes the code at once; this is for when it is interrupted.
  const wait = isDiscount(kind) && saving.origin === 'shopper' ? 15_000 : 0;
  await enqueue(
    sql,
    'rewards/issue-personal',
    { shopId: shop.id, redemptionId: saving.id },
    { key: saving.id, runAt: new Date(now.getTime() + wait) },
  );
  return rows[0]!;
}
