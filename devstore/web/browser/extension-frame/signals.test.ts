import { Signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { createSignals, type SignalClass, type SignalLike } from './signals.ts';
import { createI18n } from './texts.ts';

type State = { count: number; name: string };
type Api = { count: SignalLike<number>; name: SignalLike<string> };

function make() {
  const api = {} as Api;
  const signals = createSignals<State>({ count: 1, name: 'Ada' });
  signals.follow(api, 'count', (state) => state.count);
  signals.follow(api, 'name', (state) => state.name);
  return { api, signals };
}

test("signals become instances of the extension's own class and keep their value", () => {
  const { api, signals } = make();
  signals.adopt(Signal as unknown as SignalClass);
  expect(api.count).toBeInstanceOf(Signal);
  expect(api.count.value).toBe(1);
});

test('only signals whose part of the state differs tell their listeners', () => {
  const { api, signals } = make();
  const told: unknown[] = [];
  api.count.subscribe((value) => told.push(value));
  api.name.subscribe((value) => told.push(value));
  signals.update({ count: 2, name: 'Ada' });
  expect(told).toEqual([2]);
});

test('a listener that left is told nothing more', () => {
  const { api, signals } = make();
  const told: number[] = [];
  api.count.subscribe((value) => told.push(value))();
  signals.update({ count: 2, name: 'Ada' });
  expect(told).toEqual([]);
});

const i18n = createI18n({
  locale: 'cs',
  currency: 'CZK',
  messages: { points: { one: '{{count}} bod', few: '{{count}} body', other: '{{count}} bodů' } },
  defaultMessages: { points: { one: 'point', other: 'points' }, title: 'Rewards of {{name}}' },
});

test("texts come in the buyer's language, with its plurals and numbers, else in the default one", () => {
  expect(i18n.translate('points', { count: 3 })).toBe('3 body');
  expect(i18n.translate('points', { count: 12000 })).toBe('12\u00a0000 bodů');
  expect(i18n.translate('title', { name: 'Ada' })).toBe('Rewards of Ada');
});

test('a text with elements in it comes back in parts', () => {
  const element = { type: 'strong' };
  expect(i18n.translate('title', { name: element })).toEqual(['Rewards of ', element, '']);
});

test('a key without a text is an error, as in Shopify', () => {
  expect(() => i18n.translate('absent')).toThrow(/absent/);
});

test("money is in the buyer's currency", () => {
  expect(i18n.formatCurrency(5)).toBe('5,00\u00a0Kč');
});
