// Facts of each customer's first counted order as codes: what cohorts can be split by.
import type pg from 'pg';
import { assert } from '../../basics/assert.ts';
import { copyRows } from './copy-rows.server.ts';
import { FIRST_KINDS, type FirstKind } from './histories.ts';

/**
 * The codes of a shop's words. Words not seen before get the next code; codes never change, so a
 * rebuild finds what was there. Used inside a transaction that holds the shop's state row.
 */
export class LabelBook {
  readonly #shopId: number;
  readonly #codes = new Map<FirstKind, Map<string, number>>();
  /** By kind: codes above this one are new. */
  readonly #known = new Map<FirstKind, number>();

  private constructor(shopId: number) {
    this.#shopId = shopId;
  }

  static async read(sql: pg.ClientBase, shopId: number): Promise<LabelBook> {
    const { rows } = await sql.query<{ kind: FirstKind; label: string; code: number }>(
      'SELECT kind, label, code FROM history_label WHERE shop_id = $1 ORDER BY code',
      [shopId],
    );
    const book = new LabelBook(shopId);
    for (const kind of FIRST_KINDS) {
      // Codes are 1, 2, 3 … without a gap.
      const own = rows.filter((row) => row.kind === kind);
      book.#codes.set(kind, new Map(own.map(({ label, code }) => [label, code])));
      book.#known.set(kind, own.length);
    }
    return book;
  }

  /** The code of a word; 0 for none. */
  codeOf(kind: FirstKind, label: string | null): number {
    if (!label) return 0;
    const codes = this.#codes.get(kind)!;
    const known = codes.get(label);
    if (known !== undefined) return known;
    codes.set(label, codes.size + 1);
    return codes.size;
  }

  /** Keeps the words that are new. */
  async write(sql: pg.ClientBase): Promise<void> {
    for (const kind of FIRST_KINDS) {
      const fresh = [...this.#codes.get(kind)!].slice(this.#known.get(kind)!);
      if (fresh.length === 0) continue;
      await sql.query(
        `INSERT INTO history_label (shop_id, kind, label, code)
         SELECT $1, $2, * FROM unnest($3::text[], $4::int[])`,
        [this.#shopId, kind, fresh.map(([label]) => label), fresh.map(([, code]) => code)],
      );
    }
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
