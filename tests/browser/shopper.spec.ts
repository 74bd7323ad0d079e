// What shoppers see, in a real browser, with the real bundles, doors, worker and database.
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { type OpenBrowser, openBrowser, type WatchedPage } from './browser.ts';
import {
  frameOf,
  numberIn,
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
  return () => watched.context.close();
});

const newAddress = () => `shopper-${crypto.randomUUID()}@example.com`;
const isQuiet = () => expect(watched.complaints).toEqual({ errors: [], failures: [] });

test('a product page asks once, shows exact points, follows the quantity and never moves', async () => {
  const { page } = watched;
  await watchShift(page);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/apps/rewards/')) asked.push(request.url().split('/').at(-1)!);
  });
  await shopper.open('/products/kenya-nyeri');
  const earn = page.locator('encore-earn[data-state=earn] [data-say=earn]');
  await earn.waitFor();
  expect(await earn.innerText()).toBe('You will earn 94 points');
  expect(asked).toEqual(['estimate']);
  await page.locator('[name=quantity]').fill('3');
  await page.getByText('You will earn 283 points').waitFor();
  expect(await shiftOf(page)).toBe(0);
  expect(await violationsOf(page)).toEqual([]);
  isQuiet();
});

test('a guest is shown how to join, and closing gives the focus back', async () => {
  const { page } = watched;
  await shopper.open('/');
  await shopper.openPanel();
  await page.getByRole('link', { name: 'Sign in' }).last().waitFor();
  expect(await page.getByRole('button', { name: 'Redeem' }).count()).toBe(0);
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const focused = await page.evaluate(() => document.activeElement?.className);
  expect(focused).toBe('encore-launcher__button');
  isQuiet();
});

test('what pages promised is what the order brings, and a reward goes from checkout to order', async () => {
  const { page } = watched;
  await shopper.signIn(newAddress());
  await shopper.addToCart(30);
  await shopper.open('/cart');
  const cart = page.locator('encore-cart[data-state=earn] [data-say=earn]');
  await cart.waitFor();
  const promised = numberIn(await cart.innerText());
  let frame = await shopper.checkOut();
  expect(numberIn(await frame.getByText(/This order earns/).innerText())).toBe(promised);
  expect(numberIn(await shopper.pay(/You earned|This order brings/))).toBe(promised);

  // Redeemed and applied without leaving; the order settles it.
  await shopper.addToCart(2);
  frame = await shopper.checkOut();
  await frame.getByRole('button', { name: 'Redeem and apply' }).first().click();
  await frame.getByText('is applied').waitFor({ timeout: 30_000 });
  expect(await violationsOf(page)).toEqual([]);
  const left = numberIn(await frame.getByText(/You have/).innerText());
  expect(left).toBe(promised - 500);
  // The same once more would be refused beside it: not offered, and told why.
  await frame.getByText('This reward cannot be combined').first().waitFor();
  const offered = frame.getByRole('button', { name: 'Redeem and apply' });
  expect(await offered.count()).toBe(0);
  const earned = numberIn(await shopper.pay(/You earned|This order brings/));
  await shopper.open('/pages/rewards');
  await page.getByText(/Used in order/).waitFor({ timeout: 30_000 });
  await page
    .locator('.figure', { hasText: `${(left + earned).toLocaleString('en')} points` })
    .waitFor();
  expect(await violationsOf(page)).toEqual([]);
  isQuiet();
});

test('a code is redeemed in the panel, put into the cart, and given back', async () => {
  const { page } = watched;
  await shopper.signIn(newAddress());
  await shopper.addToCart(30);
  await shopper.checkOut();
  await shopper.pay(/You earned|This order brings/);
  await shopper.addToCart(1);
  await shopper.open('/cart');
  await shopper.openPanel();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Redeem' }).first().click();
  await dialog.getByRole('button', { name: 'Yes, redeem' }).click();
  const code = await dialog.locator('code').first().innerText();
  await dialog.locator('.figure', { hasText: '2,335 points' }).waitFor();
  // The page comes again with the code in its cart; leaving before that would race with it.
  const isBack = page.waitForEvent('load');
  await dialog.getByRole('button', { name: 'Use in cart' }).click();
  await isBack;
  await page.getByText(code).first().waitFor();

  await shopper.open('/');
  await shopper.openPanel();
  await dialog.getByRole('button', { name: 'Give back' }).click();
  await dialog.getByText('Your points are back.').waitFor();
  await dialog.locator('.figure', { hasText: '2,835 points' }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  isQuiet();
});

test('points that were spent before a refund leave a balance below zero, with the reason', async () => {
  const { page } = watched;
  const email = newAddress();
  await shopper.signIn(email);
  await shopper.addToCart(30);
  await shopper.checkOut();
  await shopper.pay(/You earned|This order brings/);
  await shopper.open('/');
  await shopper.openPanel();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Redeem' }).first().click();
  await dialog.getByRole('button', { name: 'Yes, redeem' }).click();
  await dialog.locator('.figure', { hasText: '2,335 points' }).waitFor();
  await refundNewestOrder(email);
  await expect
    .poll(
      async () => {
        await shopper.open('/');
        await shopper.openPanel();
        await dialog.getByText('Rewards', { exact: true }).waitFor();
        return dialog.locator('.figure').first().innerText();
      },
      { timeout: 60_000 },
    )
    .toBe('-500 points');
  await dialog.getByText('Your balance is below zero').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  isQuiet();
});

/** As the shop's people do it in Shopify: all money back. */
async function refundNewestOrder(email: string): Promise<void> {
  const control = new URL('/__devstore/', demo.admin);
  type Order = { id: number; email: string; lines: { id: number; quantity: number }[] };
  const found = await fetch(new URL('orders?limit=20', control));
  const order = ((await found.json()) as Order[]).find((one) => one.email === email);
  if (!order) throw new Error(`${email} has no order`);
  const lines = order.lines.map(({ id, quantity }) => ({ lineId: id, quantity }));
  const response = await fetch(new URL(`orders/${order.id}/refund`, control), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ lines }),
  });
  expect(response.status).toBe(200);
}

test('the customer account has a page of rewards, and each order says its points', async () => {
  const { page } = watched;
  await shopper.signIn(newAddress());
  await shopper.addToCart(2);
  await shopper.checkOut();
  await shopper.pay(/You earned|This order brings/);
  await page.goto(new URL('/pages/encore-rewards-page', demo.account).href);
  const rewards = await frameOf(page, 'customer-account.page.render');
  await rewards.getByText('Still missing: 311 points').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.goto(new URL('/orders', demo.account).href);
  const orders = await frameOf(page, 'customer-account.order-index.block.render');
  await orders.getByText('189 points').first().waitFor();
  await page.locator('a[href^="/orders/"]').first().click();
  const order = await frameOf(page, 'customer-account.order-status.block.render');
  await order.getByText('You earned 189 points with this order.').waitFor();
  isQuiet();
});

test('Hebrew runs from right to left and fits a phone', async () => {
  watched = await browser.newPage({ viewport: { width: 375, height: 700 } });
  shopper = shopperOn(watched.page, demo);
  const { page } = watched;
  await shopper.open('/?locale=he');
  await shopper.open('/products/kenya-nyeri');
  await page.getByText('הרכישה תזכה אתכם ב־94 נקודות').waitFor();
  await shopper.openPanel();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('ההטבות שלכם').waitFor();
  const box = await dialog.evaluate((element) => ({
    direction: getComputedStyle(element).direction,
    overflow: element.scrollWidth - element.clientWidth,
    width: element.getBoundingClientRect().width,
  }));
  expect(box).toEqual({ direction: 'rtl', overflow: 0, width: 375 });
  expect(await violationsOf(page)).toEqual([]);
  isQuiet();
});

test('with the app down, pages and panel stay calm and nothing is thrown', async () => {
  const { page } = watched;
  const thrown: string[] = [];
  page.on('pageerror', (error) => thrown.push(error.message));
  await page.route('**/apps/rewards/**', (route) =>
    route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
  );
  await shopper.open('/products/kenya-nyeri');
  await page.getByText('Collect points with this product').waitFor();
  await shopper.openPanel();
  await page.getByText('Your points are safe.', { exact: false }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  expect(thrown).toEqual([]);
});

test('with the app slow, the page is there at once and the panel says that it waits', async () => {
  const { page } = watched;
  await page.route('**/apps/rewards/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await route.continue();
  });
  const began = Date.now();
  await page.goto(shopper.at('/products/kenya-nyeri'), { waitUntil: 'load' });
  expect(Date.now() - began).toBeLessThan(3000);
  await shopper.openPanel();
  await page.getByText('One moment…').waitFor();
  await page.getByRole('link', { name: 'Sign in' }).last().waitFor();
  isQuiet();
});
