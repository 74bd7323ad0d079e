// Every place where shoppers and staff meet Encore, in every state, in the real browser with the
// built bundles: no violation, no error, nothing wider than the screen, and HTML shown as text.
// SHOTS=folder keeps a picture of each.
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type OpenBrowser, openBrowser, type WatchedPage } from './browser.ts';
import { frameOf, shopperOn, startProgramme, violationsOf } from './shopper-pages.ts';
import { HTML, ORDER_STATES, putInState, putOrder, STATES } from './shopper-states.ts';

const demo = inject('demo');
let browser: OpenBrowser;
let signedIn: WatchedPage;

beforeAll(async () => {
  browser = await openBrowser();
  await startProgramme(browser, demo);
  signedIn = await browser.newPage();
  const shopper = shopperOn(signedIn.page, demo);
  await shopper.signIn(`states-${crypto.randomUUID()}@example.com`);
  await shopper.addToCart(2);
  await shopper.checkOut();
  await shopper.pay(/You earned|This order brings/);
});
afterAll(() => browser.close());

const PHONE = { width: 375, height: 700 };
const WIDE = { width: 1280, height: 900 };

/** What must hold wherever something of ours is shown. */
async function isSound({ page, complaints }: WatchedPage, name: string): Promise<void> {
  const folder = process.env.SHOTS;
  if (folder) {
    await page.screenshot({ path: path.join(folder, `${name.replace(/\W+/g, '-')}.png`) });
  }
  expect(await violationsOf(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  expect(complaints).toEqual({ errors: [], failures: [] });
}

/** A tab of its own in the browser of the shopper who is signed in, at most once a test. */
async function tab(viewport = WIDE): Promise<WatchedPage> {
  const state = await signedIn.context.storageState();
  return browser.newPage({ viewport, storageState: state });
}

async function openPanelIn(page: Page, locale: string): Promise<string> {
  const shopper = shopperOn(page, demo);
  await shopper.open(`/?locale=${locale}`);
  await shopper.openPanel();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(HTML).first().waitFor();
  return dialog.innerText();
}

const SIGHTS = [
  ['en', PHONE],
  ['he', PHONE],
  ['th', WIDE],
] as const;
/** Together these show every part of the panel: once in each script is enough. */
const MANY_FACED = ['visitor', 'negative', 'everything'];

test.each(STATES)('the panel of a shopper: $name', async (state) => {
  for (const [locale, viewport] of MANY_FACED.includes(state.name) ? SIGHTS : SIGHTS.slice(0, 1)) {
    const watched = await tab(viewport);
    await putInState(watched.page, state);
    const words = await openPanelIn(watched.page, locale);
    // The first reward's name, and in some states tier, codes and notes, hold HTML.
    expect(words).toContain(HTML);
    await isSound(watched, `panel ${state.name} ${locale}`);
    await watched.context.close();
  }
});

test.each(STATES)('the rewards pages of shop and account: $name', async (state) => {
  const watched = await tab(PHONE);
  const { page } = watched;
  await putInState(page, state);
  await shopperOn(page, demo).open('/pages/rewards');
  await page.getByText(`Reward ${HTML}`).first().waitFor();
  await isSound(watched, `page ${state.name}`);
  // Nobody comes to the account without signing in.
  if (state.name !== 'guest') {
    await page.goto(new URL('/pages/encore-rewards-page', demo.account).href);
    const frame = await frameOf(page, 'customer-account.page.render');
    await frame.getByText(`Reward ${HTML}`).first().waitFor();
    await isSound(watched, `account ${state.name}`);
  }
  await watched.context.close();
});

async function newestOrder(page: Page): Promise<string> {
  await page.goto(new URL('/orders', demo.account).href);
  const href = await page.locator('a[href^="/orders/"]').first().getAttribute('href');
  return new URL(href!, demo.account).href;
}

test.each(ORDER_STATES)('an order in the account: $name', async ({ name, order }) => {
  const watched = await tab(PHONE);
  const { page } = watched;
  await putOrder(page, order);
  await page.goto(await newestOrder(page));
  const frame = await frameOf(page, 'customer-account.order-status.block.render');
  await frame.getByText('Points for this order').first().waitFor();
  if (order.survey) await frame.getByText(order.survey.question).waitFor();
  await isSound(watched, `order ${name}`);
  await watched.context.close();
});

/** What the cards of profile and orders tell apart. */
const SUMMED = ['visitor', 'no points', 'everything'];

test('profile and orders of the account are sound for a member and for a visitor', async () => {
  for (const state of STATES.filter(({ name }) => SUMMED.includes(name))) {
    const watched = await tab(PHONE);
    await putInState(watched.page, state);
    for (const [place, target] of [
      ['/profile', 'customer-account.profile.block.render'],
      ['/orders', 'customer-account.order-index.block.render'],
    ] as const) {
      await watched.page.goto(new URL(place, demo.account).href);
      await frameOf(watched.page, target);
    }
    await isSound(watched, `orders ${state.name}`);
    await watched.context.close();
  }
});

test('a friend’s landing shows the gift, or why there is none', async () => {
  const conditions = {
    ...{ minimum: null, isLimitedToProducts: false, products: [], purchase: 'both', countries: [] },
    combinesWith: { order: true, product: true, shipping: true },
  };
  const value = { kind: 'percentage-off', percent: '10' };
  const friendGets = { rewardName: `Gift ${HTML}`, value, conditions };
  const offers = [
    { isOpen: true, reason: null, friendGets, nonce: 'n' },
    { isOpen: false, reason: 'referral-unknown', friendGets: null, nonce: 'n' },
  ];
  for (const offer of offers) {
    const watched = await browser.newPage({ viewport: PHONE });
    const { page } = watched;
    await page.route('**/apps/rewards/referral*', (route) => route.fulfill({ json: offer }));
    await shopperOn(page, demo).open('/?referral=ANNA-7Q4M');
    await page
      .getByText(offer.isOpen ? HTML : 'This link is not valid.')
      .first()
      .waitFor();
    await isSound(watched, `landing ${offer.isOpen}`);
    await watched.context.close();
  }
});

test('staff read it in their own language, at the till and in the admin', async () => {
  const { page } = signedIn;
  await page.goto(new URL('/pos', demo.admin).href);
  const person = await page.locator('a[href*="customer"]').first().getAttribute('href');
  const watched = await browser.newPage({ viewport: WIDE });
  for (const [locale, words] of [
    ['he', /נקודות/],
    ['th', /คะแนน/],
  ] as const) {
    const url = new URL(person!, new URL('/pos', demo.admin));
    url.searchParams.set('locale', locale);
    await watched.page.goto(url.href);
    const block = await frameOf(watched.page, 'pos.customer-details.block.render');
    await block.getByText(words).first().waitFor();
    await isSound(watched, `till ${locale}`);
  }
  await watched.page.goto(new URL('/store/demo/customers', demo.admin).href);
  const href = await watched.page.locator('a[href*="/customers/"]').first().getAttribute('href');
  await watched.page.goto(new URL(`${href}?locale=de`, demo.admin).href);
  const block = await frameOf(watched.page, 'admin.customer-details.block.render');
  await block.getByText('Punktestand').waitFor();
  await isSound(watched, 'admin block de');
  await watched.context.close();
});

test('with the app down, account and order say nothing false and throw nothing', async () => {
  const watched = await tab(PHONE);
  const { page } = watched;
  const thrown: string[] = [];
  page.on('pageerror', (error) => thrown.push(error.message));
  await page.route('**/api/account/**', (route) =>
    route.fulfill({ status: 502, body: '<h1>Bad gateway</h1>' }),
  );
  await page.goto(new URL('/pages/encore-rewards-page', demo.account).href);
  const frame = await frameOf(page, 'customer-account.page.render');
  await frame.getByText('Your points are safe.', { exact: false }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.goto(await newestOrder(page), { waitUntil: 'networkidle' });
  expect(await violationsOf(page)).toEqual([]);
  expect(thrown).toEqual([]);
  await watched.context.close();
});
