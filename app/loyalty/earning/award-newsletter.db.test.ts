import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { join } from '../../../tests/factories/members.ts';
import { seedCustomer, seedShop } from '../../../tests/factories/shop-data.ts';
import { publishRules } from '../programme/publish-rules.server.ts';
import { accountOfCustomer, balanceOf } from '../read.server.ts';
import { awardNewsletter } from './award-newsletter.server.ts';

const at = (day: string) => new Date(`${day}T09:00:00Z`);
const joinedAt = at('2026-05-01');
let shopId: number;
let shops = 0;

beforeEach(async () => {
  shopId = await seedShop(`newsletter-${++shops}.myshopify.com`);
  const rules = { isActive: true, enrolment: 'on-joining', order: { base: { kind: 'none' } } };
  await publishRules(shopId, { rules, now: at('2026-01-01') });
  const actions = [{ id: 'mail', kind: 'newsletter', name: 'Newsletter', points: 50 }];
  await publishRules(shopId, { rules: { ...rules, actions }, now: at('2026-03-01') });
});

async function agreed(customerId: bigint, state: string, since: string | null) {
  await seedCustomer(shopId, customerId);
  await pool.query(
    `UPDATE customer SET email_marketing = $3, email_marketing_at = $4
     WHERE shop_id = $1 AND id = $2`,
    [shopId, customerId, state, since && at(since)],
  );
}

async function balance(customerId: bigint) {
  const account = await accountOfCustomer(pool, shopId, customerId);
  return account && (await balanceOf(pool, shopId, account.id, at('2026-06-01'))).balance;
}

test('only members who agreed while the rule gave for it earn, and once', async () => {
  const states: [bigint, string, string | null][] = [
    [1n, 'SUBSCRIBED', '2026-04-01'],
    [2n, 'SUBSCRIBED', '2026-02-01'],
    [3n, 'UNSUBSCRIBED', '2026-04-01'],
    [4n, 'SUBSCRIBED', null],
  ];
  for (const [id, state, since] of states) {
    await agreed(id, state, since);
    await join(shopId, id, joinedAt);
  }
  await agreed(5n, 'SUBSCRIBED', '2026-04-01');
  await awardNewsletter(shopId, [1n, 2n, 3n, 4n, 5n], joinedAt);
  await awardNewsletter(shopId, null, joinedAt);
  const balances = await Promise.all([1n, 2n, 3n, 4n, 5n].map(balance));
  expect(balances).toEqual([50n, 0n, 0n, 0n, null]);
});

test('who agreed before joining has the points after it, and keeps them at a second agreement', async () => {
  await agreed(1n, 'SUBSCRIBED', '2026-04-01');
  await awardNewsletter(shopId, [1n], joinedAt);
  await join(shopId, 1n, joinedAt);
  await awardNewsletter(shopId, null, joinedAt);
  expect(await balance(1n)).toBe(50n);
  await agreed(1n, 'SUBSCRIBED', '2026-05-20');
  await awardNewsletter(shopId, [1n], joinedAt);
  expect(await balance(1n)).toBe(50n);
});

test('an agreement counts while the rule is on and the programme runs, and for many at once', async () => {
  const order = { base: { kind: 'none' } };
  const action = { id: 'mail', kind: 'newsletter', name: 'Newsletter', points: 50 };
  const publish = (more: object, day: string) =>
    publishRules(shopId, {
      rules: { isActive: true, enrolment: 'on-joining', order, actions: [action], ...more },
      now: at(day),
    });
  await publish({ actions: [{ ...action, isOn: false }] }, '2026-04-01');
  await publish({ isActive: false }, '2026-04-10');
  await publish({}, '2026-04-20');
  const days = ['2026-03-15', '2026-04-05', '2026-04-15', '2026-04-25', '2026-04-26'];
  for (const [at, day] of days.entries()) {
    await agreed(BigInt(at + 1), 'SUBSCRIBED', day);
    await join(shopId, BigInt(at + 1), joinedAt);
  }
  await awardNewsletter(shopId, null, joinedAt);
  const balances = await Promise.all(days.map((_, at) => balance(BigInt(at + 1))));
  expect(balances).toEqual([50n, 0n, 0n, 50n, 50n]);
});
