// A process of its own for the kill test: imports the whole shop into an empty database beside the
// one that is tortured, with nothing in the way, and prints both shops' rows where they differ, or
// nothing. DATABASE_URL is the empty one, TORTURED_URL the other.
import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { closeDatabase, pool } from '#app/db.server.ts';
import { advanceImport } from '#app/sync/import/advance-import.server.ts';
import { readPart } from '#app/sync/import/read-part.server.ts';
import { startImport } from '#app/sync/import/start-import.server.ts';
import { migrate } from '../../prisma/migrate.ts';
import { forgettingDates, presentRows, withoutForgotten } from './history-rows.ts';

const POLL_MS = 100;

const tortured = new pg.Pool({ connectionString: process.env.TORTURED_URL, max: 2 });
await migrate(process.env.DATABASE_URL!);
const shopId = await copyShop();
await importQuietly(shopId);
const { rows } = await tortured.query<{ id: number }>('SELECT id FROM shop');
const forgotten = await readForgotten();
const ours = forgettingDates(
  await presentRows(rows[0]!.id, tortured as unknown as typeof pool),
  forgotten,
);
const quiet = withoutForgotten(await presentRows(shopId), forgotten);
for (const table of Object.keys(quiet)) {
  const difference = differenceOf(ours[table]!, quiet[table]!);
  if (difference) console.log(`${table}: ${difference}`);
}
await tortured.end();
await closeDatabase();

/** Whom the tortured shop was asked to forget, and their orders. */
async function readForgotten() {
  const customers = await tortured.query<{ id: string }>(
    'SELECT id FROM customer WHERE redacted_at IS NOT NULL',
  );
  const orders = await tortured.query<{ id: string; customer: string }>(
    'SELECT order_id AS id, customer_id AS customer FROM redacted_order',
  );
  return {
    redacted: new Set(customers.rows.map(({ id }) => Number(id))),
    redactedOrders: new Map(orders.rows.map((row) => [Number(row.id), Number(row.customer)])),
  };
}

/** The shop and its token, without anything that was synced. */
async function copyShop(): Promise<number> {
  for (const table of ['session', 'shop']) {
    const { rows } = await tortured.query<{ row: object }>(
      `SELECT to_jsonb(t) AS row FROM ${table} t`,
    );
    await pool.query(
      `INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
      [JSON.stringify(rows.map(({ row }) => row))],
    );
  }
  const { rows } = await pool.query<{ id: number }>('SELECT id FROM shop');
  return rows[0]!.id;
}

async function importQuietly(shopId: number): Promise<void> {
  const runId = (await startImport(shopId, 'again', new Date()))!;
  for (;;) {
    await advanceImport(shopId, runId, new Date());
    const { rows } = await pool.query<{ name: string; state: string }>(
      'SELECT name, state FROM import_part WHERE shop_id = $1 AND run_id = $2',
      [shopId, runId],
    );
    if (rows.every(({ state }) => state === 'done')) return;
    const failed = rows.find(({ state }) => state === 'failed');
    if (failed) throw new Error(`the quiet import fails at ${failed.name}`);
    for (const { name, state } of rows) {
      if (state === 'reading' || state === 'detailing') await readPart(shopId, runId, name);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function differenceOf(ours: unknown[], quiet: unknown[]): string | null {
  if (isDeepStrictEqual(ours, quiet)) return null;
  const at = quiet.findIndex((row, place) => !isDeepStrictEqual(row, ours[place]));
  const place = at < 0 ? quiet.length : at;
  const [our, their] = [ours[place], quiet[place]].map((row) => JSON.stringify(row));
  return `${ours.length} rows, quietly imported ${quiet.length}; first ${our} instead of ${their}`;
}
