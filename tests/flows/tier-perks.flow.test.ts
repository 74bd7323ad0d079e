// What tiers promise is what members have in the cart, without a code.
import '../setup/fresh-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { publishRules } from '#app/loyalty/programme/publish-rules.server.ts';
import { firstRules } from '#app/loyalty/programme/rules.ts';
import { deliverPerks } from '#app/rewards/perks/deliver-perks.server.ts';
import { readPerks } from '#app/rewards/perks/read.server.ts';
import { priceCart } from '../../devstore/shop/price-cart.ts';
import { type DevstoreShop, openDevstoreShop } from '../setup/devstore-shop.ts';

let at: DevstoreShop;
let minutes = 0;

beforeAll(async () => {
  at = await openDevstoreShop();
});
afterAll(() => at.close());

async function publish(perks: object, more: object = {}) {
  const rules = {
    ...firstRules(100n),
    tiers: {
      basis: 'spend' as const,
      window: 'lifetime' as const,
      levels: [{ id: 'gold', name: 'Gold', threshold: 1n, percent: 100, perks }],
    },
    ...more,
  };
  const now = new Date(Date.UTC(2026, 0, 1, 0, minutes++));
  expect(await publishRules(at.shopId, { rules, now })).toMatchObject({ ok: true });
  await at.runJobs();
}

/** What a customer would pay for one of the first product. */
function cartOf(customerId: number | null, discountCodes: string[] = []) {
  const { variants } = at.store.products.all().find((one) => !one.isGiftCard)!;
  const line = { key: 'a', variantId: variants[0]!.id, quantity: 1, sellingPlan: null };
  return priceCart(at.store, {
    lines: [{ ...line, attributes: [] }],
    discountCodes,
    customerId,
    email: null,
    shippingCountry: 'US',
  });
}

function customers() {
  const [gold, other] = at.store.customers.all();
  at.store.customers.put({ ...gold!, tags: ['encore-tier-gold'] });
  at.store.customers.put({ ...other!, tags: [] });
  return { gold: gold!.id, other: other!.id };
}

const deliver = () => deliverPerks(at.shopId, new Date(), { priority: 'webhook' });
const automatic = () => at.store.discounts.automatic().map(({ title }) => title);

test('members of the tier have the percentage and the shipping; nobody else has', async () => {
  const { gold, other } = customers();
  await publish({ percentOff: 10, freeShipping: true });
  expect(automatic()).toEqual(['Gold members: 10% off', 'Gold members: free shipping']);
  const theirs = cartOf(gold);
  expect(theirs.subtotal).toBe(theirs.itemsTotal - Math.round(theirs.itemsTotal / 10));
  expect(theirs.shipping?.discounted).toBe(0);
  for (const id of [other, null]) {
    const cart = cartOf(id);
    expect(cart.subtotal).toBe(cart.itemsTotal);
    expect(cart.shipping?.discounted).toBe(cart.shipping?.price);
  }
});

test('who leaves the tier loses the perk with the tag, without a call', async () => {
  const { gold } = customers();
  at.store.customers.put({ ...at.store.customers.get(gold)!, tags: [] });
  const cart = cartOf(gold);
  expect(cart.subtotal).toBe(cart.itemsTotal);
});

test('a job that runs again makes nothing twice; what was deleted by hand comes back', async () => {
  await deliver();
  expect(automatic()).toHaveLength(2);
  expect(at.store.segments.count()).toBe(1);
  const [first] = at.store.discounts.automatic();
  at.store.discounts.delete(first!.id);
  await deliver();
  expect(automatic().sort()).toEqual(['Gold members: 10% off', 'Gold members: free shipping']);
});

test('what was ended by hand comes back; what a person renamed is left as it is', async () => {
  const [first, second] = at.store.discounts.automatic();
  at.store.discounts.put({ ...first!, endsAt: at.store.now() });
  at.store.discounts.put({ ...second!, title: 'For our best' });
  await deliver();
  const open = at.store.discounts.automatic().filter(({ endsAt }) => endsAt === null);
  expect(open.map(({ title }) => title).sort()).toEqual([first!.title, 'For our best'].sort());
  at.store.discounts.delete(first!.id);
});

test('a perk whose making was cut off goes too when it is wanted no more', async () => {
  await pool.query('UPDATE tier_perk SET discount_id = NULL, segment_id = NULL');
  const [renamed] = at.store.discounts.automatic().filter(({ title }) => title === 'For our best');
  at.store.discounts.delete(renamed!.id);
  await publish({});
  expect(automatic()).toEqual([]);
  expect(at.store.segments.count()).toBe(0);
});

test('a shop with as many automatic discounts as Shopify allows is told, and served once there is room', async () => {
  await publish({ percentOff: 15 });
  const [own] = at.store.discounts.automatic();
  await publish({});
  const others = Array.from({ length: 25 }, (_, index) => ({
    ...{ ...own!, id: 900_000 + index, title: `Sale ${index}`, isAutomatic: true },
  }));
  for (const other of others) at.store.discounts.put(other);
  await publish({ percentOff: 15 });
  expect(await readPerks(at.shopId)).toMatchObject([
    { discountId: null, trouble: expect.stringContaining('25 automatic discounts at most') },
  ]);
  at.store.discounts.delete(others[0]!.id);
  await deliver();
  expect(await readPerks(at.shopId)).toMatchObject([{ trouble: null }]);
  expect(automatic()).toContain('Gold members: 15% off');
  for (const other of others.slice(1)) at.store.discounts.delete(other.id);
});

test('another percentage takes the place of the first; without perks nothing is left', async () => {
  const { gold } = customers();
  await publish({ percentOff: 20 });
  expect(automatic()).toEqual(['Gold members: 20% off']);
  const cart = cartOf(gold);
  expect(cart.subtotal).toBe(cart.itemsTotal - Math.round(cart.itemsTotal / 5));
  await publish({ percentOff: 20 }, { isActive: false });
  expect(automatic()).toEqual([]);
  expect(at.store.segments.count()).toBe(0);
  expect(await readPerks(at.shopId)).toEqual([]);
});
