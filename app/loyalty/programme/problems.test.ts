import { describe, expect, test } from 'vitest';
import { problemsOfForm } from './form-problems.ts';
import { problemsOf } from './problems.ts';
import { type RulesInput, rulesSchema } from './rules.ts';

const BASE = { kind: 'per-amount', points: 1, per: 100 } as const;
const action = (more: object) => ({
  id: 'a',
  kind: 'review' as const,
  name: 'A',
  points: 5,
  ...more,
});
const level = (more: object) => ({ id: 'l', name: 'L', threshold: 100, percent: 100, ...more });
const campaign = (more: object) => ({
  id: 'c',
  name: 'C',
  startsAt: '2026-05-01T00:00:00Z',
  endsAt: '2026-05-03T00:00:00Z',
  percent: 200,
  ...more,
});
const product = (more: object) => ({
  id: 'p',
  name: 'P',
  match: { tags: ['coffee'] },
  effect: { kind: 'multiply' as const, percent: 200 },
  ...more,
});
const tiersOf = (levels: object[], more: object = {}) =>
  ({ basis: 'spend', window: 'lifetime', levels, ...more }) as never;

const rules = (change: object): RulesInput =>
  ({ isActive: true, enrolment: 'automatic', order: { base: BASE }, ...change }) as RulesInput;

/** '! Message' for an error, '? message' for a warning. */
const found = (change: object) =>
  problemsOf(rulesSchema.parse(rules(change))).map(
    ({ severity, message }) => `${severity === 'error' ? '!' : '?'} ${message}`,
  );

/** What the schema refuses, in words. */
const refused = (change: object) => {
  const given = rules(change);
  const parsed = rulesSchema.safeParse(given);
  return parsed.success
    ? []
    : problemsOfForm(parsed.error.issues, given).map(({ message }) => message);
};

test('sound rules have no problems', () => {
  const change = {
    actions: [action({ limit: { times: 1, unit: 'month' } })],
    campaigns: [campaign({})],
    tiers: tiersOf([level({}), level({ id: 'm', name: 'M', threshold: 200, percent: 150 })]),
  };
  expect(found(change)).toEqual([]);
  expect(refused(change)).toEqual([]);
});

describe('rules that contradict each other are not saved', () => {
  test.each([
    [
      'a product that earns double and nothing',
      {
        order: {
          base: BASE,
          products: [product({}), product({ id: 'q', name: 'Q', effect: { kind: 'exclude' } })],
        },
      },
      '! "Q" and "P" contradict each other about “coffee”',
    ],
    [
      'a product rule that matches nothing',
      { order: { base: BASE, products: [product({ match: {} })] } },
      '! "P" matches no product',
    ],
    [
      'two bonuses for one order',
      {
        order: {
          base: BASE,
          milestones: [
            { order: 2, points: 5 },
            { order: 2, points: 9 },
          ],
        },
      },
      '! Two bonuses for the same order',
    ],
    ['a cap of 0', { order: { base: BASE, cap: 0 } }, '! With a cap of 0 no order earns anything'],
    [
      'a limit of 0',
      { order: { base: BASE, limit: { points: 0, unit: 'day' } } },
      '! With a limit of 0 nobody earns anything',
    ],
    [
      'a campaign whose dates are reversed',
      { campaigns: [campaign({ endsAt: '2026-04-01T00:00:00Z' })] },
      '! "C" ends before it starts',
    ],
    [
      'a campaign for a tier that does not exist',
      { campaigns: [campaign({ tierIds: ['gold'] })] },
      '! "C" names a tier that does not exist',
    ],
    [
      'a code whose dates are reversed',
      {
        actions: [
          action({ kind: 'code', code: 'ABC', startsAt: '2026-05-02', endsAt: '2026-05-01' }),
        ],
      },
      '! "A" ends before it starts',
    ],
    [
      'a way by code without a code',
      { actions: [action({ kind: 'code' })] },
      '! "A" needs the code that is entered',
    ],
    [
      'two ways with one code',
      {
        actions: [
          action({ kind: 'code', code: 'Hello' }),
          action({ id: 'b', name: 'B', kind: 'code', code: 'hEL LO' }),
        ],
      },
      '! "A" has the same code',
    ],
    [
      'two rules of one id',
      { actions: [action({ kind: 'survey' }), action({ kind: 'survey' })] },
      '! "a" is there twice',
    ],
    [
      'tiers in the wrong order',
      { tiers: tiersOf([level({}), level({ id: 'm', name: 'M', threshold: 100 })]) },
      '! "M" must lie above "L"',
    ],
    [
      'two tiers of one name',
      {
        tiers: tiersOf([
          level({ name: 'Gold' }),
          level({ id: 'm', name: ' gold', threshold: 200 }),
        ]),
      },
      '! Two tiers are called "gold": nobody could tell them apart',
    ],
    [
      'a membership of a tier that does not exist',
      {
        tiers: tiersOf([level({})], { memberships: [{ productId: '1', tierId: 'x', months: 1 }] }),
      },
      '! Grants a tier that does not exist',
    ],
  ])('%s', (_, change, message) => {
    expect(found(change)).toContain(message);
  });
});

describe('what is doubtful is shown as a warning', () => {
  test.each([
    [
      'overlapping campaigns',
      {
        campaigns: [
          campaign({}),
          campaign({ id: 'd', name: 'D', startsAt: '2026-05-02T00:00:00Z' }),
        ],
      },
      '? "D" and "C" overlap: together they multiply each other',
    ],
    [
      'overlapping product rules',
      { order: { base: BASE, products: [product({}), product({ id: 'q', name: 'Q' })] } },
      '? "Q" and "P" both speak of “coffee”: the one that gives more counts',
    ],
    ['a review without a limit', { actions: [action({})] }, '? "A" can be earned without end'],
    [
      'a higher tier that earns less',
      { tiers: tiersOf([level({ percent: 200 }), level({ id: 'm', name: 'M', threshold: 200 })]) },
      '? "M" earns less than "L"',
    ],
    [
      'orders that earn nothing',
      { order: { base: { kind: 'per-order', points: 0 } } },
      '? With 0 points no order earns anything',
    ],
    [
      'a campaign that earns nothing',
      { campaigns: [campaign({ percent: 0 })] },
      '? Orders earn nothing during "C"',
    ],
    [
      'a campaign that changes nothing',
      { campaigns: [campaign({ percent: 100 })] },
      '? "C" gives the usual points: it changes nothing',
    ],
    [
      'a campaign of ten years',
      { campaigns: [campaign({ endsAt: '2036-05-01T00:00:00Z' })] },
      '? "C" lasts 3,653 days, more than a year',
    ],
    [
      'joining that gives more than a fortune spent',
      { actions: [action({ kind: 'sign-up', points: 1001 })] },
      '? "A" gives 1,001 points at once, far more than orders do',
    ],
    [
      'a bonus for an order that is far out',
      { order: { base: { kind: 'none' }, milestones: [{ order: 2, points: 100_001 }] } },
      '? The bonus for order 2 gives 100,001 points at once, far more than orders do',
    ],
    [
      'a tier whose entering is far out',
      { tiers: tiersOf([level({ entryPoints: 5000 })]) },
      '? Entering "L" gives 5,000 points at once, far more than orders do',
    ],
    [
      'absurdly many points',
      { order: { base: { kind: 'per-amount', points: 1000, per: 1 } } },
      '? More than a hundred points for the smallest coin: is this meant?',
    ],
    [
      'points that lapse without a word',
      { expiry: { kind: 'after-earning', months: 12, warnDays: [] } },
      '? Points lapse without a warning',
    ],
  ])('%s', (_, change, message) => {
    expect(found(change)).toEqual([message]);
  });
});

test('a campaign that is over is only known by the clock', () => {
  const given = rulesSchema.parse(rules({ campaigns: [campaign({})] }));
  const words = (now: string) => problemsOf(given, new Date(now)).map(({ message }) => message);
  expect(words('2026-05-02T23:59:59Z')).toEqual([]);
  expect(words('2026-05-03T00:00:00Z')).toEqual(['"C" is over already: it changes nothing']);
});

describe('numbers that cannot be are refused with the name of the rule', () => {
  test.each([
    [
      'negative points',
      { actions: [action({ points: -5 })] },
      '“A”, points: between 0 and 1,000,000,000',
    ],
    [
      'points as a word',
      { actions: [action({ points: 'many' })] },
      '“A”, points: fill in a whole number of 0 or more',
    ],
    [
      'half a point',
      { actions: [action({ points: 0.5 })] },
      '“A”, points: fill in a whole number of 0 or more',
    ],
    [
      'more than a million points at once, far more than orders do',
      { actions: [action({ points: 1_000_001 })] },
      '“A”, points: at most 1,000,000',
    ],
    [
      'a threshold, by the name of its field',
      { tiers: tiersOf([level({ threshold: 'x' })]) },
      '“L”, from net spend of: fill in a number of 0 or more',
    ],
    [
      'the least that an order must be',
      { order: { base: BASE, minimum: 'x' } },
      'Orders below this earn nothing: an amount like 20 or 19.90',
    ],
    [
      'a name without end',
      { tiers: tiersOf([level({ name: 'n'.repeat(300) })]) },
      `“${'n'.repeat(40)}…”, name: at most 120 characters`,
    ],
    [
      'a hundredfold and more',
      { campaigns: [campaign({ percent: 1e6 })] },
      '“C”, percent of the usual points: at most 10,000',
    ],
    [
      'a campaign without days',
      { campaigns: [campaign({ startsAt: 'soon' })] },
      '“C”, from: choose a day',
    ],
    [
      'a membership of no month',
      {
        tiers: tiersOf([level({})], { memberships: [{ productId: '1', tierId: 'l', months: 0 }] }),
      },
      'Months: at least 1',
    ],
    [
      'a discount above 100 %',
      { tiers: tiersOf([level({ perks: { percentOff: 120 } })]) },
      '“L”, percent off every order: at most 100',
    ],
    ['a tier without a name', { tiers: tiersOf([level({ name: ' ' })]) }, 'Name: give it a name'],
    [
      'a link that is none',
      { actions: [action({ kind: 'social', url: 'insta' })] },
      '“A”, address: an address like https://example.com',
    ],
    [
      'nothing for every 0',
      { order: { base: { kind: 'per-amount', points: 1, per: 0 } } },
      'Amount: above 0',
    ],
  ])('%s', (_, change, message) => {
    expect(refused(change)).toEqual([message]);
  });
});

describe('what only shows when parts are laid side by side', () => {
  const expiry = (months: number, more: object = {}) => ({
    expiry: { kind: 'after-earning', months, warnDays: [7], ...more },
  });
  test.each<[string, object, string[]]>([
    [
      'points that lapse before they open',
      { ...expiry(1), pending: { days: 60, from: 'payment' } },
      ['! Points would lapse before the return window of 60 days is over'],
    ],
    [
      'a warning that comes before the points',
      expiry(1, { warnDays: [40] }),
      ['? A warning 40 days before the end comes before the points do'],
    ],
    [
      'a tier whose tag earns nothing',
      {
        excludedCustomerTags: ['VIP'],
        tiers: tiersOf([level({ perks: { tag: 'vip' } })]),
      },
      ['! The tag of "L" excludes its members from earning'],
    ],
    [
      'the tag that Encore itself gives to a tier',
      { excludedCustomerTags: ['encore-tier-l'], tiers: tiersOf([level({})]) },
      ['! The tag of "L" excludes its members from earning'],
    ],
    [
      'a tag that Shopify would cut in two',
      { tiers: tiersOf([level({ perks: { tag: 'early, access' } })]) },
      ['! The tag of "L" cannot have a comma'],
    ],
    [
      'two memberships of one product',
      {
        tiers: tiersOf([level({})], {
          memberships: [6, 12].map((months) => ({ productId: '5', tierId: 'l', months })),
        }),
      },
      ['! A product that is sold as membership twice grants both: keep one'],
    ],
    [
      'a limit below what one order can earn',
      { order: { base: BASE, cap: 500, limit: { points: 100, unit: 'month' } } },
      ['? The limit of a member is below what one order can earn: the cap has no effect'],
    ],
  ])('%s', (_, change, messages) => {
    expect(found(change)).toEqual(messages);
  });
});

test('a number beyond all numbers, and a tag that is too long, are told as such', () => {
  const huge = { actions: [action({ points: '99999999999' })] };
  expect(refused(huge)).toEqual(['“A”, points: choose a smaller number']);
  const tagged = { excludedCustomerTags: ['t'.repeat(256)] };
  expect(refused(tagged)).toEqual(['Customers with these tags: at most 255 characters']);
});
