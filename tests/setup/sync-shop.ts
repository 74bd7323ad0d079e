// Puts a shop into the database, runs its import to the end, and shows what is there.
import { createHmac, randomUUID } from 'node:crypto';
import { pool } from '#app/db.server.ts';
import { env } from '#app/env.server.ts';
import { type Reception, receiveWebhook } from '#app/sync/events/receive-webhook.server.ts';
import { advanceImport } from '#app/sync/import/advance-import.server.ts';
import { readPart } from '#app/sync/import/read-part.server.ts';
import { type ImportCause, startImport } from '#app/sync/import/start-import.server.ts';

/** An installed shop with a session that lasts; returns its number. */
export async function addShop(
  domain: string,
  scopes = ['read_orders', 'read_all_orders'],
): Promise<number> {
  await pool.query(
    `INSERT INTO session (id, shop, state, "accessToken", "refreshToken", expires)
     VALUES ($1, $2, '', 'shpat_1', 'shprt_1', now() AT TIME ZONE 'UTC' + interval '1 hour')
     ON CONFLICT (id) DO NOTHING`,
    [`offline_${domain}`, domain],
  );
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO shop (domain, scopes, timezone, installed_at)
     VALUES ($1, $2, 'Europe/Oslo', '2020-01-01') RETURNING id`,
    [domain, scopes],
  );
  return rows[0]!.id;
}

/** Does what the queue would do until the import is over. */
export async function runImport(
  shopId: number,
  cause: ImportCause = 'first',
  now = new Date('2026-06-01T00:00:00Z'),
): Promise<string> {
  const runId = await startImport(shopId, cause, now);
  for (let step = 0; step < 50; step++) {
    await advanceImport(shopId, runId!, now);
    const { rows } = await pool.query<{ name: string; state: string }>(
      'SELECT name, state FROM import_part WHERE shop_id = $1 AND run_id = $2',
      [shopId, runId],
    );
    if (rows.every(({ state }) => state === 'done' || state === 'failed')) {
      await advanceImport(shopId, runId!, now);
      return runId!;
    }
    for (const { name, state } of rows) {
      if (state === 'reading' || state === 'detailing') await readPart(shopId, runId!, name);
    }
  }
  throw new Error('the import does not end');
}

/** Delivers one webhook to the door, signed as Shopify does. */
export function deliver(
  domain: string,
  topic: string,
  payload: unknown,
  webhookId: string = randomUUID(),
): Promise<Reception> {
  const body = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return receiveWebhook('POST', signedHeaders(domain, topic, body, webhookId), body);
}

export function signedHeaders(domain: string, topic: string, body: Buffer, webhookId: string) {
  return new Headers({
    'x-shopify-hmac-sha256': createHmac('sha256', env.SHOPIFY_API_SECRET)
      .update(body)
      .digest('base64'),
    'x-shopify-shop-domain': domain,
    'x-shopify-topic': topic,
    'x-shopify-webhook-id': webhookId,
    'x-shopify-triggered-at': '2026-05-01T00:00:00Z',
  });
}

/** Every synced row of a shop, without our own book-keeping, for comparing two shops. */
export async function syncedRows(
  shopId: number,
  sql: Pick<typeof pool, 'query'> = pool,
): Promise<Record<string, unknown[]>> {
  const result: Record<string, unknown[]> = {};
  for (const table of ['orders', 'order_line', 'refund', 'refund_line', 'customer', 'product']) {
    const { rows } = await sql.query<{ row: unknown }>(
      `SELECT to_jsonb(t) - '{shop_id,read_at}'::text[] AS row FROM ${table} t
       WHERE shop_id = $1 ORDER BY to_jsonb(t) - '{shop_id,read_at}'::text[]`,
      [shopId],
    );
    result[table] = rows.map(({ row }) => row);
  }
  return result;
}
