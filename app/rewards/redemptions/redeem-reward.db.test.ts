import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import {
  addMember,
  addReward,
  addShop,
  balanceOfCustomer,
  fillPool,
  noon,
} from '../../../tests/factories/rewards.ts';
import { redeemReward, type Standing } from './redeem-reward.server.ts';

const standing: Standing = { tier: null, groups: [], programmeIsActive: true };
let shop: Awaited<ReturnType<typeof addShop>>;
beforeAll(async () => {
  shop = await addShop();
});

const wish = (customerId: bigint, rewardId: string, id: string = randomUUID()) => ({
  id,
  customerId,
  rewardId,
  steps: 1,
});

test('a pooled reward gives a code at once and takes the points in the same transaction', async () => {
  const { customerId } = await addMember(shop.id, 1200n);
  const reward = await addReward(shop.id);
  const { codes } = await fillPool(shop, reward.id, 3);
  const redeemed = await redeemReward(shop, wish(customerId, reward.id), standing, noon);
  expect(redeemed).toMatchObject({
    ok: true,
    value: { isNew: true, redemption: { state: 'issued', way: 'pooled', points: 500n } },
  });
  if (redeemed.ok) expect(codes).toContain(redeemed.value.redemption.code);
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(700n);
  const { rows } = await pool.query(
    'SELECT state, reason FROM redemption_step WHERE shop_id = $1 ORDER BY id DESC LIMIT 2',
    [shop.id],
  );
  expect(rows.map(({ state }) => state).sort()).toEqual(['issued', 'reserved']);
});

test('a pooled code is good to the end of the month that its days run out in', async () => {
  const { customerId } = await addMember(shop.id, 500n);
  const reward = await addReward(shop.id);
  await fillPool(shop, reward.id, 1);
  const redeemed = await redeemReward(shop, wish(customerId, reward.id), standing, noon);
  // 60 days after 22 November is 21 January; the shop's clock is an hour before UTC.
  expect(redeemed).toMatchObject({
    value: { redemption: { expiresAt: new Date('2027-01-31T23:00:00Z') } },
  });
});

test('the same id again is the same redemption, and takes nothing a second time', async () => {
  const { customerId } = await addMember(shop.id, 1200n);
  const reward = await addReward(shop.id);
  await fillPool(shop, reward.id, 5);
  const same = wish(customerId, reward.id);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => redeemReward(shop, same, standing, noon)),
  );
  const codes = new Set(answers.map((answer) => answer.ok && answer.value.redemption.code));
  expect(codes.size).toBe(1);
  expect(answers.filter((answer) => answer.ok && answer.value.isNew)).toHaveLength(1);
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(700n);
});

test('the same id with another wish, or of another customer, is refused', async () => {
  const first = await addMember(shop.id, 2000n);
  const second = await addMember(shop.id, 2000n);
  const reward = await addReward(shop.id);
  const dearer = await addReward(shop.id, { offer: { points: 700 } });
  await fillPool(shop, reward.id, 3);
  const id = randomUUID();
  await redeemReward(shop, wish(first.customerId, reward.id, id), standing, noon);
  for (const other of [
    wish(first.customerId, dearer.id, id),
    wish(second.customerId, reward.id, id),
  ]) {
    expect(await redeemReward(shop, other, standing, noon)).toEqual({
      ok: false,
      reason: 'id-taken',
    });
  }
  expect(await balanceOfCustomer(shop.id, second.customerId)).toBe(2000n);
});

test('forty clicks at once on points for three rewards give three', async () => {
  const { customerId } = await addMember(shop.id, 1600n);
  const reward = await addReward(shop.id);
  await fillPool(shop, reward.id, 50);
  const answers = await Promise.all(
    Array.from({ length: 40 }, () =>
      redeemReward(shop, wish(customerId, reward.id), standing, noon),
    ),
  );
  expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
  expect(answers.find(({ ok }) => !ok)).toMatchObject({
    reason: 'insufficient-points',
    missing: 400n,
  });
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(100n);
});

test('a hundred shoppers at a pool of thirty get a hundred different codes, seventy of them personal', async () => {
  const reward = await addReward(shop.id);
  await fillPool(shop, reward.id, 30);
  const members = await Promise.all(Array.from({ length: 100 }, () => addMember(shop.id, 500n)));
  const answers = await Promise.all(
    members.map(({ customerId }) =>
      redeemReward(shop, wish(customerId, reward.id), standing, noon),
    ),
  );
  const redemptions = answers.flatMap((answer) => (answer.ok ? [answer.value.redemption] : []));
  expect(redemptions).toHaveLength(100);
  expect(new Set(redemptions.map(({ code }) => code)).size).toBe(100);
  const personal = redemptions.filter(({ way }) => way === 'personal');
  expect(personal).toHaveLength(70);
  expect(personal.every(({ state }) => state === 'reserved')).toBe(true);
  const { rows } = await pool.query(
    `SELECT task_identifier AS name, count(*)::int AS count FROM graphile_worker.jobs
     WHERE task_identifier IN ('rewards/issue-personal', 'rewards/keep-pools-full') GROUP BY 1`,
  );
  expect(rows).toEqual(
    expect.arrayContaining([
      { name: 'rewards/issue-personal', count: 70 },
      { name: 'rewards/keep-pools-full', count: 1 },
    ]),
  );
});

test('stock and limits hold against everybody clicking at once', async () => {
  const scarce = await addReward(shop.id, { offer: { points: 10, stock: 7 } });
  await fillPool(shop, scarce.id, 30);
  const members = await Promise.all(Array.from({ length: 20 }, () => addMember(shop.id, 100n)));
  const many = await Promise.all(
    members.map(({ customerId }) =>
      redeemReward(shop, wish(customerId, scarce.id), standing, noon),
    ),
  );
  expect(many.filter(({ ok }) => ok)).toHaveLength(7);
  expect(many.find(({ ok }) => !ok)).toMatchObject({ reason: 'out-of-stock' });

  const once = await addReward(shop.id, { offer: { points: 10, perMember: 2 } });
  await fillPool(shop, once.id, 30);
  const { customerId } = members[0]!;
  const own = await Promise.all(
    Array.from({ length: 6 }, () => redeemReward(shop, wish(customerId, once.id), standing, noon)),
  );
  expect(own.filter(({ ok }) => ok)).toHaveLength(2);
  expect(own.find(({ ok }) => !ok)).toMatchObject({ reason: 'limit-reached' });
});

test('what is refused leaves no trace: no point, no redemption, no code', async () => {
  const { customerId } = await addMember(shop.id, 1000n);
  const reward = await addReward(shop.id, { offer: { audience: { tiers: ['gold'], groups: [] } } });
  await fillPool(shop, reward.id, 2);
  const refused = await redeemReward(shop, wish(customerId, reward.id), standing, noon);
  expect(refused).toMatchObject({ ok: false, reason: 'tier-too-low' });
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(1000n);
  const { rows } = await pool.query(
    `SELECT (SELECT count(*)::int FROM redemption WHERE reward_id = $1) AS redemptions,
       (SELECT count(*)::int FROM loyalty_entry WHERE kind = 'redeem' AND account_id =
         (SELECT id FROM loyalty_account WHERE customer_id = $2)) AS entries`,
    [reward.id, customerId],
  );
  expect(rows[0]).toEqual({ redemptions: 0, entries: 0 });
});

test('a reward of another shop does not exist, and a member of another shop has no account', async () => {
  const other = await addShop();
  const reward = await addReward(other.id);
  const { customerId } = await addMember(shop.id, 1000n);
  expect(await redeemReward(shop, wish(customerId, reward.id), standing, noon)).toMatchObject({
    reason: 'not-found',
  });
  expect(await redeemReward(other, wish(customerId, reward.id), standing, noon)).toMatchObject({
    reason: 'join',
  });
});
