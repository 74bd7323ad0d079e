// Makes a shop up: customers who come, buy at their own pace, and at some point stop (the story
// behind BG/NBD, Fader, Hardie and Lee 2005), with seasons, codes, refunds, cancellations, guests
// and test orders.
import { isoSeconds } from '../store/clock.ts';
import type { Customer } from '../store/customers.ts';
import type { Discount } from '../store/discounts.ts';
import type { Order } from '../store/orders.ts';
import type { Store } from '../store/store.ts';
import { type Stocked, stockCatalogue } from './catalogue.ts';
import { type Made, makePerson } from './people.ts';
import * as past from './place.ts';
import { type Random, seededRandom } from './random.ts';

const DAY = 86_400_000;
const MONTHS = 24;
/** Per mille: prices are without tax, as in the United States. */
const TAX_RATE = 80;
/** Orders of guests, for each customer. */
const GUESTS = 0.03;
const FREE_SHIPPING_FROM = 5000;
const CHANNELS = [
  { weight: 82, sourceName: 'web', handle: 'online-store', displayName: 'Online Store' },
  { weight: 10, sourceName: 'pos', handle: 'pos', displayName: 'Point of Sale' },
  { weight: 8, sourceName: 'shop_app', handle: 'shop', displayName: 'Shop' },
];
const CODES = { WELCOME10: 0.1, SUMMER15: 0.15 } as const;

type Purchase = { at: number; person: number; isFirst: boolean };
type World = {
  store: Store;
  random: Random;
  range: Stocked[];
  now: number;
  discounts: Record<keyof typeof CODES, Discount>;
};

/** Fills an empty store with `count` customers and 24 months of their orders up to today. */
export function generateShop(store: Store, count: number, seed: number): void {
  const random = seededRandom(seed);
  const now = store.clock.ms();
  const start = new Date(now);
  start.setUTCMonth(start.getUTCMonth() - MONTHS);
  const opened = isoSeconds(start.getTime());
  store.saveShop({ ...store.shop(), taxRate: TAX_RATE, createdAt: opened });
  const world: World = {
    store,
    random,
    range: stockCatalogue(store, opened),
    now,
    discounts: makeCodes(store, opened),
  };
  const guests = Math.round(count * GUESTS);
  const people = Array.from({ length: count + guests }, (_, at) => makePerson(random, at + 1));
  const purchases = people.flatMap((_, person) => {
    const all = history(random, person, start.getTime(), now);
    return person < count ? all : all.slice(0, 1);
  });
  purchases.sort((a, b) => a.at - b.at || a.person - b.person);
  const customers: (Customer | undefined)[] = [];
  for (const purchase of purchases) {
    const isGuest = purchase.person >= count;
    book(world, purchase, people[purchase.person]!, isGuest ? null : customers);
  }
  for (const customer of customers) if (customer) store.customers.put(customer);
}

/** One customer's days of buying: a pace of their own, and after each order a chance to be gone. */
function history(random: Random, person: number, start: number, now: number): Purchase[] {
  const pacePerDay = random.gamma(1.1) / 62;
  const dropOut = random.beta(0.9, 2.1);
  const first = firstVisit(random, start, now);
  const found: Purchase[] = [{ at: first, person, isFirst: true }];
  for (let at = first; !random.chance(dropOut); ) {
    at += Math.max(random.exponential() / pacePerDay, 1) * DAY;
    if (at >= now) break;
    if (random.chance(season(at))) found.push({ at, person, isFirst: false });
  }
  return found;
}

/** Later dates are likelier, because the shop grows, and so are those before Christmas. */
function firstVisit(random: Random, start: number, now: number): number {
  for (;;) {
    const part = random.uniform();
    const at = start + part * (now - start);
    if (random.chance((0.4 + 0.6 * part) * season(at))) return at;
  }
}

/** How eager people are on a date, from 0.55 in July to 1 in December. */
function season(at: number): number {
  const date = new Date(at);
  const yearPart = (date.getUTCMonth() + date.getUTCDate() / 31) / 12;
  return 0.775 + 0.225 * Math.cos(2 * Math.PI * (yearPart - 0.96));
}

/** Books one order. A guest's has an address to write to and no customer (`customers` is null). */
function book(
  world: World,
  { at, person, isFirst }: Purchase,
  who: Made,
  customers: (Customer | undefined)[] | null,
): void {
  const { store, random } = world;
  const when = isoSeconds(at);
  let customer: Customer | null = null;
  if (customers) {
    customers[person] ??= past.newCustomer(store, when, { ...who, addresses: [who.address] });
    customer = customers[person];
  }
  const order = makeOrder(world, when, who, isFirst);
  order.customerId = customer?.id ?? null;
  order.isTest = random.chance(0.004);
  complete(world, order, at);
  store.orders.put(order);
  const [used] = order.discounts;
  if (used?.code) {
    store.discounts.use(
      store.discounts.codeByText(used.code)!,
      order.id,
      order.customerId,
      who.email!,
    );
  }
  if (customer) past.count(customer, order);
}

function makeOrder(world: World, when: string, who: Made, isFirst: boolean): Order {
  const { store, random, range } = world;
  const order = past.newOrder(store, when, store.shop().currency);
  const { weight: _, sourceName, ...channel } = random.pickWeighted(CHANNELS);
  const code = codeFor(random, when, isFirst);
  const percentage = code ? CODES[code] : 0;
  const isSubscription = !isFirst && random.chance(0.06);
  const count = random.chance(0.55) ? 1 : random.whole(2, 4);
  const terms = { percentage, taxRate: TAX_RATE, isSubscription };
  const basket = new Set(Array.from({ length: count }, () => random.pickWeighted(range).product));
  for (const product of basket) {
    const variant = random.chance(0.8) ? product.variants[0]! : product.variants.at(-1)!;
    const quantity = random.chance(0.8) ? 1 : random.whole(2, 3);
    order.lines.push(past.lineOf(store, { product, variant, quantity }, terms));
  }
  if (code) order.discounts.push(past.codeApplication(code, percentage, world.discounts[code].id));
  const goods = order.lines.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0);
  const isShipped = sourceName !== 'pos' && order.lines.some((line) => line.requiresShipping);
  if (isShipped && goods < FREE_SHIPPING_FROM) {
    past.ship(store, order, store.shop().shippingPrice);
  }
  return Object.assign(order, {
    sourceName,
    channel,
    taxRate: TAX_RATE,
    email: who.email,
    locale: who.locale,
    shippingAddress: who.address,
    billingAddress: who.address,
    tags: isSubscription ? ['subscription'] : [],
  });
}

function codeFor(random: Random, when: string, isFirst: boolean): keyof typeof CODES | null {
  if (isFirst && random.chance(0.3)) return 'WELCOME10';
  const isSummer = ['06', '07', '08'].includes(when.slice(5, 7));
  return isSummer && random.chance(0.12) ? 'SUMMER15' : null;
}

/** What became of an order: paid, sent, and for some cancelled or given back in a usual way. */
function complete({ store, random, now }: World, order: Order, at: number): void {
  const later = (days: number) => isoSeconds(Math.min(at + days * DAY, now));
  if (random.chance(0.008)) return; // never paid
  past.pay(store, order, order.processedAt);
  if (random.chance(0.012)) {
    cancel(store, order, later(random.uniform()));
    return;
  }
  if (at + 2 * DAY < now) past.fulfil(order, later(2));
  const back = later(random.whole(3, 25));
  const everything = order.lines.map((line) => ({ lineId: line.id, quantity: line.quantity }));
  const one = everything.slice(0, 1).map((line) => ({ ...line, quantity: 1 }));
  const fate = random.uniform();
  if (fate < 0.012) past.refund(store, order, { lines: everything, shipping: 'all' }, back);
  else if (fate < 0.032) past.refund(store, order, { lines: one }, back);
  else if (fate < 0.04) past.refund(store, order, { amount: past.shareOfOrder(order, 20) }, back);
  else if (fate < 0.046) past.refund(store, order, { lines: one, to: 'storeCredit' }, back);
}

function cancel(store: Store, order: Order, at: string): void {
  const lines = order.lines.map((line) => ({ lineId: line.id, quantity: line.quantity }));
  past.refund(store, order, { lines, shipping: 'all' }, at);
  Object.assign(order, { cancelledAt: at, closedAt: at, updatedAt: at, cancelReason: 'CUSTOMER' });
}

function makeCodes(store: Store, at: string): World['discounts'] {
  const make = (code: keyof typeof CODES): Discount => {
    const discount = store.discounts.put({
      id: store.nextId('discount'),
      title: code,
      startsAt: at,
      endsAt: null,
      createdAt: at,
      updatedAt: at,
      benefit: {
        kind: 'basic',
        effect: { kind: 'percentage', percentage: CODES[code] },
        items: { kind: 'all' },
      },
      minimum: { kind: 'none' },
      context: { kind: 'all' },
      usageLimit: null,
      appliesOncePerCustomer: code === 'WELCOME10',
      appliesOnOneTimePurchase: true,
      appliesOnSubscription: false,
      recurringCycleLimit: null,
      combinesWith: { order: false, product: false, shipping: true },
      tags: [],
    });
    store.discounts.addCode(store.nextId('redeemCode'), discount.id, code);
    return discount;
  };
  return { WELCOME10: make('WELCOME10'), SUMMER15: make('SUMMER15') };
}
