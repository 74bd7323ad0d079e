// Orders of a log, not of Shopify, as a shop that nobody can install: for trying Encore on a file.
import { randomUUID } from 'node:crypto';
import { CopyRows } from '#app/copy-binary.ts';
import { pool, sqlTransaction } from '../../db.server.ts';
import type { OrderRow, StoredOrder } from '../rows.ts';
import { columnsOf } from './columns.ts';
import { sendCopy } from './send-copy.server.ts';

const ROWS_A_COPY = 5000;
/** No shop of Shopify's has such a domain. */
const PREFIX = 'log-';

/** Makes the shop and writes its orders; returns what eraseShop needs to take it out again. */
export function loadLog(
  { timezone, currency }: { timezone: string; currency: string },
  orders: Iterable<OrderRow>,
): Promise<{ id: number; domain: string }> {
  return sqlTransaction(async (sql) => {
    const domain = `${PREFIX}${randomUUID()}.invalid`;
    const shops = await sql.query<{ id: number }>(
      `INSERT INTO shop (domain, timezone, currency, uninstalled_at)
       VALUES ($1, $2, $3, now()) RETURNING id`,
      [domain, timezone, currency],
    );
    const id = shops.rows[0]!.id;
    const rows = new CopyRows<StoredOrder>(columnsOf.orders, id);
    let waiting = 0;
    const send = async () => {
      const bytes = rows.take();
      if (bytes) await sendCopy(sql, 'orders', bytes);
      waiting = 0;
    };
    for (const order of orders) {
      rows.add({ ...order, emailHash: null });
      if (++waiting >= ROWS_A_COPY) await send();
    }
    await send();
    return { id, domain };
  });
}

/** Logs that were loaded before a moment and never taken out: whoever loaded them was killed. */
export async function forgottenLogs(before: Date): Promise<{ id: number; domain: string }[]> {
  const { rows } = await pool.query<{ id: number; domain: string }>(
    `SELECT id, domain FROM shop WHERE starts_with(domain, $1) AND domain LIKE '%.invalid'
       AND installed_at < $2`,
    [PREFIX, before],
  );
  return rows;
}
