import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { addMember, addReward, addShop, fillPool, noon } from '../../tests/factories/rewards.ts';
import { readStockTaken, readTaken } from './read-taken.server.ts';
import { applyEvent } from './redemptions/apply-event.server.ts';
import { countMoves } from './redemptions/count-moves.server.ts';
import { redeemReward } from './redemptions/redeem-reward.server.ts';
import type { Event } from './redemptions/redemption.ts';

const standing = { tier: null, groups: [], programmeIsActive: true };

async function openShop(offer: object) {
  const shop = await addShop();
  const reward = await addReward(shop.id, { offer: { points: 10, ...offer } });
  await fillPool(shop, reward.id, 60);
  const redeem = async (id: string = randomUUID()) => {
    const { customerId } = await addMember(shop.id, 100n);
    const wish = { id, customerId, rewardId: reward.id, steps: 1 };
    return { id, answer: await redeemReward(shop, wish, standing, noon) };
  };
  const apply = (id: string, event: Event) =>
    sqlTransaction((sql) => applyEvent(sql, shop.id, id, event));
  const taken = () => readTaken(pool, shop.id, reward.id);
  return { shop, reward, redeem, apply, taken };
}

const asked: Event = { type: 'end-asked', by: 'merchant', reason: 'replaced', at: noon };
const ended: Event[] = [asked, { type: 'code-removed', at: noon }];

test('what is exchanged is gone, what is released is back, and what is used late is gone again', async () => {
  const { shop, reward, redeem, apply, taken } = await openShop({ stock: 3 });
  const ids: string[] = [];
  for (let index = 0; index < 3; index++) ids.push((await redeem()).id);
  expect(await taken()).toBe(3);
  await countMoves(shop.id);
  expect(await taken()).toBe(3);
  expect((await redeem()).answer).toMatchObject({ ok: false, reason: 'out-of-stock' });
  for (const event of ended) await apply(ids[0]!, event);
  expect(await taken()).toBe(2);
  expect((await redeem()).answer).toMatchObject({ ok: true });
  expect((await redeem()).answer).toMatchObject({ ok: false, reason: 'out-of-stock' });
  await apply(ids[0]!, { type: 'order-used', orderId: 1n, at: noon });
  await countMoves(shop.id);
  expect(await taken()).toBe(4);
  expect(await readStockTaken(shop.id)).toEqual(new Map([[reward.id, 4]]));
});

test('a stock that comes later knows what was exchanged before', async () => {
  const { shop, reward, redeem, taken } = await openShop({});
  for (let index = 0; index < 2; index++) await redeem();
  expect(await readStockTaken(shop.id)).toEqual(new Map());
  await pool.query(`UPDATE reward SET offer = jsonb_set(offer, '{stock}', '2') WHERE id = $1`, [
    reward.id,
  ]);
  expect(await taken()).toBe(2);
  expect((await redeem()).answer).toMatchObject({ ok: false, reason: 'out-of-stock' });
});

test('exchanges, releases and counting all at once lose nothing and count nothing twice', async () => {
  const { shop, reward, redeem, apply, taken } = await openShop({ stock: 50 });
  await Promise.all(
    Array.from({ length: 30 }, async (_, index) => {
      const { id } = await redeem();
      if (index % 3 === 0) for (const event of ended) await apply(id, event);
      if (index % 4 === 0) await countMoves(shop.id);
    }),
  );
  const { rows } = await pool.query<{ sum: bigint }>(
    `SELECT sum(steps) AS sum FROM redemption WHERE reward_id = $1 AND state <> 'released'`,
    [reward.id],
  );
  expect(Number(rows[0]!.sum)).toBe(20);
  expect(await taken()).toBe(20);
  await countMoves(shop.id);
  expect(await taken()).toBe(20);
  // Nothing is left to be read but the one figure.
  const moves = await pool.query('SELECT 1 FROM reward_move WHERE shop_id = $1', [shop.id]);
  expect(moves.rows).toEqual([]);
});
