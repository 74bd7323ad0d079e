// Segments that the merchant keeps in Shopify decide who earns a bonus and who earns nothing.
import '../setup/fresh-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { keepNamedSegments } from '#app/loyalty/earning/segments/keep-segments.server.ts';
import { withShopifySegments } from '#app/loyalty/earning/segments/shopify-segments.server.ts';
import { shopifySegment } from '#app/loyalty/programme/rules.ts';
import { startProgramme } from '#app/loyalty/programme/start-programme.server.ts';
import { saveRulesPart } from '#app/routes/admin/programme/save-rules-part.server.ts';
import { listSegments } from '#app/shopify/segments.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { type DevstoreShop, openDevstoreShop } from '../setup/devstore-shop.ts';

const now = new Date('2026-01-01T10:00:00Z');
let at: DevstoreShop;

beforeAll(async () => {
  at = await openDevstoreShop();
  const shop = (await shopById(at.shopId))!;
  await startProgramme(shop, { start: 'now', now });
});
afterAll(() => at.close());

/** A segment as the merchant would make it in Shopify's admin. */
function makeSegment(name: string, query: string): number {
  const id = at.store.nextId('other');
  const stamp = now.toISOString();
  at.store.segments.put({ id, name, query, createdAt: stamp, updatedAt: stamp });
  return id;
}

function tag(tags: string): number[] {
  const customers = at.store.customers.all();
  for (const [index, one] of customers.entries()) {
    at.store.customers.put({ ...one, tags: index % 3 === 0 ? [tags] : [] });
  }
  return customers.filter((_, index) => index % 3 === 0).map(({ id }) => id);
}

async function excludeSegment(id: string) {
  const shop = (await shopById(at.shopId))!;
  return saveRulesPart(shop, 'staff', () => ({ excludedSegmentIds: [id] }), new Date(+now + 1));
}

const kept = async () => {
  const { rows } = await pool.query<{ customer_id: bigint }>(
    'SELECT customer_id FROM loyalty_segment_customer WHERE shop_id = $1 ORDER BY customer_id',
    [at.shopId],
  );
  return rows.map((row) => Number(row.customer_id));
};

const lookByNight = () =>
  keepNamedSegments(
    at.shopId,
    withShopifySegments(async () => null, { priority: 'import' }),
    new Date(+now + 2),
  );

test('who is in the segment is known when the rules are saved, and again every night', async () => {
  const segmentId = makeSegment('Wholesale', "customer_tags CONTAINS 'trade'");
  const trade = tag('trade');
  expect(trade.length).toBeGreaterThan(1);
  const shop = (await shopById(at.shopId))!;
  expect(await listSegments(shop, { priority: 'admin' })).toContainEqual({
    id: BigInt(segmentId),
    name: 'Wholesale',
  });
  const named = shopifySegment(BigInt(segmentId));
  expect(await excludeSegment(named)).toEqual({ ok: true });
  expect(await kept()).toEqual(trade.toSorted((a, b) => a - b));
  const [left] = trade;
  at.store.customers.put({ ...at.store.customers.get(left!)!, tags: [] });
  await lookByNight();
  expect(await kept()).toEqual(trade.slice(1).toSorted((a, b) => a - b));
});

test('a segment that Shopify no longer has is refused; named already, its customers stay', async () => {
  const before = await kept();
  expect(await excludeSegment('shopify-1')).toMatchObject({
    reason: 'rules-wrong',
    problems: [{ message: expect.stringContaining('Shopify no longer has') }],
  });
  for (const segment of at.store.segments.all()) at.store.segments.delete(segment.id);
  await lookByNight();
  expect(await kept()).toEqual(before);
});
