// Remembers for a shop what Shopify withholds: a bulk file says nothing of it, and the merchant is
// to know.
import type { Sql } from '../db.server.ts';
import { type HeldType, nameOf, type Withheld } from './withheld.ts';

/** Adds what a read was not given; nothing is written if it is known. */
export async function noteWithheld(
  sql: Sql,
  shopId: number,
  type: HeldType,
  withheld: Withheld,
): Promise<void> {
  if (withheld.size === 0) return;
  const names = [...withheld].map((path) => nameOf(type, path));
  await sql.query(
    `UPDATE shop SET withheld = ARRAY(
       SELECT DISTINCT name FROM unnest(withheld || $2::text[]) AS name ORDER BY name)
     WHERE id = $1 AND NOT withheld @> $2::text[]`,
    [shopId, names],
  );
}
