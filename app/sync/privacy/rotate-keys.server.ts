// Encrypts every person of a shop anew with the newest key, so that an old one can be taken out of
// ENCRYPTION_KEYS.
import { pool, sqlTransaction } from '../../db.server.ts';
import { log } from '../../log.server.ts';
import { importAgain } from '../import-again.server.ts';
import {
  currentKeyId,
  openPerson,
  openText,
  sealPerson,
  sealText,
} from '../person/person-cipher.server.ts';
import { rowsJson } from '../store/rows-json.ts';
import { fromJson, upsertDependent } from '../store/upsert-sql.ts';

const PAGE = 500;

/**
 * Safe to stop and to repeat: a page is committed at a time, and what has the newest key already is
 * passed over.
 */
export async function rotateKeys(shopId: number, signal?: AbortSignal): Promise<void> {
  let persons = 0;
  for (;;) {
    signal?.throwIfAborted();
    const page = await rotatePage(shopId);
    persons += page;
    if (page < PAGE) break;
  }
  const files = await rotateFiles(shopId);
  await rotateGuests(shopId);
  log.info({ shopId, persons, files, key: currentKeyId }, 'keys rotated');
}

async function rotatePage(shopId: number): Promise<number> {
  return sqlTransaction(async (sql) => {
    const { rows } = await sql.query<{ customerId: bigint; sealed: Buffer; updatedAt: Date }>(
      `SELECT customer_id AS "customerId", sealed, updated_at AS "updatedAt" FROM customer_person
       WHERE shop_id = $1 AND get_byte(sealed, 0) <> $2
       ORDER BY customer_id LIMIT $3 FOR UPDATE`,
      [shopId, currentKeyId, PAGE],
    );
    const renewed = rows.map(({ customerId, sealed, updatedAt }) => ({
      customerId,
      updatedAt,
      ...sealPerson(shopId, customerId, openPerson(shopId, customerId, sealed)),
    }));
    await sql.query(upsertDependent('customer_person', fromJson('customer_person')), [
      shopId,
      rowsJson('customer_person', renewed),
    ]);
    return rows.length;
  });
}

async function rotateFiles(shopId: number): Promise<number> {
  return sqlTransaction(async (sql) => {
    const { rows } = await sql.query<{ id: string; customerId: bigint; sealed: Buffer }>(
      `SELECT id, customer_id AS "customerId", sealed FROM customer_data_file
       WHERE shop_id = $1 AND get_byte(sealed, 0) <> $2 FOR UPDATE`,
      [shopId, currentKeyId],
    );
    for (const { id, customerId, sealed } of rows) {
      await sql.query('UPDATE customer_data_file SET sealed = $3 WHERE shop_id = $1 AND id = $2', [
        shopId,
        id,
        sealText(shopId, customerId, openText(shopId, customerId, sealed)),
      ]);
    }
    return rows.length;
  });
}

/** So many orders of guests are found by the hash of a key that does not write any more. */
export async function guestsOfOldKeys(shopId: number): Promise<{ key: number; orders: number }[]> {
  const { rows } = await pool.query<{ key: number; orders: number }>(
    `SELECT get_byte(email_hash, 0) AS key, count(*)::int AS orders FROM orders
     WHERE shop_id = $1 AND email_hash IS NOT NULL AND get_byte(email_hash, 0) <> $2
     GROUP BY 1 ORDER BY 1`,
    [shopId, currentKeyId],
  );
  return rows;
}

/**
 * The address behind such a hash is kept nowhere: an import makes those anew whose address Shopify
 * still tells. The others can be found by the old key alone.
 */
async function rotateGuests(shopId: number): Promise<void> {
  const old = await guestsOfOldKeys(shopId);
  for (const { key, orders } of old) {
    log.warn({ shopId, key, orders }, 'keep this key: orders of guests are found by it alone');
  }
  if (old.length > 0) await importAgain(shopId);
}
