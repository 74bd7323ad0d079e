// The merchant's rewards, in a real browser: what the form says is what the storefront shows; what
// Shopify has to allow is asked for; the order is the merchant's.
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type OpenBrowser, openBrowser, type WatchedPage } from './browser.ts';
import { shopperOn, startProgramme } from './shopper-pages.ts';

const demo = inject('demo');
let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser();
  await startProgramme(browser, demo);
});
afterAll(() => browser?.close());

type Admin = WatchedPage & { app: Frame };

async function openAdmin(path: string): Promise<Admin> {
  const watched = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await watched.page.goto(demo.admin + path);
  const app = (await (await watched.page.waitForSelector('iframe')).contentFrame())!;
  await app.locator('h1').first().waitFor();
  await app.waitForLoadState('networkidle');
  return { ...watched, app };
}

/** Picks by name in Shopify's own dialog. */
async function pick({ page }: Admin, name: string) {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('searchbox').fill(name);
  await dialog.getByLabel(name, { exact: true }).first().check();
  await dialog.getByRole('button', { name: 'Select', exact: true }).click();
}

async function add({ app }: Admin, name: string) {
  await app.getByRole('button', { name: 'Add the reward' }).click();
  await app.getByRole('heading', { level: 1, name }).waitFor({ timeout: 30_000 });
}

const isQuiet = ({ complaints }: Admin) => expect(complaints).toEqual({ errors: [], failures: [] });

test('a free product is picked, previewed in the shopper’s language, and shown on the storefront like that', async () => {
  const admin = await openAdmin('/app/rewards/new');
  const { app } = admin;
  await app.getByLabel('It gives', { exact: true }).selectOption('free-product');
  await app.getByRole('button', { name: 'Choose the product that is given away' }).click();
  await pick(admin, 'Kenya Nyeri');
  await app.getByRole('button', { name: 'Which: choose products' }).click();
  await pick(admin, 'Kenya Nyeri');
  await app.getByLabel('Points it costs').fill('1234');
  await app.getByLabel('Name', { exact: true }).fill('A bag on us');
  await app.getByLabel('Language', { exact: true }).selectOption('cs');
  await app.getByLabel('Name', { exact: true }).fill('Káva od nás');
  const preview = app.locator('.shopper-preview');
  await preview.getByText('Káva od nás').waitFor();
  await app.getByLabel('Seen by').selectOption('poor');
  expect(await preview.innerText()).toMatch(/1\s234 bodů/);
  await app.getByLabel('Language', { exact: true }).selectOption('en');
  const inEnglish = (await preview.innerText()).split('\n').filter((line) => line !== '');
  await add(admin, 'A bag on us');
  isQuiet(admin);

  const { page, context } = await browser.newPage();
  const shopper = shopperOn(page, demo);
  await shopper.signIn(`preview-${crypto.randomUUID()}@example.com`);
  await expect
    .poll(
      async () => {
        await shopper.open('/pages/rewards');
        const seen = page.locator('.reward', { hasText: 'A bag on us' });
        return (await seen.count()) > 0 ? seen.first().innerText() : '';
      },
      { timeout: 30_000, interval: 2_000 },
    )
    .toContain(inEnglish[1]);
  const seen = await page.locator('.reward', { hasText: 'A bag on us' }).first().innerText();
  // All but the last line, which says what this very shopper is missing.
  for (const line of inEnglish.slice(0, -1)) expect(seen).toContain(line);
  await Promise.all([context.close(), admin.context.close()]);
});

test.each([
  ['store-credit', 'write_store_credit_account_transactions'],
  ['gift-card', 'write_gift_cards'],
])(
  '%s asks for Shopify’s permission when it is turned on, and takes no for an answer',
  async (kind, scope) => {
    const admin = await openAdmin('/app/rewards/new');
    const { app, page } = admin;
    const name = `As ${kind}`;
    await app.getByLabel('Name', { exact: true }).fill(name);
    await app.getByLabel('It gives', { exact: true }).selectOption(kind);
    await app.getByRole('button', { name: 'Add the reward' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(scope).waitFor();
    await dialog.getByRole('button', { name: 'Decline' }).click();
    await page.getByText('Without this access').waitFor();
    expect(await app.locator('h1').first().innerText()).toBe('New reward');

    await app.getByRole('button', { name: 'Add the reward' }).click();
    await dialog.getByRole('button', { name: 'Update access' }).click();
    await app.getByRole('heading', { level: 1, name }).waitFor({ timeout: 30_000 });
    isQuiet(admin);
    await admin.context.close();
  },
);

test('an amount in steps, off a collection, for some, is kept as it was chosen; and the order is the merchant’s', async () => {
  const admin = await openAdmin('/app/rewards/new');
  const { app, page } = admin;
  const name = `As much as you like ${crypto.randomUUID().slice(0, 8)}`;
  await app.getByLabel('Name', { exact: true }).fill(name);
  await app.getByText('The shopper chooses how many steps').click();
  await app.getByLabel('At most', { exact: true }).fill('20');
  await app.getByLabel('Off', { exact: true }).selectOption('collections');
  await app.getByRole('button', { name: 'Which: choose collections' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox').first().check();
  await dialog.getByRole('button', { name: 'Select', exact: true }).click();
  await app.getByLabel('For each member at most').fill('2');
  await app.getByLabel('Worth', { exact: true }).selectOption('quarter');
  // What is missing is said beside the field, and nothing is saved before.
  await app.getByRole('button', { name: 'Add the reward' }).click();
  await app.getByText('In how many days?').waitFor();
  const asked = app.getByLabel('within', { exact: true });
  expect(await asked.evaluate((field) => field === document.activeElement)).toBe(true);
  await asked.fill('30');
  // What may not be meant is asked about first.
  await app.getByLabel('Amount of one step').fill('99999999');
  await app.getByRole('button', { name: 'Add the reward' }).click();
  await app.getByText('It gives $99,999,999.00 for points').waitFor();
  await app.getByLabel('Amount of one step').fill('5');
  await app.getByText('Is this meant?').waitFor({ state: 'detached' });
  await add(admin, name);
  expect(await page.getByText('Not saved yet').count()).toBe(0);
  expect(await app.getByLabel('At most', { exact: true }).inputValue()).toBe('20');
  expect(await app.getByLabel('Worth', { exact: true }).inputValue()).toBe('quarter');

  const list = await openAdmin('/app/rewards');
  const names = ({ app: shown }: Admin) => shown.locator('tbody tr a').allInnerTexts();
  expect((await names(list)).at(-1)).toBe(name);
  await list.app.getByRole('button', { name: `Move ${name} up` }).click();
  await list.page.getByText('Order saved').waitFor();
  const moved = await names(list);
  expect(moved.at(-2)).toBe(name);
  const again = await openAdmin('/app/rewards');
  expect(await names(again)).toEqual(moved);
  isQuiet(list);
  isQuiet(admin);
  await Promise.all([admin, list, again].map(({ context }) => context.close()));
});
