// Orders of a log, not of Shopify, as a shop that nobody can install: for trying Encore on a file.
import { randomUUID } from 'node:crypto';
import { finished } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { sqlTransaction } from '../../db.server.ts';
import type { OrderRow } from '../rows.ts';
import { copyWriter } from './copy-text.ts';
import { allColumns } from './upsert-sql.ts';

const ROWS_A_WRITE = 5000;

/** Makes the shop and writes its orders; returns what eraseShop needs to take it out again. */
export function loadLog(
  { timezone, currency }: { timezone: string; currency: string },
  orders: Iterable<OrderRow>,
): Promise<{ id: number; domain: string }> {
  return sqlTransaction(async (sql) => {
    const domain = `log-${randomUUID()}.invalid`;
    const { rows } = await sql.query<{ id: number }>(
      `INSERT INTO shop (domain, timezone, currency, uninstalled_at)
       VALUES ($1, $2, $3, now()) RETURNING id`,
      [domain, timezone, currency],
    );
    const id = rows[0]!.id;
    const stream = sql.query(copyFrom(`COPY orders (${allColumns('orders')}) FROM STDIN`));
    const write = copyWriter('orders', id);
    let lines: string[] = [];
    for (const order of orders) {
      lines.push(write(order));
      if (lines.length < ROWS_A_WRITE) continue;
      if (!stream.write(lines.join(''))) {
        await new Promise((resolve) => stream.once('drain', resolve));
      }
      lines = [];
    }
    stream.end(lines.join(''));
    await finished(stream);
    return { id, domain };
  });
}
