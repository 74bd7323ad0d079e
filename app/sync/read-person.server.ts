// The only way to a person's data: it is decrypted here, and every look is written down with its
// reason.
import { createHmac } from 'node:crypto';
import { pool } from '../db.server.ts';
import { derivedKey } from '../derived-key.server.ts';
import { emailHashes, openPerson, openText, searchHashes } from './person/person-cipher.server.ts';
import { canonicalEmail } from './person/person-words.ts';
import { idArray } from './read.server.ts';
import type { Person } from './rows.ts';

/**
 * The person behind a customer, or null if nothing is known or it was redacted. `why` goes into the
 * access log.
 */
export async function personOf(
  shopId: number,
  customerId: bigint,
  why: string,
): Promise<Person | null> {
  return (await personsOf(shopId, [customerId], why)).get(customerId) ?? null;
}

/**
 * The persons behind several customers; unknown ones are left out. `why` goes into the access log.
 */
export async function personsOf(
  shopId: number,
  customerIds: readonly bigint[],
  why: string,
): Promise<Map<bigint, Person>> {
  const { rows } = await pool.query<{ customerId: bigint; sealed: Buffer }>(
    `WITH found AS (
       SELECT customer_id, sealed FROM customer_person
       WHERE shop_id = $1 AND customer_id = ANY ($2::text::bigint[])),
     written AS (
       INSERT INTO person_access (shop_id, customer_id, why)
       SELECT $1, customer_id, $3 FROM found)
     SELECT customer_id AS "customerId", sealed FROM found`,
    [shopId, idArray(customerIds), why],
  );
  return new Map(
    rows.map(({ customerId, sealed }) => [customerId, openPerson(shopId, customerId, sealed)]),
  );
}

const mailboxKey = derivedKey('encore mailbox');

/** Tells one mailbox of a shop from another; kept of a friend who has no number yet. */
export const mailboxHash = (shopId: number, email: string): Buffer =>
  createHmac('sha256', mailboxKey)
    .update(`${shopId}/${canonicalEmail(email)}`)
    .digest();

/** The address that came with the announcement of a redaction. */
export const openRedactedEmail = (shopId: number, customerId: bigint, sealed: string): string =>
  openText(shopId, customerId, Buffer.from(sealed, 'base64'));

/**
 * The blind hashes of an e-mail address in hex, as customer_person.email_hash has one of them: to
 * keep for a later search, so that the address need not be kept.
 */
export const blindEmails = (shopId: number, email: string): string[] =>
  emailHashes(shopId, email).map((hash) => hash.toString('hex'));

/** Customers whose e-mail address is this one, oldest first. Nothing is decrypted. */
export async function customerIdsByEmail(shopId: number, email: string): Promise<bigint[]> {
  return idsWhere(shopId, 'email_hash = ANY ($2)', [emailHashes(shopId, email)]);
}

/**
 * The customer of each of these e-mail addresses, the oldest where several share one; unknown ones
 * are left out. One query for all; nothing is decrypted.
 */
export async function customerIdsByEmails(
  shopId: number,
  emails: readonly string[],
): Promise<Map<string, bigint>> {
  const emailOf = new Map<string, string>();
  for (const email of emails) {
    for (const hash of emailHashes(shopId, email)) emailOf.set(hash.toString('hex'), email);
  }
  const hashes = [...emailOf.keys()].map((hex) => Buffer.from(hex, 'hex'));
  const { rows } = await pool.query<{ id: bigint; hash: string }>(
    `SELECT customer_id AS id, encode(email_hash, 'hex') AS hash FROM customer_person
     WHERE shop_id = $1 AND email_hash = ANY ($2) ORDER BY customer_id DESC`,
    [shopId, hashes],
  );
  return new Map(rows.map(({ id, hash }) => [emailOf.get(hash)!, id]));
}

/**
 * Customers found by the beginnings of their names, e-mail address or phone number, newest first.
 * Finds through blind hashes of up to 12 letters a word; nothing is decrypted. A text without a
 * usable word finds nobody.
 */
export async function findCustomersBySearch(
  shopId: number,
  text: string,
  limit: number,
): Promise<bigint[]> {
  const words = searchHashes(shopId, text);
  if (words.length === 0) return [];
  const conditions = words.map((_, index) => `search_hashes && $${index + 3}::text::bigint[]`);
  const { rows } = await pool.query<{ customerId: bigint }>(
    `SELECT customer_id AS "customerId" FROM customer_person
     WHERE shop_id = $1 AND ${conditions.join(' AND ')} ORDER BY customer_id DESC LIMIT $2`,
    [shopId, limit, ...words.map(idArray)],
  );
  return rows.map(({ customerId }) => customerId);
}

async function idsWhere(shopId: number, condition: string, values: unknown[]): Promise<bigint[]> {
  const { rows } = await pool.query<{ customerId: bigint }>(
    `SELECT customer_id AS "customerId" FROM customer_person
     WHERE shop_id = $1 AND ${condition} ORDER BY customer_id`,
    [shopId, ...values],
  );
  return rows.map(({ customerId }) => customerId);
}
