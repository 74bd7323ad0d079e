// Turns a transaction log into the history of a shop: customers, orders with one line each,
// refunds.
import { orderTotals, statusFromMoney } from '../shop/totals.ts';
import type { Customer } from '../store/customers.ts';
import type { Order } from '../store/orders.ts';
import type { Store } from '../store/store.ts';
import { stockCatalogue } from './catalogue.ts';
import * as past from './place.ts';
import { type LogRow, readLog, SeedError } from './read-log.ts';

const ROWS_PER_COMMIT = 5000;

type Known = { customers: Map<string, Customer>; orders: Map<string, number> };

/**
 * Fills an empty store from `file`. The file is read twice, first to see that all of it can be
 * used.
 * Throws SeedError, which names the line.
 */
export async function replayLog(store: Store, file: string): Promise<void> {
  const { timezone } = store.shop();
  const { currency, first } = await survey(file, timezone);
  store.saveShop({ ...store.shop(), currency, createdAt: first });
  stockCatalogue(store, first);
  const known: Known = { customers: new Map(), orders: new Map() };
  let batch: LogRow[] = [];
  const commit = () => {
    store.write(() => {
      for (const row of batch) (row.type === 'refund' ? refund : place)(store, row, known);
    });
    batch = [];
  };
  for await (const row of readLog(file, timezone)) {
    batch.push(row);
    if (batch.length === ROWS_PER_COMMIT) commit();
  }
  commit();
  store.write(() => {
    for (const customer of known.customers.values()) store.customers.put(customer);
  });
}

/** The currency of the first row and the earliest date. */
async function survey(file: string, timezone: string) {
  let currency: string | null = null;
  let first: string | null = null;
  for await (const row of readLog(file, timezone)) {
    currency ??= row.currency;
    if (first === null || row.at < first) first = row.at;
  }
  return { currency: currency!, first: first! };
}

function place(store: Store, row: LogRow, known: Known): void {
  const before = known.orders.get(row.order);
  const customer = row.customer ? customerOf(store, row, known) : null;
  const order = before === undefined ? newOrder(store, row, customer) : store.orders.get(before)!;
  if (order.customerId !== (customer?.id ?? null)) {
    throw new SeedError(`line ${row.line}: order ${row.order} belongs to another customer above.`);
  }
  order.lines.push(lineOf(store, row));
  order.transactions = [];
  past.pay(store, order, order.processedAt);
  order.financialStatus = statusFromMoney(order);
  past.fulfil(order, order.processedAt);
  store.orders.put(order);
  known.orders.set(row.order, order.id);
  if (!customer) return;
  if (before === undefined) past.count(customer, order);
  else customer.amountSpent += row.amount;
}

function newOrder(store: Store, row: LogRow, customer: Customer | null): Order {
  const order = past.newOrder(store, row.at, row.currency);
  return Object.assign(order, {
    customerId: customer?.id ?? null,
    email: customer?.email ?? row.email,
    sourceIdentifier: row.order,
  });
}

function customerOf(store: Store, row: LogRow, known: Known): Customer {
  const found = known.customers.get(row.customer);
  if (found) {
    if (row.at < found.createdAt) found.createdAt = row.at;
    return found;
  }
  const slug = row.customer.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const customer = past.newCustomer(store, row.at, {
    firstName: 'Customer',
    lastName: row.customer,
    email: row.email ?? `customer-${slug}@example.com`,
    state: 'ENABLED',
    note: `customer_id ${row.customer}`,
  });
  known.customers.set(row.customer, customer);
  return customer;
}

function lineOf(store: Store, row: LogRow): Order['lines'][number] {
  return {
    id: store.nextId('orderPart'),
    productId: null,
    variantId: null,
    title: `Order ${row.order}`,
    variantTitle: null,
    vendor: null,
    sku: null,
    quantity: 1,
    currentQuantity: 1,
    fulfilledQuantity: 1,
    unitPrice: row.amount,
    isGiftCard: false,
    requiresShipping: false,
    isTaxable: false,
    tax: 0,
    allocations: [],
    sellingPlan: null,
    attributes: [],
  };
}

function refund(store: Store, row: LogRow, known: Known): void {
  const id = known.orders.get(row.order);
  if (id === undefined) {
    throw new SeedError(`line ${row.line}: there is no order ${row.order} above to give back.`);
  }
  const order = store.orders.get(id)!;
  if (row.amount > orderTotals(order).net) {
    throw new SeedError(`line ${row.line}: more is given back than was paid for ${row.order}.`);
  }
  if (row.amount === 0) return;
  past.refund(store, order, { amount: row.amount }, row.at);
  store.orders.put(order);
  const customer = known.customers.get(row.customer);
  if (customer) customer.amountSpent -= row.amount;
}
