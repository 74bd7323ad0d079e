// Forgets a person: everything personal goes, the amounts stay under a number that leads to nobody
// any more.
import type { Sql } from '../../db.server.ts';
import { announce } from '../../jobs/enqueue.server.ts';
import { openText, sealText } from '../person/person-cipher.server.ts';
import { foldEmail } from '../person/person-words.ts';
import { idArray } from '../read.server.ts';
import { followCustomers, rememberForgotten } from '../store/follow-customers.server.ts';
import { GUEST, type NamedPerson, whatIsOf } from './named-person.server.ts';

/**
 * Redacts a person in the caller's transaction and tells the other features. A customer we never
 * saw is remembered as redacted, so that a file that is still being read does not bring the person
 * back.
 */
export async function redactCustomer(sql: Sql, shopId: number, person: NamedPerson): Promise<void> {
  const { customerId, orderIds } = person;
  const { owner, own, emails, orders } = await whatIsOf(sql, shopId, person);
  await redactRows(sql, shopId, own);
  await dropGuestFiles(sql, shopId, emails);
  const guests = orders.filter((order) => order.customerId === null).map(({ id }) => id);
  const ids = [...new Set([...orders.map(({ id }) => id), ...orderIds])];
  const standing = new Map(orders.map((order) => [order.id, order.customerId]));
  const named = new Set(orderIds);
  const rest = orders.filter(({ id }) => !named.has(id));
  await rememberForgotten(sql, shopId, [
    // Whose they are the notice knows better than rows that were written before.
    ...orderIds.map((id) => ({
      ...{ id, isNamed: true },
      customerId: customerId ?? standing.get(id) ?? null,
    })),
    ...rest.map((order) => ({ ...order, isNamed: order.customerId === null })),
  ]);
  await followCustomers(sql, shopId, ids);
  for (const email of emails.length > 0 ? emails : [null]) {
    await announce(sql, 'customer.redacted', {
      shopId,
      customerId: String(owner),
      sealedEmail: email ? sealText(shopId, owner, email).toString('base64') : null,
    });
  }
  // Figures by country held the one of the first order.
  const customerIds = own.map(String);
  if (customerIds.length > 0) await announce(sql, 'customer.changed', { shopId, customerIds });
  for (let at = 0; at < guests.length; at += 1000) {
    const orderIds = guests.slice(at, at + 1000).map(String);
    await announce(sql, 'order.changed', { shopId, orderIds });
  }
}

async function redactRows(sql: Sql, shopId: number, ids: readonly bigint[]): Promise<void> {
  await sql.query(
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at, redacted_at)
     SELECT $1, id, now(), now(), now(), now() FROM unnest($2::text::bigint[]) AS id ORDER BY id
     ON CONFLICT (shop_id, id) DO UPDATE SET redacted_at = now(), tags = '{}', locale = NULL,
       country = NULL, email_marketing = NULL, email_marketing_at = NULL, state = ''`,
    [shopId, idArray(ids)],
  );
  for (const table of ['customer_person', 'customer_data_file', 'person_access']) {
    await sql.query(
      `DELETE FROM ${table} WHERE shop_id = $1 AND customer_id = ANY ($2::text::bigint[])`,
      [shopId, idArray(ids)],
    );
  }
}

/** The files that guests with one of these addresses asked for. */
async function dropGuestFiles(sql: Sql, shopId: number, emails: readonly string[]): Promise<void> {
  const { rows } = await sql.query<{ id: string; sealed: Buffer }>(
    'SELECT id, sealed FROM customer_data_file WHERE shop_id = $1 AND customer_id = $2 FOR UPDATE',
    [shopId, GUEST],
  );
  const addresses = new Set(emails.map(foldEmail));
  const isTheirs = ({ sealed }: { sealed: Buffer }) => {
    const file = JSON.parse(openText(shopId, GUEST, sealed)) as { emails: string[] };
    return file.emails.some((email) => addresses.has(foldEmail(email)));
  };
  await sql.query('DELETE FROM customer_data_file WHERE shop_id = $1 AND id = ANY ($2)', [
    shopId,
    rows.filter(isTheirs).map(({ id }) => id),
  ]);
}
