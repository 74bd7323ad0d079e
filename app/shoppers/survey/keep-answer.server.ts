// Keeps an answer to the shop's question, once for an order.
import type { Sql } from '#app/db.server.ts';

export type Answer = { surveyId: string; orderId: bigint; choice: number; now: Date };

/** False if this order was answered otherwise before; the same answer again is true. */
export async function keepAnswer(
  sql: Sql,
  shopId: number,
  { surveyId, orderId, choice, now }: Answer,
): Promise<boolean> {
  const { rows } = await sql.query<{ choice: number }>(
    `INSERT INTO survey_answer (shop_id, survey_id, order_id, choice, answered_at)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (shop_id, survey_id, order_id) DO UPDATE SET choice = survey_answer.choice
     RETURNING choice`,
    [shopId, surveyId, orderId, choice, now],
  );
  return rows[0]?.choice === choice;
}
