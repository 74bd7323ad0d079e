// Orders as they come out of the database, in no order, gathered into histories by bucket.
import { assert } from '../../basics/assert.ts';
import { FIRST_KINDS, type FirstKind, type Histories } from './histories.ts';

/**
 * Customers a bucket holds on average after a rebuild; rewriting one for an order costs about 15
 * KB.
 */
const BUCKET_CUSTOMERS = 512;
const MOST_BUCKETS = 8192;
const WIDTH = FIRST_KINDS.length;

/** How many buckets (a power of two) suit this many customers. */
export function bucketsFor(customers: number): number {
  const wanted = Math.max(1, customers / BUCKET_CUSTOMERS);
  return Math.min(MOST_BUCKETS, 2 ** Math.ceil(Math.log2(wanted)));
}

/** The bucket of a customer: the top bits of a multiplicative hash (Knuth, TAOCP 3, 6.4). */
export function bucketOf(id: number, buckets: number): number {
  if (buckets === 1) return 0;
  const mixed = Math.imul((id >>> 0) ^ Math.imul(Math.floor(id / 2 ** 32), 0x85ebca6b), 0x9e3779b1);
  return mixed >>> (32 - Math.log2(buckets));
}

/** Collects orders of customers; grows as needed. */
export class Gathering {
  /** Distinct customers in order of first sight. */
  #ids = new Float64Array(1024);
  /** The first order of each: its instant and its number. */
  #firstAt = new Float64Array(1024);
  #firstOrder = new Float64Array(1024);
  /** Its codes. */
  #firsts = new Uint32Array(1024 * WIDTH);
  #customers = 0;
  /** Open addressing: index of the customer + 1, or 0. */
  #table = new Uint32Array(4096);
  #owner = new Uint32Array(4096);
  #days = new Int32Array(4096);
  #amounts = new Float64Array(4096);
  #orders = 0;

  get customers(): number {
    return this.#customers;
  }

  get orders(): number {
    return this.#orders;
  }

  /**
   * `instant` decides which order is the first one, and of equal ones the smaller number. Returns
   * the customer's index if this order is the first so far, for setFirst; else −1.
   */
  add(id: number, day: number, amount: number, instant: number, orderId: number): number {
    if (this.#orders === this.#days.length) this.#growOrders();
    const at = this.#orders++;
    const owner = this.#indexOf(id);
    this.#owner[at] = owner;
    let isFirst = false;
    const before = instant - this.#firstAt[owner]!;
    if (before < 0 || (before === 0 && orderId < this.#firstOrder[owner]!)) {
      this.#firstAt[owner] = instant;
      this.#firstOrder[owner] = orderId;
      isFirst = true;
    }
    this.#days[at] = day;
    this.#amounts[at] = amount;
    return isFirst ? owner : -1;
  }

  /** One code of the first order of the customer with this index. */
  setFirst(index: number, kind: FirstKind, code: number): void {
    this.#firsts[index * WIDTH + FIRST_KINDS.indexOf(kind)] = code;
  }

  /** The first order of every customer, by index. */
  firstOrders(): Float64Array {
    return this.#firstOrder.slice(0, this.#customers);
  }

  /** The index of a customer in order of first sight, or −1 − the free slot for it. */
  #find(id: number): number {
    const mask = this.#table.length - 1;
    for (let slot = slotOf(id, mask); ; slot = (slot + 1) & mask) {
      const entry = this.#table[slot]!;
      if (entry === 0) return -1 - slot;
      if (this.#ids[entry - 1] === id) return entry - 1;
    }
  }

  #indexOf(id: number): number {
    if (this.#customers * 2 > this.#table.length) this.#growTable();
    const found = this.#find(id);
    if (found >= 0) return found;
    if (this.#customers === this.#ids.length) {
      this.#ids = enlarged(this.#ids);
      this.#firstAt = enlarged(this.#firstAt);
      this.#firstOrder = enlarged(this.#firstOrder);
      this.#firsts = enlarged(this.#firsts);
    }
    this.#firstAt[this.#customers] = Number.POSITIVE_INFINITY;
    this.#ids[this.#customers] = id;
    this.#table[-1 - found] = ++this.#customers;
    return this.#customers - 1;
  }

  #growTable(): void {
    this.#table = new Uint32Array(this.#table.length * 4);
    const mask = this.#table.length - 1;
    for (let i = 0; i < this.#customers; i++) {
      let slot = slotOf(this.#ids[i]!, mask);
      while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
      this.#table[slot] = i + 1;
    }
  }

  #growOrders(): void {
    this.#owner = enlarged(this.#owner);
    this.#days = enlarged(this.#days);
    this.#amounts = enlarged(this.#amounts);
  }

  /**
   * Everything gathered, customers by bucket and then by number; `from[b]` is the first customer
   * of bucket b.
   */
  histories(buckets: number): { histories: Histories; from: Uint32Array } {
    const customers = this.#customers;
    const place = new Uint32Array(customers);
    const { ids, from } = this.#sortCustomers(buckets, place);
    const starts = new Uint32Array(customers + 1);
    for (let at = 0; at < this.#orders; at++) starts[place[this.#owner[at]!]! + 1]!++;
    for (let i = 0; i < customers; i++) starts[i + 1]! += starts[i]!;
    const next = starts.slice();
    const days = new Int32Array(this.#orders);
    const amounts = new Float64Array(this.#orders);
    for (let at = 0; at < this.#orders; at++) {
      const day = this.#days[at]!;
      const amount = this.#amounts[at]!;
      const owner = place[this.#owner[at]!]!;
      // Insertion from the end: a customer's orders mostly arrive in order, or there are few of
      // them.
      let to = next[owner]!++;
      const start = starts[owner]!;
      while (
        to > start &&
        (days[to - 1]! > day || (days[to - 1] === day && amounts[to - 1]! > amount))
      ) {
        days[to] = days[to - 1]!;
        amounts[to] = amounts[to - 1]!;
        to--;
      }
      days[to] = day;
      amounts[to] = amount;
    }
    const firsts = new Uint32Array(customers * WIDTH);
    for (let i = 0; i < customers; i++) {
      firsts.set(this.#firsts.subarray(i * WIDTH, (i + 1) * WIDTH), place[i]! * WIDTH);
    }
    return { histories: { ids, starts, days, amounts, firsts }, from };
  }

  /** Fills place[customer] with its position; returns the numbers in that order. */
  #sortCustomers(buckets: number, place: Uint32Array) {
    const from = new Uint32Array(buckets + 1);
    const bucket = new Uint16Array(this.#customers);
    for (let i = 0; i < this.#customers; i++) {
      bucket[i] = bucketOf(this.#ids[i]!, buckets);
      from[bucket[i]! + 1]!++;
    }
    for (let b = 0; b < buckets; b++) from[b + 1]! += from[b]!;
    const next = from.slice();
    const ids = new Float64Array(this.#customers);
    for (let i = 0; i < this.#customers; i++) ids[next[bucket[i]!]!++] = this.#ids[i]!;
    for (let b = 0; b < buckets; b++) ids.subarray(from[b]!, from[b + 1]!).sort();
    for (let position = 0; position < ids.length; position++) {
      place[this.#indexOf(ids[position]!)] = position;
    }
    return { ids, from };
  }
}

/** Part of some histories: the customers from `start` up to `end`. Shares their memory. */
export function sliceOf(histories: Histories, start: number, end: number): Histories {
  const first = histories.starts[start]!;
  const last = histories.starts[end]!;
  assert(first <= last, 'a slice starts before it ends');
  const width = histories.firsts.length / Math.max(1, histories.starts.length - 1);
  return {
    ids: histories.ids.subarray(start, end),
    starts: histories.starts.slice(start, end + 1).map((at) => at - first),
    days: histories.days.subarray(first, last),
    amounts: histories.amounts.subarray(first, last),
    firsts: histories.firsts.subarray(start * width, end * width),
  };
}

const slotOf = (id: number, mask: number): number =>
  (Math.imul((id >>> 0) ^ Math.imul(Math.floor(id / 2 ** 32), 0x27d4eb2f), 0x9e3779b1) >>> 7) &
  mask;

function enlarged<T extends Float64Array | Int32Array | Uint32Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2);
  larger.set(array as never);
  return larger;
}
