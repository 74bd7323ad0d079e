// Forgets a person: everything personal goes, the amounts stay under a number that leads to nobody
// any more.
import type { Sql } from '../../db.server.ts';
import { announce } from '../../jobs/enqueue.server.ts';
import { openPerson, sealText } from '../person/person-cipher.server.ts';
import { idArray } from '../read.server.ts';

/**
 * Redacts a customer in the caller's transaction and tells the other features. `orderIds` are
 * orders that Shopify
 * names beside those we know. A customer we never saw is remembered as redacted, so that a file
 * that is still being
 * read does not bring the person back.
 */
export async function redactCustomer(
  sql: Sql,
  shopId: number,
  customerId: bigint,
  orderIds: readonly bigint[],
): Promise<void> {
  await sql.query(
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at, redacted_at)
     VALUES ($1, $2, now(), now(), now(), now())
     ON CONFLICT (shop_id, id) DO UPDATE SET redacted_at = now(), tags = '{}', locale = NULL,
       country = NULL, email_marketing = NULL,
       email_marketing_at = NULL, state = ''`,
    [shopId, customerId],
  );
  const sealedEmail = await sealEmail(sql, shopId, customerId);
  for (const table of ['customer_person', 'customer_data_file', 'person_access']) {
    await sql.query(`DELETE FROM ${table} WHERE shop_id = $1 AND customer_id = $2`, [
      shopId,
      customerId,
    ]);
  }
  // Tags are free text, and a country beside a date and an amount can point at a person.
  await sql.query(
    `UPDATE orders SET tags = '{}', country = NULL
     WHERE shop_id = $1 AND (customer_id = $2 OR id = ANY ($3::text::bigint[]))`,
    [shopId, customerId, idArray(orderIds)],
  );
  await announce(sql, 'customer.redacted', {
    shopId,
    customerId: String(customerId),
    sealedEmail,
  });
  // Figures by country held the one of the first order.
  await announce(sql, 'customer.changed', { shopId, customerIds: [String(customerId)] });
}

/**
 * The address that is about to go: a feature may know the person by its own hash of it alone. The
 * queue gets it sealed, and only until the reaction is done.
 */
async function sealEmail(sql: Sql, shopId: number, customerId: bigint): Promise<string | null> {
  const { rows } = await sql.query<{ sealed: Buffer }>(
    'SELECT sealed FROM customer_person WHERE shop_id = $1 AND customer_id = $2',
    [shopId, customerId],
  );
  const email = rows[0] && openPerson(shopId, customerId, rows[0].sealed).email;
  return email ? sealText(shopId, customerId, email).toString('base64') : null;
}
