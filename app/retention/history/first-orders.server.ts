// Facts of each customer's first counted order, as codes: what cohorts can be split by.
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { assert } from '../../basics/assert.ts';
import { copyRows } from './copy-rows.server.ts';
import { FIRST_KINDS } from './histories.ts';

/** Few enough for one statement, and a flat memory. */
const ORDERS_AT_ONCE = 20_000;

/**
 * Calls `each` with every customer's number and codes in the order of FIRST_KINDS, for the first
 * orders named. The product is that of the first line that names one, the code the first one
 * entered. Words not seen before get the next code; codes never change, so a rebuild finds what
 * was there. Runs inside the caller's transaction, which holds the shop's state row.
 */
export async function firstOrderCodes(
  sql: pg.ClientBase,
  shopId: number,
  orderIds: readonly number[] | Float64Array,
  each: (customerId: number, codes: number[]) => void,
): Promise<void> {
  assert(Number.isInteger(shopId), 'a shop is known by a whole number');
  const labels = await readLabels(sql, shopId);
  for (let start = 0; start < orderIds.length; start += ORDERS_AT_ONCE) {
    const some = orderIds.slice(start, start + ORDERS_AT_ONCE).join(',');
    const stream = sql.query(copyTo(`COPY (${factsSql(shopId, some)}) TO STDOUT (FORMAT binary)`));
    for await (const [id, ...facts] of copyRows(stream)) {
      each(
        Number(id!.readBigInt64BE()),
        facts.map((fact, kind) => codeOf(labels[kind]!, fact)),
      );
    }
  }
  await writeLabels(sql, shopId, labels);
}

const factsSql = (shopId: number, orderIds: string) => `
  SELECT customer_id,
    (SELECT line.product_id::text FROM order_line line
      WHERE line.shop_id = ${shopId} AND line.order_id = orders.id
        AND line.product_id IS NOT NULL ORDER BY line.id LIMIT 1),
    discount_codes[1], channel, country
  FROM orders
  WHERE shop_id = ${shopId} AND customer_id IS NOT NULL AND id = ANY('{${orderIds}}'::bigint[])`;

type Labels = {
  codes: Map<string, number>;
  /** Codes above this one are new. */
  known: number;
};

function codeOf({ codes }: Labels, bytes: Buffer): number {
  if (bytes.length === 0) return 0;
  const label = bytes.toString();
  const known = codes.get(label);
  if (known !== undefined) return known;
  codes.set(label, codes.size + 1);
  return codes.size;
}

/** By kind. Codes are 1, 2, 3 … without a gap. */
async function readLabels(sql: pg.ClientBase, shopId: number): Promise<Labels[]> {
  const { rows } = await sql.query<{ kind: string; label: string; code: number }>(
    'SELECT kind, label, code FROM history_label WHERE shop_id = $1 ORDER BY code',
    [shopId],
  );
  return FIRST_KINDS.map((kind) => {
    const own = rows.filter((row) => row.kind === kind);
    return { codes: new Map(own.map(({ label, code }) => [label, code])), known: own.length };
  });
}

async function writeLabels(sql: pg.ClientBase, shopId: number, all: Labels[]): Promise<void> {
  for (const [i, { codes, known }] of all.entries()) {
    const fresh = [...codes].slice(known);
    if (fresh.length === 0) continue;
    await sql.query(
      `INSERT INTO history_label (shop_id, kind, label, code)
       SELECT $1, $2, * FROM unnest($3::text[], $4::int[])`,
      [shopId, FIRST_KINDS[i], fresh.map(([label]) => label), fresh.map(([, code]) => code)],
    );
  }
}
