// What a merchant reads above the texts of each part of what shoppers see.

export const SECTIONS: { id: string; name: string }[] = [
  { id: 'panel', name: 'Panel' },
  { id: 'guest', name: 'Joining' },
  { id: 'points', name: 'The word for points' },
  { id: 'balance', name: 'Balance' },
  { id: 'tier', name: 'Tier' },
  { id: 'ways', name: 'Ways to earn' },
  { id: 'reward', name: 'Rewards' },
  { id: 'code', name: 'Codes' },
  { id: 'history', name: 'History' },
  { id: 'entry', name: 'Reasons in the history' },
  { id: 'referral', name: 'Sharing with friends' },
  { id: 'help', name: 'Help' },
  { id: 'order', name: 'Thank-you and order status' },
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

/** 'reward.some_products' is 'Some products', 'reward.valid.one' is 'Valid (for 1)'. */
export function nameOfText(key: string): string {
  const [, name = '', form] = key.split('.');
  const isForm = form === undefined && name in FORMS;
  const words = (isForm ? 'points' : name).replace(/[-_]/g, ' ');
  const start = words.charAt(0).toUpperCase() + words.slice(1);
  const shape = isForm ? FORMS[name] : form && FORMS[form];
  return shape ? `${start} (${shape})` : start;
}
