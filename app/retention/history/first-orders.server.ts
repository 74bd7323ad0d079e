// Facts of each customer's first counted order as codes: what cohorts can be split by.
import type pg from 'pg';
import { ascendingPlaces } from './ascending-places.ts';
import { packBigints, unpackBigints } from './bigint-array.ts';
import type { FirstKind } from './histories.ts';

/** Words of a kind that are kept at hand: more than a shop has, unless each customer has an own. */
const MOST_WORDS = 10_000;

/**
 * The codes of a shop's words. Words not seen before get the next code; codes never change, so a
 * rebuild finds what was there. Only the words asked for are looked up: a shop may have given each
 * customer a discount code of their own. Used inside a transaction that holds the shop's state row.
 */
export class LabelBook {
  readonly #sql: pg.ClientBase;
  readonly #shopId: number;
  readonly #codes: Record<FirstKind, Map<string, number>>;

  constructor(sql: pg.ClientBase, shopId: number) {
    this.#sql = sql;
    this.#shopId = shopId;
    this.#codes = { product: new Map(), code: new Map(), channel: new Map(), country: new Map() };
  }

  /** The codes of words, in their order; 0 for none. */
  async codesOf(kind: FirstKind, words: readonly string[]): Promise<Uint32Array> {
    let codes = this.#codes[kind];
    if (codes.size > MOST_WORDS) {
      codes = new Map();
      this.#codes[kind] = codes;
    }
    const found = new Uint32Array(words.length);
    const unknown = new Set<string>();
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      if (word === '') continue;
      const code = codes.get(word);
      if (code === undefined) unknown.add(word);
      else found[i] = code;
    }
    if (unknown.size === 0) return found;
    for (const [word, code] of await this.#lookUp(kind, [...unknown])) codes.set(word, code);
    return found.map((code, i) => (code === 0 && words[i] !== '' ? codes.get(words[i]!)! : code));
  }

  /** Words that are new are kept, in the order they come in. */
  async #lookUp(kind: FirstKind, words: readonly string[]): Promise<Map<string, number>> {
    // One look-up a word: before the table has statistics, all words at once would be filtered out
    // of all that the shop has.
    const { rows: known } = await this.#sql.query<{ label: string; code: number }>(
      `SELECT word AS label, code FROM unnest($3::text[]) AS word CROSS JOIN LATERAL (
         SELECT code FROM history_label WHERE shop_id = $1 AND kind = $2 AND label = word LIMIT 1)`,
      [this.#shopId, kind, words],
    );
    const codes = new Map(known.map(({ label, code }) => [label, code]));
    const fresh = words.filter((word) => !codes.has(word));
    if (fresh.length === 0) return codes;
    const { rows: added } = await this.#sql.query<{ label: string; code: number }>(
      `INSERT INTO history_label (shop_id, kind, label, code)
       SELECT $1, $2, label, place + coalesce((SELECT max(code) FROM history_label
         WHERE shop_id = $1 AND kind = $2), 0)
       FROM unnest($3::text[]) WITH ORDINALITY AS fresh (label, place)
       RETURNING label, code`,
      [this.#shopId, kind, fresh],
    );
    for (const { label, code } of added) codes.set(label, code);
    return codes;
  }
}

/** False for a shop whose orders were loaded without lines (from a log): there are no products. */
export async function hasLines(sql: pg.ClientBase, shopId: number): Promise<boolean> {
  const { rowCount } = await sql.query('SELECT FROM order_line WHERE shop_id = $1 LIMIT 1', [
    shopId,
  ]);
  return rowCount !== 0;
}

/** Orders asked for in one go. Longer answers would outlive the young generation's collections. */
const ORDERS_AT_ONCE = 32_768;

/**
 * For each of the orders the product of the first line that names one; 0 where none does. One pass
 * along the index of lines, however many orders are asked for: the more at once, the better. The
 * connections share the way.
 */
export async function firstProducts(
  connections: readonly pg.ClientBase[],
  shopId: number,
  orderIds: Float64Array,
): Promise<Float64Array> {
  const places = ascendingPlaces(orderIds);
  const ascending = new Float64Array(orderIds.length);
  for (let i = 0; i < places.length; i++) ascending[i] = orderIds[places[i]!]!;
  const products = new Float64Array(orderIds.length);
  let taken = 0;
  const walk = async (sql: pg.ClientBase) => {
    while (taken < ascending.length) {
      const start = taken;
      taken += ORDERS_AT_ONCE;
      const lines = await firstLines(sql, shopId, ascending.subarray(start, taken));
      for (let i = start, next = 0; next < lines.orders.length; i++) {
        if (lines.orders[next] === ascending[i]) products[places[i]!] = lines.products[next++]!;
      }
    }
  };
  await Promise.all(connections.map(walk));
  return products;
}

/** Of those of the orders that name a product: their numbers, ascending, and the products. */
async function firstLines(sql: pg.ClientBase, shopId: number, ascending: Float64Array) {
  const { rows } = await sql.query<{ orders: Buffer | null; products: Buffer | null }>(
    // Were the list in sight of the planner, it would count it through.
    `SELECT array_send(array_agg(order_id)) AS orders,
       array_send(array_agg(product_id)) AS products
     FROM (
       SELECT DISTINCT ON (order_id) order_id, product_id FROM order_line
       WHERE shop_id = $1 AND order_id = ANY(ARRAY(SELECT unnest($2::bigint[])))
         AND product_id IS NOT NULL
       ORDER BY order_id, id) AS lines`,
    [shopId, packBigints(ascending)],
  );
  const { orders, products } = rows[0]!;
  return { orders: unpackBigints(orders), products: unpackBigints(products) };
}
