// A shop's customers, by number, are cut into buckets of some hundred. A bucket is known by the
// first number that belongs to it and reaches up to the next bucket.
import { type CustomerOrders, FIRST_KINDS, type Histories } from './histories.ts';

/** Customers a bucket holds at most; rewriting one for an order costs about 15 KB. */
export const BUCKET_CUSTOMERS = 512;
const WIDTH = FIRST_KINDS.length;

/** A bucket that is complete. Its columns lie in memory that the next one will use. */
export type BuiltBucket = {
  from: number;
  /** `firsts` are what the caller set. */
  histories: Histories;
  /** The number of each customer's first order. */
  firstOrders: Float64Array;
};

/**
 * Cuts orders that come by customer, and then as they were placed, into buckets, and calls `each`
 * with them. `bounds` are the first numbers of buckets that are there already, ascending: a cut is
 * made at each of them, and where a bucket would hold too many.
 */
export class BucketBuilder {
  readonly #bounds: ArrayLike<number>;
  readonly #each: (bucket: BuiltBucket) => void;
  /** Of the next bound. */
  #next = 0;
  #from = 0;
  #customers = 0;
  #orders = 0;
  #id = Number.NaN;
  readonly #ids = new Float64Array(BUCKET_CUSTOMERS);
  readonly #starts = new Uint32Array(BUCKET_CUSTOMERS + 1);
  readonly #firsts = new Uint32Array(BUCKET_CUSTOMERS * WIDTH);
  readonly #firstOrders = new Float64Array(BUCKET_CUSTOMERS);
  #days = new Int32Array(BUCKET_CUSTOMERS * 4);
  #amounts = new Float64Array(BUCKET_CUSTOMERS * 4);

  constructor(bounds: ArrayLike<number>, each: (bucket: BuiltBucket) => void) {
    this.#bounds = bounds;
    this.#each = each;
  }

  /** True if the order is its customer's first one: its number and facts are to be set. */
  add(id: number, day: number, amount: number): boolean {
    const isFirst = id !== this.#id;
    if (isFirst) this.#begin(id);
    if (this.#orders === this.#days.length) this.#makeRoom();
    // Orders of one day lie by amount, whatever the time of day: one form for one history.
    const start = this.#starts[this.#customers - 1]!;
    let to = this.#orders++;
    while (to > start && this.#days[to - 1] === day && this.#amounts[to - 1]! > amount) {
      this.#days[to] = day;
      this.#amounts[to] = this.#amounts[to - 1]!;
      to--;
    }
    this.#days[to] = day;
    this.#amounts[to] = amount;
    return isFirst;
  }

  /** The number of the first order of the customer added last. */
  setFirstOrder(orderId: number): void {
    this.#firstOrders[this.#customers - 1] = orderId;
  }

  /** A fact, by its place in FIRST_KINDS, of the customer added last. */
  setFirst(place: number, fact: number): void {
    this.#firsts[(this.#customers - 1) * WIDTH + place] = fact;
  }

  /** No order follows. */
  end(): void {
    if (this.#customers > 0) this.#cut();
  }

  #begin(id: number): void {
    let bound = this.#from;
    while (this.#next < this.#bounds.length && this.#bounds[this.#next]! <= id) {
      bound = this.#bounds[this.#next++]!;
    }
    if (bound > this.#from || this.#customers === BUCKET_CUSTOMERS) {
      if (this.#customers > 0) this.#cut();
      this.#from = bound > this.#from ? bound : id;
    }
    this.#id = id;
    this.#ids[this.#customers] = id;
    this.#firsts.fill(0, this.#customers * WIDTH, (this.#customers + 1) * WIDTH);
    this.#starts[this.#customers++] = this.#orders;
  }

  #cut(): void {
    const customers = this.#customers;
    this.#starts[customers] = this.#orders;
    this.#each({
      from: this.#from,
      firstOrders: this.#firstOrders.subarray(0, customers),
      histories: {
        ids: this.#ids.subarray(0, customers),
        starts: this.#starts.subarray(0, customers + 1),
        days: this.#days.subarray(0, this.#orders),
        amounts: this.#amounts.subarray(0, this.#orders),
        firsts: this.#firsts.subarray(0, customers * WIDTH),
      },
    });
    this.#customers = 0;
    this.#orders = 0;
  }

  #makeRoom(): void {
    const days = new Int32Array(this.#days.length * 2);
    const amounts = new Float64Array(days.length);
    days.set(this.#days);
    amounts.set(this.#amounts);
    this.#days = days;
    this.#amounts = amounts;
  }
}

/**
 * The customers of one bucket (ascending, starting at `from`) as buckets that are not too large:
 * halves, and halves of halves.
 */
export function splitBucket(
  from: number,
  customers: readonly CustomerOrders[],
): { from: number; customers: readonly CustomerOrders[] }[] {
  if (customers.length <= BUCKET_CUSTOMERS) return [{ from, customers }];
  const middle = customers.length >>> 1;
  return [
    ...splitBucket(from, customers.slice(0, middle)),
    ...splitBucket(customers[middle]!.id, customers.slice(middle)),
  ];
}
