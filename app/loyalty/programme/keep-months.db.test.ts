import { expect, test } from 'vitest';
import { pool, type Sql } from '#app/db.server.ts';
import { seedShop } from '../../../tests/factories/shop-data.ts';
import { post } from '../ledger.server.ts';
import { readVerification, verifyAndTell } from '../verify-ledger.server.ts';
import { differingMonths, keepMonths, readMonths } from './keep-months.server.ts';

const now = new Date('2026-06-15T12:00:00Z');

async function shopWithAccounts(domain: string) {
  const id = await seedShop(domain, 'Europe/Oslo');
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO loyalty_account (shop_id, customer_id, joined_at)
     SELECT $1, n, $2 FROM generate_series(1, 2) n RETURNING id`,
    [id, now],
  );
  const shop = { id, timezone: 'Europe/Oslo' };
  const earn = (tx: Sql, at: 0 | 1, order: number, day: string) => {
    const occurredAt = new Date(day);
    const subject = `order/${order}`;
    return post(tx, id, [
      {
        ...{ accountId: rows[at]!.id, kind: 'earn', effect: 'lot', points: 100n, subject },
        ...{ key: `${subject}/as-of/${day}`, reason: 'order', occurredAt },
        dates: { earnedAt: occurredAt, availableAt: occurredAt, expiresAt: null },
      },
    ]);
  };
  const issued = async (of = shop) =>
    (await readMonths(of)).map((one) => `${one.month} ${one.issued}`);
  return { shop, earn, issued };
}

test('sums are kept up to an entry; what comes later, and what is told late, is added', async () => {
  const { shop, earn, issued } = await shopWithAccounts('kept-months.myshopify.com');
  await earn(pool, 0, 1, '2026-02-28T23:30:00Z');
  await earn(pool, 0, 2, '2026-05-10T00:00:00Z');
  await keepMonths(shop);
  expect(await issued()).toEqual(['2026-03 100', '2026-05 100']);
  await earn(pool, 1, 3, '2026-05-11T00:00:00Z');
  await earn(pool, 1, 4, '2026-03-11T00:00:00Z');
  expect(await issued()).toEqual(['2026-03 200', '2026-05 200']);
  await keepMonths(shop);
  await keepMonths(shop);
  expect(await issued()).toEqual(['2026-03 200', '2026-05 200']);
  const { rows } = await pool.query(
    'SELECT through_id FROM loyalty_kept_months WHERE shop_id = $1',
    [shop.id],
  );
  const { rows: newest } = await pool.query(
    'SELECT max(id) FROM loyalty_entry WHERE shop_id = $1',
    [shop.id],
  );
  expect(rows[0].through_id).toBe(newest[0].max);
  // The shop moved to another zone: its months are others.
  const moved = { ...shop, timezone: 'America/New_York' };
  expect(await issued(moved)).toEqual(['2026-02 100', '2026-03 100', '2026-05 200']);
  await keepMonths(moved);
  expect(await issued(moved)).toEqual(['2026-02 100', '2026-03 100', '2026-05 200']);
});

test('an entry that is committed after a later one is not passed over', async () => {
  const { shop, earn, issued } = await shopWithAccounts('late-commit.myshopify.com');
  const slow = await pool.connect();
  try {
    await slow.query('BEGIN');
    await earn(slow, 0, 1, '2026-05-10T00:00:00Z');
    await earn(pool, 1, 2, '2026-05-11T00:00:00Z');
    const kept = keepMonths(shop);
    await issued();
    await slow.query('COMMIT');
    await kept;
  } finally {
    slow.release();
  }
  expect(await issued()).toEqual(['2026-05 200']);
  expect(await differingMonths(shop)).toEqual([]);
});

test('the nightly verification sums the months anew and tells of a difference', async () => {
  const { shop, earn } = await shopWithAccounts('wrong-months.myshopify.com');
  await earn(pool, 0, 1, '2026-05-10T00:00:00Z');
  await keepMonths(shop);
  expect((await verifyAndTell(shop.id, now)).differences).toEqual([]);
  await pool.query(
    `UPDATE loyalty_kept_months SET months = jsonb_set(months, '{0,issued}', '"99"')
     WHERE shop_id = $1`,
    [shop.id],
  );
  await verifyAndTell(shop.id, now);
  expect(await readVerification(shop.id)).toMatchObject({
    differences: 1,
    found: [{ accountId: '0', what: 'kept sums of 2026-05' }],
  });
});
