// SQL through whatever transaction the caller holds: Prisma's or node-postgres's.
import type { Narrow, Sql } from '../db.server.ts';

/** A Prisma transaction, or a node-postgres client inside one. */
export type LedgerTx = Narrow<never> | Sql;

/** Rows of `sql`; int8 arrives as bigint, timestamptz as Date. */
export async function query<Row>(tx: LedgerTx, sql: string, ...values: unknown[]): Promise<Row[]> {
  if ('$queryRawUnsafe' in tx) return tx.$queryRawUnsafe<Row[]>(sql, ...values);
  const result = await tx.query(sql, values);
  return result.rows as Row[];
}

/**
 * The same for a long statement that is asked again and again: a connection plans it once. The name
 * stands for the text.
 */
export async function queryPlanned<Row>(
  tx: LedgerTx,
  name: string,
  sql: string,
  ...values: unknown[]
): Promise<Row[]> {
  if ('$queryRawUnsafe' in tx) return tx.$queryRawUnsafe<Row[]>(sql, ...values);
  const result = await tx.query({ name, text: sql, values });
  return result.rows as Row[];
}
