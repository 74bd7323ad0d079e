// Blocks of the theme in places of their own, what a member tells in them, and what a merchant and
// the till make of them.
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import type { StaffCustomer, Wallet } from '../../app/shoppers/contract.ts';
import { type OpenBrowser, openBrowser, type WatchedPage } from './browser.ts';
import {
  frameOf,
  type Shopper,
  shiftOf,
  shopperOn,
  startProgramme,
  violationsOf,
  watchShift,
} from './shopper-pages.ts';

const demo = inject('demo');
let browser: OpenBrowser;
let watched: WatchedPage;
let shopper: Shopper;

beforeAll(async () => {
  browser = await openBrowser();
  await startProgramme(browser, demo);
});
afterAll(() => browser.close());
beforeEach(async () => {
  watched = await browser.newPage();
  shopper = shopperOn(watched.page, demo);
  return async () => {
    // The till asks in two frames at once, the guide again and again: what is on its way when a
    // test has seen enough must not fall over the closing of its page.
    await watched.page.unrouteAll({ behavior: 'wait' });
    await watched.context.close();
  };
});

const isQuiet = () => expect(watched.complaints).toEqual({ errors: [], failures: [] });

test('a friend’s gift stands where the theme has a place for it, seen by friends alone', async () => {
  const { page } = watched;
  await watchShift(page);
  const offer = {
    ...{ isOpen: true, reason: null, nonce: 'n' },
    friendGets: {
      rewardName: 'A gift for you',
      value: { kind: 'percentage-off', percent: '10' },
      conditions: {
        ...{ minimum: null, isLimitedToProducts: false, products: [], purchase: 'both' },
        countries: ['NO'],
        combinesWith: { order: true, product: true, shipping: true },
      },
    },
  };
  await page.route('**/apps/rewards/referral*', (route) => route.fulfill({ json: offer }));
  const place = page.locator('encore-referral');
  await shopper.open('/pages/rewards?referral=ANNA-7Q4M');
  await place.getByText('A gift for you').waitFor();
  await place.getByText('Delivered to: Norway').waitFor();
  // The panel does not open over a page that has a place of its own.
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await shiftOf(page)).toBe(0);
  expect(await violationsOf(page)).toEqual([]);
  await shopper.open('/pages/rewards');
  expect(await place.isVisible()).toBe(false);
  isQuiet();
});

test('the badge says who has how many points without asking anybody', async () => {
  const { page } = watched;
  const badge = page.locator('.encore-badge');
  await shopper.open('/pages/rewards');
  expect(await badge.innerText()).toBe('Sign in to see your points');
  await shopper.signIn(`badge-${crypto.randomUUID()}@example.com`);
  await shopper.addToCart(1);
  await shopper.checkOut();
  await shopper.pay(/You earned|This order brings/);
  await page.route('**/apps/rewards/**', (route) => route.abort());
  await expect
    .poll(
      async () => {
        await shopper.open('/pages/rewards');
        return badge.innerText();
      },
      { timeout: 90_000 },
    )
    .toBe('Your points\n94 points');
  expect(await violationsOf(page)).toEqual([]);
});

test('a member tells their birthday once; another day within the year is refused', async () => {
  const { page } = watched;
  await shopper.signIn(`birthday-${crypto.randomUUID()}@example.com`);
  await shopper.addToCart(1);
  await shopper.checkOut();
  await shopper.pay(/You earned|This order brings/);
  const gift = { id: 'b', kind: 'birthday', name: 'Birthday', points: 100, per: null, url: null };
  let isForgotten = false;
  const withGift = (wallet: Wallet): Wallet => ({
    ...wallet,
    member: {
      ...wallet.member!,
      ...(isForgotten && { birthday: null, mayTellBirthday: true }),
    },
    waysToEarn: [{ ...gift, isDone: false }],
  });
  await page.route('**/apps/rewards/wallet*', async (route) => {
    const response = await route.fetch();
    const wallet = (await response.json()) as Wallet;
    await route.fulfill({ response, json: withGift(wallet) });
  });
  await page.route('**/apps/rewards/birthday*', async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as { wallet?: Wallet };
    const json = answer.wallet ? { wallet: withGift(answer.wallet) } : answer;
    await route.fulfill({ response, json });
  });
  const dialog = page.getByRole('dialog');
  const tell = async (day: string) => {
    await shopper.open('/');
    await shopper.openPanel();
    await dialog.getByLabel('Month').selectOption('February');
    await dialog.getByLabel('Day').selectOption(day);
    await dialog.getByRole('button', { name: 'Save' }).click();
  };
  await tell('29');
  await dialog.getByText('Your birthday is saved.').waitFor();
  await dialog.getByText(/Your birthday: .*29/).waitFor();
  expect(await dialog.getByLabel('Month').count()).toBe(0);
  expect(await violationsOf(page)).toEqual([]);
  // A page that stood open before it was told elsewhere.
  isForgotten = true;
  await tell('28');
  await dialog.getByText('The birthday can be changed once a year.').waitFor();
});

test('at the till a membership on hold is said, and nothing of it is offered', async () => {
  const { page } = watched;
  await page.route('**/api/staff/customer*', async (route) => {
    const response = await route.fetch();
    const customer = (await response.json()) as StaffCustomer;
    const json = { ...customer, isMember: false, isBlocked: true };
    await route.fulfill({ response, json });
  });
  await page.goto(new URL('/pos', demo.admin).href);
  await page.locator('a[href*="customer"]').first().click();
  const block = await frameOf(page, 'pos.customer-details.block.render');
  await block.getByText('This membership is on hold.').waitFor();
  expect(await block.getByText(/points?$/).count()).toBe(0);
  expect(await violationsOf(page)).toEqual([]);
  isQuiet();
});

test('the setup guide ticks its theme step when the merchant comes back from the editor', async () => {
  const { page } = watched;
  let isInTheme = false;
  await page.route('**/devstore/bridge', async (route) => {
    const response = await route.fetch();
    const { question } = route.request().postDataJSON() as { question: string };
    const answer = await response.json();
    if (question === 'extensions' && !isInTheme) {
      answer.value = answer.value.filter(({ type }: { type: string }) => type === 'ui_extension');
    }
    await route.fulfill({ response, json: answer });
  });
  await page.goto(`${demo.admin}/app`);
  const app = page.frameLocator('iframe').first();
  const step = app.getByRole('button', { name: 'Show points in your shop' });
  await step.waitFor({ timeout: 60_000 });
  const row = app
    .locator('div')
    .filter({ has: step })
    .filter({ hasText: /To do|Done/ })
    .last();
  await row.getByText('To do').waitFor();
  isInTheme = true;
  await app.locator('body').evaluate(() => window.dispatchEvent(new Event('focus')));
  await row.getByText('Done').waitFor();
  isQuiet();
});
