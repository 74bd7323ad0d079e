import { expect, test } from 'vitest';
import { firstRules, rulesSchema } from '#app/loyalty/programme/rules.ts';
import { earnDraft, placeInEarnDraft, rulesOfEarnDraft } from './earn-draft.ts';

const code = (startsAt: string | null, endsAt: string | null) => ({
  ...firstRules(100n),
  actions: [{ id: 'fair', kind: 'code', name: 'Fair', points: 5, code: 'HELLO', startsAt, endsAt }],
});
const shop = { currency: 'JPY', timezone: 'Asia/Tokyo' };

test('days of a way to earn are days of the shop, the last one included', () => {
  const rules = rulesSchema.parse(code('2026-11-30T15:00:00Z', '2026-12-24T15:00:00Z'));
  const draft = earnDraft(rules, shop);
  expect(draft.actions[0]).toMatchObject({ startsAt: '2026-12-01', endsAt: '2026-12-24' });
  const [saved] = rulesOfEarnDraft(draft, rules, shop).actions;
  expect(saved).toMatchObject({
    startsAt: '2026-11-30T15:00:00.000Z',
    endsAt: '2026-12-24T15:00:00.000Z',
  });
});

test('what is no day is handed on for the check of the rules to name', () => {
  const rules = rulesSchema.parse(code(null, null));
  const draft = earnDraft(rules, shop);
  expect(draft.actions[0]).toMatchObject({ startsAt: '', endsAt: '' });
  draft.actions[0] = { ...draft.actions[0]!, startsAt: '2026-13-45' };
  const [given] = rulesOfEarnDraft(draft, rules, shop).actions;
  expect(given).toMatchObject({ startsAt: '2026-13-45', endsAt: null });
});

test.each([
  ['actions.0.points', 'actions.0.points'],
  ['actions.2.limit.times', 'actions.2.times'],
  ['order.milestones.1.order', 'milestones.1.order'],
  ['order.minimum', 'minimum'],
  ['order.cap', 'cap'],
  ['order.limit.points', 'limitPoints'],
  ['order.limit', 'limitPoints'],
  ['excludedCustomerTags.3', 'excludedTags'],
])('%s of the rules is %s of the form', (path, place) => {
  expect(placeInEarnDraft(path)).toBe(place);
});
