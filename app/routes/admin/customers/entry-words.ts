// Why points came or went, in the merchant's words: one table for all reasons of the ledger.

export const reasons: Record<string, string> = {
  order: 'Order',
  refund: 'Refund',
  cancelled: 'Order cancelled',
  redemption: 'Reward redeemed',
  'redemption-cancelled': 'Code given back',
  'redemption-expired': 'Code expired unused',
  'redemption-order-undone': 'The order with the code was undone',
  'redemption-used-late': 'A returned code was used after all',
  'refused-by-shopify': 'Shopify refused the code: points given back',
  expired: 'Points expired',
  join: 'Joined the programme',
  birthday: 'Birthday',
  anniversary: 'Anniversary of joining',
  newsletter: 'Newsletter',
  review: 'Review',
  survey: 'Survey',
  social: 'Social media',
  visit: 'Visit',
  code: 'Code entered',
  custom: 'Another way to earn',
  referral: 'Referral',
  tier: 'New tier',
  merchant: 'Changed by staff',
  'write-off': 'Debt written off',
  undone: 'Change undone',
  erased: 'Person erased',
  'expiry-corrected': 'Expiry corrected',
  merge: 'Customers merged',
  correction: 'Correction',
  import: 'Brought from another programme',
};

const kinds: Record<string, string> = {
  earn: 'Earned',
  reverse: 'Taken back',
  redeem: 'Spent',
  return: 'Given back',
  expire: 'Expired',
  adjust: 'Changed',
};

/** Why, in a word or two. */
export const reasonWords = (reason: string): string => reasons[reason] ?? 'Points taken back';

/** 'Order #1023', 'Refund #1023'; a reason without words is told by the kind of the entry. */
export function entryWords(entry: {
  kind: string;
  reason: string;
  orderName: string | null;
}): string {
  const words = reasons[entry.reason] ?? kinds[entry.kind] ?? entry.kind;
  return entry.orderName ? `${words} ${entry.orderName}` : words;
}
