// A customer asks a merchant what is known about them: everything we hold goes into one file for
// the merchant.
import { randomUUID } from 'node:crypto';
import { canonicalJson } from '../../basics/canonical-json.ts';
import type { Sql } from '../../db.server.ts';
import { openPerson, sealText } from '../person/person-cipher.server.ts';
import { customersByIds, ordersByIds } from '../read.server.ts';
import { type NamedPerson, whatIsOf } from './named-person.server.ts';

/**
 * Writes the file, encrypted, in the caller's transaction; the page "Data" offers it for download.
 */
export async function collectCustomerData(
  sql: Sql,
  shopId: number,
  named: NamedPerson,
): Promise<void> {
  const { owner, own, emails, orders: found } = await whatIsOf(sql, shopId, named);
  const customers = await customersByIds(sql, shopId, own);
  const orders = await ordersByIds(
    sql,
    shopId,
    found.map(({ id }) => id),
  );
  const { rows } = await sql.query<{ sealed: Buffer }>(
    `WITH found AS (SELECT sealed FROM customer_person WHERE shop_id = $1 AND customer_id = $2),
       written AS (INSERT INTO person_access (shop_id, customer_id, why)
         SELECT $1, $2, 'data request of the customer' FROM found)
     SELECT sealed FROM found`,
    [shopId, owner],
  );
  const person = rows[0] ? openPerson(shopId, owner, rows[0].sealed) : null;
  const rest = await otherTables(sql, shopId, own);
  const text = canonicalJson({ customers, person, emails, orders, ...rest });
  await sql.query(
    `INSERT INTO customer_data_file (shop_id, id, customer_id, sealed) VALUES ($1, $2, $3, $4)`,
    [shopId, randomUUID(), owner, sealText(shopId, owner, text)],
  );
}

/** What the other features hold of the customer: every table that carries one of their numbers. */
async function otherTables(
  sql: Sql,
  shopId: number,
  own: readonly bigint[],
): Promise<Record<string, unknown>> {
  const accounts = await sql.query<{ id: bigint }>(OWN_ACCOUNTS, [shopId, own]);
  const accountIds = accounts.rows.map(({ id }) => id);
  const { rows: columns } = await sql.query<{ table: string; column: string }>(
    `SELECT c.table_name AS table, c.column_name AS column FROM information_schema.columns c
     JOIN information_schema.columns s ON s.table_schema = c.table_schema
       AND s.table_name = c.table_name AND s.column_name = 'shop_id'
     WHERE c.table_schema = current_schema()
       AND c.column_name IN ('customer_id', 'advocate_id', 'friend_id', 'account_id')
       AND c.table_name NOT IN ('orders', 'customer_person', 'customer_data_file', 'person_access')
     ORDER BY c.table_name, c.column_name`,
  );
  const found: Record<string, unknown[]> = {};
  const add = (table: string, rows: { row: unknown }[]) => {
    if (rows.length > 0) found[table] = [...(found[table] ?? []), ...rows.map(({ row }) => row)];
  };
  for (const { table, column } of columns) {
    const { rows } = await sql.query<{ row: unknown }>(
      `SELECT to_jsonb(t) - 'shop_id' AS row FROM "${table}" t
       WHERE shop_id = $1 AND "${column}" = ANY ($2::bigint[])`,
      [shopId, column === 'account_id' ? accountIds : own],
    );
    add(table, rows);
  }
  add('loyalty_note', (await sql.query<{ row: unknown }>(NOTES, [shopId, accountIds])).rows);
  return found;
}

// The account of points, and those that were merged into it.
const OWN_ACCOUNTS = `
  WITH RECURSIVE own AS (
    SELECT id FROM loyalty_account WHERE shop_id = $1 AND customer_id = ANY ($2::bigint[])
    UNION
    SELECT a.id FROM loyalty_account a JOIN own ON a.merged_into_id = own.id WHERE a.shop_id = $1)
  SELECT id FROM own`;

const NOTES = `
  SELECT to_jsonb(n) - 'shop_id' AS row FROM loyalty_note n
  JOIN loyalty_entry e ON e.shop_id = n.shop_id AND e.id = n.entry_id
  WHERE n.shop_id = $1 AND e.account_id = ANY ($2)`;
