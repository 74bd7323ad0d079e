// Facts of each customer's first counted order as codes: what cohorts can be split by.
import type pg from 'pg';
import { assert } from '../../basics/assert.ts';
import { copyOut } from './copy-out.server.ts';
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

/** Few enough for one statement, and a flat memory. */
const ORDERS_AT_ONCE = 65_536;

/**
 * Calls `each` with the product of the first line that names one, for those of the orders (given by
 * their places in the list) that have such a line.
 */
export async function firstProducts(
  sql: pg.ClientBase,
  shopId: number,
  orderIds: readonly number[],
  each: (place: number, product: string) => void,
): Promise<void> {
  assert(Number.isInteger(shopId), 'a shop is known by a whole number');
  const words = new Map<bigint, string>();
  for (let start = 0; start < orderIds.length; start += ORDERS_AT_ONCE) {
    const some = orderIds.slice(start, start + ORDERS_AT_ONCE).join(',');
    // One look-up an order: asked for all at once, PostgreSQL reads past every line of the shop. In
    // their order, so that each page of the index is visited once.
    const query = `SELECT given.place, line.product_id FROM (
        SELECT id, place FROM unnest('{${some}}'::bigint[]) WITH ORDINALITY AS all_given (id, place)
        ORDER BY id) given
      CROSS JOIN LATERAL (
        SELECT product_id FROM order_line
        WHERE shop_id = ${shopId} AND order_id = given.id AND product_id IS NOT NULL
        ORDER BY order_line.id LIMIT 1) line`;
    const pieces = copyOut(sql, query, (_, view, at) => {
      const product = view.getBigInt64(at + PRODUCT_AT);
      let word = words.get(product);
      if (word === undefined) {
        word = product.toString();
        words.set(product, word);
      }
      each(start + Number(view.getBigInt64(at + PLACE_AT)) - 1, word);
    });
    for await (const _ of pieces);
  }
}

// A row of a COPY: the count of its fields, then each field's length and its eight bytes.
const PLACE_AT = 2 + 4;
const PRODUCT_AT = PLACE_AT + 8 + 4;
