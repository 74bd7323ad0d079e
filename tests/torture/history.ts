// One random history of a shop: orders are placed, changed and deleted while their webhooks arrive
// doubled, late, shuffled or not at all. In the end our rows must be those of one quiet import.
import * as fc from 'fast-check';
import { pool, sqlTransaction } from '#app/db.server.ts';
import {
  type FetchedOrder,
  type FetchedOrders,
  fetchOrders,
} from '#app/sync/events/fetch-orders.server.ts';
import { workEvents } from '#app/sync/events/work-events.server.ts';
import { reconcile } from '#app/sync/reconcile/reconcile.server.ts';
import { writeOrders } from '#app/sync/store/write-orders.server.ts';
import { changeOrder, type OrderChange, placeCustomer, placeOrder } from '../setup/replay-order.ts';
import type { ReplayOrder, ReplayServer, ReplayShop } from '../setup/replay-shop.ts';
import { addShop, deliver, runImport, syncedRows } from '../setup/sync-shop.ts';

type Delivery = 'now' | 'late' | 'lost' | 'doubled';
export type Step =
  | { do: 'place'; customer: number | null; units: number[]; delivery: Delivery }
  | { do: 'change'; order: number; change: OrderChange; delivery: Delivery }
  | { do: 'delete'; order: number; delivery: Delivery }
  | { do: 'customer'; customer: number; delivery: Delivery }
  /** A second worker reads an order now and writes it only at the end of the history. */
  | { do: 'read-slowly'; order: number }
  | { do: 'work' | 'deliver-late' | 'reconcile' };

const index = fc.nat(9);
const delivery = fc.constantFrom<Delivery>('now', 'now', 'late', 'lost', 'doubled');
const change: fc.Arbitrary<OrderChange> = fc.oneof(
  fc.record({ kind: fc.constantFrom('pay', 'pay', 'cancel', 'tag') }),
  fc.record({ kind: fc.constantFrom('edit', 'refund-line'), line: fc.nat(2) }),
  fc.record({ kind: fc.constant('move' as const), customer: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    kind: fc.constant('refund-amount' as const),
    cents: fc.integer({ min: 1, max: 500 }),
    gateway: fc.constantFrom('bogus', 'shopify_store_credit'),
  }),
);

/** Histories of up to 24 steps; fast-check makes a failing one small. */
export const histories: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('place' as const),
        customer: fc.option(fc.nat(3)),
        units: fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 3 }),
        delivery,
      }),
    },
    {
      weight: 8,
      arbitrary: fc.record({ do: fc.constant('change' as const), order: index, change, delivery }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('delete' as const), order: index, delivery }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('customer' as const), customer: fc.nat(3), delivery }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('read-slowly' as const), order: index }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom('work', 'deliver-late', 'reconcile') }),
    },
  ),
  { minLength: 1, maxLength: 24 },
);

type Hook = { topic: string; payload: { id: number } };
type Play = {
  domain: string;
  shop: ReplayShop;
  shopId: number;
  late: Hook[];
  slow: FetchedOrders[];
  /** Orders whose deletion no webhook told. */
  unheard: Set<bigint>;
  random: <T>(items: T[]) => T[];
};

let played = 0;

/** Plays a history and returns our rows beside those of a quiet import of the same shop. */
export async function playHistory(server: ReplayServer, steps: readonly Step[], seed: number) {
  const number = ++played;
  const domain = `history-${number}.myshopify.com`;
  const shop = server.shop(domain);
  const shopId = await addShop(domain);
  const play: Play = {
    domain,
    shop,
    shopId,
    late: [],
    slow: [],
    unheard: new Set(),
    random: shuffler(seed),
  };
  await pool.query('UPDATE shop SET reconciled_to = $2 WHERE id = $1', [
    shopId,
    new Date(shop.clock),
  ]);
  for (const step of steps) await take(play, step);
  await settle(play);
  const quietDomain = `quiet-${number}.myshopify.com`;
  server.shops.set(quietDomain, shop);
  const quietId = await addShop(quietDomain);
  await runImport(quietId);
  const rows = { ours: await presentRows(shopId), quiet: await presentRows(quietId) };
  server.shops.delete(domain);
  server.shops.delete(quietDomain);
  return rows;
}

/**
 * What is late arrives, the recurring jobs run, and only then the slow worker writes what it read.
 */
async function settle(play: Play): Promise<void> {
  const { shopId } = play;
  await deliverLate(play);
  await workEvents(shopId);
  await reconcile(shopId);
  // Nobody tells of a lost deletion but the nightly comparison: what is read before it is written
  // before it.
  const isUnheard = ({ order }: FetchedOrder) => play.unheard.has(order.id);
  await writeSlow(play, isUnheard);
  await runImport(shopId, 'census');
  await writeSlow(play, (one) => !isUnheard(one));
}

async function writeSlow(play: Play, isWanted: (order: FetchedOrder) => boolean): Promise<void> {
  for (const { orders, withheld } of play.slow) {
    const wanted = { orders: orders.filter(isWanted), withheld };
    await sqlTransaction((sql) => writeOrders(sql, play.shopId, wanted));
  }
}

async function take(play: Play, step: Step): Promise<void> {
  const { shop, shopId } = play;
  switch (step.do) {
    case 'place': {
      const customer = step.customer === null ? null : step.customer + 1;
      if (customer !== null) await ensureCustomer(play, customer);
      const order = placeOrder(shop, customer, step.units);
      return send(play, 'orders/create', order.id, step.delivery);
    }
    case 'change': {
      const order = pick(shop, step.order);
      if (!order) return;
      changeOrder(shop, order, step.change);
      return send(play, 'orders/updated', order.id, step.delivery);
    }
    case 'delete': {
      const order = pick(shop, step.order);
      if (!order) return;
      shop.orders.delete(order.id);
      if (step.delivery === 'lost') play.unheard.add(BigInt(order.id.split('/').at(-1)!));
      return send(play, 'orders/delete', order.id, step.delivery);
    }
    case 'customer':
      return changeCustomer(play, step.customer + 1, step.delivery);
    case 'read-slowly': {
      const order = pick(shop, step.order);
      if (!order) return;
      const id = BigInt(order.id.split('/').at(-1)!);
      const callable = { id: shopId, domain: play.domain };
      play.slow.push(await fetchOrders(callable, [id], { priority: 'webhook' }));
      return;
    }
    case 'work':
      return workEvents(shopId);
    case 'deliver-late':
      return deliverLate(play);
    case 'reconcile':
      return reconcile(shopId);
  }
}

function pick(shop: ReplayShop, at: number): ReplayOrder | undefined {
  const orders = [...shop.orders.values()];
  return orders[at % Math.max(1, orders.length)];
}

async function ensureCustomer(play: Play, id: number): Promise<void> {
  if (play.shop.customers.has(`gid://shopify/Customer/${id}`)) return;
  placeCustomer(play.shop, id, { email: `person${id}@example.com` });
}

async function changeCustomer(play: Play, id: number, how: Delivery): Promise<void> {
  await ensureCustomer(play, id);
  const customer = play.shop.customers.get(`gid://shopify/Customer/${id}`)!;
  customer.updatedAt = play.shop.tick();
  customer.tags = [`changed ${customer.updatedAt}`];
  await send(play, 'customers/update', customer.id, how);
}

async function send(play: Play, topic: string, gid: string, how: Delivery): Promise<void> {
  const hook = { topic, payload: { id: Number(gid.split('/').at(-1)) } };
  if (how === 'lost') return;
  if (how === 'late') return void play.late.push(hook);
  const webhookId = `${topic} ${gid} ${play.shop.clock}`;
  await deliver(play.domain, topic, hook.payload, webhookId);
  if (how === 'doubled') await deliver(play.domain, topic, hook.payload, webhookId);
}

async function deliverLate(play: Play): Promise<void> {
  for (const { topic, payload } of play.random(play.late.splice(0))) {
    await deliver(play.domain, topic, payload);
  }
}

/** A shuffle whose order depends on the seed alone. */
function shuffler(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  return <T>(items: T[]): T[] =>
    items
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
}

/** Without the orders that Shopify has deleted: an import never hears of them. */
async function presentRows(shopId: number) {
  const rows = await syncedRows(shopId);
  type Row = { id: number; order_id: number; deleted_at: string | null };
  const deleted = new Set(
    (rows.orders as Row[]).filter((order) => order.deleted_at).map(({ id }) => id),
  );
  const present = (list: unknown[], key: 'id' | 'order_id') =>
    (list as Row[]).filter((row) => !deleted.has(row[key]));
  return {
    ...rows,
    orders: present(rows.orders!, 'id'),
    order_line: present(rows.order_line!, 'order_id'),
    refund: present(rows.refund!, 'order_id'),
    refund_line: present(rows.refund_line!, 'order_id'),
  };
}
