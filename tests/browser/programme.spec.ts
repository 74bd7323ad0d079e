// A merchant shapes the programme: what rules would cost is seen before they are saved, mistakes
// are named, and what was saved is found again.
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type OpenBrowser, openBrowser, type WatchedPage } from './browser.ts';
import { violationsOf } from './shopper-pages.ts';

let open: OpenBrowser;
let watched: WatchedPage;
let app: Frame;
let page: Page;
beforeAll(async () => {
  open = await openBrowser();
});
afterAll(() => open?.close());

async function visit(path: string) {
  await watched?.context.close();
  watched = await open.newPage();
  page = watched.page;
  await page.goto(`${inject('demo').admin}${path}`);
  app = (await (await page.waitForSelector('iframe')).contentFrame())!;
  await app.locator('h1').first().waitFor();
  await app.waitForLoadState('networkidle');
}

async function isQuiet() {
  expect(await violationsOf(page)).toEqual([]);
  expect(watched.complaints).toEqual({ errors: [], failures: [] });
}

const button = (name: string) => app.getByRole('button', { name, exact: true });
const save = () => page.getByRole('button', { name: 'Save', exact: true }).first().click();

test('begins with three tiers, sees who would be where and what it would cost', async () => {
  await visit('/app/programme/tiers');
  await button('Begin with Bronze, Silver and Gold').click();
  await button('Who would be where?').click();
  await app.getByText('With these tiers, by the orders of today').waitFor();
  await button('What would it cost?').click();
  await app.getByText('Members get back').waitFor();
  await isQuiet();
  // Not saved: other tests count points in this shop.
  await visit('/app/programme/tiers');
  await app.getByText('No tiers yet').waitFor();
});

test('is told what is wrong with rules, and nothing is saved', async () => {
  await visit('/app/programme/bonuses');
  await button('Add a campaign').click();
  await app.getByLabel('Until').fill('2020-01-01T00:00');
  await save();
  await app.getByText('"Double points weekend" ends before it starts').first().waitFor();
  // What is said next takes the place of what was said before.
  await app.getByLabel('Until').fill('2035-01-01T00:00');
  await save();
  await page.getByText('Not saved yet.').waitFor();
  expect(await page.locator('.toast').count()).toBe(1);
  await isQuiet();
  await visit('/app/programme/bonuses');
  await app.getByText('No bonuses yet').waitFor();
});

test('adds a way to earn and makes a key, which is shown once', async () => {
  await visit('/app/programme/earn');
  await button('Add a way to earn').click();
  await app.getByText('Event of another program').first().click();
  await save();
  await page.getByText('Ways to earn saved').waitFor();
  await isQuiet();
  await visit('/app/programme/api-keys');
  await app.getByLabel('A new key for').fill('Quiz app');
  await button('Make a key').click();
  const key = await app.getByText(/^encore_\d+_/).innerText();
  await isQuiet();
  const door = new URL('/api/v1/events', inject('demo').app);
  const response = await fetch(door, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'idempotency-key': 'browser-1' },
    body: JSON.stringify({ event: 'custom', email: 'nobody@example.com' }),
  });
  expect(await response.json()).toMatchObject({ reason: 'not-a-member' });
  await visit('/app/programme/api-keys');
  expect(await app.getByText(/^encore_\d+_/).count()).toBe(0);
  await app.getByText('Quiz app').waitFor();
});

test('changes the points of a member with a reason, and takes it back', async () => {
  await visit('/app/members');
  await app.locator('tbody a').first().click();
  await button('Change points').click();
  await app.getByLabel('Points', { exact: true }).fill('50');
  await app.getByLabel('Reason').fill('For the patience');
  await app.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await app.getByRole('dialog').waitFor({ state: 'detached' });
  await app.getByText('For the patience').waitFor();
  await app
    .getByRole('button', { name: /^Undo Changed by staff/ })
    .first()
    .click();
  await app.getByText('Change undone').first().waitFor();
  await isQuiet();
});

test('brings members by a file: checked first, posted after', async () => {
  await visit('/app/members/import');
  const text = 'email,points\nnobody@example.com,5\nnot an address,5\n';
  const file = { name: 'points.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
  await app.locator('input[type=file]').setInputFiles(file);
  await app.getByText('Line 2: no customer of this shop').waitFor();
  await app.getByText('Line 3: the e-mail address is none').waitFor();
  expect(await button('Post the points').isDisabled()).toBe(true);
  await isQuiet();
});

test('gives points to chosen members: seen first, then posted, then undone as a whole', async () => {
  await visit('/app/members');
  for (const place of [0, 1])
    await app.locator('tbody tr').nth(place).getByRole('checkbox').click();
  await app.getByRole('button', { name: 'Change points' }).last().click();
  await app.getByText('The 2 chosen members').last().waitFor();
  await app.getByLabel('Points for each').fill('40');
  await app.getByLabel('Reason').fill('For the late parcels');
  await isQuiet();
  await button('See what it would do').click();
  await app.getByText('2 members will get 80 points in all. Nothing is posted yet.').waitFor();
  await isQuiet();
  await button('Post the points').click();
  await app.getByText('2 members got 80 points in all.').waitFor();
  await button('Undo all of it').click();
  await app.getByRole('dialog').getByRole('button', { name: 'Undo', exact: true }).click();
  await app.getByText('Undone: -80 points. Members stay members.').waitFor();
  await isQuiet();
});

test('plans a bonus for a segment, which then cannot be removed', async () => {
  const name = `Came back ${Date.now()}`;
  await visit('/app/customers/segments?orders=2');
  await app.getByLabel('Keep these customers as a segment').fill(name);
  await button('Save').click();
  await page.getByText('Segments saved').waitFor();
  await visit('/app/programme/bonuses');
  await button('Add a campaign').click();
  const segments = app.getByLabel('Only customers in one of these segments');
  await segments.selectOption({ label: name });
  await save();
  await page.getByText('Bonuses saved').waitFor();
  await isQuiet();
  await visit('/app/programme/bonuses');
  await app.getByRole('button', { name: `Remove ${name}` }).waitFor();
  await isQuiet();
  await visit('/app/customers/segments');
  await app.getByLabel('Segment').first().selectOption({ label: name });
  await button('Remove this segment').click();
  await page.getByText('The programme uses this segment').waitFor();
  await visit('/app/programme/bonuses');
  await button('Remove Double points weekend').click();
  await save();
  await page.getByText('Bonuses saved').waitFor();
});
