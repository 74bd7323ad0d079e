// What a shopper belongs to is looked up only as far as some reward asks for it.
import { beforeAll, expect, test } from 'vitest';
import { forgetAnswers } from '#app/retention/remember.server.ts';
import { addShop, noon } from '../../tests/factories/rewards.ts';
import { seedFigures } from '../../tests/factories/shop-data.ts';
import { type Audience, offerSchema } from './offer.ts';
import { readBuyerGroups } from './read-belonging.server.ts';

let shop: Awaited<ReturnType<typeof addShop>>;

beforeAll(async () => {
  shop = await addShop();
  for (let id = 1n; id <= 40n; id++) await seedFigures(shop.id, id, { clv: id * 100n });
});

const rewardFor = (audience: Partial<Audience>) => ({
  state: 'active' as const,
  offer: offerSchema.parse({
    ...{ points: 1, names: {} },
    audience: { tiers: [], groups: [], ...audience },
  }),
});
const groupsOf = (customerId: bigint, ...audiences: Partial<Audience>[]) =>
  readBuyerGroups(shop, customerId, audiences.map(rewardFor), noon);

const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Those of the first fifty customers who have this among their groups. */
async function best(of: typeof shop, group: string): Promise<number[]> {
  const all = ids(1, 50).map(async (id) => {
    const own = await readBuyerGroups(of, BigInt(id), [rewardFor({ worth: 'tenth' })], noon);
    return own.includes(group) ? [id] : [];
  });
  return (await Promise.all(all)).flat();
}

test('the place among the most valuable is not looked up for groups, segments or tiers', async () => {
  expect(await groupsOf(40n, { groups: ['at-risk'] }, { segments: ['champions'] })).toEqual([
    'at-risk',
  ]);
  expect(await groupsOf(40n, { tiers: ['gold'] })).toEqual([]);
});

test('the best quarter and tenth are no more than a quarter and a tenth', async () => {
  expect(await best(shop, 'worth/quarter')).toEqual(ids(31, 40));
  expect(await best(shop, 'worth/tenth')).toEqual(ids(37, 40));
});

test('where all have one value, net sales so far tell who is worth most', async () => {
  const small = await addShop();
  for (const id of ids(1, 40)) await seedFigures(small.id, BigInt(id), { netSales: BigInt(id) });
  expect(await best(small, 'worth/tenth')).toEqual(ids(37, 40));
  // Of those who share the place at the edge nobody is better than the others.
  for (const id of ids(41, 48)) await seedFigures(small.id, BigInt(id), { netSales: 38n });
  forgetAnswers();
  expect(await best(small, 'worth/tenth')).toEqual([39, 40]);
  expect(await best(small, 'worth/quarter')).toEqual(ids(37, 48));
});
