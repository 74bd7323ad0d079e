// The persons of a batch, out of the staging table of their rows.
import type pg from 'pg';
import { keepWithheld } from '../map/map-customer.ts';
import { openPerson } from '../person/person-cipher.server.ts';
import { personRow } from '../person/person-row.server.ts';
import { rowsJson } from '../store/rows-json.ts';
import { fromJson, upsertDependent } from '../store/upsert-sql.ts';
import type { Withheld } from '../withheld.ts';

/** A file may hold a customer twice: the newest stays. */
export const newestPerson = `(SELECT DISTINCT ON (customer_id) * FROM staged_customer_person
  ORDER BY customer_id, updated_at DESC) AS given`;

/**
 * A person is sealed anew each time, so an unchanged one would look changed: only a later state is
 * written.
 */
export const personIsWanted = `NOT EXISTS (SELECT FROM customer_person p
    WHERE p.shop_id = given.shop_id AND p.customer_id = given.customer_id
      AND p.updated_at >= given.updated_at)
  AND NOT EXISTS (SELECT FROM customer c WHERE c.shop_id = given.shop_id
    AND c.id = given.customer_id AND (c.redacted_at IS NOT NULL OR c.deleted_at IS NOT NULL
      OR c.updated_at > given.updated_at + interval '1 millisecond'))`;

/** Writes persons of whom the file tells a part: what it does not tell stays as it is known. */
export async function mergePersons(
  client: pg.PoolClient,
  shopId: number,
  withheld: Withheld,
): Promise<void> {
  const { rows } = await client.query<{
    id: bigint;
    updatedAt: Date;
    told: Buffer;
    known: Buffer | null;
  }>(
    `SELECT given.customer_id AS id, given.updated_at AS "updatedAt", given.sealed AS told,
       known.sealed AS known
     FROM ${newestPerson} LEFT JOIN customer_person AS known USING (shop_id, customer_id)
     WHERE ${personIsWanted}`,
  );
  const merged = rows.flatMap(({ id, updatedAt, told, known }) => {
    const before = known && openPerson(shopId, id, known);
    const person = keepWithheld(openPerson(shopId, id, told), withheld, before);
    // The file's row is marked as known in part already.
    return person ? [personRow(shopId, { id, updatedAt }, person, false)] : [];
  });
  await client.query(upsertDependent('customer_person', fromJson('customer_person')), [
    shopId,
    rowsJson('customer_person', merged),
  ]);
}
