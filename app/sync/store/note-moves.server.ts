// Notes which customers lost orders to which: once the order is written, nothing else tells that it
// was another's, and a merge that nobody told shows in nothing else (reconcile/lost-merges).
import type { Sql } from '../../db.server.ts';

/** An order went over; to nobody, if `intoId` is null. */
export type Move = { id: bigint; fromId: bigint; intoId: bigint | null };

/**
 * `source` gives id, from_id and into_id of orders that are being written: whoever notes an order
 * holds its lock, so two writers wait for each other nowhere but there.
 */
const note = (shopId: string, source: string) =>
  `INSERT INTO order_move (shop_id, from_id, order_id, into_id, noted_at)
   SELECT ${shopId}, from_id, id, into_id, now() FROM ${source}
   ON CONFLICT (shop_id, from_id, order_id)
     DO UPDATE SET into_id = excluded.into_id, noted_at = excluded.noted_at`;

/** Notes moves in the transaction that writes the orders. */
export async function noteMoves(sql: Sql, shopId: number, moves: readonly Move[]): Promise<void> {
  const given = moves.filter(({ intoId }) => intoId !== null);
  if (given.length === 0) return;
  const source = 'unnest($2::bigint[], $3::bigint[], $4::bigint[]) AS m(id, from_id, into_id)';
  await sql.query(note('$1::int', source), [
    shopId,
    given.map(({ id }) => id),
    given.map(({ fromId }) => fromId),
    given.map(({ intoId }) => intoId),
  ]);
}

/** `upsert` of orders out of staged_orders, noting what goes over by it. */
export const notingMoves = (upsert: string) =>
  // With LIMIT it is looked up row by row: what was just staged PostgreSQL has not counted.
  `WITH leaving AS MATERIALIZED (
     SELECT DISTINCT ON (s.id) s.shop_id, s.id, o.customer_id AS from_id, s.customer_id AS into_id
     FROM staged_orders s CROSS JOIN LATERAL (SELECT customer_id FROM orders
       WHERE shop_id = s.shop_id AND id = s.id LIMIT 1) AS o
     WHERE o.customer_id <> s.customer_id
     ORDER BY s.id, s.updated_at DESC),
   written AS (${upsert})
   ${note('shop_id', 'leaving JOIN written USING (id)')}`;
