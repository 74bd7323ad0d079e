// Notes which customers lost orders to which: once the order is written, nothing else tells that it
// was another's, and a merge that nobody told shows in nothing else (reconcile/lost-merges).
import type { Sql } from '../../db.server.ts';

/** An order went over; to nobody, if `intoId` is null. */
export type Move = { fromId: bigint; intoId: bigint | null };

/** `source` gives from_id and into_id. Sorted, so that two writers cannot wait for each other. */
const note = (shopId: string, source: string) =>
  `INSERT INTO order_move (shop_id, from_id, into_id, noted_at)
   SELECT DISTINCT ${shopId}, from_id, into_id, now() FROM ${source} ORDER BY 2, 3
   ON CONFLICT (shop_id, from_id, into_id) DO UPDATE SET noted_at = excluded.noted_at`;

/** Notes moves in the transaction that writes the orders. */
export async function noteMoves(sql: Sql, shopId: number, moves: readonly Move[]): Promise<void> {
  const given = moves.filter(({ intoId }) => intoId !== null);
  if (given.length === 0) return;
  await sql.query(note('$1::int', 'unnest($2::bigint[], $3::bigint[]) AS m(from_id, into_id)'), [
    shopId,
    given.map(({ fromId }) => fromId),
    given.map(({ intoId }) => intoId),
  ]);
}

/** `upsert` of orders out of staged_orders, noting what goes over by it. */
export const notingMoves = (upsert: string) =>
  // With LIMIT it is looked up row by row: what was just staged PostgreSQL has not counted.
  `WITH leaving AS MATERIALIZED (
     SELECT s.shop_id, s.id, o.customer_id AS from_id, s.customer_id AS into_id
     FROM staged_orders s CROSS JOIN LATERAL (SELECT customer_id FROM orders
       WHERE shop_id = s.shop_id AND id = s.id LIMIT 1) AS o
     WHERE o.customer_id <> s.customer_id),
   written AS (${upsert})
   ${note('shop_id', 'leaving JOIN written USING (id)')}`;
