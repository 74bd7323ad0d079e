// The row of value_model: a shop's valuation as JSON.
import { pool, type Sql } from '../../db.server.ts';
import type { Valuation } from './valuation.ts';

/** Replaces the shop's valuation. */
export async function writeValuation(
  sql: Sql,
  shopId: number,
  valuation: Valuation,
  now: Date,
): Promise<void> {
  await sql.query(
    `INSERT INTO value_model (shop_id, fitted_at, as_of, content) VALUES ($1, $2, $3, $4)
     ON CONFLICT (shop_id) DO UPDATE SET fitted_at = $2, as_of = $3, content = $4`,
    [shopId, now, valuation.asOf, JSON.stringify(valuation)],
  );
}

/** The shop's valuation and when it was made; null before the first one. */
export async function readValuation(
  shopId: number,
  sql: Sql = pool,
): Promise<{ valuation: Valuation; fittedAt: Date } | null> {
  const { rows } = await sql.query<{ content: Valuation; fittedAt: Date }>(
    'SELECT content, fitted_at AS "fittedAt" FROM value_model WHERE shop_id = $1',
    [shopId],
  );
  return rows[0] ? { valuation: rows[0].content, fittedAt: rows[0].fittedAt } : null;
}
