// What a shop's plan, a wallet or a foreign currency leaves of the checkout, and what an app that
// hangs leaves of the shop's pages.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { type OpenBrowser, openBrowser, type WatchedPage } from './browser.ts';
import { numberIn, type Shopper, shopperOn, startProgramme } from './shopper-pages.ts';

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

/** As the shop's owner sets it in the settings of the local Shopify. */
async function changeShop(
  page: Page,
  change: (form: ReturnType<Page['locator']>) => Promise<void>,
) {
  await page.goto(new URL('/store/demo/settings', demo.admin).href);
  const form = page.locator('form:has(button[value=shop])');
  await change(form);
  await Promise.all([page.waitForLoadState('load'), form.locator('button[value=shop]').click()]);
}

const choosePlan = (page: Page, plan: string) =>
  changeShop(page, async (form) => void (await form.locator('[name=plan]').selectOption(plan)));
const makeAccelerated = (page: Page, isSo: boolean) =>
  changeShop(page, (form) => form.locator('[name=accelerated]').setChecked(isSo));

test('what Shopify shows on Plus alone is not there on another plan; the rest is', async () => {
  const { page } = watched;
  await shopper.signIn(`limits-${crypto.randomUUID()}@example.com`);
  await shopper.addToCart(1);
  await choosePlan(page, 'standard');
  try {
    await shopper.open('/checkout');
    expect(await page.locator('iframe[src*="purchase.checkout"]').count()).toBe(0);
    await shopper.pay(/You earned|This order brings/);
  } finally {
    await choosePlan(page, 'plus');
  }
});

test('where a wallet forbids codes, checkout says so and offers nothing that would fail', async () => {
  const { page } = watched;
  await shopper.signIn(`limits-${crypto.randomUUID()}@example.com`);
  await shopper.addToCart(30);
  await shopper.checkOut();
  await shopper.pay(/You earned|This order brings/);
  await shopper.addToCart(1);
  await makeAccelerated(page, true);
  try {
    const frame = await shopper.checkOut();
    await frame.getByText('Codes cannot be changed at this step.').waitFor();
    expect(await frame.getByRole('button').count()).toBe(0);
  } finally {
    await makeAccelerated(page, false);
  }
});

test('in another currency product, cart, checkout and order say the same points', async () => {
  const { page } = watched;
  await shopper.signIn(`limits-${crypto.randomUUID()}@example.com`);
  await shopper.open('/?currency=CZK');
  await shopper.addToCart(3);
  await shopper.open('/cart');
  const cart = page.locator('encore-cart[data-state=earn] [data-say=earn]');
  await cart.waitFor();
  const promised = numberIn(await cart.innerText());
  expect(promised).toBeGreaterThan(0);
  const frame = await shopper.checkOut();
  expect(numberIn(await frame.getByText(/This order earns/).innerText())).toBe(promised);
  expect(numberIn(await shopper.pay(/You earned|This order brings/))).toBe(promised);
});

/** Milliseconds from the click to the end of loading, the middle of three. */
async function loadTime(prepare: (page: Page) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const { page, context } = await browser.newPage();
    await prepare(page);
    await page.goto(shopper.at('/products/kenya-nyeri'), { waitUntil: 'load' });
    times.push(
      await page.evaluate(() => {
        const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
        return entry!.loadEventStart;
      }),
    );
    await context.close();
  }
  return times.sort((a, b) => a - b)[1]!;
}

test('with an app that never answers, pages load as fast as without Encore, and ask once they are read', async () => {
  // Without Encore: nothing of it is loaded at all.
  const without = await loadTime((page) =>
    page.route(/encore|apps\/rewards/, (one) => one.abort()),
  );
  const hanging = await loadTime((page) => page.route('**/apps/rewards/**', () => {}));
  // Twice and a fifth of a second: a machine that runs other tests beside this one.
  expect(hanging).toBeLessThan(without * 2 + 200);

  const { page } = watched;
  await page.addInitScript(() => {
    // What was asked for this product a moment ago in this tab is not asked again.
    sessionStorage.clear();
    const { fetch } = window;
    window.fetch = (...asked) => {
      performance.mark('encore-asks');
      return fetch(...asked);
    };
  });
  await page.route('**/apps/rewards/**', () => {});
  // Behind the pages of the measurement nothing would be painted, and so nothing asked.
  await page.bringToFront();
  await page.goto(shopper.at('/products/kenya-nyeri'), { waitUntil: 'load' });
  const asked = () =>
    page.evaluate(() => performance.getEntriesByName('encore-asks')[0]?.startTime);
  await expect.poll(asked, { timeout: 30_000 }).toBeDefined();
  // Not held against the first paint: its time is that of the screen, a frame after the page's own.
  const isRead = await page.evaluate(() => {
    const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return entry!.domInteractive;
  });
  expect(isRead).toBeLessThan((await asked())!);
  await page.getByText('Collect points with this product').waitFor();
  expect(watched.complaints.errors).toEqual([]);
});
