// The doors of what a member does beside orders: a visit, a social link followed, a code entered,
// and reading which points went away.
import type { z } from 'zod';
import { type Ok, ok, refuse } from '#app/basics/outcome.ts';
import { sqlTransaction } from '#app/db.server.ts';
import { plainCode } from '#app/loyalty/earning/action-worth.ts';
import type { Occurrence } from '#app/loyalty/earning/award-action.server.ts';
import { awardCustomer } from '#app/loyalty/earning/award-customer.server.ts';
import { shopCalendar } from '#app/loyalty/expiry/lot-dates.ts';
import { noteTold } from '#app/loyalty/members/note-told.server.ts';
import type { EarnAnswer, ToldAnswer } from '#app/shoppers/contract.ts';
import { readWalletFacts } from '#app/shoppers/read-wallet.server.ts';
import type { requests } from '#app/shoppers/requests.ts';
import { walletOf } from '#app/shoppers/wallet.ts';
import type { Caller, Refusal } from './doors.server.ts';

/** What a shopper's own word is enough for; everything else is reported by who can know it. */
const BY_OWN_WORD = ['visit', 'social'];

/**
 * The points of a visit or of a social link that was followed, at most once in a day of the shop.
 */
export async function earn(
  caller: Caller,
  { id }: z.output<typeof requests.earn>,
): Promise<Ok<EarnAnswer> | Refusal> {
  const { rules, shop } = caller.shelf;
  const action = rules?.actions.find((one) => one.id === id);
  if (!action || !BY_OWN_WORD.includes(action.kind)) return refuse('not-found');
  const day = shopCalendar(shop.timezone).dayOf(caller.now);
  return give(caller, { actionId: id, occurrence: day, at: caller.now });
}

/** The points of a code that was handed out at an event or in a parcel. */
export async function enterCode(
  caller: Caller,
  { code }: z.output<typeof requests.code>,
): Promise<Ok<EarnAnswer> | Refusal> {
  // Each code once: the next event has another one.
  const occurrence = plainCode(code);
  const given = await give(caller, { code, occurrence, at: caller.now });
  return !given.ok && given.reason === 'no-such-action' ? refuse('code-unknown') : given;
}

/** The member has read which points went away. */
export async function told(
  caller: Caller,
  { id }: z.output<typeof requests.told>,
): Promise<Ok<ToldAnswer> | Refusal> {
  await noteTold(caller.shelf.shop.id, caller.customerId!, id);
  return ok({ wallet: walletOf(await readWalletFacts(caller)) });
}

async function give(caller: Caller, occurrence: Occurrence): Promise<Ok<EarnAnswer> | Refusal> {
  const { shop } = caller.shelf;
  const awarded = await sqlTransaction((sql) =>
    awardCustomer(sql, shop.id, caller.customerId!, occurrence),
  );
  if (!awarded.ok) {
    if (awarded.reason === 'not-a-member') return refuse('join');
    return awarded.reason === 'limit-reached' ? refuse('earned-already') : awarded;
  }
  if (!awarded.value.isNew) return refuse('earned-already');
  const wallet = walletOf(await readWalletFacts(caller));
  return ok({ wallet, points: Number(awarded.value.points) });
}
