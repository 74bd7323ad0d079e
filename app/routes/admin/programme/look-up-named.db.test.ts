// Rules that name a merchant's own segment: it is looked at before the first order counts, and what
// does not exist is said by the name of the bonus.
import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { isSegmentNamed, readProgramme } from '#app/loyalty/programme/read.server.ts';
import { startProgramme } from '#app/loyalty/programme/start-programme.server.ts';
import { saveSegment } from '#app/retention/segments/save-segment.server.ts';
import type { Shop } from '#app/sync/read.server.ts';
import { shopByDomain } from '#app/sync/read.server.ts';
import { seedCustomer, seedFigures, seedShop } from '../../../../tests/factories/shop-data.ts';
import { bonusesDraft, rulesOfBonusesDraft } from './drafts/bonuses-draft.ts';
import { saveRulesPart } from './save-rules-part.server.ts';

const now = new Date('2026-11-22T10:00:00Z');
let shop: Shop;
let shops = 0;

beforeEach(async () => {
  const domain = `named-${++shops}.myshopify.com`;
  await seedShop(domain);
  shop = (await shopByDomain(domain))!;
  await startProgramme(shop, { start: 'now', now });
});

/** Saves what the page of bonuses sends with one campaign for these segments. */
async function saveCampaign(segmentIds: string[], at = now) {
  const { rules } = (await readProgramme(pool, shop.id, at))!;
  const draft = bonusesDraft(rules, shop.timezone);
  const times = { startsAt: '2026-12-01T00:00', endsAt: '2026-12-02T00:00', percent: '200' };
  const who = { tierIds: [], customerTags: '', segmentIds };
  draft.campaigns = [{ id: 'double', name: 'Double points', ...times, ...who }];
  return saveRulesPart(shop, 'staff', (before) => rulesOfBonusesDraft(draft, before, 'UTC'), at);
}

const looked = async () => {
  const { rows } = await pool.query(
    'SELECT customer_id FROM loyalty_segment_customer WHERE shop_id = $1 ORDER BY customer_id',
    [shop.id],
  );
  return rows.map((row) => row.customer_id);
};

test('who is in the segment is known as soon as the rules are saved', async () => {
  for (const [id, orders] of [
    [1n, 2],
    [2n, 9],
    [3n, 12],
  ] as const) {
    await seedCustomer(shop.id, id);
    await seedFigures(shop.id, id, { orders });
  }
  const id = randomUUID();
  await saveSegment(shop.id, { id, name: 'Regulars', filter: { minOrders: 9 } }, now);
  expect(await isSegmentNamed(shop.id, id)).toBe(false);
  expect(await saveCampaign([id])).toEqual({ ok: true });
  expect(await looked()).toEqual([2n, 3n]);
  expect(await isSegmentNamed(shop.id, id)).toBe(true);
});

test('a segment that no longer exists is named with its bonus, and nothing is saved', async () => {
  expect(await saveCampaign([randomUUID()])).toMatchObject({
    ...{ ok: false, reason: 'rules-wrong' },
    problems: [{ message: '“Double points” names a segment that no longer exists' }],
  });
  const { version } = (await readProgramme(pool, shop.id, now))!;
  expect(version).toBe(1);
});
