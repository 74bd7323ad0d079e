// What a merchant reads above the texts of each part of what shoppers see.

export const SECTIONS: { id: string; name: string }[] = [
  { id: 'panel', name: 'Panel' },
  { id: 'guest', name: 'Joining' },
  { id: 'points', name: 'The word for points' },
  { id: 'balance', name: 'Balance' },
  { id: 'tier', name: 'Tier' },
  { id: 'birthday', name: 'Birthday' },
  { id: 'ways', name: 'Ways to earn' },
  { id: 'reward', name: 'Rewards' },
  { id: 'code', name: 'Codes' },
  { id: 'history', name: 'History' },
  { id: 'entry', name: 'Reasons in the history' },
  { id: 'referral', name: 'Sharing with friends' },
  { id: 'help', name: 'Help' },
  { id: 'order', name: 'Thank-you and order status' },
  { id: 'survey', name: 'Question after an order' },
  { id: 'checkout', name: 'Checkout' },
  { id: 'account', name: 'Customer account' },
  { id: 'reason', name: 'Why something cannot be had' },
];

const FORMS: Record<string, string> = {
  zero: 'for 0',
  one: 'for 1',
  two: 'for 2',
  few: 'for a few',
  many: 'for many',
  other: 'otherwise',
};

/** Where the key alone would leave a merchant guessing. */
const NAMES: Record<string, string> = {
  'panel.resting': 'When Encore cannot be reached',
  'panel.again': 'Button to try again',
  'panel.paused': 'While the programme rests',
  'guest.text': 'Under the title',
  'guest.join': 'Button to join',
  'guest.join_text': 'Under the title of joining',
  'balance.none': 'Before the first points',
  'balance.negative': 'Below zero, and why',
  'reward.yes': 'Button to confirm',
  'reward.no': 'Button to leave it',
  'reward.alone': 'Cannot be combined',
  'code.kept': 'When the terms have changed',
  'code.replace': 'Button for the new terms',
  'checkout.use': 'Button to use a code',
};

/** 'reward.some_products' is 'Some products', 'reward.valid.one' is 'Valid (for 1)'. */
export function nameOfText(key: string): string {
  if (NAMES[key]) return NAMES[key];
  const [, name = '', form] = key.split('.');
  const isForm = form === undefined && name in FORMS;
  const words = (isForm ? 'points' : name).replace(/[-_]/g, ' ');
  const start = words.charAt(0).toUpperCase() + words.slice(1);
  const shape = isForm ? FORMS[name] : form && FORMS[form];
  return shape ? `${start} (${shape})` : start;
}
