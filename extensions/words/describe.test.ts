import { expect, test } from 'vitest';
import type {
  HeldCode,
  MemberWallet,
  RewardConditions,
  ShopWords,
  TierPerk,
} from '../../app/shoppers/contract.ts';
import { translator } from '../encore-theme-src/session.ts';
import deTexts from '../texts/de.json' with { type: 'json' };
import texts from '../texts/en.json' with { type: 'json' };
import {
  benefitsInWords,
  codeInWords,
  conditionsInWords,
  debtInWords,
  expiringInWords,
  giftInWords,
  historyInWords,
  joinInWords,
  missingInWords,
  pendingInWords,
  refusalInWords,
  valueInWords,
  wayName,
} from './describe.ts';
import { speaker } from './say.ts';

const say = speaker({ locale: 'en', translate: translator(texts, 'en') });

const free: RewardConditions = {
  minimum: null,
  isLimitedToProducts: false,
  products: [],
  purchase: 'both',
  countries: [],
  combinesWith: { order: true, product: true, shipping: true },
};

test('every kind of reward has words', () => {
  const amount = { amount: '5', currency: 'USD' };
  expect(valueInWords(say, { kind: 'amount-off', amount })).toBe('$5 off');
  expect(valueInWords(say, { kind: 'percentage-off', percent: '10' })).toBe('10% off');
  expect(valueInWords(say, { kind: 'free-shipping', maximum: null })).toBe('Free shipping');
  expect(
    valueInWords(say, { kind: 'free-product', title: '<b>Mug', imageUrl: null, quantity: 1 }),
  ).toBe('<b>Mug for free');
  expect(valueInWords(say, { kind: 'store-credit', amount })).toBe('$5 store credit');
  expect(valueInWords(say, { kind: 'gift-card', amount })).toBe('$5 gift card');
});

test('an incremental reward is worth its steps', () => {
  const value = { kind: 'amount-off', amount: { amount: '0.50', currency: 'USD' } } as const;
  expect(valueInWords(say, value, 7)).toBe('$3.50 off');
});

const tenOff = { kind: 'percentage-off', percent: '10' } as const;

test('a reward without conditions has no small print', () => {
  expect(conditionsInWords(say, { conditions: free, value: tenOff })).toEqual([]);
});

test('small print names the minimum, the products, how long it is good and what is left', () => {
  const minimum = { amount: '40', currency: 'USD' };
  const conditions = { ...free, minimum, isLimitedToProducts: true, products: ['Mug', 'Cup'] };
  const reward = { conditions, value: tenOff, validDays: 1, left: 3 };
  expect(conditionsInWords(say, reward)).toEqual([
    'For orders from $40',
    'For: Mug, Cup',
    'Valid for 1 day',
    'Left: 3',
  ]);
});

test('small print of free shipping names how dear it may be and where to', () => {
  const maximum = { amount: '12.50', currency: 'USD' };
  const value = { kind: 'free-shipping', maximum } as const;
  const conditions = { ...free, countries: ['NO', 'DE'] };
  expect(conditionsInWords(say, { conditions, value })).toEqual([
    'For shipping up to $12.50',
    'Delivered to: Norway, Germany',
  ]);
  const german = speaker({ locale: 'de', translate: translator(deTexts, 'de') });
  expect(conditionsInWords(german, { conditions, value })).toEqual([
    'Für Versandkosten bis 12,50\u00a0$',
    'Lieferung nach: Norwegen, Deutschland',
  ]);
});

test('an advocate’s reward without a name is called what it is worth', () => {
  expect(giftInWords(say, { rewardName: '', value: tenOff })).toBe('10% off');
  expect(giftInWords(say, { points: 200 })).toBe('200 points');
});

test('a refusal says what is missing, in money or in points', () => {
  const missing = { amount: '12.40', currency: 'USD' };
  expect(refusalInWords(say, { reason: 'minimum-not-met', missing })).toBe(
    'Add $12.40 to your cart to use this reward.',
  );
  expect(refusalInWords(say, { reason: 'insufficient-points', missing: 1200 })).toBe(
    'Still missing: 1,200 points',
  );
});

test('a refusal that is the page’s own fault only asks to try again', () => {
  expect(refusalInWords(say, { reason: 'bad-request' })).toBe('Please try again in a moment.');
});

test('the history says the reason, or at least what kind of entry it is', () => {
  const line = { id: '1', at: '', points: -5, balanceAfter: 0, note: null } as const;
  expect(historyInWords(say, { ...line, kind: 'reverse', reason: 'refund' })).toBe('Refund');
  expect(historyInWords(say, { ...line, kind: 'expire', reason: 'new-reason' })).toBe(
    'Points expired',
  );
});

test('a code says what it is worth beside its name, and until when it can be used', () => {
  const code = {
    ...{ name: '', state: 'ready', code: 'A-1', expiresAt: '2027-01-05T12:00:00Z' },
    value: tenOff,
  } as HeldCode;
  expect(codeInWords(say, code)).toBe('Valid until Jan 5, 2027');
  expect(codeInWords(say, { ...code, name: 'Thanks' })).toBe('10% off · Valid until Jan 5, 2027');
  expect(codeInWords(say, { ...code, state: 'preparing' })).toBe('Your code is being made…');
  expect(codeInWords(say, { ...code, state: 'used', orderName: '#1023' })).toBe(
    'Used in order #1023',
  );
});

test('a tier’s benefits are what works by itself, then the merchant’s own words', () => {
  const tier = {
    ...{ id: 'gold', name: 'Gold', threshold: { points: 1 }, benefits: ['A gift'] },
    perks: [{ kind: 'percentage-off', percent: '10' }, { kind: 'free-shipping' }] as TierPerk[],
  };
  expect(benefitsInWords(say, tier)).toEqual([
    '10% off every order',
    'Free shipping on every order',
    'A gift',
  ]);
});

test('the way to a tier is told in points, money or orders', () => {
  expect(missingInWords(say, { points: 1 })).toBe('1 point');
  expect(missingInWords(say, { spend: { amount: '80', currency: 'USD' } })).toBe('$80');
  expect(missingInWords(say, { orders: 2 })).toBe('2 orders');
});

test('a way to earn has the merchant’s name, or ours in the shopper’s language', () => {
  const way = { id: 'a', points: 5, per: null, isDone: false, url: null };
  const inGerman = speaker({ locale: 'de', translate: translator(deTexts, 'de') });
  expect(wayName(say, { ...way, kind: 'visit', name: 'Look in' })).toBe('Look in');
  const kinds = ['order', 'join', 'birthday', 'anniversary', 'newsletter', 'review', 'survey'];
  for (const kind of [...kinds, 'social', 'visit', 'code', 'custom', 'referral']) {
    const names = [say, inGerman].map((speaks) => wayName(speaks, { ...way, kind, name: '' }));
    expect(names.join(), kind).not.toContain('.');
  }
  expect(wayName(inGerman, { ...way, kind: 'visit', name: '' })).toBe('Besuch');
});

test('a balance below zero is told with its reason, and joining with what counts', () => {
  const member = { negativeReason: 'undone' } as MemberWallet;
  expect(debtInWords(say, member)).toContain('below zero (Change undone)');
  expect(debtInWords(say, { ...member, negativeReason: null })).toBeNull();
  const shop = { countsSince: '2026-01-05T12:00:00Z' } as ShopWords;
  expect(joinInWords(say, shop)).toContain('your orders since Jan 5, 2026 count too');
  expect(joinInWords(say, { ...shop, countsSince: null })).toContain('earlier orders count too');
});

test('what ends after the fifth day is summed up, not left out', () => {
  const expiring = [1, 2, 3, 4, 5, 6, 7].map((day) => ({
    points: 10 * day,
    expiresAt: `2027-01-0${day}T12:00:00Z`,
  }));
  const lines = expiringInWords(say, { expiring } as MemberWallet);
  expect(lines).toHaveLength(6);
  expect(lines[4]).toEqual(['50 points', 'Use by Jan 5, 2027']);
  expect(lines[5]).toEqual(['130 points later', '']);
  expect(pendingInWords(say, { pending: [] as MemberWallet['pending'] } as MemberWallet)).toEqual(
    [],
  );
});
