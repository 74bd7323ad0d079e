// The merchant's own words and places, from the admin to the shopper; and what staff see.
import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { type OpenBrowser, openBrowser, type WatchedPage } from './browser.ts';
import { frameOf, numberIn, shopperOn, startProgramme, violationsOf } from './shopper-pages.ts';

const demo = inject('demo');
let browser: OpenBrowser;
let watched: WatchedPage;

beforeAll(async () => {
  browser = await openBrowser();
  await startProgramme(browser, demo);
});
afterAll(() => browser.close());
beforeEach(async () => {
  watched = await browser.newPage();
  return () => watched.context.close();
});

const isQuiet = () => expect(watched.complaints).toEqual({ errors: [], failures: [] });

async function openWords(page: Page): Promise<FrameLocator> {
  await page.goto(`${demo.admin}/app/storefront`);
  const app = page.frameLocator('iframe').first();
  await app.getByLabel('Part').waitFor({ timeout: 60_000 });
  return app;
}

async function saveTitle(page: Page, text: string): Promise<void> {
  const app = await openWords(page);
  // The form is live once React has taken the page over: then the bar to save appears.
  const save = page.getByRole('button', { name: 'Save' }).first();
  await expect
    .poll(
      async () => {
        await app.getByLabel('Title', { exact: true }).fill(`${text} `);
        await app.getByLabel('Title', { exact: true }).fill(text);
        return save.isVisible();
      },
      { timeout: 30_000 },
    )
    .toBe(true);
  await save.click();
  await page.getByText('Saved. Shoppers see it').waitFor();
}

test('words of the merchant reach shoppers as text, whatever is in them', async () => {
  const { page } = watched;
  const words = '<img src=x onerror=alert(1)>Club';
  await saveTitle(page, words);
  const shopper = shopperOn(page, demo);
  await expect
    .poll(
      async () => {
        await shopper.open('/');
        await shopper.openPanel();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('link', { name: 'Sign in' }).waitFor();
        return dialog.locator('h2').innerText();
      },
      { timeout: 60_000 },
    )
    .toBe(words);
  expect(await violationsOf(page)).toEqual([]);
  await saveTitle(page, '');
  isQuiet();
});

test('the page of places says what is on, and leads to Shopify’s editors', async () => {
  const { page } = watched;
  const app = await openWords(page);
  await app.getByText('Launcher and panel').waitFor();
  await app.getByText('On', { exact: true }).first().waitFor();
  const link = app.getByRole('link', { name: 'Change: Points on product pages' });
  expect(await link.getAttribute('href')).toContain('addAppBlockId=');
  isQuiet();
});

test('staff see and change a customer’s points on the customer’s page of the admin', async () => {
  const { page } = watched;
  await page.goto(new URL('/store/demo/customers', demo.admin).href);
  await page.locator('a[href*="/customers/"]').first().click();
  const block = await frameOf(page, 'admin.customer-details.block.render');
  const points = block.getByText(/^[\d,]+ points?$/).first();
  await points.waitFor();
  const before = numberIn(await points.innerText());
  await block.locator('input').nth(0).fill('40');
  await block.locator('input').nth(1).fill('For the delay');
  await block.getByRole('button', { name: 'Save' }).click();
  await block.getByText('Saved.').waitFor();
  expect(numberIn(await points.innerText())).toBe(before + 40);
  isQuiet();
});

test('the till shows the points of the customer in the cart', async () => {
  const { page } = watched;
  await page.goto(new URL('/pos', demo.admin).href);
  await page.locator('a[href*="customer"]').first().click();
  const block = await frameOf(page, 'pos.customer-details.block.render');
  await block
    .getByText(/points?$/)
    .first()
    .waitFor();
  isQuiet();
});
