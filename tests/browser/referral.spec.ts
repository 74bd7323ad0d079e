// Friends bring friends, in a real browser: a member shares the link, a friend takes the code and
// orders, the member gets the points; who shares an address with the friend waits for the merchant.
import { readFile } from 'node:fs/promises';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type OpenBrowser, openBrowser, type WatchedPage } from './browser.ts';
import { numberIn, shopperOn, startProgramme, violationsOf } from './shopper-pages.ts';

const demo = inject('demo');
const POINTS = 444;
let browser: OpenBrowser;

beforeAll(async () => {
  browser = await openBrowser();
  await startProgramme(browser, demo);
  await turnReferralsOn();
});
afterAll(() => browser?.close());

const newAddress = (who: string) => `${who}-${crypto.randomUUID()}@example.com`;

async function adminPage(path: string): Promise<WatchedPage & { app: Frame }> {
  const watched = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await watched.page.goto(demo.admin + path);
  const app = (await (await watched.page.waitForSelector('iframe')).contentFrame())!;
  await app.locator('h1').first().waitFor();
  await app.waitForLoadState('networkidle');
  return { ...watched, app };
}

/** The friend gets the first reward, the member points, and nobody waits for a return window. */
async function turnReferralsOn() {
  const { page, app, context } = await adminPage('/app/referrals');
  await app.getByLabel('Referrals', { exact: true }).selectOption('on');
  const gifts = app.getByLabel('The friend gets');
  await gifts.selectOption(await gifts.locator('option').nth(1).getAttribute('value'));
  await app.getByLabel('Points for the advocate').fill(String(POINTS));
  await app.getByLabel('Days after payment until the reward').fill('0');
  await app.getByLabel('Most friends from one connection a day').fill('1000');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Referrals saved').waitFor();
  await context.close();
}

/** A new member on their own page of rewards. */
async function openMember(who: string) {
  const watched = await browser.newPage();
  const shopper = shopperOn(watched.page, demo);
  const email = newAddress(who);
  await shopper.signIn(email);
  await shopper.open('/pages/rewards');
  const join = watched.page.getByRole('button', { name: 'Join' });
  const link = watched.page.getByLabel('Your link');
  await join.or(link).first().waitFor({ timeout: 30_000 });
  if (await join.isVisible()) await join.click();
  await link.waitFor({ timeout: 30_000 });
  const way = watched.page.getByRole('listitem').filter({ hasText: 'Invite a friend' });
  expect(numberIn(await way.innerText())).toBe(POINTS);
  return { ...watched, shopper, email, link: await link.inputValue() };
}

/** A friend's own browser: lands on the link and takes the code, perhaps with a slip before. */
async function openFriend(link: string, { device, slip }: { device?: string; slip?: string } = {}) {
  const watched = await browser.newPage();
  const shopper = shopperOn(watched.page, demo);
  await watched.page.addInitScript((own) => {
    if (own) localStorage.setItem('encore:device', own);
  }, device);
  const { search } = new URL(link);
  await shopper.open(`/${search}`);
  const email = newAddress('friend');
  const ask = async (address: string) => {
    await watched.page.getByLabel('Your e-mail address').first().fill(address);
    await watched.page.getByRole('button', { name: 'Get my code' }).first().click();
  };
  if (slip) {
    await ask(slip);
    await watched.page.getByText('This is your own link').first().waitFor();
  }
  await ask(email);
  await watched.page.getByText('Here is your code:').first().waitFor({ timeout: 30_000 });
  const code = await watched.page.locator('.welcome code').first().innerText();
  return { ...watched, shopper, email, code };
}

type Friend = Awaited<ReturnType<typeof openFriend>>;

/** The friend signs up, uses the code and pays. */
async function order({ page, shopper, email }: Friend) {
  await page.getByRole('link', { name: 'Use in cart' }).first().click();
  await page.waitForLoadState('networkidle');
  await shopper.signIn(email);
  await shopper.addToCart(3);
  await shopper.checkOut();
  await shopper.pay(/You earned|This order brings|Join/);
}

const balanceOn = async (page: Page) => numberIn(await page.locator('.figure').first().innerText());

test('from the link to the advocate’s points', async () => {
  const member = await openMember('advocate');
  const before = await balanceOn(member.page);
  const friend = await openFriend(member.link);
  expect(await violationsOf(friend.page)).toEqual([]);
  await order(friend);
  await expect
    .poll(
      async () => {
        await member.shopper.open('/pages/rewards');
        await member.page.locator('.figure').first().waitFor();
        return balanceOn(member.page);
      },
      { timeout: 60_000, interval: 2_000 },
    )
    .toBe(before + POINTS);
  await member.page.getByText('Invited a friend').first().waitFor();
  await member.page.getByText('Friends who ordered: 1').waitFor();
  expect(await violationsOf(member.page)).toEqual([]);
  expect(member.complaints).toEqual({ errors: [], failures: [] });
  expect(friend.complaints).toEqual({ errors: [], failures: [] });

  // What the merchant sees of it, on the screen and as a file.
  const codes = await adminPage('/app/rewards/codes');
  await codes.app.getByText('given for a referral').first().waitFor();
  const [file] = await Promise.all([
    codes.page.waitForEvent('download'),
    codes.app.getByRole('button', { name: 'Export these codes as a CSV file' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('encore-codes.csv');
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
  expect(lines[0]).toMatch(/^\W?code,reward,kind,customer_id/);
  expect(lines.some((line) => line.startsWith(friend.code) && line.includes(',used,'))).toBe(true);
  await Promise.all([member, friend, codes].map(({ context }) => context.close()));
});

test('a doubt waits for the merchant, who reads it and approves', async () => {
  const member = await openMember('flatmate');
  // Where the member looked at the link, a "friend" then asks for the code.
  await member.page.waitForFunction(() => localStorage.getItem('encore:own') !== null);
  const device = await member.page.evaluate(() => localStorage.getItem('encore:device')!);
  const friend = await openFriend(member.link, { device, slip: member.email });
  await order(friend);

  const merchant = await adminPage('/app/referrals');
  await expect
    .poll(
      async () => {
        await merchant.page.reload();
        const app = (await (await merchant.page.waitForSelector('iframe')).contentFrame())!;
        await app.locator('h1').first().waitFor();
        return app.getByText('the same device').count();
      },
      { timeout: 60_000, interval: 2_000 },
    )
    .toBeGreaterThan(0);
  const app = (await (await merchant.page.waitForSelector('iframe')).contentFrame())!;
  await app
    .getByRole('button', { name: /^Approve/ })
    .first()
    .click();
  await merchant.page.getByText('Decided').waitFor();
  await app.getByRole('heading', { name: 'To be reviewed' }).waitFor({ state: 'detached' });
  expect(merchant.complaints).toEqual({ errors: [], failures: [] });
  await Promise.all([member.context.close(), friend.context.close(), merchant.context.close()]);
});
