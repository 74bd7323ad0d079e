import { describe, expect, it } from 'vitest';
import { makeFormat } from './writing.ts';

const format = makeFormat({
  locale: 'en',
  currency: 'EUR',
  timezone: 'Asia/Bangkok',
  today: '2026-11-22',
});

describe('makeFormat', () => {
  it('writes a dash for what is undefined, and never 0', () => {
    expect([format.percent(null), format.money(undefined), format.day(null)]).toEqual([
      '–',
      '–',
      '–',
    ]);
    expect(format.count(0)).toBe('0');
  });

  it('writes money as text of the shop’s currency and of an order’s own', () => {
    expect(format.money('1234.5')).toBe('€1,234.50');
    expect(format.moneyIn('1234', 'JPY')).toBe('¥1,234');
  });

  it('tells an instant on the shop’s clock: 18:30 UTC is the next day in Bangkok', () => {
    expect(format.moment('2026-11-22T18:30:00Z')).toBe('Nov 23, 2026, 01:30');
    expect(format.dayOf('2026-11-22T18:30:00Z')).toBe('Nov 23, 2026');
  });

  it('writes a day as that day, wherever the server stands', () => {
    expect([format.day('2026-01-01'), format.month('2026-01-01')]).toEqual([
      'Jan 1, 2026',
      'Jan 2026',
    ]);
  });

  it('uses plain spaces only, because Node and browsers differ in the others', () => {
    const czech = makeFormat({
      locale: 'cs',
      currency: 'CZK',
      timezone: 'Europe/Prague',
      today: '2026-11-22',
    });
    expect(czech.money('1234567.5')).toBe('1 234 567,50 Kč');
  });

  it.each([
    [2, 'a few seconds'],
    [43, '45 seconds'],
    [125, '2 minutes'],
    [7200, '2 hours'],
    [200_000, '2 days'],
  ])('says %d seconds as %s', (seconds, words) => {
    expect(format.duration(seconds)).toBe(words);
  });
});
