import { expect, it } from 'vitest';
import { firstRules, rulesSchema } from '#app/loyalty/programme/rules.ts';
import { bonusesDraft, placeInBonusesDraft, rulesOfBonusesDraft } from './bonuses-draft.ts';

const campaign = (startsAt: string, endsAt: string) => ({
  ...bonusesDraft(firstRules(100n), 'UTC'),
  campaigns: [
    {
      id: 'w',
      name: 'W',
      startsAt,
      endsAt,
      percent: '200',
      tierIds: [],
      customerTags: 'vip, a',
      segmentIds: ['new'],
    },
  ],
});

it('keeps a campaign by the clock of the shop, through both changes of the clock', () => {
  for (const zone of ['America/New_York', 'Asia/Kolkata', 'Europe/Prague', 'Pacific/Auckland']) {
    const draft = campaign('2026-03-28T00:00', '2026-11-01T09:30');
    const rules = firstRules(100n);
    const saved = rulesSchema.parse({ ...rules, ...rulesOfBonusesDraft(draft, rules, zone) });
    expect(bonusesDraft(saved, zone).campaigns).toEqual(draft.campaigns);
  }
});

it('begins at midnight there, not in Greenwich', () => {
  const draft = campaign('2026-07-04T00:00', '2026-07-06T00:00');
  const { campaigns } = rulesOfBonusesDraft(draft, firstRules(100n), 'America/New_York');
  expect(campaigns[0]).toMatchObject({
    startsAt: '2026-07-04T04:00:00.000Z',
    endsAt: '2026-07-06T04:00:00.000Z',
    customerTags: ['vip', 'a'],
    segmentIds: ['new'],
  });
});

it('leaves an empty day for the check to complain about', () => {
  for (const none of ['soon', '2026-02-31T10:00', '2026-99-99T10:00', '9999-12-31T23:59']) {
    const { campaigns } = rulesOfBonusesDraft(campaign('', none), firstRules(100n), 'UTC');
    expect(campaigns[0]).toMatchObject({ startsAt: null, endsAt: null });
  }
});

it.each([
  ['campaigns.0.percent', 'campaigns.0.percent'],
  ['campaigns.1.customerTags.0', 'campaigns.1.customerTags'],
  ['order.products.0.name', 'products.0.name'],
  ['order.products.0.effect.percent', 'products.0.amount'],
  ['order.products.1.match.productIds.0', 'products.1.productIds'],
])('%s of the rules is %s of the form', (path, place) => {
  expect(placeInBonusesDraft(path)).toBe(place);
});
