import { afterEach, beforeEach, expect, test } from 'vitest';
import { readToken } from '../../server/session-token.ts';
import type { Discount } from '../../store/discounts.ts';
import { makeMember, makeWorld, Shopper, type World } from '../fixtures/world.ts';
import { storefrontHandler } from '../storefront/site.ts';

let world: World;
let shopper: Shopper;

beforeEach(async () => {
  world = await makeWorld();
  shopper = new Shopper(storefrontHandler(world.context), 'http://localhost:9002');
});
afterEach(() => world.store.close());

/** Goes from the product to the checkout and returns its path. */
async function goToCheckout(quantity = 1): Promise<string> {
  const variant = world.store.products.first("status = 'ACTIVE' ORDER BY id")!.variants[0]!;
  await shopper.post('/cart/add', { id: String(variant.id), quantity: String(quantity) });
  return (await shopper.get('/checkout')).headers.get('location')!;
}

/** Five off, for anybody, once. */
function addDiscount(code: string): void {
  const { store } = world;
  const at = '2026-01-01T00:00:00Z';
  const discount: Discount = {
    id: store.nextId('discount'),
    title: code,
    startsAt: at,
    endsAt: null,
    createdAt: at,
    updatedAt: at,
    benefit: {
      kind: 'basic',
      effect: { kind: 'amount', amount: 500, isOnEachItem: false },
      items: { kind: 'all' },
    },
    minimum: { kind: 'none' },
    context: { kind: 'all' },
    usageLimit: 1,
    appliesOncePerCustomer: true,
    appliesOnOneTimePurchase: true,
    appliesOnSubscription: false,
    recurringCycleLimit: null,
    combinesWith: { order: false, product: false, shipping: false },
    tags: [],
  };
  store.discounts.put(discount);
  store.discounts.addCode(store.nextId('discount'), discount.id, code);
}

const change = async (path: string, kind: string, value: Record<string, unknown>) =>
  (await shopper.post(`${path}/changes`, JSON.stringify({ kind, change: value }))).json();

const stateOf = (html: string) => JSON.parse(/id="surface">(.*?)<\/script>/s.exec(html)![1]!).state;

test('an extension applies a code and takes it off; the state it sees follows', async () => {
  addDiscount('FIVE');
  const path = await goToCheckout();
  const before = stateOf(await (await shopper.get(path)).text());
  const applied = await change(path, 'discountCode', { type: 'addDiscountCode', code: 'five' });
  expect(applied.result).toEqual({ type: 'success' });
  expect(applied.state.discountCodes).toEqual([{ code: 'FIVE' }]);
  expect(applied.state.cost.subtotalAmount.amount).toBeCloseTo(
    before.cost.subtotalAmount.amount - 5,
    2,
  );
  expect(applied.summaryHtml).toContain('name="remove_code" value="FIVE"');
  const removed = await change(path, 'discountCode', { type: 'removeDiscountCode', code: 'FIVE' });
  expect(removed.state.cost).toEqual(before.cost);
});

test('a code that does not count is an error with its reason and changes nothing', async () => {
  const path = await goToCheckout();
  const outcome = await change(path, 'discountCode', { type: 'addDiscountCode', code: 'NOPE' });
  expect(outcome.result).toEqual({ type: 'error', message: "NOPE discount code isn't valid" });
  expect(outcome.state.discountCodes).toEqual([]);
});

test('in an accelerated wallet the instructions forbid codes, and so does the change', async () => {
  addDiscount('FIVE');
  world.store.settings.write('web.isAcceleratedCheckout', true);
  const path = await goToCheckout();
  const state = stateOf(await (await shopper.get(path)).text());
  expect(state.instructions.discounts.canUpdateDiscountCodes).toBe(false);
  const outcome = await change(path, 'discountCode', { type: 'addDiscountCode', code: 'FIVE' });
  expect(outcome.result.type).toBe('error');
});

test('the steps before thank-you take extensions on Plus only, thank-you on every plan', async () => {
  const path = await goToCheckout();
  expect(await (await shopper.get(path)).text()).toContain('data-extension="points-checkout"');
  world.store.saveShop({ ...world.store.shop(), plan: 'standard' });
  expect(await (await shopper.get(path)).text()).not.toContain('data-extension');
  await shopper.post(path, { act: 'pay', email: 'ada@example.com', payment: 'paid' });
  expect(await (await shopper.get(`${path}/thank-you`)).text()).toContain(
    'data-target="purchase.thank-you.block.render"',
  );
});

test('paying places the order, uses the code and empties the cart', async () => {
  addDiscount('FIVE');
  const path = await goToCheckout(2);
  await change(path, 'discountCode', { type: 'addDiscountCode', code: 'FIVE' });
  const paid = await shopper.post(path, { act: 'pay', email: 'ada@example.com', payment: 'paid' });
  expect(paid.headers.get('location')).toBe(`${path}/thank-you`);
  const [order] = world.store.orders.where("email = 'ada@example.com'");
  expect(order!.financialStatus).toBe('PAID');
  expect(order!.discounts[0]!.code).toBe('FIVE');
  expect(world.store.discounts.codeByText('FIVE')!.usageCount).toBe(1);
  expect((await (await shopper.get('/cart.js')).json()).item_count).toBe(0);
  const [mail] = world.store.mails.all();
  expect(mail).toMatchObject({ to: 'ada@example.com', subject: `Order ${order!.name} confirmed` });
  expect(mail!.html).toContain(`http://localhost:9002/orders/${order!.statusToken}`);
  // Paying once more leads to the same order.
  await shopper.post(path, { act: 'pay', email: 'ada@example.com' });
  expect(world.store.orders.where("email = 'ada@example.com'")).toHaveLength(1);
});

test('a code that somebody else used up meanwhile stops the order and is named', async () => {
  addDiscount('FIVE');
  const path = await goToCheckout();
  await change(path, 'discountCode', { type: 'addDiscountCode', code: 'FIVE' });
  const code = world.store.discounts.codeByText('FIVE')!;
  world.store.discounts.use(code, 1, 2, 'other@example.com');
  const answer = await shopper.post(path, { act: 'pay', email: 'ada@example.com' });
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('FIVE');
});

test('only the customer of an order is known on its status page, whoever else has the link', async () => {
  const ada = makeMember(world.store, 'Ada', 40);
  await shopper.post('/account/login', { customer_id: String(ada.id) });
  const path = await goToCheckout();
  await shopper.post(path, { act: 'pay', email: 'ada@example.com', payment: 'paid' });
  const order = world.store.orders.where("email = 'ada@example.com'")[0]!;
  const state = stateOf(await (await shopper.get(`/orders/${order.statusToken}`)).text());
  expect(state.authenticationState).toBe('fully_authenticated');
  expect(state.appMetafields[0].metafield).toMatchObject({ namespace: '$app', value: '40' });
  const stranger = new Shopper(storefrontHandler(world.context), 'http://localhost:9002');
  const bob = makeMember(world.store, 'Bob', 5);
  await stranger.post('/account/login', { customer_id: String(bob.id) });
  const seen = stateOf(await (await stranger.get(`/orders/${order.statusToken}`)).text());
  expect(seen.authenticationState).toBe('pre_authenticated');
  expect(seen.appMetafields).toEqual([]);
  expect(seen.buyer).toEqual({});
});

test('the session token names a signed-in buyer and nobody else', async () => {
  const tokenOf = async () =>
    readToken(
      (await (await shopper.post('/extension-api/session-token', '{}')).json()).token,
      'test-secret',
    )!;
  expect((await tokenOf()).sub).toBeUndefined();
  const ada = makeMember(world.store, 'Ada', 40);
  await shopper.post('/account/login', { customer_id: String(ada.id) });
  expect(await tokenOf()).toMatchObject({
    sub: `gid://shopify/Customer/${ada.id}`,
    dest: 'demo.myshopify.com',
    aud: 'test-key',
  });
});

test('without approval of protected data an extension sees no customer', async () => {
  const ada = makeMember(world.store, 'Ada', 40);
  await shopper.post('/account/login', { customer_id: String(ada.id) });
  const installation = world.store.installation();
  world.store.saveInstallation({
    ...installation,
    protectedData: { ...installation.protectedData, customer: false, email: false },
  });
  const state = stateOf(await (await shopper.get(await goToCheckout())).text());
  expect(state.buyer).toEqual({});
  expect(state.appMetafields).toEqual([]);
});
