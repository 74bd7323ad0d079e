// A customer asks a merchant what is known about them: everything we hold goes into one file for
// the merchant.
import { randomUUID } from 'node:crypto';
import { canonicalJson } from '../../basics/canonical-json.ts';
import type { Sql } from '../../db.server.ts';
import { openPerson, sealText } from '../person/person-cipher.server.ts';
import { customersByIds, ordersByIds } from '../read.server.ts';
import { mailboxHash } from '../read-person.server.ts';
import { type Belongings, type NamedPerson, whatIsOf } from './named-person.server.ts';

/**
 * Writes the file, encrypted, in the caller's transaction; the page "Data" offers it for download.
 */
export async function collectCustomerData(
  sql: Sql,
  shopId: number,
  named: NamedPerson,
): Promise<void> {
  const belongings = await whatIsOf(sql, shopId, named);
  const { owner, own, emails, orders: found } = belongings;
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
  const rest = await otherTables(sql, shopId, belongings);
  const text = canonicalJson({ customers, person, emails, orders, ...rest });
  await sql.query(
    `INSERT INTO customer_data_file (shop_id, id, customer_id, sealed) VALUES ($1, $2, $3, $4)`,
    [shopId, randomUUID(), owner, sealText(shopId, owner, text)],
  );
}

type Found = Record<string, Record<string, unknown>[]>;

/**
 * What is held of the person beside that: the rows of every table that has a column by which it can
 * be theirs. A table that is added later is among them without a line here.
 */
async function otherTables(sql: Sql, shopId: number, belongings: Belongings): Promise<Found> {
  const referrals = await referralsOf(sql, shopId, belongings);
  const keys = await keysOf(sql, shopId, belongings, referrals);
  const { rows: tables } = await sql.query<{ name: string; columns: Column[] }>(
    `SELECT c.table_name AS name, array_agg(c.column_name::text ORDER BY c.column_name) AS columns
     FROM information_schema.columns c
     JOIN information_schema.columns s ON s.table_schema = c.table_schema
       AND s.table_name = c.table_name AND s.column_name = 'shop_id'
     WHERE c.table_schema = current_schema() AND c.column_name = ANY ($1)
       AND c.table_name <> ALL ($2)
     GROUP BY c.table_name ORDER BY c.table_name`,
    [Object.keys(keys), TOLD_APART],
  );
  const found: Found = {};
  const add = async (table: string, columns: readonly [string, Keys][]) => {
    const isTheirs = columns.map(
      ([name, { type }], at) => `"${name}" = ANY ($${at + 2}::${type}[])`,
    );
    const { rows } = await sql.query<{ row: Found[string][number] }>(
      `SELECT to_jsonb(t) - 'shop_id' AS row FROM "${table}" t
       WHERE shop_id = $1 AND (${isTheirs.join(' OR ')})`,
      [shopId, ...columns.map(([, { values }]) => values)],
    );
    if (rows.length > 0) found[table] = rows.map(({ row }) => row);
  };
  await add('redemption', [['id', keys.redemption_id]]);
  for (const { name, columns } of tables) {
    await add(
      name,
      columns.map((column) => [column, keys[column]]),
    );
  }
  return referrals.length > 0 ? { ...found, referral: referrals } : found;
}

/** In the file in another form, the files themselves, and notes of a day with others' numbers. */
const TOLD_APART = [
  ...['orders', 'order_line', 'refund', 'refund_line', 'customer_person', 'customer_data_file'],
  ...['redemption', 'referral', 'order_move'],
];

/** Which values of a column make a row the person's. */
type Keys = { type: string; values: readonly string[] };
type Column = 'customer_id' | 'account_id' | 'entry_id' | 'order_id' | 'redemption_id';

async function keysOf(
  sql: Sql,
  shopId: number,
  { own, orders }: Belongings,
  referrals: Found[string],
): Promise<Record<Column, Keys>> {
  const ids = async (text: string, ...values: unknown[]): Promise<string[]> => {
    const { rows } = await sql.query<{ id: string }>(text, [shopId, ...values]);
    return rows.map(({ id }) => id);
  };
  const orderIds = orders.map(({ id }) => String(id));
  const accounts = await ids(OWN_ACCOUNTS, own);
  const asFriend = referrals.flatMap((row) => row.redemption_id ?? []);
  return {
    customer_id: { type: 'bigint', values: own.map(String) },
    account_id: { type: 'bigint', values: accounts },
    entry_id: { type: 'bigint', values: await ids(ENTRIES, accounts) },
    order_id: { type: 'bigint', values: orderIds },
    redemption_id: { type: 'uuid', values: await ids(REDEMPTIONS, own, orderIds, asFriend) },
  };
}

// The account of points, and those that were merged into it.
const OWN_ACCOUNTS = `
  WITH RECURSIVE own AS (
    SELECT id FROM loyalty_account WHERE shop_id = $1 AND customer_id = ANY ($2::bigint[])
    UNION
    SELECT a.id FROM loyalty_account a JOIN own ON a.merged_into_id = own.id WHERE a.shop_id = $1)
  SELECT id::text FROM own`;

const ENTRIES = `
  SELECT id::text FROM loyalty_entry WHERE shop_id = $1 AND account_id = ANY ($2::bigint[])`;

const REDEMPTIONS = `
  SELECT id::text FROM redemption WHERE shop_id = $1 AND (customer_id = ANY ($2::bigint[])
    OR used_order_id = ANY ($3::bigint[]) OR id = ANY ($4::uuid[]))`;

/** Referrals of either side, each without what it says of the other person. */
async function referralsOf(
  sql: Sql,
  shopId: number,
  { own, emails, orders }: Belongings,
): Promise<Found[string]> {
  const { rows } = await sql.query<{ row: Found[string][number] }>(
    `SELECT to_jsonb(r) - CASE WHEN advocate_id = ANY ($2::bigint[]) THEN $5::text[]
       ELSE '{shop_id,advocate_id,advocate_reward_id}' END AS row
     FROM referral r WHERE shop_id = $1 AND (advocate_id = ANY ($2::bigint[])
       OR friend_id = ANY ($2::bigint[]) OR order_id = ANY ($3::bigint[])
       OR email_hash = ANY ($4))
     ORDER BY claimed_at, id`,
    [
      shopId,
      own.map(String),
      orders.map(({ id }) => String(id)),
      emails.map((email) => mailboxHash(shopId, email)),
      ['shop_id', ...OF_THE_FRIEND],
    ],
  );
  return rows.map(({ row }) => row);
}

const OF_THE_FRIEND = [
  ...['friend_id', 'email_hash', 'device_hash', 'network_hash', 'order_id', 'redemption_id'],
];
