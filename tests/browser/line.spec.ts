// The line through everything, as a shopper and a merchant walk it: points on a product page, a
// code at the checkout, the order that used it, and what the merchant sees of it.
import AxeBuilder from '@axe-core/playwright';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type OpenBrowser, openBrowser } from './browser.ts';

const demo = inject('demo');
const SHOPPER = 'line.shopper@example.com';
/** This one makes enough points for the first reward (500 points). */
const MACHINE = '/products/espresso-machine';

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const at = (base: string, path: string) => new URL(path, base).href;

async function signIn(page: Page) {
  await page.goto(at(demo.storefront, '/account/login'));
  await page.getByLabel('E-mail address').fill(SHOPPER);
  await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => !url.pathname.includes('login'));
}

/** Frames of extensions come after their page; the newest of a target counts. */
async function extension(page: Page, target: string): Promise<Frame> {
  const find = () => page.frames().findLast((frame) => frame.url().includes(`target=${target}`));
  for (let tries = 0; !find() && tries < 100; tries += 1) await page.waitForTimeout(100);
  return find()!;
}

async function buy(page: Page, product: string) {
  await page.goto(at(demo.storefront, product));
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.waitForURL(/\/cart/);
  await page.goto(at(demo.storefront, '/checkout'));
}

/** The reward that every shop begins with, whatever others the merchant has added. */
async function redeemFirstReward(block: Frame) {
  const button = block.getByRole('button', { name: 'Redeem and apply' });
  const rows = block.locator('*').filter({ hasText: 'Thank-you discount' }).filter({ has: button });
  await rows.last().getByRole('button').click();
}

async function pay(page: Page) {
  for (const [label, value] of [
    ['E-mail', SHOPPER],
    ['First name', 'Line'],
    ['Last name', 'Shopper'],
    ['Address', '1 Alder Street'],
    ['Postal code', '97201'],
    ['City', 'Portland'],
    ['Country code', 'US'],
  ] as const) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
  await page.getByRole('button', { name: 'Pay now' }).click();
  await page.waitForURL(/thank/);
}

async function expectAccessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test('points lead from a product page to a code, and the code to the order that used it', async () => {
  const { page, complaints } = await browser.newPage();
  await signIn(page);

  await page.goto(at(demo.storefront, MACHINE));
  await page.getByText('You will earn 3,245 points').waitFor();
  await expectAccessible(page);
  await buy(page, MACHINE);
  await (await extension(page, 'purchase.checkout.block.render'))
    .getByText('This order earns 3,245 points')
    .waitFor();
  await pay(page);
  await (await extension(page, 'purchase.thank-you.block.render'))
    .getByText('3,245')
    .first()
    .waitFor();

  await waitForBalance(page, '3,245 points');
  await buy(page, '/products/hand-grinder');
  const block = await extension(page, 'purchase.checkout.block.render');
  await redeemFirstReward(block);
  const summary = page.locator('aside, [data-summary]').first();
  await summary.getByText('$84.00').first().waitFor();
  await expectAccessible(page);
  await pay(page);
  await (await extension(page, 'purchase.thank-you.block.render'))
    .getByText('420')
    .first()
    .waitFor();

  // Five points a dollar: 649 for the machine, 84 for what was paid of the grinder; 500 for the
  // reward.
  await waitForBalance(page, '3,165 points');
  expect(complaints).toEqual({ errors: [], failures: [] });
});

test('the merchant sees the redemption in the history of the customer', async () => {
  const { page, complaints } = await browser.newPage();
  await page.goto(`${demo.admin}/app/customers?q=line.shopper`);
  const app = page.frameLocator('iframe').first();
  await app.getByText(SHOPPER).first().click();
  await app.getByText('3,165').first().waitFor();
  await app.getByText('-500').or(app.getByText('−500')).first().waitFor();
  expect(complaints).toEqual({ errors: [], failures: [] });
});

/** The balance follows the order by webhook: pages show it a moment later. */
async function waitForBalance(page: Page, words: string) {
  for (let tries = 0; tries < 60; tries += 1) {
    await page.goto(at(demo.storefront, '/'));
    if (await page.getByText(words).first().isVisible()) return;
    await page.waitForTimeout(500);
  }
  throw new Error(`The storefront never showed "${words}".`);
}
