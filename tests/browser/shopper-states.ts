// The states a shopper can be in, put over a real answer of the doors: the shop, its rewards and
// its texts stay what they are.
import type { Page } from 'playwright-core';
import type { HeldCode, MemberWallet, OrderPoints, Wallet } from '../../app/shoppers/contract.ts';

const SOON = '2027-01-31T12:00:00.000Z';
const BEFORE = '2026-10-01T12:00:00.000Z';
/** Whatever a merchant or a customer writes is shown as it is. */
export const HTML = '<img src=x onerror=alert(1)>';

const nothing: MemberWallet = {
  ...{ balance: 0, spendable: 0, negativeReason: null, pending: [], pendingTotal: 0 },
  ...{
    expiring: [],
    tier: null,
    firstTier: null,
    birthday: null,
    mayTellBirthday: true,
    codes: [],
    history: [],
    news: [],
  },
  ...{ referral: null, joinedAt: BEFORE },
};
const firstTier = {
  ...{ id: 'silver', name: `Silver ${HTML}`, missing: { points: 300 }, progress: 0.7 },
};

const code: HeldCode = {
  ...{ id: '11111111-1111-4111-8111-111111111111', rewardId: 'x', name: `5 € ${HTML}` },
  value: { kind: 'amount-off', amount: { amount: '5', currency: 'EUR' } },
  ...{ points: 500, state: 'ready', code: 'ENC-7Q4M-K2XP', applyUrl: '/cart', canCancel: true },
  ...{ redeemedAt: BEFORE, expiresAt: SOON, usedAt: null, orderName: null, reason: null },
  terms: 'kept',
  conditions: {
    ...{ minimum: null, isLimitedToProducts: false, products: [], purchase: 'both', countries: [] },
    combinesWith: { order: true, product: true, shipping: true },
  },
};

const rich: MemberWallet = {
  ...nothing,
  ...{ balance: 1250, spendable: 1250, pendingTotal: 80, birthday: '02-29' },
  pending: [{ points: 80, releasesAt: SOON, orderName: '#1001' }],
  expiring: [{ points: 400, expiresAt: SOON }],
  tier: {
    ...{ id: 'gold', name: `Gold ${HTML}`, since: BEFORE, until: SOON },
    next: {
      ...{ id: 'top', name: 'Platinum', progress: 0.4 },
      missing: { spend: { amount: '120', currency: 'EUR' } },
    },
  },
  codes: [code, { ...code, id: code.id.replace('1', '2'), state: 'preparing', code: null }],
  history: [
    {
      ...{ id: '2', at: BEFORE, kind: 'redeem', points: -500, balanceAfter: 1250 },
      ...{ reason: 'redemption', note: null },
    },
    {
      ...{ id: '1', at: BEFORE, kind: 'adjust', points: 1750, balanceAfter: 1750 },
      ...{ reason: 'merchant', note: `Sorry ${HTML}` },
    },
  ],
  news: [
    {
      ...{ id: '3', at: BEFORE, kind: 'reverse', points: -120, balanceAfter: 1250 },
      ...{ reason: 'refund', note: `#1001 ${HTML}` },
    },
  ],
  referral: {
    ...{ code: 'ANNA-7Q4M', url: 'https://demo.example/?referral=ANNA-7Q4M' },
    shareTexts: { subject: 'For you', text: 'A gift' },
    advocateGets: { points: 200 },
    friendGets: { rewardName: `Gift ${HTML}`, value: code.value },
    counts: { visited: 3, joined: 2, waiting: 1, completed: 1 },
  },
};

type State = { name: string; state: Wallet['state']; member: MemberWallet | null; isPaused?: true };

export const STATES: State[] = [
  { name: 'guest', state: 'guest', member: null },
  { name: 'visitor', state: 'visitor', member: null },
  { name: 'no points', state: 'member', member: { ...nothing, firstTier } },
  {
    ...{ name: 'pending only', state: 'member' },
    member: {
      ...nothing,
      pending: [{ points: 80, releasesAt: null, orderName: '#1001' }],
      pendingTotal: 80,
    },
  },
  {
    ...{ name: 'negative', state: 'member' },
    member: { ...rich, balance: -500, spendable: 0, negativeReason: 'refund' },
  },
  { name: 'blocked', state: 'blocked', member: { ...nothing, balance: 300 } },
  { name: 'paused', state: 'member', member: rich, isPaused: true },
  { name: 'everything', state: 'member', member: rich },
];

const BIRTHDAY = { ...{ id: 'b', kind: 'birthday', name: `Birthday ${HTML}` }, points: 100 };

/** Every wallet that a page of this browser context asks for is in this state. */
export async function putInState(page: Page, { state, member, isPaused }: State): Promise<void> {
  await page.route(/\/(apps\/rewards|api\/(checkout|account))\/wallet\b/, async (route) => {
    const response = await route.fetch();
    const wallet = (await response.json()) as Wallet;
    const rewards = wallet.rewards.map((reward, index) => ({
      ...reward,
      name: index === 0 ? `Reward ${HTML}` : reward.name,
      canRedeem: state === 'member' && !!member?.spendable && !isPaused,
    }));
    const waysToEarn = [...wallet.waysToEarn, { ...BIRTHDAY, per: null, isDone: false }];
    const shop = { ...wallet.shop, isActive: !isPaused, supportUrl: 'help@demo.example' };
    await route.fulfill({
      response,
      json: { ...wallet, shop, state, member, rewards, waysToEarn },
    });
  });
}

const order: OrderPoints = {
  ...{ state: 'earned', points: 80, spendableAt: SOON, reversed: 0, balance: 1250 },
  ...{ signInUrl: '/account/login', referral: null, survey: null },
};

export const ORDER_STATES: { name: string; order: OrderPoints }[] = [
  { name: 'guest', order: { ...order, state: 'guest', points: 0, balance: null } },
  { name: 'waiting', order: { ...order, state: 'waiting', points: 0, balance: null } },
  { name: 'visitor', order: { ...order, state: 'visitor', balance: null } },
  { name: 'pending', order: { ...order, state: 'pending', referral: rich.referral } },
  { name: 'taken back', order: { ...order, state: 'none', points: 0, reversed: 80, balance: -80 } },
  {
    name: 'asked',
    order: {
      ...order,
      survey: {
        ...{ id: code.id, question: `How did you find us? ${HTML}`, points: 25 },
        choices: ['A friend', `Search ${HTML}`],
      },
    },
  },
];

/** Every question for the points of an order is answered with `order`. */
export async function putOrder(page: Page, points: OrderPoints): Promise<void> {
  const headers = { 'access-control-allow-origin': '*' };
  await page.route(/\/api\/(checkout|account)\/order\b/, (route) =>
    route.request().method() === 'GET'
      ? route.fulfill({ json: points, headers })
      : route.continue(),
  );
}
