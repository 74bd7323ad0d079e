// Two of the staff who save the programme at once.
import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import type { Rules } from '#app/loyalty/programme/rules.ts';
import { startProgramme } from '#app/loyalty/programme/start-programme.server.ts';
import { type Shop, shopByDomain } from '#app/sync/read.server.ts';
import { seedShop } from '../../../../tests/factories/shop-data.ts';
import { saveRulesPart } from './save-rules-part.server.ts';

const now = new Date('2026-11-22T10:00:00Z');
let shop: Shop;
let shops = 0;

beforeEach(async () => {
  const domain = `parts-${++shops}.myshopify.com`;
  await seedShop(domain);
  shop = (await shopByDomain(domain))!;
  await startProgramme(shop, { start: 'now', now });
});

const newest = async () => (await readProgramme(pool, shop.id, now))!.rules;
const pendingOf = (rules: Rules) => rules.pending;
const wait = (days: number) => () => ({ pending: { days, from: 'payment' } });

test('both parts are kept, also where both began from the same rules', async () => {
  const exclude = () => ({ excludedCustomerTags: ['trade'] });
  const outcomes = await Promise.all([
    saveRulesPart(shop, 'ann', exclude, now),
    saveRulesPart(shop, 'ben', wait(14), now),
  ]);
  expect(outcomes).toEqual([
    { ok: true, warnings: [] },
    { ok: true, warnings: [] },
  ]);
  expect(await newest()).toMatchObject({
    excludedCustomerTags: ['trade'],
    pending: { days: 14 },
  });
});

test('who edited what another has changed meanwhile is told, and undoes nothing', async () => {
  const shown = { of: pendingOf, before: JSON.stringify(pendingOf(await newest())) };
  expect(await saveRulesPart(shop, 'ann', wait(14), now, shown)).toMatchObject({ ok: true });
  expect(await saveRulesPart(shop, 'ben', wait(30), now, shown)).toMatchObject({
    reason: 'conflict',
  });
  expect((await newest()).pending.days).toBe(14);
});
