// Forgets a person: everything personal goes, the amounts stay under a number that leads to nobody
// any more.
import type { Sql } from '../../db.server.ts';
import { announce } from '../../jobs/enqueue.server.ts';
import { emailHashes, openPerson, openText, sealText } from '../person/person-cipher.server.ts';
import { idArray } from '../read.server.ts';
import { followCustomers, rememberForgotten } from '../store/follow-customers.server.ts';

/** Who is to be forgotten, as Shopify's notice says it. */
export type Redaction = {
  /** Null for somebody who only bought as a guest. */
  customerId: bigint | null;
  /** Orders that Shopify names beside those we know. */
  orderIds: readonly bigint[];
  /** The e-mail address, sealed for the customer, or for GUEST. */
  sealedEmail: string | null;
};

/** Stands for the customer where there is none; Shopify's numbers begin at 1. */
export const GUEST = 0n;

/**
 * Redacts a person in the caller's transaction and tells the other features. A customer we never
 * saw is remembered as redacted, so that a file that is still being read does not bring the person
 * back.
 */
export async function redactCustomer(
  sql: Sql,
  shopId: number,
  { customerId, orderIds, sealedEmail: told }: Redaction,
): Promise<void> {
  const owner = customerId ?? GUEST;
  // A customer who was deleted before has no person any more: then only the notice knows. And one
  // who has moved may have bought as a guest under either address.
  const known = [await emailOf(sql, shopId, owner), openEmail(shopId, owner, told)];
  const emails = [...new Set(known)].filter((email) => email !== null);
  const own = await sameAs(sql, shopId, owner);
  if (customerId !== null) await redactRows(sql, shopId, own);
  const { rows } = await sql.query<{ id: bigint; customerId: bigint | null }>(
    `SELECT id, customer_id AS "customerId" FROM orders
     WHERE shop_id = $1 AND (customer_id = ANY ($2::text::bigint[])
       OR id = ANY ($3::text::bigint[]) OR email_hash = ANY ($4))`,
    [
      shopId,
      idArray(own),
      idArray(orderIds),
      emails.flatMap((email) => emailHashes(shopId, email)),
    ],
  );
  const guests = rows.filter((order) => order.customerId === null).map(({ id }) => id);
  const ids = [...new Set([...rows.map(({ id }) => id), ...orderIds])];
  await rememberForgotten(sql, shopId, [
    ...orderIds.map((id) => ({ id, customerId, isNamed: true })),
    ...rows.map((order) => ({ ...order, isNamed: order.customerId === null })),
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
  const customerIds = customerId === null ? [] : own.map(String);
  if (customerIds.length > 0) await announce(sql, 'customer.changed', { shopId, customerIds });
  for (let at = 0; at < guests.length; at += 1000) {
    const orderIds = guests.slice(at, at + 1000).map(String);
    await announce(sql, 'order.changed', { shopId, orderIds });
  }
}

/** The customer and those who were merged into it: one person. */
export async function sameAs(sql: Sql, shopId: number, customerId: bigint): Promise<bigint[]> {
  const { rows } = await sql.query<{ id: bigint }>(
    'SELECT id FROM customer WHERE shop_id = $1 AND merged_into_id = $2 ORDER BY id',
    [shopId, customerId],
  );
  return [customerId, ...rows.map(({ id }) => id)];
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

/** The address that is about to go: a feature may know the person by its own hash of it alone. */
async function emailOf(sql: Sql, shopId: number, customerId: bigint): Promise<string | null> {
  const { rows } = await sql.query<{ sealed: Buffer }>(
    'SELECT sealed FROM customer_person WHERE shop_id = $1 AND customer_id = $2',
    [shopId, customerId],
  );
  return rows[0] ? openPerson(shopId, customerId, rows[0].sealed).email : null;
}

const openEmail = (shopId: number, customerId: bigint, sealed: string | null): string | null =>
  sealed === null ? null : openText(shopId, customerId, Buffer.from(sealed, 'base64'));
