// Every page of the admin inside the frame, wide and narrow: nothing complains, nothing sticks out,
// everybody can use it. Then what merchants do most.
import { AxeBuilder } from '@axe-core/playwright';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type OpenBrowser, openBrowser, type WatchedPage } from './browser.ts';

const PAGES = {
  '/app': 'Home',
  '/app/retention': 'Retention',
  '/app/retention/cohorts': 'Cohorts',
  '/app/customers/segments': 'Segments',
  '/app/retention/value': 'Customer value',
  '/app/retention/forecast': 'Forecast check',
  '/app/customers': 'Customers',
  '/app/programme': 'Programme',
  '/app/programme/earn': 'Ways to earn',
  '/app/programme/bonuses': 'Bonuses',
  '/app/programme/tiers': 'Tiers',
  '/app/programme/economics': 'Economics',
  '/app/programme/api-keys': 'API keys',
  '/app/members': 'Members',
  '/app/members/import': 'Bring members',
  '/app/programme/activity': 'Activity',
  '/app/programme/liability': 'Liability',
  '/app/rewards': 'Rewards',
  '/app/rewards/new': 'New reward',
  '/app/rewards/codes': 'Codes',
  '/app/referrals': 'Referrals',
  '/app/storefront': 'Storefront',
  '/app/settings/data': 'Data',
  '/app/settings': 'Settings',
};
const SIZES = {
  wide: { width: 1500, height: 900 },
  narrow: { width: 375, height: 812 },
};

let open: OpenBrowser;
beforeAll(async () => {
  open = await openBrowser();
});
afterAll(() => open?.close());

async function visit(path: string, viewport = SIZES.wide): Promise<WatchedPage & { app: Frame }> {
  // A browser far from the shop's time zone: dates must not depend on it.
  const watched = await open.newPage({ viewport, timezoneId: 'Asia/Bangkok' });
  await watched.page.goto(inject('demo').admin + path);
  return { ...watched, app: await appOf(watched.page) };
}

/** Has Shopify rest so long, in milliseconds, between the slices of a bulk operation. */
async function pace(sliceDelayMs: number): Promise<void> {
  const { ok } = await fetch(new URL('/__devstore/faults', inject('demo').admin), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ bulk: { sliceDelayMs } }),
  });
  expect(ok).toBe(true);
}

async function appOf(page: Page): Promise<Frame> {
  const element = await page.waitForSelector('iframe');
  const frame = (await element.contentFrame())!;
  await frame.locator('h1').first().waitFor();
  await frame.waitForLoadState('networkidle');
  return frame;
}

/** What axe finds in the app's frame, one line each. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include('iframe').analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes
      // A path of several steps leads into the frame; the rest is the local Shopify's.
      .filter(({ target }) => target.length > 1)
      .map(({ html }) => `${id}: ${html.slice(0, 200)}`),
  );
}

describe.each(Object.keys(SIZES) as (keyof typeof SIZES)[])('on a %s screen', (size) => {
  it.each(Object.entries(PAGES))('%s works for everybody', async (path, title) => {
    const { page, context, app, complaints } = await visit(path, SIZES[size]);
    expect(await app.locator('h1').first().innerText()).toBe(title);
    expect(await app.title()).toContain('Encore');
    const tooWide = await app.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(tooWide).toBeLessThanOrEqual(0);
    for (const tab of await app.locator('.section-tabs [aria-current=page]').all()) {
      const { x, width } = (await tab.boundingBox())!;
      expect(x + width).toBeLessThanOrEqual(SIZES[size].width);
    }
    expect(await barriers(page)).toEqual([]);
    expect(complaints).toEqual({ errors: [], failures: [] });
    await context.close();
  });
});

describe('a merchant', () => {
  it('walks through the sidebar without loading the document again', async () => {
    const { page, context, app, complaints } = await visit('/app');
    await app.evaluate(() => Object.assign(window, { isSameDocument: true }));
    await page.getByRole('link', { name: 'Settings' }).first().click();
    await app.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    expect(await app.evaluate(() => 'isSameDocument' in window)).toBe(true);
    expect(complaints).toEqual({ errors: [], failures: [] });
    await context.close();
  });

  it('reads customers whole on a narrow screen, without moving a table sideways', async () => {
    const { context, app } = await visit('/app/retention/value', SIZES.narrow);
    const row = app.getByRole('list', { name: 'Worth most' }).getByRole('listitem').first();
    await row.getByRole('link').waitFor();
    const { x, width } = (await row.boundingBox())!;
    expect(x + width).toBeLessThanOrEqual(SIZES.narrow.width);
    await context.close();
  });

  it('has the filters of segments folded on a narrow screen, and opens them by key', async () => {
    const { page, context, app } = await visit('/app/customers/segments?orders=2', SIZES.narrow);
    const filters = app.getByRole('button', { name: 'Filters (1)' });
    const quiet = app.getByLabel('No order for', { exact: true });
    expect(await filters.getAttribute('aria-expanded')).toBe('false');
    expect(await quiet.isVisible()).toBe(false);
    await filters.press('Enter');
    await quiet.selectOption('30');
    await app.getByRole('button', { name: 'Filters (2)', expanded: true }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await context.close();
  });

  it('finds the pages of one section as tabs of each other', async () => {
    const { page, context, app } = await visit('/app/retention/cohorts');
    const tabs = app.getByRole('navigation', { name: 'Pages of Retention' });
    expect(await tabs.locator('[aria-current=page]').innerText()).toBe('Cohorts');
    // The sidebar marks the section although it has no entry for the page.
    const marked = page.locator('nav a[aria-current=page]').filter({ hasText: 'Retention' });
    expect(await marked.count()).toBe(1);
    await tabs.getByRole('link', { name: 'Forecast check' }).press('Enter');
    await app.getByRole('heading', { level: 1, name: 'Forecast check' }).waitFor();
    await context.close();
  });

  it('is asked before a link inside the app loses what was not saved', async () => {
    const { page, context, app } = await visit('/app/settings');
    await app.getByLabel('Gross margin').fill('33');
    await app.getByRole('link', { name: 'Data' }).click();
    await page.getByRole('button', { name: 'Stay' }).click();
    expect(await app.getByLabel('Gross margin').inputValue()).toBe('33');
    await app.getByRole('link', { name: 'Data' }).click();
    await page.getByRole('button', { name: 'Leave page' }).click();
    await app.getByRole('heading', { level: 1, name: 'Data' }).waitFor();
    await context.close();
  });

  it('changes a setting under the save bar, and finds it kept', async () => {
    const { page, context, app } = await visit('/app/settings');
    await app.getByLabel('Gross margin').fill('120');
    await page.getByRole('button', { name: 'Save' }).click();
    await app.getByText('At most 100').waitFor();
    await app.getByLabel('Gross margin').fill('42,5');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Settings saved').waitFor();
    await context.close();
    const again = await visit('/app/settings');
    expect(await again.app.getByLabel('Gross margin').inputValue()).toBe('42.5');
    await again.context.close();
  });

  it('puts the guide away for good, and brings it back in the settings', async () => {
    const first = await visit('/app');
    // The admin around the app posts too: only the app's own answer tells that the guide is saved.
    const saved = first.page.waitForResponse(
      (answer) =>
        answer.request().method() === 'POST' && new URL(answer.url()).pathname.startsWith('/app'),
    );
    await first.app.getByRole('button', { name: 'Put the guide away' }).click();
    await first.app.getByText('Get Encore going').waitFor({ state: 'detached' });
    expect((await saved).status()).toBe(200);
    await first.context.close();
    const second = await visit('/app');
    expect(await second.app.getByText('Get Encore going').count()).toBe(0);
    await second.context.close();
    const settings = await visit('/app/settings');
    await settings.app.getByRole('button', { name: 'Show the guide again' }).click();
    await settings.page.getByText('The guide is on the home page again').waitFor();
    await settings.context.close();
  });

  it('reads a plot by keyboard, and as a table', async () => {
    const { context, app } = await visit('/app');
    const plot = app.getByRole('slider', { name: /^Retention rate/ });
    await plot.focus();
    await plot.press('End');
    expect(await plot.getAttribute('aria-valuetext')).toMatch(/^\w+ \d{4}: Retention rate/);
    await app.getByRole('button', { name: 'Retention rate over time as a table' }).click();
    await app.getByRole('columnheader', { name: 'Strict retention' }).waitFor();
    await context.close();
  });

  it('finds a customer by the beginning of the name and opens the profile', async () => {
    const { context, app, complaints } = await visit('/app/customers');
    const name = await app.locator('tbody a').first().innerText();
    await app.getByPlaceholder(/^Search/).fill(name.split(' ')[0]!.slice(0, 4));
    await app.waitForURL(/[?&]q=/);
    await app.getByRole('link', { name }).first().click();
    await app.getByRole('heading', { level: 1, name }).waitFor();
    await app.getByRole('heading', { name: 'Orders' }).waitFor();
    expect(complaints).toEqual({ errors: [], failures: [] });
    await context.close();
  });

  it('takes the data home as a file', async () => {
    const { page, context, app } = await visit('/app/settings/data');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      app.getByRole('button', { name: 'Orders', exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('encore-orders.csv');
    await context.close();
  });

  it('asks for another import and sees it begin, without loading the page again', async () => {
    const { context, app, complaints } = await visit('/app/settings/data');
    const ask = app.getByRole('button', { name: 'Import again' });
    // Long enough to be looked at.
    await pace(4000);
    await ask.click();
    await app.getByText(/^(Shopify is getting|Your history is)/).waitFor();
    await pace(0);
    await app.getByText(/^Last import:/).waitFor({ timeout: 60_000 });
    expect(complaints).toEqual({ errors: [], failures: [] });
    await context.close();
  });

  it('is told why a file was not sent', async () => {
    const { context, app } = await visit('/app/members/import');
    const file = { name: 'cat.png', mimeType: 'image/png', buffer: Buffer.from([137, 80, 78, 71]) };
    await app.locator('input[type=file]').setInputFiles(file);
    await app.getByText('cat.png was not sent').waitFor();
    await app.getByText('The file is no CSV file.').waitFor();
    await context.close();
  });

  it('is told what is missing behind a wrong address', async () => {
    const { context, app } = await visit('/app/nothing-here');
    await app.getByText('There is no such page').waitFor();
    await app.getByRole('link', { name: 'Go to Home' }).click();
    await app.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
    await context.close();
  });
});
