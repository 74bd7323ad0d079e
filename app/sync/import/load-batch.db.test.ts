import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { placeOrder } from '../../../tests/setup/replay-order.ts';
import { ReplayServer } from '../../../tests/setup/replay-shop.ts';
import { addShop, runImport } from '../../../tests/setup/sync-shop.ts';
import { NOTHING_WITHHELD } from '../withheld.ts';
import { PieceParser } from './lines/parse-lines.server.ts';
import { loadBatch } from './load-batch.server.ts';

const server = new ReplayServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

/** Waits until a statement of another session waits for a lock of `sql`'s. */
async function untilBlocked(sql: Pick<typeof pool, 'query'>): Promise<void> {
  const { rows } = await sql.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  for (;;) {
    const blocked = await pool.query(
      'SELECT FROM pg_stat_activity WHERE $1::int = ANY (pg_blocking_pids(pid))',
      [rows[0]!.pid],
    );
    if (blocked.rowCount) return;
  }
}

test('lines of a batch without their order do not write over those of its newer state', async () => {
  const shop = server.shop('far-lines.myshopify.com');
  const shopId = await addShop('far-lines.myshopify.com');
  const order = placeOrder(shop, null, [1000]);
  await runImport(shopId);
  const { rows } = await pool.query<{ id: bigint; title: string }>(
    'SELECT id, title FROM order_line WHERE shop_id = $1',
    [shopId],
  );
  const line = {
    id: `gid://shopify/LineItem/${rows[0]!.id}`,
    title: 'older',
    quantity: 2,
    currentQuantity: 2,
    discountedTotalSet: { shopMoney: { amount: '20.00', currencyCode: 'EUR' } },
    __parentId: order.id,
  };
  const readAt = new Date();
  const context = { shopId, readAt, withheld: NOTHING_WITHHELD };
  const bytes = Buffer.from(JSON.stringify(line));
  const batch = new PieceParser(context).parse({ bytes, offset: 0, tooLargeAt: [] });
  let loading: Promise<void> | undefined;
  await sqlTransaction(async (sql) => {
    // As the work on events does it: first the order, then its lines.
    await sql.query('UPDATE orders SET read_at = $2 WHERE shop_id = $1', [
      shopId,
      new Date(readAt.getTime() + 1000),
    ]);
    await sql.query("UPDATE order_line SET title = 'newer' WHERE shop_id = $1", [shopId]);
    const turn = { mode: { isFresh: false }, before: Promise.resolve() };
    loading = sqlTransaction((other) => loadBatch(other, batch, context, turn));
    await untilBlocked(sql);
  });
  await loading;
  const after = await pool.query('SELECT title FROM order_line WHERE shop_id = $1', [shopId]);
  expect(after.rows).toEqual([{ title: 'newer' }]);
});
