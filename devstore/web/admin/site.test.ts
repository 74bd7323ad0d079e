import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeMember, makeWorld, Shopper, type World } from '../fixtures/world.ts';
import { adminHandler } from './site.ts';

let world: World;
let merchant: Shopper;

beforeEach(async () => {
  world = await makeWorld();
  merchant = new Shopper(adminHandler(world.context), 'http://localhost:9000');
});
afterEach(() => world.store.close());

const ask = async (question: string, payload?: unknown) =>
  (await merchant.post('/devstore/bridge', JSON.stringify({ question, payload }))).json();
const paidOrder = () => world.store.orders.first("financial_status = 'PAID' ORDER BY id")!;

test("opens the app at the address's own path, signed, inside the tunnel", async () => {
  const html = await (await merchant.get('/store/demo/apps/encore/app/customers?tab=2')).text();
  const src = new URL(/src="(http:[^"]+)"/.exec(html)![1]!.replaceAll('&amp;', '&'));
  expect(src.origin).toBe('http://localhost:9001');
  expect(src.pathname).toBe('/app/customers');
  expect(src.searchParams.get('tab')).toBe('2');
  expect(src.searchParams.get('shop')).toBe('demo.myshopify.com');
  expect(src.searchParams.get('hmac')).toMatch(/^[0-9a-f]{64}$/);
});

test('grants optional scopes, refuses scopes that the toml does not name', async () => {
  const granted = await ask('requestScopes', ['write_gift_cards']);
  expect(granted.value.detail.granted).toContain('write_gift_cards');
  expect((await ask('requestScopes', ['write_products'])).error).toContain('write_products');
  expect((await ask('revokeScopes', ['read_orders'])).error).toMatch(/cannot be revoked/);
});

test('tells the app where its blocks and embeds are active', async () => {
  const { value } = await ask('extensions');
  const theme = value.find(({ type }: { type: string }) => type === 'theme_app_extension');
  const byHandle = Object.fromEntries(
    theme.activations.map((each: { handle: string }) => [each.handle, each]),
  );
  expect(byHandle.points).toMatchObject({ status: 'active', target: 'section' });
  expect(byHandle.launcher.activations).toHaveLength(1);
  await merchant.post('/store/demo/themes/current/editor', {
    template: 'product',
    act: 'save:launcher',
  });
  const after = (await ask('extensions')).value.find(({ handle }: { handle: string }) =>
    handle.endsWith('theme'),
  );
  expect(
    after.activations.find(({ handle }: { handle: string }) => handle === 'launcher').status,
  ).toBe('available');
});

test('a deep link shows an embed turned on, but saves nothing by itself', async () => {
  world.store.settings.write('web.theme', { blocks: [], embeds: {} });
  const link = '/store/demo/themes/current/editor?context=apps&activateAppId=key/launcher';
  expect(await (await merchant.get(link)).text()).toContain('Launcher (on)');
  expect(world.store.settings.read('web.theme', null)).toEqual({ blocks: [], embeds: {} });
});

test('refunds an order by line, by amount and to store credit', async () => {
  const order = paidOrder();
  const path = `/store/demo/orders/${order.id}`;
  const line = order.lines[0]!;
  await merchant.post(path, { act: 'refund', [`line_${line.id}`]: '1', to: 'original' });
  await merchant.post(path, { act: 'refund', amount: '1.50', to: 'storeCredit' });
  const { refunds } = world.store.orders.get(order.id)!;
  expect(refunds[0]!.lines[0]).toMatchObject({ lineId: line.id, quantity: 1 });
  expect(refunds[1]!.transactions[0]).toMatchObject({
    amount: 150,
    gateway: 'shopify_store_credit',
  });
});

test('says why an order cannot be refunded', async () => {
  const answer = await merchant.post(`/store/demo/orders/${paidOrder().id}`, {
    act: 'refund',
    amount: '1000000',
  });
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('more than what is left');
});

test('merges customers, and asks the app for data and for its erasure', async () => {
  const ada = makeMember(world.store, 'Ada', 10);
  const bob = makeMember(world.store, 'Bob', 5);
  const path = `/store/demo/customers/${bob.id}`;
  await merchant.post(path, { act: 'request-data' });
  await merchant.post(path, { act: 'merge', into: 'ada@example.com' });
  expect(world.store.customers.get(bob.id)).toBeUndefined();
  await merchant.post(`/store/demo/customers/${ada.id}`, { act: 'redact' });
  expect(world.store.customers.get(ada.id)?.email).toBeNull();
});

test('uninstalls and installs the app, moves the clock, sets faults', async () => {
  const settings = '/store/demo/settings';
  await merchant.post(settings, { act: 'uninstall' });
  expect(world.store.installation().isInstalled).toBe(false);
  await merchant.post(settings, { act: 'install' });
  expect(world.store.installation().grantedScopes).toEqual(['read_orders', 'write_app_proxy']);
  const before = world.store.clock.ms();
  await merchant.post(settings, { act: 'clock', days: '7' });
  expect(world.store.clock.ms() - before).toBe(7 * 86_400_000);
  await merchant.post(settings, { act: 'faults', 'webhooks.lost': '0.5', 'api.remaining': '' });
  expect(world.store.faults.get().webhooks.lost).toBe(0.5);
  expect(world.store.faults.get().api.remaining).toBeNull();
});

test('refuses forms of other sites', async () => {
  const answer = await merchant.send('/store/demo/settings', {
    method: 'POST',
    headers: { origin: 'http://localhost:9002' },
    body: new URLSearchParams({ act: 'uninstall' }),
  });
  expect(answer.status).toBe(403);
  expect(world.store.installation().isInstalled).toBe(true);
});
