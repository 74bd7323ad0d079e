import { beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { publishRules } from '#app/loyalty/programme/publish-rules.server.ts';
import { firstRules } from '#app/loyalty/programme/rules.ts';
import { clearShelves, shelfOf } from '#app/shoppers/shelf.server.ts';
import { readAnswers, readQuestion } from '#app/shoppers/survey/read.server.ts';
import { saveQuestion, stopAsking } from '#app/shoppers/survey/save-question.server.ts';
import {
  addMember,
  addShop,
  balanceOfCustomer,
  nextNumber,
  noon,
  putOrder,
} from '../../../tests/factories/rewards.ts';
import { answerSurvey, surveyOf } from './asking.server.ts';
import type { Caller } from './doors.server.ts';

/** Two hours after the orders of the factories were placed. */
const now = new Date(noon.getTime() + 2 * 60 * 60_000);
let shop: Awaited<ReturnType<typeof addShop>>;

beforeAll(async () => {
  shop = await addShop();
  const action = { id: 'survey', kind: 'survey', name: 'Tell us', points: 25n };
  const rules = { ...firstRules(100n), actions: [action] };
  await publishRules(shop.id, { rules, now: new Date('2026-01-01') });
  const words = { question: 'How did you find us?', choices: ['A friend', 'Search', 'By chance'] };
  await saveQuestion(shop.id, { isOn: true, language: 'en', words });
});

async function callerOf(customerId: bigint | null): Promise<Caller> {
  clearShelves();
  const shelf = (await shelfOf(shop.domain, now))!;
  return { shelf, customerId, locale: 'de', isOnStorefront: false, now, network: null };
}

async function answer(customerId: bigint | null, orderId: bigint, choice: number) {
  const surveyId = (await readQuestion(shop.id))!.id;
  return answerSurvey(await callerOf(customerId), { orderId, surveyId, choice, locale: 'de' });
}

test('a member is asked once for an order, gets the points of the rule once, and is counted once', async () => {
  const { customerId } = await addMember(shop.id, 700n);
  const orderId = (await putOrder(shop.id, { customerId })) ?? 0n;
  const asked = await surveyOf(await callerOf(customerId), orderId);
  expect(asked).toMatchObject({ question: 'How did you find us?', points: 25 });
  const first = await answer(customerId, orderId, 1);
  expect(first).toEqual({ ok: true, value: { points: 25 } });
  // The answer was lost on the way, and then the shopper clicks another choice.
  expect(await answer(customerId, orderId, 1)).toEqual(first);
  expect(await answer(customerId, orderId, 2)).toEqual({ ok: true, value: { points: 0 } });
  expect(await balanceOfCustomer(shop.id, customerId)).toBe(725n);
  expect(await surveyOf(await callerOf(customerId), orderId)).toBeNull();
  const counts = await readAnswers(shop.id, (await readQuestion(shop.id))!);
  expect(counts.map(({ count }) => count)).toEqual([0, 1, 0]);
});

test('the order of somebody else, an old order without a sign-in, and a choice that is none are refused', async () => {
  const owner = await addMember(shop.id, 700n);
  const thief = await addMember(shop.id, 700n);
  const orderId = (await putOrder(shop.id, { customerId: owner.customerId })) ?? 0n;
  expect(await answer(thief.customerId, orderId, 0)).toMatchObject({ reason: 'not-found' });
  expect(await answer(null, orderId, 0)).toMatchObject({ reason: 'not-found' });
  expect(await answer(owner.customerId, orderId, 3)).toMatchObject({ reason: 'bad-request' });
  expect(await balanceOfCustomer(shop.id, thief.customerId)).toBe(700n);
});

test('a guest answers for an order as soon as it is here, without points', async () => {
  const orderId = nextNumber();
  expect(await surveyOf(await callerOf(null), orderId)).toMatchObject({ points: null });
  const { customerId } = await addMember(shop.id, 0n);
  for (const early of [null, customerId]) {
    expect(await answer(early, orderId, 0)).toMatchObject({ reason: 'try-again' });
  }
  await putOrder(shop.id, { id: orderId });
  await pool.query('UPDATE orders SET customer_id = NULL, created_at = $2 WHERE id = $1', [
    orderId,
    now,
  ]);
  expect(await answer(null, orderId, 0)).toEqual({ ok: true, value: { points: 0 } });
});

test('a shop that asks no more keeps its question and its answers', async () => {
  await stopAsking(shop.id);
  expect(await surveyOf(await callerOf(null), nextNumber())).toBeNull();
  const question = (await readQuestion(shop.id))!;
  const counts = await readAnswers(shop.id, question);
  expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  expect(await answer(null, nextNumber(), 0)).toMatchObject({ reason: 'not-found' });
});
