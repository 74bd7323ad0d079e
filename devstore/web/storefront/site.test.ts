import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { blankDiscount } from '../../api/mutations/discount-input.ts';
import { makeMember, makeWorld, Shopper, type World } from '../fixtures/world.ts';
import { saveTheme } from './placements.ts';
import { storefrontHandler } from './site.ts';

let world: World;
let shopper: Shopper;
const origin = 'http://localhost:9002';

const enter = (context = world.context) => new Shopper(storefrontHandler(context), origin);

beforeEach(async () => {
  world = await makeWorld();
  shopper = enter();
});
afterEach(() => world.store.close());

const product = () => world.store.products.first("status = 'ACTIVE' ORDER BY id")!;
const productPage = async (given = '') =>
  (await shopper.get(`/products/${product().handle}${given}`)).text();

test("renders the app's block on the product page, with its script and style once", async () => {
  const html = await productPage();
  expect(html).toContain('Rewards: Sign in');
  expect(html.match(/points\.js/g)).toHaveLength(1);
  expect(html.match(/points\.css/g)).toHaveLength(1);
  expect(html).toContain(
    'id="shopify-block-points-product" class="shopify-block shopify-app-block"',
  );
});

test('shows a signed-in customer the balance of the app metafield, in the language chosen', async () => {
  const member = makeMember(world.store, 'Jana', 3);
  await shopper.post('/account/login', { customer_id: String(member.id) });
  expect(await productPage()).toContain('Rewards: Jana has 3 points');
  expect(await productPage('?locale=cs')).toContain('Rewards: Jana má 3 body');
  expect(await productPage('?locale=he')).toContain('<html lang="he" dir="rtl">');
});

test('puts app embeds at the end of the body of every page, until they are turned off', async () => {
  expect(await (await shopper.get('/')).text()).toMatch(
    /<button type="button">Open<\/button>\s*<\/div><\/body>/,
  );
  saveTheme(world.store, { blocks: [], embeds: {} });
  expect(await (await shopper.get('/')).text()).not.toContain('Open</button>');
});

test('shows nothing of an app that is not installed', async () => {
  world.store.saveInstallation({ ...world.store.installation(), isInstalled: false });
  expect(await productPage()).not.toContain('shopify-app-block');
});

test("shows prices in the buyer's currency and the rate to scripts", async () => {
  const html = await productPage('?currency=JPY');
  const yen = Math.round((product().variants[0]!.price / 100) * 154);
  expect(html).toContain(`>¥${yen.toLocaleString('en')}</p>`);
  expect(html).toContain('"currency":{"active":"JPY","rate":"154"}');
});

test('the Ajax API adds, changes and empties the cart', async () => {
  const [variant] = product().variants;
  const added = await shopper.post(
    '/cart/add.js',
    JSON.stringify({ id: variant!.id, quantity: 2 }),
  );
  expect(await added.json()).toMatchObject({ variant_id: variant!.id, quantity: 2 });
  const cart = await (await shopper.get('/cart.js')).json();
  expect(cart).toMatchObject({ item_count: 2, total_price: variant!.price * 2, currency: 'USD' });
  const changed = await shopper.post('/cart/change.js', JSON.stringify({ line: 1, quantity: 5 }));
  expect(await changed.json()).toMatchObject({ item_count: 5 });
  const emptied = await shopper.post('/cart/clear.js', '{}');
  expect(await emptied.json()).toMatchObject({ item_count: 0, items: [] });
});

test('a cart permalink leads to a checkout of just what it names', async () => {
  const [variant] = product().variants;
  await shopper.post('/cart/add.js', JSON.stringify({ id: variant!.id, quantity: 5 }));
  const answer = await shopper.get(`/cart/${variant!.id}:2,1:1`);
  expect(answer.headers.get('location')).toBe('/checkout');
  expect(await (await shopper.get('/cart.js')).json()).toMatchObject({ item_count: 2 });
});

test('refuses a variant that is unknown or sold out with 422', async () => {
  const answer = await shopper.post('/cart/add.js', JSON.stringify({ id: 1 }));
  expect(answer.status).toBe(422);
});

test('the Ajax discount is the whole list, and says which codes apply', async () => {
  await shopper.post('/cart/add.js', JSON.stringify({ id: product().variants[0]!.id }));
  const cart = await (
    await shopper.post('/cart/update.js', JSON.stringify({ discount: 'ONE,TWO' }))
  ).json();
  expect(cart.discount_codes).toEqual([
    { code: 'ONE', applicable: false },
    { code: 'TWO', applicable: false },
  ]);
  const after = await (
    await shopper.post('/cart/update.js', JSON.stringify({ discount: '' }))
  ).json();
  expect(after.discount_codes).toEqual([]);
});

test('a line has what is taken off itself; what is taken off the whole cart is told beside', async () => {
  const { store } = world;
  const blank = blankDiscount(store.nextId('discount'), '2026-01-01T00:00:00Z', 'basic');
  const effect = { kind: 'amount', amount: 500, isOnEachItem: false } as const;
  const benefit = { kind: 'basic', effect, items: { kind: 'all' } } as const;
  const discount = store.discounts.put({ ...blank, title: 'FIVE', benefit });
  store.discounts.addCode(store.nextId('redeemCode'), discount.id, 'FIVE');
  const { id, price } = product().variants[0]!;
  await shopper.post('/cart/add.js', JSON.stringify({ id, quantity: 2 }));
  const cart = await (
    await shopper.post('/cart/update.js', JSON.stringify({ discount: 'FIVE' }))
  ).json();
  expect(cart).toMatchObject({
    items: [{ final_line_price: price * 2 }],
    items_subtotal_price: price * 2,
    cart_level_discount_applications: [{ total_allocated_amount: 500 }],
    total_discount: 500,
    total_price: price * 2 - 500,
  });
});

test('a discount link keeps the code and redirects only within the shop', async () => {
  const answer = await shopper.get('/discount/SAVE5?redirect=/cart');
  expect(answer.headers.get('location')).toBe('/cart');
  expect((await (await shopper.get('/cart.js')).json()).discount_codes[0].code).toBe('SAVE5');
  const away = await shopper.get('/discount/SAVE5?redirect=//evil.example');
  expect(away.headers.get('location')).toBe('/');
});

test('refuses forms that another site sent, but forwards them to the app proxy as Shopify does', async () => {
  const init = { method: 'POST', headers: { origin: 'https://evil.example' }, body: 'x=1' };
  expect((await shopper.send('/cart/add', init)).status).toBe(403);
  expect((await shopper.send('/apps/rewards/x', init)).status).toBe(502);
});

type Seen = { url: URL; headers: http.IncomingHttpHeaders; body: string };

/** An app that answers everything and remembers what it was asked. */
async function withApp(work: (seen: Seen[], url: string) => Promise<void>) {
  const seen: Seen[] = [];
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    seen.push({ url: new URL(request.url!, 'http://app'), headers: request.headers, body });
    response.writeHead(201, { 'content-type': 'application/json', 'set-cookie': 'a=b' });
    response.end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(seen, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}

test('forwards /apps/rewards to the app: signed, with the customer, without cookies either way', async () => {
  await withApp(async (seen, url) => {
    const visitor = enter({ ...world.context, app: { ...world.context.app, url } });
    const member = makeMember(world.store, 'Ada', 10);
    await visitor.post('/account/login', { customer_id: String(member.id) });
    const answer = await visitor.post('/apps/rewards/redeem?x=1', JSON.stringify({ id: 'r1' }));
    expect(answer.status).toBe(201);
    expect(answer.headers.getSetCookie()).toEqual([]);
    const [asked] = seen;
    expect(asked!.url.pathname).toBe('/proxy/redeem');
    expect(asked!.body).toBe('{"id":"r1"}');
    expect(asked!.headers.cookie).toBeUndefined();
    const query = asked!.url.searchParams;
    expect(query.get('logged_in_customer_id')).toBe(String(member.id));
    expect(query.get('path_prefix')).toBe('/apps/rewards');
    const signature = query.get('signature');
    query.delete('signature');
    const message = [...query]
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join('');
    expect(signature).toBe(createHmac('sha256', 'test-secret').update(message).digest('hex'));
  });
});

test('an app that does not answer is 502 to the shopper, and the page stays whole', async () => {
  expect((await shopper.get('/apps/rewards/wallet')).status).toBe(502);
  expect((await shopper.get(`/products/${product().handle}`)).status).toBe(200);
});

test('classic customer accounts are pages of the theme, new ones live on their own host', async () => {
  const member = makeMember(world.store, 'Ada', 10);
  await shopper.post('/account/login', { customer_id: String(member.id) });
  const moved = await shopper.get('/account');
  expect(moved.headers.get('location')).toBe('http://localhost:9003/orders');
  world.store.saveShop({ ...world.store.shop(), customerAccounts: 'CLASSIC' });
  expect(await (await shopper.get('/account')).text()).toContain('Ada</h1>');
});

test('an address nobody has becomes a customer', async () => {
  await shopper.post('/account/login', { 'customer[email]': 'new@example.com' });
  expect(world.store.customers.byEmail('new@example.com')?.state).toBe('ENABLED');
});
