// Writes rows that have Shopify's updatedAt where they are newer than what is here, and tells which
// of them say something else than before.
import type { Sql } from '../../db.server.ts';
import type { Rows } from './columns.ts';
import { rowsJson } from './rows-json.ts';
import { fromJson, lockStanding, upsertVersioned, type Versioned } from './upsert-sql.ts';

export type Written = {
  /** New ones, and those whose content differs; not those where only updatedAt moved. */
  changed: Set<bigint>;
  /** Of orders that changed: the customer they had before. */
  customersBefore: Map<bigint, bigint>;
};

/** Writes rows in the caller's transaction. They are sorted by id. */
export async function writeVersioned<Table extends Versioned>(
  sql: Sql,
  shopId: number,
  table: Table,
  rows: readonly Rows[Table][],
): Promise<Written> {
  const values = [shopId, rowsJson(table, rows)];
  type Standing = { id: bigint; isSame: boolean; customerId: bigint | null };
  const standing = await sql.query<Standing>(lockStanding(table), values);
  const before = new Map(standing.rows.map((row) => [row.id, row]));
  const written = await sql.query<{ id: bigint }>(upsertVersioned(table, fromJson(table)), values);
  const changed = written.rows.map(({ id }) => id).filter((id) => !before.get(id)?.isSame);
  const customers = changed.flatMap((id): [bigint, bigint][] => {
    const customerId = before.get(id)?.customerId ?? null;
    return customerId === null ? [] : [[id, customerId]];
  });
  return { changed: new Set(changed), customersBefore: new Map(customers) };
}
