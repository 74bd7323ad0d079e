import { describe, expect, test } from 'vitest';
import { fill, speaker } from './say.ts';

const translate = () => null;
const english = speaker({ locale: 'en', translate });

describe('a speaker', () => {
  test('prefers the merchant’s wording, by plural form where there is one', () => {
    const say = speaker({
      locale: 'cs',
      translate: (key) => `ours: ${key}`,
      shop: {
        texts: { 'reward.valid.few': '{{ count }} dny', 'reward.redeem': 'Chci' },
        direction: 'ltr',
      },
    });
    expect(say.text('reward.valid', { count: 3 })).toBe('3 dny');
    expect(say.text('reward.valid', { count: 5 })).toBe('ours: reward.valid');
    expect(say.text('reward.redeem')).toBe('Chci');
  });

  test('counts points with the merchant’s word in the form of the number', () => {
    const texts = {
      'points.one': '{{ number }} hvězda',
      'points.few': '{{ number }} hvězdy',
      'points.other': '{{ number }} hvězd',
    };
    const say = speaker({ locale: 'cs', translate, shop: { texts, direction: 'ltr' } });
    expect([1, 3, 5].map(say.points)).toEqual(['1 hvězda', '3 hvězdy', '5 hvězd']);
  });

  test('gives an unknown key no words rather than the key', () => {
    expect(english.text('reason.something-new')).toBe('');
  });

  test('tells the day of the shop, and its own where it does not know the shop’s zone', () => {
    const words = { texts: {}, direction: 'ltr' } as const;
    const dateIn = (timezone: string) =>
      speaker({ locale: 'en', translate, shop: { ...words, timezone } }).date(
        '2027-02-01T04:59:59.999Z',
      );
    expect(dateIn('America/New_York')).toBe('Jan 31, 2027');
    expect(dateIn('Asia/Tokyo')).toBe('Feb 1, 2027');
    expect(dateIn('Europe/Founded_Tomorrow')).toMatch(/2027$/);
  });

  test('speaks English where the locale is nonsense', () => {
    expect(speaker({ locale: 'x_y_z!', translate }).percent('12.5')).toBe('12.5%');
  });

  test('writes whole amounts without cents, and keeps the currency’s own digits', () => {
    expect(english.money({ amount: '5.00', currency: 'EUR' })).toBe('€5');
    expect(english.money({ amount: '5.50', currency: 'EUR' })).toBe('€5.50');
    expect(english.money({ amount: '500', currency: 'JPY' })).toBe('¥500');
    expect(english.money({ amount: '1.250', currency: 'KWD' })).toMatch(/1\.250/);
  });

  test('shows the shop’s money in the buyer’s currency, and says that it is about that', () => {
    const buyer = { currency: 'SEK', rate: 11.5 };
    const say = speaker({ locale: 'en', translate, buyer });
    expect(say.money({ amount: '10', currency: 'EUR' })).toBe('≈ SEK\u00a0115');
    expect(say.money({ amount: '10', currency: 'SEK' })).toBe('SEK\u00a010');
  });

  test('keeps each value’s own direction in right-to-left text', () => {
    const shop = { texts: { a: 'קוד {{ code }}' }, direction: 'rtl' as const };
    expect(speaker({ locale: 'he', translate, shop }).text('a', { code: 'AB-1' })).toBe(
      'קוד \u2068AB-1\u2069',
    );
  });
});

test('a place without a value stays as it is', () => {
  expect(fill('{{ a }} and {{b}}', { a: 1 })).toBe('1 and {{b}}');
});

test('a change keeps its place beside a date that runs the other way', () => {
  const translate = () => null;
  const shop = { texts: {}, direction: 'rtl' } as const;
  expect(speaker({ locale: 'he', translate, shop }).change(500)).toMatch(/^\u2068.*500\u2069$/);
  expect(speaker({ locale: 'en', translate }).change(500)).toBe('+500');
});

test('the merchant’s words are not turned round by the language about them', () => {
  const translate = () => null;
  const shop = { texts: {}, direction: 'rtl' } as const;
  expect(speaker({ locale: 'he', translate, shop }).own('$15 off')).toBe('\u2068$15 off\u2069');
  expect(speaker({ locale: 'en', translate }).own('$15 off')).toBe('$15 off');
});
