// The doors of the shop's one question beside an order: what is asked, and the answer.
import type { z } from 'zod';
import { type Ok, ok, refuse } from '#app/basics/outcome.ts';
import { sqlTransaction } from '#app/db.server.ts';
import { pointsOfAction } from '#app/loyalty/earning/award-action.server.ts';
import { awardCustomer } from '#app/loyalty/earning/award-customer.server.ts';
import { shopCalendar } from '#app/loyalty/expiry/lot-dates.ts';
import { type OrderLedger, readOrderLedger } from '#app/loyalty/read-order-points.server.ts';
import type { Survey, SurveyAnswer } from '#app/shoppers/contract.ts';
import type { requests } from '#app/shoppers/requests.ts';
import { keepAnswer } from '#app/shoppers/survey/keep-answer.server.ts';
import { wordsFor } from '#app/shoppers/survey/question.ts';
import { isAnswered } from '#app/shoppers/survey/read.server.ts';
import type { Caller, Refusal } from './doors.server.ts';

/** A guest shows no more than that they know the order's number, so only while it is new. */
const GUEST_MAY_MS = 60 * 60_000;

/** What the shop asks about this order; null where it asks nothing, or was answered. */
export async function surveyOf(
  { shelf, locale, customerId, now }: Caller,
  orderId: bigint,
): Promise<Survey | null> {
  const { survey, rules, shop } = shelf;
  if (!survey?.isOn || (await isAnswered(shop.id, survey.id, orderId))) return null;
  const programme = rules && { rules, calendar: shopCalendar(shop.timezone), now };
  const points =
    programme && customerId !== null
      ? await pointsOfAction(shop.id, customerId, { actionKind: 'survey' }, programme)
      : 0n;
  return {
    id: survey.id,
    ...wordsFor(survey, locale),
    points: points > 0n ? Number(points) : null,
  };
}

/** Keeps the answer; a member gets what the rules give for one. */
export async function answerSurvey(
  caller: Caller,
  { orderId, surveyId, choice }: z.output<typeof requests.survey>,
): Promise<Ok<SurveyAnswer> | Refusal> {
  const { shelf, customerId, now } = caller;
  const { shop, survey } = shelf;
  if (!survey?.isOn || survey.id !== surveyId) return refuse('not-found');
  if (choice >= wordsFor(survey, survey.language).choices.length) return refuse('bad-request');
  const order = await readOrderLedger(shop.id, orderId);
  // Shoppers see the thank-you page seconds before their order is here; nobody answers for others.
  if (!order) return refuse('try-again');
  if (!mayAnswer(order, caller)) return refuse('not-found');
  const points = await sqlTransaction(async (sql) => {
    const isKept = await keepAnswer(sql, shop.id, { surveyId, orderId, choice, now });
    if (!isKept || customerId === null) return 0n;
    const awarded = await awardCustomer(sql, shop.id, customerId, {
      actionKind: 'survey',
      occurrence: `${surveyId} ${orderId}`,
      at: now,
    });
    return awarded.ok ? awarded.value.points : 0n;
  });
  return ok({ points: Number(points) });
}

function mayAnswer(order: OrderLedger, { customerId, now }: Caller): boolean {
  if (order.customerId === customerId && customerId !== null) return true;
  return customerId === null && now.getTime() - order.createdAt.getTime() < GUEST_MAY_MS;
}
