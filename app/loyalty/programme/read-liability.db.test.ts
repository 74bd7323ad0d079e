import { expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { seedCustomer, seedOrder, seedShop } from '../../../tests/factories/shop-data.ts';
import { awardOrders } from '../earning/award-members.server.ts';
import { publishRules } from './publish-rules.server.ts';
import { readLiability } from './read-liability.server.ts';

const now = new Date('2026-06-15T12:00:00Z');

test('months in which nothing happened stand in the history too, and nobody is owed for ever', async () => {
  const id = await seedShop('liability-months.myshopify.com');
  const rules = {
    isActive: true,
    enrolment: 'automatic',
    order: { base: { kind: 'per-amount', points: 1, per: 100 } },
  };
  expect(await publishRules(id, { rules, now: new Date('2026-01-01') })).toMatchObject({
    ok: true,
  });
  for (const customerId of [7n, 8n]) await seedCustomer(id, customerId);
  const put = async (order: bigint, customerId: bigint, day: string) => {
    await seedOrder(id, { id: order, customerId, placedAt: new Date(day), net: 10_000n });
    await awardOrders(id, [order], now);
  };
  await put(1n, 7n, '2026-02-10');
  await put(2n, 8n, '2026-05-10');
  const shop = { id, timezone: 'Europe/Oslo' };
  const read = await readLiability(shop, now);
  expect(read.months.map((one) => [one.month, one.issued, one.outstanding])).toEqual([
    ['2026-02', 100n, 100n],
    ['2026-03', 0n, 100n],
    ['2026-04', 0n, 100n],
    ['2026-05', 100n, 200n],
    ['2026-06', 0n, 200n],
  ]);
  expect(read).toMatchObject({ owed: 200n, members: 2 });
  await pool.query(
    `UPDATE loyalty_account SET status = 'erased', customer_id = NULL
     WHERE shop_id = $1 AND customer_id = 8`,
    [id],
  );
  expect(await readLiability(shop, now)).toMatchObject({ owed: 100n, members: 1 });
});
