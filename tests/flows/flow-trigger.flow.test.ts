// What workflows of Shopify Flow hear of the loyalty programme.
import '../setup/fresh-database.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { announce } from '#app/jobs/enqueue.server.ts';
import { awardOrders } from '#app/loyalty/earning/award-members.server.ts';
import { expireLots } from '#app/loyalty/expiry/expire-lots.server.ts';
import { post } from '#app/loyalty/ledger.server.ts';
import { publishRules } from '#app/loyalty/programme/publish-rules.server.ts';
import { firstRules } from '#app/loyalty/programme/rules.ts';
import { lockReferral, takeStep } from '#app/referrals/take-step.server.ts';
import { redeemReward } from '#app/rewards/redemptions/redeem-reward.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { addMember, addReward, fillPool, nextNumber, noon } from '../factories/rewards.ts';
import { seedOrder } from '../factories/shop-data.ts';
import { type DevstoreShop, openDevstoreShop } from '../setup/devstore-shop.ts';

let at: DevstoreShop;

beforeAll(async () => {
  at = await openDevstoreShop();
  const rules = {
    ...firstRules(100n),
    expiry: { kind: 'after-earning' as const, months: 12, warnDays: [30] },
    tiers: {
      basis: 'spend' as const,
      window: 'lifetime' as const,
      levels: [
        { id: 'silver', name: 'Silver', threshold: 100n, percent: 100 },
        { id: 'gold', name: 'Gold', threshold: 500n, percent: 100 },
      ],
    },
  };
  const saved = await publishRules(at.shopId, { rules, now: new Date('2026-01-01') });
  if (!saved.ok) throw new Error(JSON.stringify(saved));
  await pool.query('DELETE FROM graphile_worker._private_jobs');
});
afterAll(() => at.close());

/** A member who went from Silver to Gold. */
async function promoted(): Promise<{ customerId: bigint; accountId: bigint }> {
  const member = await addMember(at.shopId, 10n);
  await pool.query(
    `INSERT INTO loyalty_tier_change (shop_id, account_id, number, tier_id, at, reason)
     VALUES ($1, $2, 1, 'silver', now(), 'reached'), ($1, $2, 2, 'gold', now(), 'reached')`,
    [at.shopId, member.accountId],
  );
  return member;
}

/** Points in a return window that nobody knows the end of: no page counts them. */
async function addPending(accountId: bigint, points: bigint) {
  const key = `order/${nextNumber()}`;
  const dates = { earnedAt: noon, availableAt: null, expiresAt: null };
  const kind = { kind: 'earn', effect: 'lot', reason: 'order' } as const;
  const entry = { accountId, points, key, subject: key, occurredAt: noon, dates };
  await post(pool, at.shopId, [{ ...kind, ...entry }]);
}

type Told = { handle: string; [field: string]: unknown };
const told = (): Told[] =>
  at.store.flowTriggers.all().map(({ handle, payload }: { handle: string; payload: object }) => ({
    handle,
    ...payload,
  }));

test('each member who changed the tier begins the workflows once, with both names', async () => {
  const members = [await promoted(), await promoted()];
  const accountIds = members.map(({ accountId }) => accountId.toString());
  await announce(pool, 'tier.changed', { shopId: at.shopId, accountIds });
  await at.runJobs();
  await at.runJobs();
  const expected = members.map(({ customerId }) => ({
    handle: 'encore-tier-changed',
    customer_id: Number(customerId),
    Tier: 'Gold',
    'Tier before': 'Silver',
  }));
  expect(told()).toEqual(expect.arrayContaining(expected));
  expect(told()).toHaveLength(2);
});

test('a new set of rules that moves the whole shop begins no workflow', async () => {
  const before = told().length;
  const accountIds = Array.from({ length: 201 }, (_, index) => String(index + 1));
  await announce(pool, 'tier.changed', { shopId: at.shopId, accountIds });
  await at.runJobs();
  expect(told()).toHaveLength(before);
});

test('an exchange begins the workflows once, however often it is asked for', async () => {
  const before = told().length;
  const { customerId, accountId } = await addMember(at.shopId, 700n);
  await addPending(accountId, 40n);
  const reward = await addReward(at.shopId);
  const shop = (await shopById(at.shopId))!;
  await fillPool(shop, reward.id, 5, new Date());
  const wish = { id: randomUUID(), customerId, rewardId: reward.id, steps: 1 };
  const standing = { tier: null, groups: [], programmeIsActive: true };
  const now = new Date();
  expect((await redeemReward(shop, wish, standing, now)).ok).toBe(true);
  expect((await redeemReward(shop, wish, standing, now)).ok).toBe(true);
  await at.runJobs();
  expect(told().slice(before)).toEqual([
    {
      handle: 'encore-points-redeemed',
      customer_id: Number(customerId),
      Points: 500,
      Balance: 200,
      Reward: '5 € off',
    },
  ]);
});

test('points of a new order begin the workflows; those of a history that is read in do not', async () => {
  const before = told().length;
  const { customerId, accountId } = await addMember(at.shopId, 10n);
  await addPending(accountId, 40n);
  for (const days of [0.1, 30]) {
    const id = nextNumber();
    await seedOrder(at.shopId, { id, customerId, placedAt: noon, net: 1500n });
    await awardOrders(at.shopId, [id], new Date(noon.getTime() + days * 86_400_000));
  }
  await at.runJobs();
  const earned = told()
    .slice(before)
    .filter(({ handle }) => handle === 'encore-points-earned');
  expect(earned).toEqual([
    {
      handle: 'encore-points-earned',
      customer_id: Number(customerId),
      Points: 15,
      Balance: 40,
      Reason: 'order',
    },
  ]);
});

test('points that lapse soon begin the workflows once, with their last day in the shop', async () => {
  const before = told().length;
  const { customerId, accountId } = await addMember(at.shopId, 700n);
  const { timezone } = (await shopById(at.shopId))!;
  await pool.query(
    `UPDATE loyalty_lot SET expires_at = timestamp '2027-01-01 00:00' AT TIME ZONE $3
     WHERE shop_id = $1 AND account_id = $2`,
    [at.shopId, accountId, timezone],
  );
  await expireLots(at.shopId, new Date('2026-12-20T10:00:00Z'));
  await expireLots(at.shopId, new Date('2026-12-21T10:00:00Z'));
  await at.runJobs();
  const warned = told()
    .slice(before)
    .filter((one) => one.handle === 'encore-points-expiring' && one.Points === 700);
  expect(warned).toEqual([
    {
      handle: 'encore-points-expiring',
      customer_id: Number(customerId),
      Points: 700,
      Balance: 700,
      'Expires on': '2026-12-31',
    },
  ]);
});

test('a referral that has held begins the workflows for the advocate', async () => {
  const before = told().length;
  const { customerId } = await addMember(at.shopId, 10n);
  const id = randomUUID();
  await pool.query(
    `INSERT INTO referral_code (shop_id, customer_id, code, created_at)
     VALUES ($1, $2, 'ANNA-1234', now())`,
    [at.shopId, customerId],
  );
  await pool.query(
    `INSERT INTO referral (shop_id, id, advocate_id, redemption_id, email_hash, state, claimed_at)
     VALUES ($1, $2, $3, $4, '\\x00', 'waiting', now())`,
    [at.shopId, id, customerId, randomUUID()],
  );
  const shop = (await shopById(at.shopId))!;
  await sqlTransaction(async (sql) => {
    const referral = (await lockReferral(sql, at.shopId, id))!;
    const step = { state: 'completed' as const, reasons: [], orderId: 5n, dueAt: null };
    await takeStep(sql, shop, referral, { ...step, effect: 'reward-advocate' }, new Date());
  });
  await at.runJobs();
  const completed = told()
    .slice(before)
    .filter((one) => one.handle.endsWith('completed'));
  expect(completed).toEqual([
    {
      handle: 'encore-referral-completed',
      customer_id: Number(customerId),
      Points: 500,
      Friends: 1,
    },
  ]);
});
