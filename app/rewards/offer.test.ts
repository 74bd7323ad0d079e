import { expect, test } from 'vitest';
import {
  affordableSteps,
  areStepsAllowed,
  type Buyer,
  type Counts,
  mayHave,
  type OfferInput,
  offerSchema,
  type RewardState,
  standingOf,
  wordsOf,
} from './offer.ts';

const now = new Date('2026-11-22T12:00:00Z');
const names = { en: { name: 'Off', description: '' } };
const offerOf = (more: Partial<OfferInput> = {}) =>
  offerSchema.parse({ points: 500, names, ...more });
const member: Buyer = { state: 'member', spendable: 600n, tier: 'gold', groups: ['at-risk'] };
const none: Counts = { all: 0, own: 0, ownInPeriod: 0 };

function why(
  more: Partial<OfferInput>,
  buyer: Partial<Buyer> = {},
  counts: Partial<Counts> = {},
  state: RewardState = 'active',
  isActive = true,
) {
  const reward = { state, offer: offerOf(more) };
  const answer = mayHave(reward, { ...member, ...buyer }, { ...none, ...counts }, 1, isActive, now);
  return answer.can ? null : answer.why;
}

test('a member with enough points may have it', () => {
  expect(why({})).toBeNull();
});

test.each([
  ['sign-in', {}, { state: 'guest' }],
  ['join', {}, { state: 'visitor' }],
  ['blocked', {}, { state: 'blocked' }],
  ['insufficient-points', {}, { spendable: 499n }],
  ['tier-too-low', { audience: { tiers: ['platinum'], groups: [] } }, {}],
  ['not-for-you', { audience: { tiers: [], groups: ['champions'] } }, {}],
  ['reward-not-started', { startsAt: '2026-11-23T00:00:00Z' }, {}],
  ['reward-ended', { endsAt: '2026-11-22T12:00:00Z' }, {}],
] as const)('%s is said when it is so', (reason, offer, buyer) => {
  expect(why(offer as Partial<OfferInput>, buyer)).toBe(reason);
});

test('stock, limits a member and limits a period are told from each other', () => {
  expect(why({ stock: 3 }, {}, { all: 3 })).toBe('out-of-stock');
  expect(why({ stock: 3 }, {}, { all: 2 })).toBeNull();
  expect(why({ perMember: 1 }, {}, { own: 1 })).toBe('limit-reached');
  expect(why({ perPeriod: { count: 1, days: 30 } }, {}, { own: 5, ownInPeriod: 0 })).toBeNull();
  expect(why({ perPeriod: { count: 1, days: 30 } }, {}, { ownInPeriod: 1 })).toBe('limit-reached');
});

test('a paused programme and an archived reward give nothing, to nobody', () => {
  expect(why({}, {}, {}, 'archived')).toBe('reward-archived');
  expect(why({}, {}, {}, 'draft')).toBe('reward-archived');
  expect(why({}, {}, {}, 'active', false)).toBe('programme-paused');
});

test('what is missing is told to the point, for as many steps as were chosen', () => {
  const reward = {
    state: 'active' as const,
    offer: offerOf({ points: 100, steps: { minimum: 1, maximum: null } }),
  };
  expect(mayHave(reward, member, none, 9, true, now)).toEqual({
    can: false,
    why: 'insufficient-points',
    missing: 300n,
  });
});

test('a fixed reward is had in ones, an incremental one within its bounds', () => {
  expect([1, 2].map((steps) => areStepsAllowed(offerOf(), steps))).toEqual([true, false]);
  const bounded = offerOf({ steps: { minimum: 2, maximum: 5 } });
  expect([1, 2, 5, 6, 2.5].map((steps) => areStepsAllowed(bounded, steps))).toEqual([
    false,
    true,
    true,
    false,
    false,
  ]);
  expect(affordableSteps(bounded, 1700n)).toBe(3);
  expect(affordableSteps(bounded, 999_999n)).toBe(5);
  expect(affordableSteps(bounded, -5n)).toBe(0);
});

test('words come in the shopper’s language, its base, English, or what there is', () => {
  const offer = offerOf({
    names: {
      en: { name: 'Off', description: '' },
      'pt-BR': { name: 'Desconto', description: '' },
      de: { name: 'Rabatt', description: '' },
    },
  });
  expect(wordsOf(offer, 'pt-BR').name).toBe('Desconto');
  expect(wordsOf(offer, 'de-AT').name).toBe('Rabatt');
  expect(wordsOf(offer, 'ja').name).toBe('Off');
  expect(wordsOf(offerOf({ names: { cs: { name: 'Sleva', description: '' } } }), 'en').name).toBe(
    'Sleva',
  );
});

test('a code of former terms is kept, or replaceable where the merchant allows it', () => {
  const reward = { version: 2, state: 'active' as const };
  const code = { state: 'issued' as const, version: 1 };
  expect(standingOf(code, { ...reward, offer: offerOf() })).toBe('kept');
  const replaceable = offerOf({ onTermsChanged: 'replaceable' });
  expect(standingOf(code, { ...reward, offer: replaceable })).toBe('replaceable');
  expect(standingOf({ ...code, version: 2 }, { ...reward, offer: replaceable })).toBe('current');
  expect(standingOf({ ...code, state: 'used' }, { ...reward, offer: replaceable })).toBe('kept');
});
