// Writes rows that have Shopify's updatedAt where they are newer than what is here, and tells which
// of them say something else than before.
import type { Sql } from '../../db.server.ts';
import { NOTHING_WITHHELD, type Withheld } from '../withheld.ts';
import type { Rows } from './columns.ts';
import { heldColumns, keepHeld } from './keep-withheld.ts';
import { rowsJson } from './rows-json.ts';
import { fromJson, lockStanding, upsertVersioned, type Versioned } from './upsert-sql.ts';

export type Written = {
  /** New ones, and those whose content differs; not those where only updatedAt moved. */
  changed: Set<bigint>;
  /** Of orders that changed: the customer they had before. */
  customersBefore: Map<bigint, bigint>;
};

/** Writes rows in the caller's transaction; what was `withheld` of them stays as it is known. */
export async function writeVersioned<Table extends Versioned>(
  sql: Sql,
  shopId: number,
  table: Table,
  rows: readonly Rows[Table][],
  withheld: Withheld = NOTHING_WITHHELD,
): Promise<Written> {
  const values = [shopId, rowsJson(table, rows)];
  const source = keepHeld(table, fromJson(table), heldColumns(table, withheld));
  type Standing = { id: bigint; isSame: boolean; customerId: bigint | null };
  const standing = await sql.query<Standing>(lockStanding(table, source), values);
  const before = new Map(standing.rows.map((row) => [row.id, row]));
  const written = await sql.query<{ id: bigint }>(upsertVersioned(table, source), values);
  const changed = written.rows.map(({ id }) => id).filter((id) => !before.get(id)?.isSame);
  const customers = changed.flatMap((id): [bigint, bigint][] => {
    const customerId = before.get(id)?.customerId ?? null;
    return customerId === null ? [] : [[id, customerId]];
  });
  return { changed: new Set(changed), customersBefore: new Map(customers) };
}
