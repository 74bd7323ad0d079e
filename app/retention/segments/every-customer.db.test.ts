import { beforeAll, expect, it } from 'vitest';
import { addOrders, addShop, cdnowOrders } from '../../../tests/factories/cdnow.ts';
import { pool } from '../../db.server.ts';
import { rebuildHistories } from '../history/rebuild-histories.server.ts';
import { scoreShop } from '../value/score-shop.server.ts';
import { everyCustomer } from './read.server.ts';

const now = new Date('1998-07-01T10:00:00Z');
let shop: { id: number; timezone: string; currency: string };

beforeAll(async () => {
  shop = { id: await addShop(pool, 'every.myshopify.com'), timezone: 'UTC', currency: 'USD' };
  await addOrders(pool, shop.id, cdnowOrders());
  await rebuildHistories(shop, now);
  await scoreShop(shop.id, now);
});

/** What this process has sent to the database over the connections that are open. */
function bytesSent(): number {
  const { _clients: clients } = pool as unknown as {
    _clients: { connection: { stream: { bytesWritten: number } } }[];
  };
  return clients.reduce((sum, { connection }) => sum + connection.stream.bytesWritten, 0);
}

it('all customers behind a figure go to the database once, however small the pieces they are read in', async () => {
  const range = { start: '1997-01-01', end: '1997-04-01' };
  const behind = { of: 'range', figure: 'first-order', ...range, windowDays: null } as const;
  const ids: bigint[] = [];
  let sentBefore = 0;
  // From the second piece on, for the first one has looked for them.
  for await (const some of everyCustomer(shop, { behind }, now, 50)) {
    sentBefore ||= bytesSent();
    ids.push(...some.map(({ customerId }) => customerId));
  }
  const sent = bytesSent() - sentBefore;
  expect(ids).toEqual(Array.from({ length: 2357 }, (_, i) => BigInt(i + 1)));
  const queryBytes = 600;
  expect(sent).toBeLessThan((ids.length / 50) * queryBytes + ids.join(',').length);
});
