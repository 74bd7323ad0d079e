// Saves what the shop asks beside an order.
import { randomUUID } from 'node:crypto';
import { transaction } from '#app/db.server.ts';
import { type Words, withWords } from './question.ts';
import { readQuestion } from './read.server.ts';

/** Saves the question in one language. Answers to other words stay with those. */
export async function saveQuestion(
  shopId: number,
  wanted: { isOn: boolean; language: string; words: Words },
): Promise<void> {
  const question = withWords(await readQuestion(shopId), wanted, randomUUID());
  await transaction((tx) =>
    tx.surveyQuestion.upsert({
      where: { shopId },
      create: { shopId, ...question },
      update: question,
    }),
  );
}

/** Asks no more; the question and its answers stay. */
export async function stopAsking(shopId: number): Promise<void> {
  await transaction((tx) =>
    tx.surveyQuestion.updateMany({ where: { shopId }, data: { isOn: false } }),
  );
}
