// Writes one batch of a bulk file: straight into the tables where nothing of it is there yet,
// otherwise through staging tables and an upsert that lets newer states win.
import type pg from 'pg';
import { isPersonWithheld } from '../map/map-customer.ts';
import type { TableName } from '../store/columns.ts';
import { heldColumns, keepHeld } from '../store/keep-withheld.ts';
import { notingMoves } from '../store/note-moves.server.ts';
import { sendCopy } from '../store/send-copy.server.ts';
import {
  insertMissing,
  upsertDependent,
  upsertVersioned,
  type Versioned,
} from '../store/upsert-sql.ts';
import type { Withheld } from '../withheld.ts';
import type { Batch, ParseContext } from './lines/parse-lines.server.ts';
import { mergePersons, newestPerson, personIsWanted } from './load-persons.server.ts';

/** Objects before what hangs on them. */
const ORDER = [
  'product',
  'customer',
  'customer_person',
  'orders',
  'order_line',
  'refund',
] as const satisfies TableName[];
type Loaded = (typeof ORDER)[number];

const UNIQUE_VIOLATION = '23505';

/**
 * Writes the rows of `batch` through `client`, which is in a transaction. Orders that are known in
 * a later state than the file's keep their lines and refunds; what was withheld from the file stays
 * as it is known. `before` is the batch before this one, on its way into the tables.
 */
export async function loadBatch(
  client: pg.PoolClient,
  batch: Pick<Batch, 'tables'>,
  { shopId, readAt, withheld }: ParseContext,
  { mode, before }: { mode: LoadMode; before: Promise<void> },
): Promise<void> {
  const tables = ORDER.filter((table) => batch.tables[table]);
  if (tables.length === 0) return;
  if (mode.isFresh && (await loadFresh(client, batch, tables))) return;
  // What is there once is there for most of the file: do not try again at every batch.
  mode.isFresh = false;
  await client.query(`CREATE TEMP TABLE ${tables.map(staging).join('; CREATE TEMP TABLE ')}`);
  for (const table of tables)
    await sendCopy(client, table, batch.tables[table]!, `staged_${table}`);
  for (const table of tables) {
    if (table === 'order_line') {
      await before;
      await client.query(LOCK_ORDERS, [shopId]);
    }
    const isPart = table === 'customer_person' && isPersonWithheld(withheld);
    if (isPart) await mergePersons(client, shopId, withheld);
    else await client.query(upsert(table, withheld), needsReadAt(table) ? [readAt] : []);
  }
  if (batch.tables.customer && !isPersonWithheld(withheld)) await forgetEmptied(client, batch);
}

/** Remembers between the batches of a file whether its rows are new to the tables. */
export type LoadMode = { isFresh: boolean };

/** Rows of which a part is withheld are never just copied: that part may be known. */
export const loadModeOf = ({ withheld }: ParseContext): LoadMode => ({
  isFresh: withheld.size === 0,
});

const staging = (table: Loaded) =>
  `staged_${table} (LIKE ${table} INCLUDING DEFAULTS) ON COMMIT DROP`;

/** False, with nothing written, if a row was there already. */
async function loadFresh(
  client: pg.PoolClient,
  batch: Pick<Batch, 'tables'>,
  tables: Loaded[],
): Promise<boolean> {
  await client.query('SAVEPOINT fresh');
  try {
    for (const table of tables) await sendCopy(client, table, batch.tables[table]!);
    await client.query('RELEASE SAVEPOINT fresh');
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    await client.query('ROLLBACK TO SAVEPOINT fresh');
    return false;
  }
}

/**
 * Columns that rest on the details of refunds: a file does not hold those, and an order whose
 * refunds are known would look changed.
 */
const MADE_OF_REFUNDS = ['refunded', 'net_sales', 'is_counted', 'is_guest_counted'];

const needsReadAt = (table: Loaded) => table === 'order_line' || table === 'refund';

function upsert(table: Loaded, withheld: Withheld): string {
  // A file may hold an object twice: the newest stays.
  const versions = (known: Versioned) =>
    keepHeld(
      known,
      `(SELECT DISTINCT ON (id) * FROM staged_${known} ORDER BY id, updated_at DESC) AS given`,
      heldColumns(known, withheld),
    );
  switch (table) {
    case 'orders':
      return notingMoves(upsertVersioned(table, versions(table), MADE_OF_REFUNDS));
    case 'customer':
    case 'product':
      return upsertVersioned(table, versions(table));
    case 'customer_person':
      return upsertDependent(table, newestPerson, personIsWanted);
    case 'order_line':
      return upsertDependent(table, distinct(table, 'order_id, id'), orderIsNotNewer);
    case 'refund':
      return insertMissing(table, distinct(table, 'id'), orderIsNotNewer);
  }
}

/**
 * Lines may stand far from their orders, and then this transaction did not write those: until the
 * lines are committed no newer state of an order may come, whose lines would be written over. The
 * batch before may be about to write the order, so it has to be committed first.
 */
const LOCK_ORDERS = `SELECT FROM orders
  WHERE shop_id = $1 AND id IN (SELECT order_id FROM staged_order_line) ORDER BY id FOR SHARE`;

const distinct = (table: Loaded, key: string) =>
  `(SELECT DISTINCT ON (${key}) * FROM staged_${table} ORDER BY ${key}) AS given`;

const orderIsNotNewer = `NOT EXISTS (SELECT FROM orders o WHERE o.shop_id = given.shop_id
  AND o.id = given.order_id AND o.read_at > $1)`;

/** Customers of the file of whom nothing is told any more: the person that was known is gone. */
async function forgetEmptied(
  client: pg.PoolClient,
  { tables }: Pick<Batch, 'tables'>,
): Promise<void> {
  const isTold = `EXISTS (SELECT FROM staged_customer_person s WHERE s.customer_id = given.id)`;
  await client.query(
    `DELETE FROM customer_person p USING staged_customer AS given
     WHERE p.shop_id = given.shop_id AND p.customer_id = given.id
       AND p.updated_at < given.updated_at AND NOT EXISTS (
         SELECT FROM customer c WHERE c.shop_id = given.shop_id AND c.id = given.id
           AND c.updated_at > given.updated_at) ${tables.customer_person ? `AND NOT ${isTold}` : ''}`,
  );
}
