// Facts of each customer's first counted order as codes: what cohorts can be split by.
import type pg from 'pg';
import { assert } from '../../basics/assert.ts';
import { copyRows } from './copy-rows.server.ts';
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
    const unknown = new Set<string>();
    for (const word of words) if (word !== '' && !codes.has(word)) unknown.add(word);
    if (unknown.size > 0) {
      for (const [word, code] of await this.#lookUp(kind, [...unknown])) codes.set(word, code);
    }
    return Uint32Array.from(words, (word) => (word === '' ? 0 : codes.get(word)!));
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

/** Few enough for one statement, and a flat memory. */
const ORDERS_AT_ONCE = 20_000;

/**
 * Calls `each` with the product of the first line that names one, for those of the orders that
 * have such a line.
 */
export async function firstProducts(
  sql: pg.ClientBase,
  shopId: number,
  orderIds: readonly number[] | Float64Array,
  each: (orderId: number, product: string) => void,
): Promise<void> {
  assert(Number.isInteger(shopId), 'a shop is known by a whole number');
  for (let start = 0; start < orderIds.length; start += ORDERS_AT_ONCE) {
    const some = orderIds.slice(start, start + ORDERS_AT_ONCE).join(',');
    const query = `SELECT DISTINCT ON (order_id) order_id, product_id FROM order_line
      WHERE shop_id = ${shopId} AND order_id = ANY('{${some}}'::bigint[])
        AND product_id IS NOT NULL
      ORDER BY order_id, id`;
    for await (const [order, product] of copyRows(sql, query)) {
      each(Number(order!.readBigInt64BE()), product!.readBigInt64BE().toString());
    }
  }
}
