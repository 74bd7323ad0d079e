// A person as a notice of Shopify's names them, and what is known here of that person.
import type { Sql } from '../../db.server.ts';
import { emailHashes, openPerson, openText } from '../person/person-cipher.server.ts';
import { idArray } from '../read.server.ts';

export type NamedPerson = {
  /** Null for somebody who only bought as a guest. */
  customerId: bigint | null;
  /** Orders that Shopify names beside those we know. */
  orderIds: readonly bigint[];
  /** The e-mail address, sealed for the customer, or for GUEST. */
  sealedEmail: string | null;
};

/** Stands for the customer where there is none; Shopify's numbers begin at 1. */
export const GUEST = 0n;

export type Belongings = {
  /** The customer, or GUEST. */
  owner: bigint;
  /** The customer and those who were merged into it; none for a guest. */
  own: bigint[];
  emails: string[];
  orders: { id: bigint; customerId: bigint | null }[];
};

/** What is known of a person; only numbers and addresses. */
export async function whatIsOf(
  sql: Sql,
  shopId: number,
  { customerId, orderIds, sealedEmail: told }: NamedPerson,
): Promise<Belongings> {
  const owner = customerId ?? GUEST;
  // A customer who was deleted before has no person any more: then only the notice knows. And one
  // who has moved may have bought as a guest under either address.
  const known = [await emailOf(sql, shopId, owner), openEmail(shopId, owner, told)];
  const emails = [...new Set(known)].filter((email) => email !== null);
  const own = customerId === null ? [] : await sameAs(sql, shopId, customerId);
  const { rows: orders } = await sql.query<Belongings['orders'][number]>(
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
  return { owner, own, emails, orders };
}

async function sameAs(sql: Sql, shopId: number, customerId: bigint): Promise<bigint[]> {
  const { rows } = await sql.query<{ id: bigint }>(
    'SELECT id FROM customer WHERE shop_id = $1 AND merged_into_id = $2 ORDER BY id',
    [shopId, customerId],
  );
  return [customerId, ...rows.map(({ id }) => id)];
}

/** What the customer is written to at. */
async function emailOf(sql: Sql, shopId: number, customerId: bigint): Promise<string | null> {
  const { rows } = await sql.query<{ sealed: Buffer }>(
    'SELECT sealed FROM customer_person WHERE shop_id = $1 AND customer_id = $2',
    [shopId, customerId],
  );
  return rows[0] ? openPerson(shopId, customerId, rows[0].sealed).email : null;
}

const openEmail = (shopId: number, customerId: bigint, sealed: string | null): string | null =>
  sealed === null ? null : openText(shopId, customerId, Buffer.from(sealed, 'base64'));
