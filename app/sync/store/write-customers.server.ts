// Writes customers where they are newer than what is here, the person behind each apart and
// encrypted.
import type { Sql } from '../../db.server.ts';
import { announce } from '../../jobs/enqueue.server.ts';
import type { FetchedCustomers } from '../events/fetch-customers.server.ts';
import { isPersonWithheld, keepWithheld, mapPerson } from '../map/map-customer.ts';
import { noteWithheld } from '../note-withheld.server.ts';
import { openPerson } from '../person/person-cipher.server.ts';
import { personRow } from '../person/person-row.server.ts';
import { idArray } from '../read.server.ts';
import type { Person, ProductRow } from '../rows.ts';
import type { Withheld } from '../withheld.ts';
import type { PersonRow } from './columns.ts';
import { rowsJson } from './rows-json.ts';
import { fromJson, upsertDependent } from './upsert-sql.ts';
import { writeVersioned } from './write-versioned.server.ts';

const ANNOUNCED = 1000;

/**
 * Writes customers in the caller's transaction and announces those that changed; returns their ids.
 */
export async function writeCustomers(
  sql: Sql,
  shopId: number,
  { customers, withheld }: Pick<FetchedCustomers, 'customers' | 'withheld'>,
): Promise<bigint[]> {
  if (customers.length === 0) return [];
  const rows = customers.map(({ row }) => row);
  const json = rowsJson('customer', rows);
  await noteWithheld(sql, shopId, 'Customer', withheld);
  const written = await writeVersioned(sql, shopId, 'customer', rows, withheld);
  const { rows: standing } = await sql.query<{ id: bigint }>(
    `SELECT given.id FROM ${fromJson('customer')}
     JOIN customer c ON c.shop_id = given.shop_id AND c.id = given.id
     WHERE c.deleted_at IS NULL AND c.redacted_at IS NULL
       AND c.updated_at = given.updated_at AND c.read_at <= given.read_at`,
    [shopId, json],
  );
  const ids = new Set(standing.map(({ id }) => id));
  const current = customers.filter(({ row }) => ids.has(row.id));
  const persons = await writePersons(sql, shopId, current, withheld);
  const changed = [...new Set([...written.changed, ...persons])];
  for (let at = 0; at < changed.length; at += ANNOUNCED) {
    const customerIds = changed.slice(at, at + ANNOUNCED).map(String);
    await announce(sql, 'customer.changed', { shopId, customerIds });
  }
  return changed;
}

async function writePersons(
  sql: Sql,
  shopId: number,
  customers: FetchedCustomers['customers'],
  withheld: Withheld,
): Promise<bigint[]> {
  const before = await openPersons(
    sql,
    shopId,
    customers.map(({ row }) => row.id),
  );
  const changed: PersonRow[] = [];
  const gone: bigint[] = [];
  for (const { row, json } of customers) {
    const known = before.get(row.id) ?? null;
    const person = keepWithheld(mapPerson(json), withheld, known);
    if (JSON.stringify(person) === JSON.stringify(known)) continue;
    if (person === null) gone.push(row.id);
    else changed.push(personRow(shopId, row, person, isPersonWithheld(withheld)));
  }
  await sql.query(upsertDependent('customer_person', fromJson('customer_person')), [
    shopId,
    rowsJson('customer_person', changed),
  ]);
  await sql.query(
    'DELETE FROM customer_person WHERE shop_id = $1 AND customer_id = ANY ($2::text::bigint[])',
    [shopId, idArray(gone)],
  );
  return [...changed.map(({ customerId }) => customerId), ...gone];
}

/** For comparing only: nobody looks at these, so no access is written down. */
async function openPersons(
  sql: Sql,
  shopId: number,
  ids: readonly bigint[],
): Promise<Map<bigint, Person>> {
  const { rows } = await sql.query<{ id: bigint; sealed: Buffer }>(
    `SELECT customer_id AS id, sealed FROM customer_person
     WHERE shop_id = $1 AND customer_id = ANY ($2::text::bigint[]) FOR UPDATE`,
    [shopId, idArray(ids)],
  );
  return new Map(rows.map(({ id, sealed }) => [id, openPerson(shopId, id, sealed)]));
}

/** Writes products where they are newer than what is here; returns those that changed. */
export async function writeProducts(
  sql: Sql,
  shopId: number,
  products: readonly ProductRow[],
): Promise<bigint[]> {
  if (products.length === 0) return [];
  return [...(await writeVersioned(sql, shopId, 'product', products)).changed];
}
