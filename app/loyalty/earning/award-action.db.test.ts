// What happens beside orders, and how often it counts.
import { beforeEach, expect, test } from 'vitest';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { join } from '../../../tests/factories/members.ts';
import { seedCustomer, seedShop } from '../../../tests/factories/shop-data.ts';
import { shopCalendar } from '../expiry/lot-dates.ts';
import { publishRules } from '../programme/publish-rules.server.ts';
import { readActionIds, readProgramme } from '../programme/read.server.ts';
import { type ActionWanted, plainCode } from './action-worth.ts';
import { pointsOfAction } from './award-action.server.ts';
import { awardCustomer } from './award-customer.server.ts';

const day = (n: number, hour = 10) => new Date(Date.UTC(2026, 0, n, hour));
let shopId: number;
let shops = 0;
let versions = 0;

async function publish(actions: object[], enrolment = 'on-joining') {
  const rules = { isActive: true, enrolment, order: { base: { kind: 'none' } }, actions };
  const now = new Date(+day(1) + ++versions);
  expect(await publishRules(shopId, { rules, now })).toMatchObject({ ok: true });
}

beforeEach(async () => {
  shopId = await seedShop(`actions-${++shops}.myshopify.com`);
  versions = 0;
  await seedCustomer(shopId, 7n);
});

const give = async (wanted: ActionWanted & { occurrence: string }, at: Date) => {
  const given = await sqlTransaction((tx) => awardCustomer(tx, shopId, 7n, { ...wanted, at }));
  return given.ok ? Number(given.value.isNew ? given.value.points : 0n) : given.reason;
};
const enter = (code: string, at: Date) => give({ code, occurrence: plainCode(code) }, at);

test('the code of the next event gives again, to the same member and by the same rule', async () => {
  const event = { id: 'code', kind: 'code', name: 'Fair', points: 100 };
  await publish([{ ...event, code: 'SPRING' }]);
  await join(shopId, 7n, day(2));
  expect(await enter('spring', day(3))).toBe(100);
  expect(await enter(' SPRING ', day(4))).toBe(0);
  await publish([{ ...event, code: 'AUTUMN' }]);
  expect(await enter('autumn', day(5))).toBe(100);
  expect(await enter('spring', day(6))).toBe('no-such-action');
});

test('ids of ways to earn that were removed stay known', async () => {
  await publish([{ id: 'social', kind: 'social', name: 'A', points: 5, url: 'https://a.example' }]);
  await publish([]);
  expect(await readActionIds(shopId)).toEqual(['social']);
});

test('a visit counts once a day even without a limit', async () => {
  await publish([{ id: 'visit', kind: 'visit', name: 'Visit', points: 5 }]);
  await join(shopId, 7n, day(2));
  const visit = (at: Date) => give({ actionId: 'visit', occurrence: at.toISOString() }, at);
  expect(await visit(day(3))).toBe(5);
  expect(await visit(day(3, 23))).toBe('limit-reached');
  expect(await visit(day(4))).toBe(5);
});

test('a shopper is promised what an action would give, and nothing else', async () => {
  const limit = { times: 1, unit: 'month' };
  const survey = { id: 'survey', kind: 'survey', name: 'Survey', points: 50, limit };
  const wanted = { actionKind: 'survey' } as const;
  const promised = async (at: Date, customerId = 7n) => {
    const { rules } = (await readProgramme(pool, shopId, at))!;
    const calendar = shopCalendar('UTC');
    return Number(await pointsOfAction(shopId, customerId, wanted, { rules, calendar, now: at }));
  };
  await publish([survey]);
  expect(await promised(day(2))).toBe(0);
  await join(shopId, 7n, day(2));
  expect(await promised(day(3))).toBe(50);
  await give({ ...wanted, occurrence: 'one' }, day(3));
  expect(await promised(day(4))).toBe(0);
  await pool.query(`UPDATE loyalty_account SET status = 'blocked' WHERE shop_id = $1`, [shopId]);
  expect(await promised(day(40))).toBe(0);
  await publish([survey], 'automatic');
  await seedCustomer(shopId, 8n);
  expect(await promised(day(4), 8n)).toBe(50);
});
