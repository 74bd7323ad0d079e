import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeWorld, Shopper, type World } from '../fixtures/world.ts';
import { mailHandler } from './site.ts';

let world: World;
let reader: Shopper;

beforeEach(async () => {
  world = await makeWorld();
  reader = new Shopper(mailHandler(world.context), 'http://localhost:9004');
});
afterEach(() => world.store.close());

const send = (mail: object) => reader.post('/send', JSON.stringify(mail));

test('catches a mail and gives it back as JSON, by recipient', async () => {
  const sent = await send({ to: 'ada@example.com', subject: 'Points', text: 'You have 5' });
  expect(sent.status).toBe(201);
  await send({ to: ['bob@example.com'], subject: 'Other', html: '<p>Hi</p>' });
  const found = await (await reader.get('/messages.json?to=ada@example.com')).json();
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    subject: 'Points',
    text: 'You have 5',
    from: 'owner@example.com',
  });
});

test('refuses a mail without an address or a subject', async () => {
  expect((await send({ to: 'nobody', subject: 'x' })).status).toBe(422);
  expect((await send({ to: 'ada@example.com' })).status).toBe(422);
  expect((await reader.post('/send', 'not json')).status).toBe(422);
  expect(world.store.mails.count()).toBe(0);
});

test("shows a mail's markup where its scripts cannot run, and its subject as text", async () => {
  await send({
    to: 'a@example.com',
    subject: '<img onerror=x>',
    html: '<script>alert(1)</script>',
  });
  const inbox = await (await reader.get('/')).text();
  expect(inbox).toContain('&lt;img onerror=x&gt;');
  expect(inbox).not.toContain('<script>alert');
  const [mail] = world.store.mails.all();
  const body = await reader.get(`/messages/${mail!.id}/body`);
  expect(body.headers.get('content-security-policy')).toMatch(
    /^sandbox allow-popups; default-src 'none'/,
  );
});
