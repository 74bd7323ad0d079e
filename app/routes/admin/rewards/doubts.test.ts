import { expect, it } from 'vitest';
import { firstRules } from '#app/loyalty/programme/rules.ts';
import { newDoubts } from './doubts.ts';

// Five points for a dollar: 500 points take orders of $100.
const rules = firstRules(100n, 5n);
const asked = (more: { amount?: bigint; stock?: number | null } = {}) => ({
  state: 'active' as const,
  offer: { points: 500, names: {}, stock: more.stock ?? null },
  terms: { value: { kind: 'amount-off' as const, amount: more.amount ?? 500n } },
});
type More = NonNullable<Parameters<typeof asked>[0]>;
const doubts = (more: More, before: More | null) =>
  newDoubts(asked(more), before && asked(before), rules, 'USD');

it('asks about an amount that gives back half of what was spent for it, or more', () => {
  expect(doubts({ amount: 4999n }, null)).toEqual([]);
  expect(doubts({ amount: 9_999_999_999_900n }, null)).toEqual([
    { kind: 'dear', amount: '99999999999.00', spent: '100.00' },
  ]);
  const perOrder = { ...rules, order: { ...rules.order, base: { kind: 'none' as const } } };
  expect(newDoubts(asked({ amount: 5000n }), null, perOrder, 'USD')).toEqual([]);
});

it('asks about a reward that nobody could have, unless it is a draft', () => {
  expect(doubts({ stock: 0 }, null)).toEqual([{ kind: 'no-stock' }]);
  const draft = { ...asked({ stock: 0, amount: 5000n }), state: 'draft' as const };
  expect(newDoubts(draft, null, rules, 'USD')).toEqual([]);
});

it('asks once: what was so before is not asked about again', () => {
  expect(doubts({ stock: 0, amount: 6000n }, { stock: 0, amount: 6000n })).toEqual([]);
  expect(doubts({ stock: 0, amount: 6000n }, { stock: 0 })).toMatchObject([{ kind: 'dear' }]);
});
