import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { adjustPoints } from '#app/loyalty/members/adjust-points.server.ts';
import { publishRules } from '#app/loyalty/programme/publish-rules.server.ts';
import { firstRules } from '#app/loyalty/programme/rules.ts';
import { addMember, addReward, addShop, putOrder } from '../../tests/factories/rewards.ts';
import { readVersions } from './read-versions.server.ts';
import { readWallet } from './read-wallet.server.ts';
import { clearShelves, shelfOf } from './shelf.server.ts';

// Ahead of any clock: what is remembered is read by the clock, and must not have lapsed for it.
const now = new Date('2100-11-22T12:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);
let shop: Awaited<ReturnType<typeof addShop>>;
let rewardId: string;

const level = (id: string, threshold: bigint) => ({ id, name: id, threshold, percent: 100 });
const rules = {
  ...firstRules(100n),
  tiers: {
    basis: 'points',
    window: 'lifetime',
    levels: [level('silver', 1000n), level('gold', 5000n)],
  },
};

beforeAll(async () => {
  shop = await addShop();
  const published = await publishRules(shop.id, { rules, now: new Date('2026-01-01') });
  expect(published.ok).toBe(true);
  rewardId = (await addReward(shop.id)).id;
});

const walletOf = async (customerId: bigint, at = now) => {
  clearShelves();
  const shelf = (await shelfOf(shop.domain, at))!;
  return readWallet({ shelf, customerId, locale: 'en', isOnStorefront: true, now: at });
};
const versionOf = async (customerId: bigint) =>
  (await readVersions(shop.id, [customerId])).get(customerId);

type Member = Awaited<ReturnType<typeof addMember>>;
const run = (text: string, ...values: unknown[]) => pool.query(text, [shop.id, ...values]);
const REFERRAL = `INSERT INTO referral
  (shop_id, id, advocate_id, redemption_id, email_hash, state, claimed_at)
  VALUES ($1, $2, $3, $4, '\\x00', 'waiting', now())`;
const REDEMPTION = `INSERT INTO redemption
  (shop_id, id, customer_id, reward_id, version, way, kind, points, state, code, content_hash,
   reserved_at)
  VALUES ($1, $2, $3, $4, 1, 'pooled', 'amount-off', 0, 'reserved', $5, '\\x00', now())`;
const adjust = (accountId: bigint) =>
  adjustPoints(shop.id, {
    ...{ id: randomUUID(), accountId, points: 5n, note: 'Thanks', author: 'test' },
    now,
  });

test.each<[string, (member: Member) => Promise<unknown>]>([
  ['an entry', ({ accountId }) => adjust(accountId)],
  [
    'a lot released by hand',
    ({ accountId }) =>
      run(
        'UPDATE loyalty_lot SET released_at = now() WHERE shop_id = $1 AND account_id = $2',
        accountId,
      ),
  ],
  [
    'a block',
    ({ accountId }) =>
      run(
        `UPDATE loyalty_account SET status = 'blocked' WHERE shop_id = $1 AND id = $2`,
        accountId,
      ),
  ],
  [
    'a tier',
    ({ accountId }) =>
      run(
        `INSERT INTO loyalty_tier_change (shop_id, account_id, number, tier_id, at, reason)
         VALUES ($1, $2, 1, 'silver', now(), 'reached')`,
        accountId,
      ),
  ],
  [
    'a birthday',
    ({ accountId }) =>
      run(
        `INSERT INTO loyalty_member_detail (shop_id, account_id, birth_month, birth_day, set_at)
         VALUES ($1, $2, 2, 29, now())`,
        accountId,
      ),
  ],
  [
    'a way to earn that was used',
    ({ accountId }) =>
      run(
        `INSERT INTO loyalty_action (shop_id, account_id, action_id, occurrence, at, points)
         VALUES ($1, $2, 'survey', 'once', now(), 5)`,
        accountId,
      ),
  ],
  [
    'a code',
    ({ customerId }) => run(REDEMPTION, randomUUID(), customerId, rewardId, `C${customerId}`),
  ],
  [
    'a code to share, and a visit by it',
    ({ customerId }) =>
      run(
        `INSERT INTO referral_code (shop_id, customer_id, code, visits, created_at)
         VALUES ($1, $2, $3, 1, now())`,
        customerId,
        `R${customerId}`,
      ),
  ],
  ['a friend', ({ customerId }) => run(REFERRAL, randomUUID(), customerId, randomUUID())],
  ['an order without points', ({ customerId }) => putOrder(shop.id, { customerId })],
])('%s makes what was remembered of a shopper old', async (_what, change) => {
  const member = await addMember(shop.id, 700n);
  const before = await versionOf(member.customerId);
  expect(await versionOf(member.customerId)).toBe(before);
  await change(member);
  expect(await versionOf(member.customerId)).not.toBe(before);
});

test('who looks again at once is shown the same, and after a change the change', async () => {
  const { customerId, accountId } = await addMember(shop.id, 700n);
  const { nonce: _first, ...first } = await walletOf(customerId);
  const { nonce: _again, ...again } = await walletOf(customerId, later(1));
  expect(again).toEqual(first);
  await adjust(accountId);
  expect((await walletOf(customerId, later(2))).member?.balance).toBe(705);
});

test('points that lapse while they are remembered cannot be spent in the wallet either', async () => {
  const { customerId, accountId } = await addMember(shop.id, 700n);
  await run(
    'UPDATE loyalty_lot SET expires_at = $3 WHERE shop_id = $1 AND account_id = $2',
    accountId,
    later(1000),
  );
  expect((await walletOf(customerId)).member?.spendable).toBe(700);
  expect((await walletOf(customerId, later(2000))).member).toMatchObject({
    spendable: 0,
    expiring: [],
  });
});

test('what ends at midnight is good until the day before, and that is the day told', async () => {
  const { customerId, accountId } = await addMember(shop.id, 40n);
  await run(
    'UPDATE loyalty_lot SET expires_at = $3 WHERE shop_id = $1 AND account_id = $2',
    accountId,
    new Date('2101-03-01T00:00:00Z'),
  );
  const { member } = await walletOf(customerId);
  expect(member?.expiring).toEqual([{ points: 40, expiresAt: '2101-02-28T23:59:59.999Z' }]);
});

test('a member in no tier is shown the way to the first, one in a tier the way to the next', async () => {
  const { customerId, accountId } = await addMember(shop.id, 700n);
  expect((await walletOf(customerId)).member).toMatchObject({
    tier: null,
    firstTier: { id: 'silver', missing: { points: 300 }, progress: 0.7 },
  });
  await run(
    `INSERT INTO loyalty_tier_change (shop_id, account_id, number, tier_id, at, reason)
     VALUES ($1, $2, 1, 'silver', now(), 'reached')`,
    accountId,
  );
  expect((await walletOf(customerId)).member).toMatchObject({
    tier: { id: 'silver', next: { id: 'gold', missing: { points: 4300 } } },
    firstTier: null,
  });
});
