// Gift cards and store credit against the local Shopify: money is given once or the points come
// back, whatever answers are lost.
import '../setup/fresh-database.ts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addDays, dayOf } from '#app/basics/calendar.ts';
import { pool } from '#app/db.server.ts';
import { resumeStuck } from '#app/rewards/codes/sweep-orphans.server.ts';
import { issuePersonal } from '#app/rewards/redemptions/issue-personal.server.ts';
import { readCredits } from '#app/shopify/reward-money.server.ts';
import { changeScopes } from '../../devstore/shop/installation.ts';
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

const CREDIT = { kind: 'store-credit', amount: 500n } as const;
const afterMs = (ms: number) => new Date(Date.now() + ms);
/** The credits of 5.00 that a customer has in Shopify. */
async function creditsOf(customerId: bigint) {
  const { currency } = world.shop;
  const gift = { customerId, amount: 500n, currency, expiresAt: null };
  return await readCredits({ id: at.shopId, domain: at.domain }, gift, new Date(0), patient);
}

test('store credit is in the account once, also when the answer was lost', async () => {
  const reward = await addReward(at.shopId, { way: 'personal', terms: { value: CREDIT } });
  const customerId = await world.member();
  const { id } = await world.redeem(customerId, reward.id);
  world.fault({ droppedAfterEffect: 1, remaining: 1, onlyFields: ['storeCreditAccountCredit'] });
  await expect(issuePersonal(at.shopId, id, new Date(), patient)).rejects.toThrow();
  await expect(issuePersonal(at.shopId, id, new Date(), patient)).rejects.toThrow();
  await issuePersonal(at.shopId, id, afterMs(61_000), patient);
  const credits = (await creditsOf(customerId))!;
  expect(credits).toHaveLength(1);
  expect(await world.stateOf(id)).toMatchObject({ state: 'used', shopifyId: credits[0] });
});

test('store credit is in the account once, also when tries failed before they could look', async () => {
  const reward = await addReward(at.shopId, { way: 'personal', terms: { value: CREDIT } });
  const customerId = await world.member();
  const { id } = await world.redeem(customerId, reward.id);
  world.fault({ droppedAfterEffect: 1, remaining: 1, onlyFields: ['storeCreditAccountCredit'] });
  await expect(issuePersonal(at.shopId, id, new Date(), patient)).rejects.toThrow();
  world.fault({ serverError: 1, remaining: 50, onlyFields: ['customer'] });
  await expect(issuePersonal(at.shopId, id, afterMs(61_000), patient)).rejects.toThrow();
  at.store.faults.reset();
  await issuePersonal(at.shopId, id, afterMs(3_600_000), patient);
  expect(await world.stateOf(id)).toMatchObject({ state: 'used' });
  expect(await creditsOf(customerId)).toHaveLength(1);
});

test('three workers at the same store credit give it once', async () => {
  const reward = await addReward(at.shopId, { way: 'personal', terms: { value: CREDIT } });
  const customerId = await world.member();
  const { id } = await world.redeem(customerId, reward.id);
  const tries = [1, 2, 3].map(() => issuePersonal(at.shopId, id, new Date(), patient));
  await Promise.allSettled(tries);
  expect(await creditsOf(customerId)).toHaveLength(1);
});

test('store credits of one size, whose answers were lost or not, are each given once', async () => {
  const reward = await addReward(at.shopId, { way: 'personal', terms: { value: CREDIT } });
  const customerId = await world.member(2000n);
  const ids: string[] = [];
  for (const isLost of [true, false, true, true]) {
    const { id } = await world.redeem(customerId, reward.id);
    ids.push(id);
    const fields = { onlyFields: ['storeCreditAccountCredit'] };
    if (isLost) world.fault({ droppedAfterEffect: 1, remaining: 1, ...fields });
    await issuePersonal(at.shopId, id, new Date(), patient).catch(() => {});
  }
  at.store.faults.reset();
  const tries = ids.map((id) => issuePersonal(at.shopId, id, afterMs(61_000), patient));
  await Promise.allSettled(tries);
  for (const id of ids) await issuePersonal(at.shopId, id, afterMs(130_000), patient);
  const kept = await Promise.all(ids.map(async (id) => (await world.stateOf(id)).shopifyId));
  expect(new Set(kept)).toEqual(new Set(await creditsOf(customerId)));
  expect(new Set(kept).size).toBe(4);
});

test('a question that Shopify refuses gives no points back for store credit that may be there', async () => {
  const reward = await addReward(at.shopId, { way: 'personal', terms: { value: CREDIT } });
  const customerId = await world.member();
  const { id } = await world.redeem(customerId, reward.id);
  world.fault({ droppedAfterEffect: 1, remaining: 1, onlyFields: ['storeCreditAccountCredit'] });
  await expect(issuePersonal(at.shopId, id, new Date(), patient)).rejects.toThrow();
  const { grantedScopes } = at.store.installation();
  const mayNotLook = grantedScopes.filter((scope) => scope !== 'read_store_credit_accounts');
  changeScopes(at.store, mayNotLook);
  await expect(issuePersonal(at.shopId, id, afterMs(61_000), patient)).rejects.toThrow();
  changeScopes(at.store, grantedScopes);
  expect(await world.stateOf(id)).toMatchObject({ state: 'reserved' });
  await issuePersonal(at.shopId, id, afterMs(130_000), patient);
  expect(await creditsOf(customerId)).toHaveLength(1);
});

const CARD = { kind: 'gift-card', amount: 1000n } as const;

test('a gift card is made once, also when the answer was lost', async () => {
  const reward = await addReward(at.shopId, { way: 'personal', terms: { value: CARD } });
  const { id, code } = await world.redeem(await world.member(), reward.id);
  world.fault({ droppedAfterEffect: 1, remaining: 1, onlyFields: ['giftCardCreate'] });
  await expect(issuePersonal(at.shopId, id, new Date(), patient)).rejects.toThrow();
  await issuePersonal(at.shopId, id, afterMs(61_000), patient);
  expect(await world.stateOf(id)).toMatchObject({ state: 'issued', code });
});

test('a refusal gives no points back for a gift card that an earlier try may have made', async () => {
  const reward = await addReward(at.shopId, { way: 'personal', terms: { value: CARD } });
  const { id } = await world.redeem(await world.member(), reward.id);
  world.fault({ droppedAfterEffect: 1, remaining: 1, onlyFields: ['giftCardCreate'] });
  await expect(issuePersonal(at.shopId, id, new Date(), patient)).rejects.toThrow();
  const { grantedScopes } = at.store.installation();
  changeScopes(
    at.store,
    grantedScopes.filter((scope) => scope !== 'write_gift_cards'),
  );
  await expect(issuePersonal(at.shopId, id, afterMs(61_000), patient)).rejects.toThrow();
  changeScopes(at.store, grantedScopes);
  expect(await world.stateOf(id)).toMatchObject({ state: 'reserved' });
});

const MONEY = [
  ['store credit', CREDIT, 'storeCreditAccountCredit'],
  ['a gift card', CARD, 'giftCardCreate'],
] as const;
/** What a member has of one of them in Shopify. */
async function moneyOf(customerId: bigint, { kind }: { kind: string }) {
  if (kind === 'store-credit') return (await creditsOf(customerId))!.length;
  return at.store.giftCards.all().filter((card) => card.customerId === Number(customerId)).length;
}
const setUninstalled = (at: Date | null) =>
  pool.query('UPDATE shop SET uninstalled_at = $2 WHERE id = $1', [world.shop.id, at]);
/** The shop goes, is back after two days, and the worker takes up what is stuck. */
async function awayForTwoDays(id: string) {
  await setUninstalled(new Date());
  await at.runJobs();
  await setUninstalled(null);
  await pool.query(
    `UPDATE redemption SET reserved_at = reserved_at - interval '2 days',
       attempted_at = attempted_at - interval '2 days' WHERE id = $1`,
    [id],
  );
  await resumeStuck(at.shopId, new Date());
  await at.runJobs();
}

test.each(MONEY)(
  '%s that was not given within a day becomes points again',
  async (_kind, value, mutation) => {
    const reward = await addReward(at.shopId, { way: 'personal', terms: { value } });
    for (const wasTried of [false, true]) {
      const customerId = await world.member();
      const { id } = await world.redeem(customerId, reward.id);
      world.fault({ serverError: 1, remaining: 50, onlyFields: [mutation] });
      const tried = wasTried && issuePersonal(at.shopId, id, new Date(), patient);
      if (tried) await expect(tried).rejects.toThrow();
      at.store.faults.reset();
      await awayForTwoDays(id);
      expect(await world.stateOf(id)).toMatchObject({ state: 'released' });
      expect(await balanceOfCustomer(at.shopId, customerId)).toBe(800n);
      expect(await moneyOf(customerId, value)).toBe(0);
    }
  },
);

test.each(MONEY)(
  '%s that was given, unheard for days, is not points as well',
  async (_kind, value, mutation) => {
    const reward = await addReward(at.shopId, { way: 'personal', terms: { value } });
    const customerId = await world.member();
    const { id } = await world.redeem(customerId, reward.id);
    world.fault({ droppedAfterEffect: 1, remaining: 1, onlyFields: [mutation] });
    await expect(issuePersonal(at.shopId, id, new Date(), patient)).rejects.toThrow();
    await awayForTwoDays(id);
    expect(['issued', 'used']).toContain((await world.stateOf(id)).state);
    expect(await balanceOfCustomer(at.shopId, customerId)).toBe(300n);
    expect(await moneyOf(customerId, value)).toBe(1);
  },
);

test.each(['UTC', 'America/New_York', 'Europe/Prague'])(
  'a gift card ends with the last day that the wallet tells, in %s',
  async (timezone) => {
    const before = world.shop.timezone;
    const live = async (zone: string) => {
      world.shop.timezone = zone;
      await pool.query('UPDATE shop SET timezone = $2 WHERE id = $1', [world.shop.id, zone]);
    };
    await live(timezone);
    const terms = { value: CARD, validDays: 10 };
    const reward = await addReward(at.shopId, { way: 'personal', terms });
    const customerId = await world.member();
    const { id } = await world.redeem(customerId, reward.id);
    await issuePersonal(at.shopId, id, new Date(), patient);
    const [card] = at.store.giftCards.all().filter((one) => one.customerId === Number(customerId));
    expect(card!.expiresOn).toBe(addDays(dayOf(new Date(), timezone), 10));
    await live(before);
  },
);
