// The SQL that brings rows into a table, made out of the list of columns: newer states win, equal
// ones change nothing.
import { columnsOf, keyOf, type TableName } from './columns.ts';

const names = (table: TableName) => columnsOf[table].map(({ name }) => name);
const list = (table: TableName, prefix = '') =>
  names(table)
    .map((name) => `${prefix}${name}`)
    .join(', ');

/** `shop_id` and all other columns, as COPY and INSERT name them. */
export const allColumns = (table: TableName) => `shop_id, ${list(table)}`;

/**
 * Rows that arrive as one JSON array in `$2`, with the shop in `$1`, as a table expression named
 * `given`.
 */
export function fromJson(table: TableName): string {
  const types = columnsOf[table].map(({ name, type }) => `${name} ${type}`).join(', ');
  return `(SELECT $1::int AS shop_id, r.* FROM jsonb_to_recordset($2::jsonb) AS r(${types})) AS given`;
}

/**
 * What a forgotten order `r` holds back of a row: see emptyOrders. It stays its customer's, whom
 * Shopify may tell no more.
 */
const FORGOTTEN: { [Table in TableName]?: { row: string; cells: Record<string, string> } } = {
  orders: {
    row: `SELECT * FROM redacted_order WHERE shop_id = given.shop_id AND order_id = given.id
      AND (is_named OR given.customer_id IS NULL OR given.customer_id = customer_id)`,
    cells: {
      country: 'NULL',
      tags: "'{}'",
      email_hash: 'NULL',
      customer_id: 'COALESCE(given.customer_id, r.customer_id)',
      is_counted: 'given.is_counted OR given.is_guest_counted AND r.customer_id IS NOT NULL',
      is_guest_counted: 'given.is_guest_counted AND r.customer_id IS NULL',
    },
  },
  order_line: {
    row: `SELECT r.* FROM redacted_order r LEFT JOIN orders o
        ON o.shop_id = r.shop_id AND o.id = r.order_id
      WHERE r.shop_id = given.shop_id AND r.order_id = given.order_id
        AND (r.is_named OR o.customer_id IS NULL OR o.customer_id = r.customer_id)`,
    cells: { title: "CASE WHEN given.product_id IS NULL THEN '' ELSE given.title END" },
  },
};

/** `source` without what is to stay forgotten of its orders, in the order that it has. */
function forgetting(table: TableName, source: string): string {
  const forgotten = FORGOTTEN[table];
  if (!forgotten) return source;
  const cells = names(table).map((name) => {
    const empty = forgotten.cells[name];
    if (empty === undefined) return `given.${name}`;
    return `CASE WHEN r.order_id IS NULL THEN given.${name} ELSE ${empty} END AS ${name}`;
  });
  // With LIMIT it is looked up row by row, and the order stays.
  return `(SELECT given.shop_id, ${cells.join(', ')} FROM ${source}
    LEFT JOIN LATERAL (${forgotten.row} LIMIT 1) AS r ON true) AS given`;
}

/** Tables whose rows have Shopify's own updatedAt. */
export type Versioned = 'orders' | 'customer' | 'product';
const BOOKKEEPING = ['read_at'];

/**
 * A newer updatedAt wins. Shopify counts in whole seconds, so between equal ones the later question
 * wins, and only if it found something else than in the columns `unknown`. What is deleted, merged
 * or redacted stays so.
 */
function isNewer(table: Versioned, unknown: readonly string[]): string {
  const passedOver = new Set([...BOOKKEEPING, ...unknown]);
  const content = names(table).filter((name) => !passedOver.has(name));
  const row = (prefix: string) => `(${content.map((name) => `${prefix}.${name}`).join(', ')})`;
  const closed = table === 'customer' ? ` AND ${table}.redacted_at IS NULL` : '';
  return `${table}.deleted_at IS NULL${closed} AND (${table}.updated_at < excluded.updated_at
    OR (${table}.updated_at = excluded.updated_at AND ${table}.read_at < excluded.read_at
        AND ${row(table)} IS DISTINCT FROM ${row('excluded')}))`;
}

/**
 * Locks the rows that stand where those of `source` go, and tells of each whether it says the same:
 * Shopify moves updatedAt for much that we do not keep, our own metafields among it.
 */
export function lockStanding(table: Versioned, source: string): string {
  const content = names(table).filter((name) => !['read_at', 'updated_at'].includes(name));
  const row = (prefix: string) => `(${content.map((name) => `${prefix}.${name}`).join(', ')})`;
  return `SELECT stands.id, ${row('stands')} IS NOT DISTINCT FROM ${row('given')} AS "isSame",
      ${table === 'orders' ? 'stands.customer_id' : 'NULL::bigint'} AS "customerId"
    FROM ${forgetting(table, source)} JOIN ${table} AS stands USING (shop_id, id)
    ORDER BY stands.id FOR NO KEY UPDATE OF stands`;
}

const assignments = (table: TableName) =>
  names(table)
    .filter((name) => !keyOf(table).includes(name))
    .map((name) => `${name} = excluded.${name}`)
    .join(', ');

/**
 * INSERT … ON CONFLICT of objects with an updatedAt; returns the ids that were written. `unknown`
 * are columns that the source does not know as well as the table may.
 */
export function upsertVersioned(
  table: Versioned,
  source: string,
  unknown: readonly string[] = [],
): string {
  return `INSERT INTO ${table} (${allColumns(table)})
    SELECT ${allColumns(table)} FROM ${forgetting(table, source)}
    ON CONFLICT (shop_id, ${keyOf(table).join(', ')}) DO UPDATE SET ${assignments(table)}
    WHERE ${isNewer(table, unknown)}
    RETURNING id`;
}

/**
 * INSERT … ON CONFLICT of what hangs on an object; `source` must hold only rows that are wanted.
 */
export function upsertDependent(
  table: Exclude<TableName, Versioned>,
  source: string,
  condition = 'true',
): string {
  const content = names(table).filter((name) => !keyOf(table).includes(name));
  const row = (prefix: string) => `(${content.map((name) => `${prefix}.${name}`).join(', ')})`;
  return `INSERT INTO ${table} (${allColumns(table)})
    SELECT ${allColumns(table)} FROM ${forgetting(table, source)} WHERE ${condition}
    ON CONFLICT (shop_id, ${keyOf(table).join(', ')}) DO UPDATE SET ${assignments(table)}
    WHERE ${row(table)} IS DISTINCT FROM ${row('excluded')}`;
}

/** INSERT of what is not there yet; what is there may be known in more detail. */
export function insertMissing(table: TableName, source: string, condition: string): string {
  return `INSERT INTO ${table} (${allColumns(table)})
    SELECT ${allColumns(table)} FROM ${source} WHERE ${condition}
    ON CONFLICT (shop_id, ${keyOf(table).join(', ')}) DO NOTHING`;
}
