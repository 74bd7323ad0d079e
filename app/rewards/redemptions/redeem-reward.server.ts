// A shopper exchanges points for a reward: the points are taken and the redemption is saved in one
// transaction. A pooled code is in hand when it commits; a personal one is made by a job.

import { createHash } from 'node:crypto';
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { pool, type Sql, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { KeyConflict, spend } from '#app/loyalty/ledger.server.ts';
import { type Account, accountOfCustomer } from '#app/loyalty/read.server.ts';
import { areStepsAllowed, type Counts, mayHave, priceOf, type WhyNot } from '../offer.ts';
import { type Reward, readRedemption, readReward, type SavedRedemption } from '../read.server.ts';
import { readTaken } from '../read-taken.server.ts';
import { spendKey } from './apply-event.server.ts';
import { saveRedemption } from './save-redemption.server.ts';

export type RedeemingShop = { id: number; timezone: string };

export type Wish = {
  /** The caller's uuid, the same in every repeat. */
  id: string;
  customerId: bigint;
  rewardId: string;
  steps: number;
};

/** What the door knows of the shopper from other features. */
export type Standing = {
  tier: string | null;
  groups: readonly string[];
  programmeIsActive: boolean;
};

export type Redeemed = { redemption: SavedRedemption; isNew: boolean };
export type RedeemRefusal = Refused<
  WhyNot | 'not-found' | 'bad-request' | 'id-taken',
  { missing?: bigint }
>;

/** Takes the transaction back and carries the reason out of it. */
class TakenBack extends Error {
  readonly refusal: RedeemRefusal;
  constructor(refusal: RedeemRefusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

/**
 * Exchanges points for a reward. The same id again gives the same redemption in its present state
 * (`isNew: false`);
 * the same id with another wish is refused as 'id-taken'. Does not call Shopify.
 */
export async function redeemReward(
  shop: RedeemingShop,
  wish: Wish,
  standing: Standing,
  now: Date,
): Promise<Ok<Redeemed> | RedeemRefusal> {
  const reward = await readReward(shop.id, wish.rewardId);
  if (!reward) return refuse('not-found');
  if (!areStepsAllowed(reward.offer, wish.steps)) return refuse('bad-request');
  const account = await accountOfCustomer(pool, shop.id, wish.customerId);
  if (account?.status !== 'member') return refuse(account ? 'blocked' : 'join');
  try {
    return await sqlTransaction((sql) => exchange(sql, shop, wish, standing, reward, account, now));
  } catch (error) {
    if (error instanceof TakenBack) return error.refusal;
    if (error instanceof KeyConflict) return refuse('id-taken');
    throw error;
  }
}

async function exchange(
  sql: Sql,
  shop: RedeemingShop,
  wish: Wish,
  standing: Standing,
  reward: Reward,
  account: Account,
  now: Date,
): Promise<Ok<Redeemed> | RedeemRefusal> {
  const points = priceOf(reward.offer, wish.steps);
  // First the account, then the reward: everybody locks in this order.
  const spent = await spend(sql, shop.id, {
    accountId: account.id,
    points,
    key: spendKey(wish.id),
    subject: `redemption/${wish.id}`,
    now,
  });
  if (spent.ok && !spent.value.isNew) return repeated(sql, shop.id, wish);
  const answer = mayHave(
    reward,
    {
      state: 'member',
      // The ledger has the last word on the points; here they are enough or they are not.
      spendable: spent.ok ? points : spent.reason === 'insufficient-points' ? spent.available : 0n,
      tier: standing.tier,
      groups: standing.groups,
    },
    await countsOf(sql, shop.id, reward, wish.customerId, now),
    wish.steps,
    standing.programmeIsActive,
    now,
  );
  if (!answer.can) throw new TakenBack(refuse(answer.why, { missing: answer.missing }));
  if (!spent.ok) throw new TakenBack(refuse('blocked'));
  const saving = { ...wish, origin: 'shopper', points, contentHash: hashOf(wish) } as const;
  const redemption = await saveRedemption(sql, shop, saving, reward, now);
  await enqueue(sql, 'rewards/tell-flow', { shopId: shop.id, redemptionId: wish.id });
  return ok({ redemption, isNew: true });
}

async function repeated(
  sql: Sql,
  shopId: number,
  wish: Wish,
): Promise<Ok<Redeemed> | RedeemRefusal> {
  const { id, customerId } = wish;
  const redemption = await readRedemption(shopId, id, { customerId, sql });
  if (!redemption?.contentHash.equals(hashOf(wish))) return refuse('id-taken');
  return ok({ redemption, isNew: false });
}

const hashOf = ({ customerId, rewardId, steps }: Wish): Buffer =>
  createHash('sha256').update(canonicalJson({ customerId, rewardId, steps })).digest();

/**
 * Counts under the locks that keep them true: the account's for its own, the reward's for its
 * stock.
 */
async function countsOf(
  sql: Sql,
  shopId: number,
  { id, offer }: Reward,
  customerId: bigint,
  now: Date,
): Promise<Counts> {
  const counts = { all: 0, own: 0, ownInPeriod: 0 };
  if (offer.stock !== null) {
    await sql.query('SELECT 1 FROM reward WHERE shop_id = $1 AND id = $2 FOR UPDATE', [shopId, id]);
    counts.all = await readTaken(sql, shopId, id);
  }
  if (offer.perMember !== null || offer.perPeriod !== null) {
    const since = new Date(now.getTime() - (offer.perPeriod?.days ?? 0) * 86_400_000);
    const { rows } = await sql.query<{ own: bigint; recent: bigint }>(
      `SELECT count(*) AS own, count(*) FILTER (WHERE reserved_at > $4) AS recent FROM redemption
       WHERE shop_id = $1 AND customer_id = $2 AND reward_id = $3 AND state <> 'released'
         AND origin IN ('shopper', 'replacement')`,
      [shopId, customerId, id, since],
    );
    counts.own = Number(rows[0]!.own);
    counts.ownInPeriod = Number(rows[0]!.recent);
  }
  return counts;
}
