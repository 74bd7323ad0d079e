// A customer asks a merchant what is known about them: everything we hold goes into one file for
// the merchant.
import { randomUUID } from 'node:crypto';
import { canonicalJson } from '../../basics/canonical-json.ts';
import type { Sql } from '../../db.server.ts';
import { openPerson, sealText } from '../person/person-cipher.server.ts';
import { customersByIds, orderIdsOfCustomer, ordersByIds } from '../read.server.ts';

/** Every order of a customer, however many. */
const ALL = 1_000_000;

/**
 * Writes the file, encrypted, in the caller's transaction; the page "Data" offers it for download.
 */
export async function collectCustomerData(
  sql: Sql,
  shopId: number,
  customerId: bigint,
): Promise<void> {
  const [customer] = await customersByIds(sql, shopId, [customerId]);
  const orderIds = await orderIdsOfCustomer(sql, shopId, customerId, ALL);
  const orders = await ordersByIds(sql, shopId, orderIds);
  const { rows } = await sql.query<{ sealed: Buffer }>(
    `WITH found AS (SELECT sealed FROM customer_person WHERE shop_id = $1 AND customer_id = $2),
       written AS (INSERT INTO person_access (shop_id, customer_id, why)
         SELECT $1, $2, 'data request of the customer' FROM found)
     SELECT sealed FROM found`,
    [shopId, customerId],
  );
  const person = rows[0] ? openPerson(shopId, customerId, rows[0].sealed) : null;
  const rest = await otherTables(sql, shopId, customerId);
  const text = canonicalJson({ customer: customer ?? null, person, orders, ...rest });
  await sql.query(
    `INSERT INTO customer_data_file (shop_id, id, customer_id, sealed) VALUES ($1, $2, $3, $4)`,
    [shopId, randomUUID(), customerId, sealText(shopId, customerId, text)],
  );
}

/** What the other features hold of the customer: every table that carries a customer's number. */
async function otherTables(
  sql: Sql,
  shopId: number,
  customerId: bigint,
): Promise<Record<string, unknown>> {
  const { rows: tables } = await sql.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = current_schema() AND column_name IN ('shop_id', 'customer_id')
       AND table_name NOT IN ('orders', 'customer_person', 'customer_data_file', 'person_access')
     GROUP BY table_name HAVING count(*) = 2 ORDER BY table_name`,
  );
  const found: Record<string, unknown> = {};
  for (const { name } of tables) {
    const { rows } = await sql.query<{ row: unknown }>(
      `SELECT to_jsonb(t) - 'shop_id' AS row FROM "${name}" t
       WHERE shop_id = $1 AND customer_id = $2`,
      [shopId, customerId],
    );
    if (rows.length > 0) found[name] = rows.map(({ row }) => row);
  }
  return found;
}
