// What a merchant does to discounts in Shopify's admin, what time does to them, and what becomes of
// them when customers are merged: nobody loses points, no code is left behind.
import '../setup/fresh-database.ts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { closePools } from '#app/rewards/codes/close-pools.server.ts';
import { keepPoolsFull } from '#app/rewards/codes/keep-pools-full.server.ts';
import { expireRedemptions } from '#app/rewards/redemptions/expire-redemptions.server.ts';
import { issuePersonal } from '#app/rewards/redemptions/issue-personal.server.ts';
import { archiveReward, saveReward } from '#app/rewards/save-reward.server.ts';
import { deleteDiscount } from '#app/shopify/discounts.server.ts';
import { mergeCustomers } from '../../devstore/shop/merge-customers.ts';
import { announce, newEvent } from '../../devstore/webhooks/announce.ts';
import { addReward, balanceOfCustomer } from '../factories/rewards.ts';
import { openRedeeming, type Redeeming } from '../setup/redeeming.ts';

const patient = { priority: 'shopper', deadlineMs: 1_500 } as const;
const DAY_MS = 86_400_000;
let world: Redeeming;
let shop: { id: number; domain: string };

beforeAll(async () => {
  world = await openRedeeming();
  shop = { id: world.at.shopId, domain: world.at.domain };
});
afterAll(() => world.at.close());
afterEach(() => world.clear());

const poolsOf = async (rewardId: string) => {
  const { rows } = await pool.query<{ state: string; trouble: string | null; gone: boolean }>(
    `SELECT state, trouble, removed_at IS NOT NULL AS gone FROM code_pool WHERE reward_id = $1
     ORDER BY created_at, id`,
    [rewardId],
  );
  return rows;
};

/** The merchant changes a discount by hand in the admin, and Shopify tells of it. */
function edit(shopifyId: bigint, change: (discount: Discount) => void) {
  const { store } = world.at;
  const discount = store.discounts.get(Number(shopifyId))!;
  change(discount);
  store.discounts.put(discount);
  announce(store, newEvent(), 'discounts/update', {
    admin_graphql_api_id: `gid://shopify/DiscountCodeNode/${discount.id}`,
    updated_at: store.now(),
  });
}
type Discount = NonNullable<ReturnType<Redeeming['at']['store']['discounts']['get']>>;

test.each<[string, (discount: Discount) => void]>([
  [
    'gives more',
    ({ benefit }) => {
      if (benefit.kind === 'basic') benefit.effect = { kind: 'percentage', percentage: 0.9 };
    },
  ],
  [
    'asks for less',
    (discount) => {
      discount.minimum = { kind: 'subtotal', amount: 1 };
    },
  ],
  [
    'can be used again and again',
    (discount) => {
      discount.usageLimit = null;
    },
  ],
  [
    'combines with everything',
    (discount) => {
      discount.combinesWith = { order: true, product: true, shipping: true };
    },
  ],
  [
    'is for other people',
    (discount) => {
      discount.context = { kind: 'segments', segmentIds: [] };
    },
  ],
])(
  'a pool whose discount was edited so that it %s gives out no more codes; a new one does',
  async (_how, change) => {
    const reward = await addReward(world.at.shopId);
    await world.fillPool(reward.id);
    const holder = await world.member();
    const held = await world.redeem(holder, reward.id);
    edit(held.shopifyId!, change);
    await world.work();
    await world.fillPool(reward.id);
    expect((await poolsOf(reward.id))[0]).toMatchObject({
      state: 'closed',
      trouble: 'edited-in-shopify',
    });
    const next = await world.redeem(await world.member(), reward.id);
    expect(next).toMatchObject({ way: 'pooled', state: 'issued' });
    expect(next.shopifyId).not.toBe(held.shopifyId);
    // Who holds a code of the edited discount keeps it.
    expect(await world.stateOf(held.id)).toMatchObject({ state: 'issued', endingAt: null });
  },
);

test('a discount that was only renamed goes on as before', async () => {
  const reward = await addReward(world.at.shopId);
  await world.fillPool(reward.id);
  const { shopifyId } = await world.redeem(await world.member(), reward.id);
  edit(shopifyId!, (discount) => {
    discount.title = 'Our loyalty codes';
  });
  await world.work();
  expect(await poolsOf(reward.id)).toEqual([{ state: 'open', trouble: null, gone: false }]);
});

test('a discount that is ended in the admin gives its holders their points back', async () => {
  const reward = await addReward(world.at.shopId);
  await world.fillPool(reward.id);
  const customerId = await world.member();
  const { id, shopifyId } = await world.redeem(customerId, reward.id);
  edit(shopifyId!, (discount) => {
    discount.endsAt = new Date(Date.now() - 60_000).toISOString();
  });
  await world.work(4);
  expect(await world.stateOf(id)).toMatchObject({
    state: 'released',
    endReason: 'cancelled-by-merchant',
  });
  expect(await balanceOfCustomer(world.at.shopId, customerId)).toBe(800n);
});

test('a personal code that is deleted in the admin gives the points back', async () => {
  const reward = await addReward(world.at.shopId, { way: 'personal' });
  const customerId = await world.member();
  const { id } = await world.redeem(customerId, reward.id);
  await issuePersonal(shop.id, id, new Date(), patient);
  const { shopifyId } = await world.stateOf(id);
  await deleteDiscount(shop, shopifyId!, patient);
  await world.work();
  expect(await world.stateOf(id)).toMatchObject({ state: 'released' });
  expect(await balanceOfCustomer(world.at.shopId, customerId)).toBe(800n);
});

test('when a month is over its codes expire, points return, and the whole discount leaves Shopify', async () => {
  const reward = await addReward(world.at.shopId, { terms: { validDays: 10 } });
  await world.fillPool(reward.id);
  const [user, idler] = [await world.member(), await world.member()];
  const used = await world.redeem(user, reward.id);
  const unused = await world.redeem(idler, reward.id);
  expect(world.buy(user, used.code)).toMatchObject({ ok: true });
  await world.work();
  const end = unused.expiresAt!.getTime();
  const justAfter = new Date(end + DAY_MS / 2);
  await closePools(shop.id, justAfter, patient);
  expect(await world.discountOf(unused.code)).not.toBeNull();
  const later = new Date(end + 3 * DAY_MS);
  await expireRedemptions(shop.id, later);
  expect(await world.stateOf(unused.id)).toMatchObject({ state: 'released', endReason: 'expired' });
  expect(await balanceOfCustomer(world.at.shopId, idler)).toBe(800n);
  await closePools(shop.id, later, patient);
  expect(await poolsOf(reward.id)).toEqual([{ state: 'closed', trouble: null, gone: true }]);
  expect(await world.discountOf(used.code)).toBeNull();
  expect(world.at.store.discounts.get(Number(used.shopifyId))).toBeFalsy();
});

test('a discount of former terms leaves Shopify with the last code that is held of it', async () => {
  const reward = await addReward(world.at.shopId);
  await world.fillPool(reward.id);
  const customerId = await world.member();
  const { code, shopifyId } = await world.redeem(customerId, reward.id);
  const value = { kind: 'amount-off', amount: 700n } as const;
  const terms = { ...reward.terms, value };
  await saveReward(shop.id, { ...reward, state: 'active', terms }, new Date());
  await world.work();
  expect((await poolsOf(reward.id))[0]).toMatchObject({ state: 'closed', gone: false });
  // Nothing is left of it but the code in hand and the one it was made with.
  expect(world.at.store.discounts.countCodes(Number(shopifyId))).toBe(2);
  expect(world.buy(customerId, code)).toMatchObject({ ok: true });
  await world.work();
  await closePools(shop.id, new Date(), patient);
  expect((await poolsOf(reward.id))[0]).toMatchObject({ state: 'closed', gone: true });
  expect(world.at.store.discounts.get(Number(shopifyId))).toBeFalsy();
});

test('a pool that was cut off while its discount was made leaves nothing behind when it is not needed', async () => {
  const names = { en: { name: 'Cut off', description: '' } };
  const reward = await addReward(world.at.shopId, { offer: { names } });
  const inShopify = () =>
    world.at.store.discounts.all().filter(({ title }) => title.startsWith('Cut off')).length;
  world.fault({
    droppedAfterEffect: 1,
    remaining: 1,
    onlyFields: ['discountCodeBasicCreate'],
  });
  await expect(keepPoolsFull(shop.id, new Date(), patient)).rejects.toThrow();
  expect(inShopify()).toBe(1);
  await archiveReward(shop.id, reward.id, new Date());
  await closePools(shop.id, new Date(), patient);
  expect(inShopify()).toBe(0);
});

test('a personal code goes on working for the customer that two were merged into', async () => {
  const reward = await addReward(world.at.shopId, { way: 'personal' });
  const [from, into] = [await world.member(), await world.member()];
  const { id, code } = await world.redeem(from, reward.id);
  await issuePersonal(shop.id, id, new Date(), patient);
  expect(world.buy(into, code)).toMatchObject({ ok: false, reason: 'codes-refused' });
  mergeCustomers(world.at.store, Number(from), Number(into));
  await world.work();
  expect(await world.stateOf(id)).toMatchObject({ state: 'issued', customerId: into });
  expect(world.buy(into, code)).toMatchObject({ ok: true });
  await world.work();
  expect(await world.stateOf(id)).toMatchObject({ state: 'used' });
});

test('a code that leaked works once: for the first who has it, and then for nobody', async () => {
  const reward = await addReward(world.at.shopId);
  await world.fillPool(reward.id);
  const holder = await world.member();
  const { id, code } = await world.redeem(holder, reward.id);
  const finder = await world.member();
  expect(world.buy(finder, code)).toMatchObject({ ok: true });
  for (const late of [holder, finder, null]) {
    expect(world.buy(late, code)).toMatchObject({ ok: false, reason: 'codes-refused' });
  }
  await world.work();
  expect(await world.stateOf(id)).toMatchObject({ state: 'used' });
  expect(await balanceOfCustomer(world.at.shopId, holder)).toBe(300n);
  const { readCodes } = await import('#app/rewards/read-codes.server.ts');
  const { rows } = await readCodes(shop.id, { search: code });
  expect(rows).toMatchObject([{ customerId: holder, usedById: finder }]);
});

test('what a code took off its order is known, other discounts left out', async () => {
  const reward = await addReward(world.at.shopId);
  await world.fillPool(reward.id);
  const customerId = await world.member();
  const { id, code } = await world.redeem(customerId, reward.id);
  expect(world.buy(customerId, code)).toMatchObject({ ok: true });
  await world.work();
  const { rows } = await pool.query('SELECT given FROM redemption WHERE id = $1', [id]);
  expect(rows).toEqual([{ given: 500n }]);
});
