import { beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { post } from '#app/loyalty/ledger.server.ts';
import { publishRules } from '#app/loyalty/programme/publish-rules.server.ts';
import { firstRules } from '#app/loyalty/programme/rules.ts';
import { readWalletFacts } from '#app/shoppers/read-wallet.server.ts';
import { clearShelves, shelfOf } from '#app/shoppers/shelf.server.ts';
import { walletOf } from '#app/shoppers/wallet.ts';
import {
  addMember,
  addShop,
  balanceOfCustomer,
  nextNumber,
  noon,
} from '../../../tests/factories/rewards.ts';
import { earn, enterCode, told } from './acting.server.ts';
import type { Caller } from './doors.server.ts';

const DAY_MS = 86_400_000;
let shop: Awaited<ReturnType<typeof addShop>>;

beforeAll(async () => {
  shop = await addShop();
  const fair = { startsAt: new Date(+noon - DAY_MS), endsAt: new Date(+noon + DAY_MS) };
  const actions = [
    { id: 'look', kind: 'visit', name: 'Look in', points: 5n, limit: { times: 2, unit: 'year' } },
    { id: 'insta', kind: 'social', name: 'Follow us', points: 25n, url: 'https://example.com/us' },
    { id: 'fair', kind: 'code', name: 'Fair', points: 100n, code: 'Spring Fair', ...fair },
    { id: 'app', kind: 'custom', name: 'Quiz', points: 500n },
  ];
  await publishRules(shop.id, {
    rules: { ...firstRules(100n), actions },
    now: new Date('2026-01-01'),
  });
});

async function callerOf(customerId: bigint, daysLater = 0): Promise<Caller> {
  clearShelves();
  const now = new Date(+noon + daysLater * DAY_MS);
  const shelf = (await shelfOf(shop.domain, now))!;
  return { shelf, customerId, locale: 'en', isOnStorefront: true, now, network: null };
}

const visit = async (customerId: bigint, daysLater: number) =>
  earn(await callerOf(customerId, daysLater), { id: 'look', locale: 'en' });
const enter = async (customerId: bigint, code: string, daysLater = 0) =>
  enterCode(await callerOf(customerId, daysLater), { code, locale: 'en' });

test('a visit brings its points once a day, within the limit of the rule', async () => {
  const { customerId } = await addMember(shop.id, 0n);
  const first = await visit(customerId, 0);
  expect(first).toMatchObject({ ok: true, value: { points: 5, wallet: { state: 'member' } } });
  expect(await visit(customerId, 0)).toMatchObject({ reason: 'earned-already' });
  expect(await visit(customerId, 1)).toMatchObject({ ok: true });
  expect(await visit(customerId, 2)).toMatchObject({ reason: 'earned-already' });
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(10n);
});

test('the wallet says which ways are done and where a link leads', async () => {
  const { customerId } = await addMember(shop.id, 0n);
  const followed = await earn(await callerOf(customerId), { id: 'insta', locale: 'en' });
  if (!followed.ok) throw new Error(followed.reason);
  expect(followed.value.wallet.waysToEarn).toMatchObject([
    { kind: 'order' },
    { id: 'look', isDone: false, url: null },
    { id: 'insta', url: 'https://example.com/us' },
    { id: 'fair', isDone: false },
    { id: 'app' },
  ]);
});

test('a shopper cannot claim what others have to report', async () => {
  const { customerId } = await addMember(shop.id, 0n);
  for (const id of ['app', 'fair', 'none']) {
    const answer = await earn(await callerOf(customerId), { id, locale: 'en' });
    expect(answer).toMatchObject({ reason: 'not-found' });
  }
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(0n);
});

test('a code is taken once by each member, whatever its case and blanks', async () => {
  const { customerId } = await addMember(shop.id, 0n);
  expect(await enter(customerId, 'winter')).toMatchObject({ reason: 'code-unknown' });
  expect(await enter(customerId, 'springFAIR ')).toMatchObject({
    ok: true,
    value: { points: 100 },
  });
  expect(await enter(customerId, 'Spring Fair')).toMatchObject({ reason: 'earned-already' });
  const other = await addMember(shop.id, 0n);
  expect(await enter(other.customerId, 'Spring Fair')).toMatchObject({ ok: true });
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(100n);
});

test('a code of an event that is over, and a shopper who is no member, are told so', async () => {
  const { customerId } = await addMember(shop.id, 0n);
  expect(await enter(customerId, 'Spring Fair', 2)).toMatchObject({ reason: 'not-running' });
  expect(await enter(nextNumber(), 'Spring Fair')).toMatchObject({ reason: 'join' });
});

test('a member is told of points that went down by nothing they did, until they have read it', async () => {
  const { customerId, accountId } = await addMember(shop.id, 100n);
  const take = (points: bigint, at: Date, key: string) =>
    post(pool, shop.id, [
      {
        ...{ accountId, kind: 'adjust', effect: 'take', points, key, subject: key },
        ...{ reason: 'correction', occurredAt: at, ruleVersion: 1, breakdown: {} },
      },
    ]);
  const long = new Date('2020-01-01');
  await take(-5n, long, `long/${customerId}`);
  await take(-10n, noon, `first/${customerId}`);
  await take(-20n, noon, `second/${customerId}`);
  const later = await callerOf(customerId, 1);
  const newsOf = async () => walletOf(await readWalletFacts(later)).member!.news;
  const news = await newsOf();
  expect(news.map(({ points }) => points)).toEqual([-20, -10]);
  const thief = await addMember(shop.id, 0n);
  await told(await callerOf(thief.customerId, 1), { id: BigInt(news[0]!.id), locale: 'en' });
  expect(await newsOf()).toHaveLength(2);
  await told(later, { id: BigInt(news[1]!.id), locale: 'en' });
  expect((await newsOf()).map(({ points }) => points)).toEqual([-20]);
  const answer = await told(later, { id: BigInt(news[0]!.id), locale: 'en' });
  expect(answer).toMatchObject({ ok: true, value: { wallet: { member: { news: [] } } } });
});
