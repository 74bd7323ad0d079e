// The shop's question and what was answered.
import { pool, prisma } from '#app/db.server.ts';
import { type Question, translationsSchema } from './question.ts';

/** Null where the shop never wrote one. */
export async function readQuestion(shopId: number): Promise<Question | null> {
  const row = await prisma.surveyQuestion.findUnique({ where: { shopId } });
  if (!row) return null;
  const { id, isOn, language, words } = row;
  return { id, isOn, language, words: translationsSchema.parse(words) };
}

/** How often each choice was taken, in their order. */
export async function readAnswers(shopId: number, { id, words, language }: Question) {
  const { rows } = await pool.query<{ choice: number; count: number }>(
    `SELECT choice, count(*)::int AS count FROM survey_answer
     WHERE shop_id = $1 AND survey_id = $2 GROUP BY choice`,
    [shopId, id],
  );
  const counts = new Map(rows.map(({ choice, count }) => [choice, count]));
  return words[language]!.choices.map((choice, index) => ({
    choice,
    count: counts.get(index) ?? 0,
  }));
}

export async function isAnswered(
  shopId: number,
  surveyId: string,
  orderId: bigint,
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'survey-answered',
    text: 'SELECT FROM survey_answer WHERE shop_id = $1 AND survey_id = $2 AND order_id = $3',
    values: [shopId, surveyId, orderId],
  });
  return rowCount === 1;
}
