import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import {
  addMember,
  addReward,
  addShop,
  fillPool,
  noon,
  putOrder,
  putPerson,
} from '../../tests/factories/rewards.ts';
import { everyCode, readCodes } from './read-codes.server.ts';
import { redeemReward } from './redemptions/redeem-reward.server.ts';
import { settleOrders } from './redemptions/settle-orders.server.ts';

let shop: Awaited<ReturnType<typeof addShop>>;
let anna: Awaited<ReturnType<typeof redeemed>>;
let ben: Awaited<ReturnType<typeof redeemed>>;

async function redeemed(shopId: number, rewardId: string, firstName: string) {
  const { customerId } = await addMember(shopId, 800n);
  const email = `${firstName}@example.com`;
  await putPerson(shopId, customerId, { firstName, lastName: 'Østervåg', email });
  const wish = { id: randomUUID(), customerId, rewardId, steps: 1 };
  const standing = { tier: null, groups: [], programmeIsActive: true };
  const answer = await redeemReward({ ...shop, id: shopId }, wish, standing, noon);
  if (!answer.ok) throw new Error(answer.reason);
  return { ...answer.value.redemption, customerId };
}

beforeAll(async () => {
  shop = await addShop();
  const reward = await addReward(shop.id);
  await fillPool(shop, reward.id, 5);
  anna = await redeemed(shop.id, reward.id, 'Anna');
  ben = await redeemed(shop.id, reward.id, 'Ben');
});

const codesFor = async (search: string, shopId = shop.id) =>
  (await readCodes(shopId, { search })).rows.map(({ code }) => code).sort();

test('codes are found by their beginning, and by the name, address or number of who holds them', async () => {
  expect(await codesFor(anna.code.slice(0, 8).toLowerCase())).toEqual([anna.code]);
  expect(await codesFor('anna')).toEqual([anna.code]);
  expect(await codesFor('BEN@example.com')).toEqual([ben.code]);
  expect(await codesFor(` ${ben.customerId} `)).toEqual([ben.code]);
  expect(await codesFor('østervåg')).toEqual([anna.code, ben.code].sort());
  expect(await codesFor('')).toEqual([anna.code, ben.code].sort());
});

test('what is like nothing finds nothing: no letters of a code, and signs of patterns', async () => {
  for (const search of ['ไม่มี', '%', '_', '#', 'nobody@example.com']) {
    expect(await codesFor(search)).toEqual([]);
  }
});

test('a used code is found by its order, and by the customer who used it', async () => {
  const { customerId: friend } = await addMember(shop.id, 0n);
  await putPerson(shop.id, friend, { firstName: 'Clara' });
  const orderId = await putOrder(shop.id, { customerId: friend, codes: [anna.code] });
  await settleOrders(shop.id, [orderId], noon);
  expect(await codesFor(`#${orderId}`)).toEqual([anna.code]);
  expect(await codesFor(`${orderId}`)).toEqual([anna.code]);
  expect(await codesFor('Clara')).toEqual([anna.code]);
});

test('the export has what the list has, and another shop has nothing', async () => {
  const rows = [];
  for await (const some of everyCode(shop.id, { search: 'anna' })) rows.push(...some);
  expect(rows.map(({ code }) => code)).toEqual([anna.code]);
  const other = await addShop();
  expect(await codesFor('anna', other.id)).toEqual([]);
  expect(await codesFor(anna.code, other.id)).toEqual([]);
});
