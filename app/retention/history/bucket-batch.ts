// Buckets of a rebuild on their way into the database: packed already, but for the facts of first
// orders, which are numbers of words until the words have codes.
import type { BuiltBucket } from './buckets.ts';
import { FIRST_KINDS } from './histories.ts';
import { type PackedHistories, packFirsts, packOrders } from './pack.ts';

const WIDTH = FIRST_KINDS.length;
const PRODUCT = FIRST_KINDS.indexOf('product');

type WaitingBucket = {
  from: number;
  packed: Omit<PackedHistories, 'firsts'>;
  /** Numbers of words. */
  firsts: Uint32Array;
  firstOrders: Float64Array;
};

export class BucketBatch {
  readonly #buckets: WaitingBucket[] = [];
  readonly #words = FIRST_KINDS.map(() => new Words());
  #customers = 0;

  /** The bucket's facts must be numbers of this batch's words. */
  add({ from, histories, firstOrders }: BuiltBucket): void {
    this.#customers += histories.ids.length;
    this.#buckets.push({
      from,
      packed: packOrders(histories),
      firsts: histories.firsts.slice(),
      firstOrders: firstOrders.slice(),
    });
  }

  get size(): number {
    return this.#buckets.length;
  }

  /** The number of a word of a kind, by its place in FIRST_KINDS; 0 for ''. */
  numberOf(place: number, word: string): number {
    return this.#words[place]!.numberOf(word);
  }

  /** The numbers of all first orders. */
  firstOrders(): Float64Array {
    const orders = new Float64Array(this.#customers);
    let at = 0;
    for (const { firstOrders } of this.#buckets) {
      orders.set(firstOrders, at);
      at += firstOrders.length;
    }
    return orders;
  }

  /** Sets the products of the first orders, in their order; 0 is none. */
  setProducts(products: Float64Array): void {
    // Making a text of each would cost more than all else.
    const numbers = new Map([[0, 0]]);
    let next = 0;
    for (const { firsts } of this.#buckets) {
      for (let at = PRODUCT; at < firsts.length; at += WIDTH) {
        const product = products[next++]!;
        let number = numbers.get(product);
        if (number === undefined) {
          number = this.numberOf(PRODUCT, `${product}`);
          numbers.set(product, number);
        }
        firsts[at] = number;
      }
    }
  }

  /** The words of each kind, in the order of FIRST_KINDS, by their numbers. */
  get words(): readonly (readonly string[])[] {
    return this.#words.map(({ all }) => all);
  }

  /** The buckets with the codes of words in the place of their numbers. */
  packed(codes: readonly Uint32Array[]): { from: number; packed: PackedHistories }[] {
    return this.#buckets.map(({ from, packed, firsts }) => {
      for (let place = 0; place < WIDTH; place++) {
        const own = codes[place]!;
        for (let at = place; at < firsts.length; at += WIDTH) firsts[at] = own[firsts[at]!]!;
      }
      return { from, packed: { ...packed, firsts: packFirsts(firsts) } };
    });
  }
}

/** Words by number; 0 is ''. */
class Words {
  readonly #numbers = new Map([['', 0]]);
  readonly all = [''];

  numberOf(word: string): number {
    let number = this.#numbers.get(word);
    if (number === undefined) {
      number = this.all.push(word) - 1;
      this.#numbers.set(word, number);
    }
    return number;
  }
}
