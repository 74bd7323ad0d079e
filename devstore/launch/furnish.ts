// A demo to look around in: what a merchant has set up after some weeks, through the admin's own
// forms, and what shoppers have done since, through the app's own doors.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { AdminForms } from './install.ts';

export type Places = { devstore: string; app: string; storefront: string; database: string };

/** What is read of a member's wallet. */
type Wallet = {
  rewards: { id: string; canRedeem: boolean }[];
  member: { referral: { code: string } };
};

/** How many members exchange points, and how many friends come by the link of the first of them. */
const MEMBERS = 18;
const FRIENDS = 5;

/** Sets Encore up as a merchant does. Throws if the app refuses anything. */
export async function setUpShop(admin: AdminForms, places: Places): Promise<void> {
  await admin.post('/app/settings', SETTINGS);
  await admin.post('/app/programme/earn', { draft: JSON.stringify(EARN) });
  await admin.post('/app/programme/tiers', { draft: JSON.stringify(TIERS) });
  for (const reward of REWARDS) await admin.post('/app/rewards/new', reward);
  const [friendRewardId] = await column(places, CHEAPEST_REWARD);
  await admin.post('/app/referrals', { ...REFERRALS, friendRewardId: friendRewardId! });
}

/**
 * Lets the richest members exchange points, use some codes and give some back, and friends come by
 * a link and order. Throws if a door refuses.
 */
export async function letShoppersShop(admin: AdminForms, places: Places): Promise<void> {
  const made = await admin.post('/app/programme/api-keys', { name: 'Demo', rewards: 'yes' });
  const key = { authorization: `Bearer ${/encore_\d+_[\w-]+/.exec(made)![0]}` };
  let code = '';
  for (const [turn, customerId] of (await column(places, RICHEST_MEMBERS)).entries()) {
    const door = `${places.app}/api/v1/customers/${customerId}`;
    const { rewards, member }: Wallet = await ask(`${door}/wallet`, null, key);
    code ||= member.referral.code;
    const reach = rewards.filter(({ canRedeem }) => canRedeem);
    if (reach.length === 0) continue;
    const exchange = { id: randomUUID(), rewardId: reach[turn % reach.length]!.id };
    const held = await ask(`${door}/redeem`, exchange, key);
    if (turn % 4 === 0) await order(places, { customerId, discountCodes: [held.code.code] });
    if (turn % 8 === 1) await ask(`${door}/cancel`, { id: exchange.id }, key);
  }
  for (let friend = 1; friend <= FRIENDS; friend += 1) {
    await comeByLink(places, code, `friend-${friend}@example.com`);
  }
}

/** A friend takes the code; the first three order with it. */
async function comeByLink(places: Places, code: string, email: string) {
  const door = `${places.storefront}/apps/rewards/referral`;
  const device = randomUUID();
  const { nonce } = await ask(`${door}?code=${code}&device=${device}`, null);
  const welcome = await ask(door, { code, email, device, nonce });
  if (/[123]@/.test(email)) {
    await order(places, { email, discountCodes: [welcome.code] });
  }
}

/** Places a paid order of two bags, as the checkout does. */
async function order({ devstore }: Places, buyer: object) {
  const products = await ask(`${devstore}/__devstore/products`, null);
  const lines = [{ variantId: products[0].variants[0].id, quantity: 2 }];
  const shipping = { isShipped: true, shippingAddress: { city: 'Portland', zip: '97201' } };
  await ask(`${devstore}/__devstore/orders`, { lines, ...shipping, ...buyer });
}

/** What the door answers to a look (no body) or an act. Throws what it says if it refuses. */
// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, of which little is read.
async function ask(url: string, body: object | null, headers: object = {}): Promise<any> {
  const answer = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', ...headers },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${text}`);
  return JSON.parse(text);
}

const CHEAPEST_REWARD = `
  SELECT id AS value FROM reward WHERE state = 'active' ORDER BY (offer ->> 'points')::int LIMIT 1`;

const RICHEST_MEMBERS = `
  SELECT customer_id AS value FROM loyalty_account
   WHERE status = 'member' ORDER BY balance DESC, customer_id LIMIT ${MEMBERS}`;

async function column({ database }: Places, query: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    const { rows } = await client.query(query);
    return rows.map(({ value }) => String(value));
  } finally {
    await client.end();
  }
}

const SETTINGS = {
  industry: 'consumer-goods',
  window: 'days',
  windowDays: '365',
  clvYears: '1',
  margin: '45',
  discountRate: '10',
};

/** Without a name of its own, so that each shopper reads it in their language. */
const way = (kind: string, points: string, unit: string) => ({
  id: kind,
  kind,
  name: '',
  points,
  isOn: true,
  times: '1',
  unit,
  code: '',
  url: '',
  startsAt: '',
  endsAt: '',
});

const EARN = {
  actions: [
    way('sign-up', '50', 'ever'),
    way('birthday', '100', 'year'),
    way('newsletter', '25', 'ever'),
    way('review', '30', 'month'),
  ],
  milestones: [{ order: '5', points: '150' }],
  minimum: '',
  cap: '',
  limitPoints: '',
  limitUnit: 'month',
  countsSubscriptions: true,
  countsGiftCards: false,
  countsShipping: false,
  countsTax: false,
  rounding: 'floor',
  excludedTags: 'wholesale',
  excludedSegmentIds: [],
};

const level = (name: string, threshold: string, percent: string, entryPoints: string) => ({
  id: name.toLowerCase(),
  name,
  threshold,
  percent,
  entryPoints,
  freeShipping: false,
  percentOff: '0',
  tag: '',
  benefits: '',
});

const TIERS = {
  isOn: true,
  basis: 'spend',
  window: 'rolling-year',
  graceDays: '30',
  levels: [
    level('Bronze', '100', '100', '0'),
    level('Silver', '300', '125', '100'),
    { ...level('Gold', '800', '150', '250'), freeShipping: true, benefits: 'First to taste' },
  ],
  memberships: [],
};

/** What the form of a reward sends when nothing in it was touched. */
const REWARD = {
  kind: 'amount-off',
  amount: '5',
  percent: '10',
  validDays: '60',
  way: 'pooled',
  combinesShipping: 'yes',
  purchase: 'one-time',
  state: 'active',
};
const REWARDS = [
  { ...REWARD, 'name-en': 'Free shipping', kind: 'free-shipping', points: '300' },
  { ...REWARD, 'name-en': '$15 off', amount: '15', minimum: '25', points: '1400' },
  {
    ...REWARD,
    'name-en': '20% for Gold',
    kind: 'percentage-off',
    percent: '20',
    points: '2000',
    tiers: 'gold',
  },
];

const REFERRALS = {
  isOn: 'on',
  advocateKind: 'points',
  points: '500',
  holdDays: '0',
  perMonth: '20',
  perAddress: '100',
};
