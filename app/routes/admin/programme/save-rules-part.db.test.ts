// Two of the staff who save the programme at once, and rules that may not be meant.
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
  expect(outcomes).toEqual([{ ok: true }, { ok: true }]);
  expect(await newest()).toMatchObject({
    excludedCustomerTags: ['trade'],
    pending: { days: 14 },
  });
});

test('who edited what another has changed meanwhile is told, and undoes nothing', async () => {
  const shown = { of: pendingOf, before: JSON.stringify(pendingOf(await newest())) };
  expect(await saveRulesPart(shop, 'ann', wait(14), now, { shown })).toMatchObject({ ok: true });
  expect(await saveRulesPart(shop, 'ben', wait(30), now, { shown })).toMatchObject({
    reason: 'conflict',
  });
  expect((await newest()).pending.days).toBe(14);
});

test('what is doubtful is asked about before it is saved, and not again with the next change', async () => {
  const { rules, version } = (await readProgramme(pool, shop.id, now))!;
  const review = { id: 'review', kind: 'review', name: 'Review', points: 5 };
  const save = (points: number, minutes: number, isSure = false) =>
    saveRulesPart(
      shop,
      'staff',
      () => ({ ...rules, actions: [{ ...review, points }] }),
      new Date(+now + minutes * 60_000),
      { isSure },
    );
  const doubts = ['"Review" can be earned without end'];
  expect(await save(5, 1)).toEqual({ ok: false, reason: 'doubtful', doubts });
  expect(await readProgramme(pool, shop.id, new Date(+now + 60_000))).toMatchObject({ version });
  expect(await save(5, 1, true)).toEqual({ ok: true });
  expect(await save(6, 2)).toEqual({ ok: true });
});

test('a campaign that is over already is asked about once, not for ever', async () => {
  const campaign = { id: 'c', name: 'Old', percent: 200 };
  const dates = { startsAt: '2026-01-01T00:00:00Z', endsAt: '2026-01-03T00:00:00Z' };
  const save = (changes: object, minutes: number, isSure = false) =>
    saveRulesPart(shop, 'staff', () => changes, new Date(+now + minutes * 60_000), { isSure });
  const old = { campaigns: [{ ...campaign, ...dates }] };
  expect(await save(old, 1)).toMatchObject({
    ...{ reason: 'doubtful', doubts: ['"Old" is over already: it changes nothing'] },
  });
  expect(await save(old, 1, true)).toEqual({ ok: true });
  expect(await save({ excludedCustomerTags: ['trade'] }, 2)).toEqual({ ok: true });
});
