// Exchanges against the local Shopify: the codes really exist, really work once, and no failure of
// Shopify's costs a point or hands out a second code.
import '../setup/fresh-database.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { keepPoolsFull } from '#app/rewards/codes/keep-pools-full.server.ts';
import { sweepOrphans } from '#app/rewards/codes/sweep-orphans.server.ts';
import { endAtOnce } from '#app/rewards/redemptions/end-redemption.server.ts';
import { issuePersonal } from '#app/rewards/redemptions/issue-personal.server.ts';
import { deleteDiscount } from '#app/shopify/discounts.server.ts';
import { cancelOrder } from '../../devstore/shop/cancel-order.ts';
import { addReward, balanceOfCustomer } from '../factories/rewards.ts';
import type { DevstoreShop } from '../setup/devstore-shop.ts';
import { openRedeeming, type Redeeming } from '../setup/redeeming.ts';

const patient = { priority: 'shopper', deadlineMs: 1_500 } as const;
let at: DevstoreShop;
let world: Redeeming;

beforeAll(async () => {
  world = await openRedeeming();
  at = world.at;
});
afterAll(() => at.close());
afterEach(() => world.clear());

test('a personal code is made, works once for its customer and for nobody else, and its order settles it', async () => {
  const reward = await addReward(at.shopId, { way: 'personal' });
  const customerId = await world.member();
  const { id, code } = await world.redeem(customerId, reward.id);
  await issuePersonal(at.shopId, id, new Date(), patient);
  expect(await world.stateOf(id)).toMatchObject({ state: 'issued' });
  const stranger = await world.member();
  expect(world.buy(stranger, code)).toMatchObject({ ok: false, reason: 'codes-refused' });
  expect(world.buy(customerId, code)).toMatchObject({ ok: true });
  expect(world.buy(customerId, code)).toMatchObject({ ok: false, reason: 'codes-refused' });
  await at.runJobs();
  expect(await world.stateOf(id)).toMatchObject({ state: 'used' });
  expect(await balanceOfCustomer(at.shopId, customerId)).toBe(300n);
});

test('a pool is filled, a code out of it works once whoever holds it, and a cancelled order returns the points', async () => {
  const reward = await addReward(at.shopId);
  await world.fillPool(reward.id);
  const customerId = await world.member();
  const { id, code, state, way } = await world.redeem(customerId, reward.id);
  expect({ state, way }).toEqual({ state: 'issued', way: 'pooled' });
  const bought = world.buy(customerId, code);
  expect(bought).toMatchObject({ ok: true });
  expect(world.buy(await world.member(), code)).toMatchObject({
    ok: false,
    reason: 'codes-refused',
  });
  await at.runJobs();
  expect(await world.stateOf(id)).toMatchObject({ state: 'used' });
  if (bought.ok) cancelOrder(at.store, bought.order.id, {} as never);
  await at.runJobs();
  expect(await world.stateOf(id)).toMatchObject({ state: 'released', endReason: 'order-undone' });
  expect(await balanceOfCustomer(at.shopId, customerId)).toBe(800n);
});

test.each(['pooled', 'personal'] as const)(
  'a %s code that is cancelled is gone from Shopify before the points are back',
  async (way) => {
    const reward = await addReward(at.shopId, { way });
    await keepPoolsFull(at.shopId, new Date(), patient);
    await at.runJobs();
    const customerId = await world.member();
    const { id, code } = await world.redeem(customerId, reward.id);
    await issuePersonal(at.shopId, id, new Date(), patient);
    const ask = { by: 'shopper', reason: 'cancelled-by-shopper', customerId } as const;
    await endAtOnce(at.shopId, id, ask, new Date(), patient);
    await at.runJobs();
    expect(await world.stateOf(id)).toMatchObject({ state: 'released', returnedPoints: 500n });
    expect(await world.discountOf(code)).toBeNull();
    expect(world.buy(customerId, code)).toMatchObject({ ok: false });
    expect(await balanceOfCustomer(at.shopId, customerId)).toBe(800n);
  },
);

test('Shopify refusing for good gives the points back', async () => {
  const reward = await addReward(at.shopId, {
    way: 'personal',
    terms: { conditions: { productIds: [999_999_999n] } },
  });
  const customerId = await world.member();
  const { id } = await world.redeem(customerId, reward.id);
  await issuePersonal(at.shopId, id, new Date(), patient);
  expect(await world.stateOf(id)).toMatchObject({
    state: 'released',
    endReason: 'refused-by-shopify',
  });
  expect(await balanceOfCustomer(at.shopId, customerId)).toBe(800n);
});

test.each([
  ['throttled', { throttled: 1, remaining: 50 }],
  ['broken', { serverError: 1, remaining: 50 }],
  ['silent', { timeout: 1, timeoutMs: 3_000, remaining: 50 }],
  ['late, after nobody waits any more', { latencyMs: 1_200, remaining: 1 }],
  ['cut off after it has done it', { droppedAfterEffect: 1, remaining: 1 }],
] as const)(
  'Shopify being %s leaves the points reserved, and a later try makes one code',
  async (_name, api) => {
    const reward = await addReward(at.shopId, { way: 'personal' });
    const customerId = await world.member();
    const { id, code } = await world.redeem(customerId, reward.id);
    world.fault({ ...api, onlyFields: ['discountCodeBasicCreate'] });
    await expect(
      issuePersonal(at.shopId, id, new Date(), { ...patient, deadlineMs: 700 }),
    ).rejects.toThrow();
    expect(await world.stateOf(id)).toMatchObject({ state: 'reserved' });
    expect(await balanceOfCustomer(at.shopId, customerId)).toBe(300n);
    at.store.faults.reset();
    await issuePersonal(at.shopId, id, new Date(), patient);
    expect(await world.stateOf(id)).toMatchObject({ state: 'issued' });
    const carrying = at.store.discounts.all().filter(({ title }) => title.includes(code));
    expect(carrying).toHaveLength(1);
  },
);

test('an order that Shopify tells of twice, and late, settles a code once', async () => {
  const reward = await addReward(at.shopId);
  await world.fillPool(reward.id);
  const customerId = await world.member();
  const { id, code } = await world.redeem(customerId, reward.id);
  at.store.faults.change({ webhooks: { doubled: 1 } });
  expect(world.buy(customerId, code)).toMatchObject({ ok: true });
  await world.work();
  expect(await world.stateOf(id)).toMatchObject({ state: 'used' });
  const { rows } = await pool.query(
    `SELECT reason FROM redemption_step WHERE redemption_id = $1 ORDER BY id`,
    [id],
  );
  expect(rows.map(({ reason }) => reason)).toEqual(['redeemed', 'from-pool', 'used']);
  expect(await balanceOfCustomer(at.shopId, customerId)).toBe(300n);
});

test('a hundred shoppers at an empty pool all get a code that works', async () => {
  const reward = await addReward(at.shopId);
  await world.fillPool(reward.id);
  await pool.query(
    `UPDATE pool_code SET state = 'taken', redemption_id = gen_random_uuid() WHERE state = 'free'`,
  );
  const customers = await Promise.all(Array.from({ length: 100 }, () => world.member()));
  const redeemed = await Promise.all(customers.map((one) => world.redeem(one, reward.id)));
  expect(redeemed.every(({ way }) => way === 'personal')).toBe(true);
  await world.work();
  expect(new Set(redeemed.map(({ code }) => code)).size).toBe(100);
  const states = await Promise.all(redeemed.map(({ id }) => world.stateOf(id)));
  expect(states.filter(({ state }) => state === 'issued')).toHaveLength(100);
  const made = redeemed.filter(({ code }) => at.store.discounts.codeByText(code));
  expect(made).toHaveLength(100);
  expect(world.buy(customers[42]!, redeemed[42]!.code)).toMatchObject({ ok: true });
  // The pool has filled up again meanwhile.
  await world.fillPool(reward.id);
  expect(await world.redeem(await world.member(), reward.id)).toMatchObject({ way: 'pooled' });
});

test('two workers issuing the same redemption at once make one code', async () => {
  const reward = await addReward(at.shopId, { way: 'personal' });
  const { id, code } = await world.redeem(await world.member(), reward.id);
  await Promise.all([1, 2, 3].map(() => issuePersonal(at.shopId, id, new Date(), patient)));
  const carrying = at.store.discounts.all().filter(({ title }) => title.includes(code));
  expect(carrying).toHaveLength(1);
  expect(await world.stateOf(id)).toMatchObject({ state: 'issued' });
});

test('codes whose batch was cut off are found in Shopify and become free, and none is made twice', async () => {
  const reward = await addReward(at.shopId);
  world.fault({ droppedAfterEffect: 1, remaining: 1, onlyFields: ['discountRedeemCodeBulkAdd'] });
  await expect(keepPoolsFull(at.shopId, new Date(), patient)).rejects.toThrow();
  const { finishImports } = await import('../../devstore/api/mutations/redeem-codes.ts');
  const later = new Date(Date.now() + 120_000);
  // Shopify has not come to it yet: nothing is given up, nothing is made a second time.
  await keepPoolsFull(at.shopId, later, patient);
  finishImports(at.store);
  await keepPoolsFull(at.shopId, later, patient);
  const { rows } = await pool.query(
    `SELECT c.state, count(*)::int AS count FROM pool_code c JOIN code_pool p
       ON p.shop_id = c.shop_id AND p.id = c.pool_id WHERE p.reward_id = $1 GROUP BY 1`,
    [reward.id],
  );
  expect(rows).toEqual([{ state: 'free', count: 100 }]);
});

test('a code of Shopify’s that nobody holds is found and removed', async () => {
  const reward = await addReward(at.shopId);
  await world.fillPool(reward.id);
  const { rows } = await pool.query<{ shopifyId: bigint }>(
    `SELECT shopify_id AS "shopifyId" FROM code_pool WHERE reward_id = $1`,
    [reward.id],
  );
  const orphan = at.store.nextId('redeemCode');
  at.store.discounts.addCode(orphan, Number(rows[0]!.shopifyId), 'RW-NOBO-DYHA-SIT2');
  expect(await sweepOrphans(at.shopId, new Date(), patient)).toBe(1);
  await at.runJobs();
  expect(await world.discountOf('RW-NOBO-DYHA-SIT2')).toBeNull();
  expect(await sweepOrphans(at.shopId, new Date(), patient)).toBe(0);
});

test('a discount deleted in the admin gives its holders their points back; a new pool takes its place', async () => {
  const reward = await addReward(at.shopId);
  await world.fillPool(reward.id);
  const customerId = await world.member();
  const { id, shopifyId } = await world.redeem(customerId, reward.id);
  await deleteDiscount({ id: at.shopId, domain: at.domain }, shopifyId!, patient);
  for (const _round of [1, 2, 3]) await at.runJobs();
  expect(await world.stateOf(id)).toMatchObject({
    state: 'released',
    endReason: 'cancelled-by-merchant',
  });
  expect(await balanceOfCustomer(at.shopId, customerId)).toBe(800n);
  await world.fillPool(reward.id);
  const next = await world.redeem(await world.member(), reward.id);
  expect(next).toMatchObject({ way: 'pooled', state: 'issued' });
  expect(next.shopifyId).not.toBe(shopifyId);
});

test('new terms empty the old pool and fill a new one; codes already out stay good', async () => {
  const { saveReward } = await import('#app/rewards/save-reward.server.ts');
  const reward = await addReward(at.shopId);
  await world.fillPool(reward.id);
  const customerId = await world.member();
  const before = await world.redeem(customerId, reward.id);
  const saved = await saveReward(
    at.shopId,
    {
      ...reward,
      state: 'active',
      terms: { ...reward.terms, value: { kind: 'amount-off', amount: 700n } },
    },
    new Date(),
  );
  expect(saved).toMatchObject({ ok: true, value: { version: 2, codesOut: 1 } });
  for (const _round of [1, 2, 3]) await at.runJobs();
  await world.fillPool(reward.id);
  const after = await world.redeem(await world.member(), reward.id);
  expect(after).toMatchObject({ version: 2, way: 'pooled' });
  const { rows } = await pool.query(
    `SELECT version, state FROM code_pool WHERE reward_id = $1 ORDER BY version`,
    [reward.id],
  );
  expect(rows).toEqual([
    { version: 1, state: 'closed' },
    { version: 2, state: 'open' },
  ]);
  expect(world.buy(customerId, before.code)).toMatchObject({ ok: true });
});

test('a code of former terms is replaced for one of the present, and its points come back only once', async () => {
  const { saveReward } = await import('#app/rewards/save-reward.server.ts');
  const { askForReplacement } = await import('#app/rewards/redemptions/replace-code.server.ts');
  const reward = await addReward(at.shopId, {
    way: 'personal',
    offer: { onTermsChanged: 'replaceable' },
  });
  const customerId = await world.member();
  const old = await world.redeem(customerId, reward.id);
  await issuePersonal(at.shopId, old.id, new Date(), patient);
  const newId = randomUUID();
  const ask = { by: 'shopper', customerId } as const;
  const early = await askForReplacement(at.shopId, old.id, newId, ask, new Date());
  expect(early).toMatchObject({ ok: false, reason: 'cannot-replace' });
  const value = { kind: 'amount-off', amount: 700n } as const;
  await saveReward(
    at.shopId,
    { ...reward, state: 'active', terms: { ...reward.terms, value } },
    new Date(),
  );
  for (const _again of [1, 2]) {
    const asked = await askForReplacement(at.shopId, old.id, newId, ask, new Date());
    expect(asked.ok).toBe(true);
  }
  for (const _round of [1, 2, 3]) await at.runJobs();
  expect(await world.stateOf(old.id)).toMatchObject({ state: 'released', endReason: 'replaced' });
  expect(await world.discountOf(old.code)).toBeNull();
  const fresh = await world.stateOf(newId);
  expect(fresh).toMatchObject({ state: 'issued', version: 2, points: 500n, spentAsId: old.id });
  expect(await balanceOfCustomer(at.shopId, customerId)).toBe(300n);
  const cancel = { by: 'shopper', reason: 'cancelled-by-shopper', customerId } as const;
  await endAtOnce(at.shopId, newId, cancel, new Date(), patient);
  expect(await balanceOfCustomer(at.shopId, customerId)).toBe(800n);
});
