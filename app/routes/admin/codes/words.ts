// States and reasons of codes and referrals, as a merchant reads them.

export const codeStates: Record<string, string> = {
  reserved: 'Being made',
  issued: 'Open',
  used: 'Used',
  released: 'Ended',
};

const reasons: Record<string, string> = {
  redeemed: 'points exchanged',
  'in-place-of-another': 'in place of another code',
  'given-by-support': 'given by the shop',
  'given-for-a-referral': 'given for a referral',
  'from-pool': 'code taken from the pool',
  'code-made': 'code made in Shopify',
  delivered: 'credited to the customer',
  used: 'used in an order',
  'used-late': 'used in an order that arrived late',
  'used-late-taken-again': 'used in an order that arrived late; the points were taken again',
  'cancelled-by-shopper': 'cancelled by the shopper',
  'cancelled-by-merchant': 'ended by the shop',
  'gone-in-shopify': 'code taken out of Shopify',
  replaced: 'replaced by a new code',
  'refused-by-shopify': 'Shopify could not make it',
  expired: 'ran out',
  'order-undone': 'order cancelled or refunded',
  'referral-revoked': 'the friend’s order was cancelled or refunded',
  'reward-not-on-offer': 'the advocate’s reward is no longer on offer',
  'advocate-excluded': 'the advocate earns nothing by the rules of the programme',
  'advocate-no-member': 'the advocate is no longer a member',
  'reward-used-already': 'the advocate had used the reward already',
  'same-customer': 'the same customer',
  'same-email': 'the same e-mail address',
  'same-phone': 'the same phone number',
  'existing-customer': 'bought here before',
  'already-referred': 'was referred before',
  'advocate-limit': 'the advocate is at the limit',
  'address-limit': 'too many from one connection',
  'same-address': 'the same street address',
  'same-device': 'the same device',
  'same-network': 'the same connection',
  'device-of-another': 'a device other friends came with',
  'approved-by-merchant': 'approved by the shop',
  'denied-by-merchant': 'denied by the shop',
};

/** A reason in words; one without words is shown by its name. */
export const reasonWords = (reason: string): string =>
  reasons[reason] ?? reason.replaceAll('-', ' ');

export const referralStates: Record<string, string> = {
  claimed: 'Has the code',
  waiting: 'Waiting for the return window',
  review: 'To be reviewed',
  completed: 'Rewarded',
  denied: 'Denied',
  revoked: 'Revoked',
};
