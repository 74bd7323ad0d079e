// Ways to earn beside orders, in a real browser: the merchant switches them on, a member looks in,
// follows a link, enters a code from an event and tells a birthday.
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type OpenBrowser, openBrowser } from './browser.ts';
import { shopperOn, startProgramme, violationsOf } from './shopper-pages.ts';

const demo = inject('demo');
let browser: OpenBrowser;

beforeAll(async () => {
  browser = await openBrowser();
  await startProgramme(browser, demo);
  await switchOn();
});
afterAll(async () => {
  // Other files count on points of orders alone.
  await change(async () => {});
  await browser.close();
});

type Card = (label: string, points: number) => Promise<void>;

/** Changes the ways to earn as the merchant does, beginning with none; then saves. */
async function change(add: (app: Frame, card: Card) => Promise<void>) {
  const { page, context } = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${demo.admin}/app/programme/earn`);
  const app = (await (await page.waitForSelector('iframe')).contentFrame())!;
  const more = app.getByRole('button', { name: 'Add a way to earn' });
  await more.waitFor();
  const remove = app.getByRole('button', { name: 'Remove' });
  while ((await remove.count()) > 0) await remove.first().click();
  await add(app, async (label, points) => {
    await more.click();
    await app.getByRole('button', { name: new RegExp(`^${label}`) }).click();
    await app.getByLabel('Points', { exact: true }).last().fill(String(points));
  });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Ways to earn saved').waitFor();
  await context.close();
}

/** The kinds that a shopper does alone, each with a number of points of its own. */
const switchOn = () =>
  change(async (app, card) => {
    await card('Visit of the shop', 3);
    await card('Social media', 20);
    await app.getByLabel('Address').last().fill(`${demo.storefront}pages/about`);
    await card('Code entered', 100);
    await app.getByLabel('Code', { exact: true }).last().fill('Spring Fair');
    await card('Birthday', 50);
  });

test('a member earns by a visit, a link and a code, and sees what is done', async () => {
  const { page, context, complaints } = await browser.newPage();
  const shopper = shopperOn(page, demo);
  await shopper.signIn(`earner-${crypto.randomUUID()}@example.com`);
  await shopper.open('/pages/rewards');
  // Encore may have heard of the new customer before the page opened, and made a member.
  const join = page.getByRole('button', { name: 'Join now' });
  const balance = page.getByRole('heading', { name: 'Your points' });
  await join.or(balance).first().waitFor();
  if (await join.isVisible()) await join.click();
  await balance.waitFor();
  const message = page.getByRole('status').first();

  if (!(await message.innerText()).includes('3 points')) await shopper.open('/pages/rewards');
  await expect.poll(() => message.innerText()).toBe('You received 3 points.');

  expect(await violationsOf(page)).toEqual([]);
  await page.getByLabel('Code', { exact: true }).fill('winter fair');
  await page.getByRole('button', { name: 'Get points' }).click();
  await expect.poll(() => message.innerText()).toBe('This code is not known.');
  await page.getByLabel('Code', { exact: true }).fill('springfair');
  await page.getByRole('button', { name: 'Get points' }).click();
  await expect.poll(() => message.innerText()).toBe('You received 100 points.');
  // The next event has another code: the field stays.
  expect(await page.getByRole('button', { name: 'Get points' }).count()).toBe(1);

  const beside = context.waitForEvent('page');
  await page.getByRole('link', { name: 'Social media' }).click();
  await (await beside).close();
  await expect.poll(() => message.innerText()).toBe('You received 20 points.');

  await page.getByLabel('Month').selectOption({ index: 5 });
  await page.getByLabel('Day').selectOption({ index: 14 });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => message.innerText()).toBe('Your birthday is saved.');

  const ways = page.locator('section', { hasText: 'Ways to earn' }).last();
  expect(await ways.getByText('Done').count()).toBe(2);
  expect(await page.locator('.figure').first().innerText()).toMatch(
    /^\d*[12]\d\d points$|^123 points$/,
  );
  expect(await violationsOf(page)).toEqual([]);
  // A browser writes down every refusal by itself: the wrong code, and its spent nonce.
  const refused = /409 .*\/apps\/rewards\/code/;
  expect(complaints.errors.filter((one) => !refused.test(one))).toEqual([]);
  await context.close();
});
