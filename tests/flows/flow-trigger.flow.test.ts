// What workflows of Shopify Flow hear of the loyalty programme.
import '../setup/fresh-database.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addMember, addReward, fillPool } from '../factories/rewards.ts';
import type { DevstoreShop } from '../setup/devstore-shop.ts';

let at: DevstoreShop;
let app: Awaited<ReturnType<typeof loadApp>>;

// Loaded after fresh-database.ts has set DATABASE_URL.
async function loadApp() {
  const { openDevstoreShop } = await import('../setup/devstore-shop.ts');
  return {
    openDevstoreShop,
    ...(await import('#app/db.server.ts')),
    ...(await import('#app/jobs/enqueue.server.ts')),
    ...(await import('#app/loyalty/programme/publish-rules.server.ts')),
    ...(await import('#app/loyalty/programme/rules.ts')),
    ...(await import('#app/rewards/redemptions/redeem-reward.server.ts')),
    ...(await import('#app/sync/read.server.ts')),
  };
}

beforeAll(async () => {
  app = await loadApp();
  at = await app.openDevstoreShop();
  const rules = {
    ...app.firstRules(100n),
    tiers: {
      basis: 'spend' as const,
      window: 'lifetime' as const,
      levels: [
        { id: 'silver', name: 'Silver', threshold: 100n, percent: 100 },
        { id: 'gold', name: 'Gold', threshold: 500n, percent: 100 },
      ],
    },
  };
  const saved = await app.publishRules(at.shopId, { rules, now: new Date('2026-01-01') });
  if (!saved.ok) throw new Error(JSON.stringify(saved));
  await app.pool.query('DELETE FROM graphile_worker._private_jobs');
});
afterAll(() => at.close());

/** A member who went from Silver to Gold. */
async function promoted(): Promise<{ customerId: bigint; accountId: bigint }> {
  const member = await addMember(at.shopId, 10n);
  await app.pool.query(
    `INSERT INTO loyalty_tier_change (shop_id, account_id, number, tier_id, at, reason)
     VALUES ($1, $2, 1, 'silver', now(), 'reached'), ($1, $2, 2, 'gold', now(), 'reached')`,
    [at.shopId, member.accountId],
  );
  return member;
}

const told = () =>
  at.store.flowTriggers.all().map(({ handle, payload }: { handle: string; payload: object }) => ({
    handle,
    ...payload,
  }));

test('each member who changed the tier begins the workflows once, with both names', async () => {
  const members = [await promoted(), await promoted()];
  const accountIds = members.map(({ accountId }) => accountId.toString());
  await app.announce(app.pool, 'tier.changed', { shopId: at.shopId, accountIds });
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
  await app.announce(app.pool, 'tier.changed', { shopId: at.shopId, accountIds });
  await at.runJobs();
  expect(told()).toHaveLength(before);
});

test('an exchange begins the workflows once, however often it is asked for', async () => {
  const before = told().length;
  const { customerId } = await addMember(at.shopId, 700n);
  const reward = await addReward(at.shopId);
  const shop = (await app.shopById(at.shopId))!;
  await fillPool(shop, reward.id, 5, new Date());
  const wish = { id: randomUUID(), customerId, rewardId: reward.id, steps: 1 };
  const standing = { tier: null, groups: [], programmeIsActive: true };
  const now = new Date();
  expect((await app.redeemReward(shop, wish, standing, now)).ok).toBe(true);
  expect((await app.redeemReward(shop, wish, standing, now)).ok).toBe(true);
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
