// What can be saved of a reward and may not be meant; the merchant is asked before.
import { decimalText } from '#app/basics/money.ts';
import type { Rules } from '#app/loyalty/programme/rules.ts';
import type { RewardInput } from '#app/rewards/save-reward.server.ts';

/** Amounts as decimal text of the shop's currency. */
export type Doubt =
  /** Nobody can have it. */
  | { kind: 'no-stock' }
  /** It gives back `amount` for points that take orders of `spent`: half of it, or more. */
  | { kind: 'dear'; amount: string; spent: string };

type Asked = Pick<RewardInput, 'state' | 'offer' | 'terms'>;

/** The doubts about `asked` that were not there `before`. */
export function newDoubts(
  asked: Asked,
  before: Asked | null,
  rules: Rules | null,
  currency: string,
): Doubt[] {
  const known = before ? doubtsOf(before, rules, currency).map(textOf) : [];
  return doubtsOf(asked, rules, currency).filter((doubt) => !known.includes(textOf(doubt)));
}

const textOf = (doubt: Doubt): string => JSON.stringify(doubt);

function doubtsOf({ state, offer, terms }: Asked, rules: Rules | null, currency: string): Doubt[] {
  if (state === 'draft') return [];
  const doubts: Doubt[] = offer.stock === 0 ? [{ kind: 'no-stock' }] : [];
  const { value } = terms;
  const base = rules?.order.base;
  // What a percentage or a product comes to depends on the order.
  if (!('amount' in value) || base?.kind !== 'per-amount' || base.points === 0n) return doubts;
  const amount = BigInt(value.amount);
  const spent = (BigInt(offer.points) * base.per) / base.points;
  if (amount * 2n < spent) return doubts;
  const inWords = (minor: bigint) => decimalText(minor, currency);
  return [...doubts, { kind: 'dear', amount: inWords(amount), spent: inWords(spent) }];
}
