// The shop of a random history: does to its orders, customers and products what merchants and
// buyers do, and tells of it as Shopify would.
import {
  changeOrder,
  type OrderChange,
  placeCustomer,
  placeOrder,
  placeProduct,
} from '../setup/replay-order.ts';
import type { ReplayOrder, ReplayShop } from '../setup/replay-shop.ts';
import { PLACES, type Step } from './history-steps.ts';

export type Hook = { topic: string; payload: Record<string, unknown> };

const TAX_PERCENT = 25;
const numberOf = (gid: string) => Number(gid.split('/').at(-1));
const customerGid = (id: number) => `gid://shopify/Customer/${id}`;
const productGid = (id: number) => `gid://shopify/Product/${id}`;

/** A replay shop and what must be remembered of it to know what our rows should be. */
export class HistoryShop {
  readonly replay: ReplayShop;
  readonly redacted = new Set<number>();
  /** Orders that were named when their customer asked to be forgotten, and that customer. */
  readonly redactedOrders = new Map<number, number>();
  /** Who stands at each place; a number that is gone never comes back. */
  readonly #customers = Array.from({ length: PLACES }, (_, place) => place + 1);
  readonly #products = Array.from({ length: PLACES }, (_, place) => place + 1);
  #last = PLACES;

  constructor(replay: ReplayShop) {
    this.replay = replay;
  }

  /** The order at a place of the list, if there is any. */
  order(at: number): ReplayOrder | undefined {
    const orders = [...this.replay.orders.values()];
    return orders[at % Math.max(1, orders.length)];
  }

  /** The number of the customer at a place, who comes into being when first asked for. */
  customer(place: number): number {
    const id = this.#customers[place % PLACES]!;
    if (!this.replay.customers.has(customerGid(id))) {
      placeCustomer(this.replay, id, { firstName: `Person ${id}`, email: `p${id}@example.com` });
    }
    return id;
  }

  place({ customer, units, tax }: Extract<Step, { do: 'place' }>): Hook[] {
    const id = customer === null ? null : this.customer(customer);
    const more = { taxesIncluded: tax === 'inside' };
    const order = placeOrder(this.replay, id, units, more, tax === 'none' ? 0 : TAX_PERCENT);
    return [{ topic: 'orders/create', payload: { id: numberOf(order.id) } }];
  }

  change(at: number, change: OrderChange): Hook[] {
    const order = this.order(at);
    if (!order) return [];
    if (change.kind === 'move') {
      // Whether the name goes along with what was forgotten is nowhere said.
      if (this.redactedOrders.has(numberOf(order.id))) return [];
      change = { kind: 'move', customer: this.customer(change.customer) };
    }
    changeOrder(this.replay, order, change);
    return [{ topic: 'orders/updated', payload: { id: numberOf(order.id) } }];
  }

  deleteOrder(at: number): Hook[] {
    const order = this.order(at);
    if (!order) return [];
    this.replay.orders.delete(order.id);
    return [{ topic: 'orders/delete', payload: { id: numberOf(order.id) } }];
  }

  changeCustomer(place: number): Hook[] {
    const id = this.customer(place);
    const customer = this.replay.customers.get(customerGid(id))!;
    customer.updatedAt = this.replay.tick();
    customer.tags = [`changed ${customer.updatedAt}`];
    customer.lastName = `of ${customer.updatedAt}`;
    return [{ topic: 'customers/update', payload: { id } }];
  }

  changeProduct(place: number): Hook[] {
    const id = this.#products[place % PLACES]!;
    placeProduct(this.replay, id);
    return [{ topic: 'products/update', payload: { id } }];
  }

  deleteProduct(place: number): Hook[] {
    const id = this.#products[place % PLACES]!;
    if (!this.replay.products.delete(productGid(id))) return [];
    this.#products[place % PLACES] = ++this.#last;
    return [{ topic: 'products/delete', payload: { id } }];
  }

  /** Shopify lets nobody go who has orders. */
  deleteCustomer(place: number): Hook[] {
    const id = this.#customers[place % PLACES]!;
    const isKnown = this.replay.customers.has(customerGid(id));
    if (!isKnown || this.#ordersOf(id).length > 0) return [];
    this.#remove(place);
    return [{ topic: 'customers/delete', payload: { id } }];
  }

  /** The orders of the first go over to the second. */
  merge({ from, into, isSeen }: Extract<Step, { do: 'merge' }>): Hook[] {
    if (from === into) return [];
    const [lost, kept] = [this.customer(from), this.customer(into)];
    for (const order of this.#ordersOf(lost)) {
      order.customer = { id: customerGid(kept) };
      if (isSeen) order.updatedAt = this.replay.tick();
    }
    this.#remove(from);
    const payload = {
      admin_graphql_api_customer_kept_id: customerGid(kept),
      admin_graphql_api_customer_deleted_id: customerGid(lost),
      status: 'completed',
    };
    return [
      { topic: 'customers/merge', payload },
      ...this.changeCustomer(into),
      { topic: 'customers/delete', payload: { id: lost } },
    ];
  }

  /** A customer asks to be forgotten: no merge touches them again, and who comes next is new. */
  redact({ at: place, isUntold }: Extract<Step, { do: 'redact' }>): Hook[] {
    const id = this.customer(place);
    const orders = this.#ordersOf(id);
    const numbers = orders.map((order) => numberOf(order.id));
    this.redacted.add(id);
    for (const number of numbers) this.redactedOrders.set(number, id);
    this.#customers[place % PLACES] = ++this.#last;
    const payload = { customer: { id }, orders_to_redact: numbers };
    const redaction = { topic: 'customers/redact', payload };
    if (!isUntold) return [redaction];
    for (const order of orders)
      Object.assign(order, { customer: null, updatedAt: this.replay.tick() });
    return [
      redaction,
      ...numbers.map((number) => ({ topic: 'orders/updated', payload: { id: number } })),
    ];
  }

  #remove(place: number): void {
    this.replay.customers.delete(customerGid(this.#customers[place % PLACES]!));
    this.#customers[place % PLACES] = ++this.#last;
  }

  #ordersOf(id: number): ReplayOrder[] {
    const isTheirs = ({ customer }: ReplayOrder) =>
      (customer as { id: string } | null)?.id === customerGid(id);
    return [...this.replay.orders.values()].filter(isTheirs);
  }
}
