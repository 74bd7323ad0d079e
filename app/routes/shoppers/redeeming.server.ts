// The doors about exchanging: redeem, cancel, replace, and the present state of a code.
import type { z } from 'zod';
import { type Ok, ok, refuse } from '#app/basics/outcome.ts';
import { pool } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { readRedemption } from '#app/rewards/read.server.ts';
import { askForEnd, removeCode } from '#app/rewards/redemptions/end-redemption.server.ts';
import { issuePersonal } from '#app/rewards/redemptions/issue-personal.server.ts';
import { redeemReward } from '#app/rewards/redemptions/redeem-reward.server.ts';
import { askForReplacement } from '#app/rewards/redemptions/replace-code.server.ts';
import type { RedeemAnswer } from '#app/shoppers/contract.ts';
import { readWalletFacts } from '#app/shoppers/read-wallet.server.ts';
import type { requests } from '#app/shoppers/requests.ts';
import { walletOf } from '#app/shoppers/wallet.ts';
import type { Caller, Refusal } from './doors.server.ts';
import { checkAnswer } from './fitting.server.ts';

/** How long a click waits for Shopify before the shopper is told that the code is being made. */
const PATIENCE_MS = 3_500;
const atOnce = { priority: 'shopper', deadlineMs: PATIENCE_MS } as const;

export async function redeem(
  caller: Caller,
  { id, rewardId, steps, cart }: z.output<typeof requests.redeem>,
): Promise<Ok<RedeemAnswer> | Refusal> {
  const { shelf, now } = caller;
  const customerId = caller.customerId!;
  if (cart) {
    const checked = await checkAnswer(caller, { rewardId, steps, cart });
    const refusal = !checked.ok
      ? checked
      : checked.value.ok
        ? null
        : refuse(checked.value.reason, { missing: checked.value.missing });
    // A repeat of what was done already is answered as such, whatever the cart has become.
    if (refusal && !(await readRedemption(shelf.shop.id, id, { customerId }))) return refusal;
  }
  const facts = await readWalletFacts(caller);
  const redeemed = await redeemReward(
    shelf.shop,
    { id, customerId, rewardId, steps },
    {
      tier: facts.member?.tier?.id ?? null,
      groups: facts.groups,
      programmeIsActive: shelf.rules?.isActive ?? false,
    },
    now,
  );
  if (!redeemed.ok) return redeemed;
  if (redeemed.value.isNew) {
    // Themes print the balance out of the customer's metafield. Not in the exchange's transaction:
    // all shoppers of the shop would wait for the one row of this job.
    const { id: shopId } = shelf.shop;
    await enqueue(pool, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
  }
  if (redeemed.value.redemption.state === 'reserved') {
    await tryNow(issuePersonal(shelf.shop.id, id, now, atOnce));
  }
  return codeAnswer(caller, id);
}

export async function cancel(
  caller: Caller,
  { id }: z.output<typeof requests.cancel>,
): Promise<Ok<RedeemAnswer> | Refusal> {
  const { shelf, now } = caller;
  const customerId = caller.customerId!;
  const ask = { by: 'shopper', reason: 'cancelled-by-shopper', customerId } as const;
  const asked = await askForEnd(shelf.shop.id, id, ask, now);
  if (!asked.ok) return asked;
  await tryNow(removeCode(shelf.shop.id, id, now, atOnce));
  return codeAnswer(caller, id);
}

export async function replace(
  caller: Caller,
  { id, newId }: z.output<typeof requests.replace>,
): Promise<Ok<RedeemAnswer> | Refusal> {
  const { shelf, now } = caller;
  const ask = { by: 'shopper', customerId: caller.customerId! } as const;
  const asked = await askForReplacement(shelf.shop.id, id, newId, ask, now);
  if (!asked.ok) return asked;
  await tryNow(removeCode(shelf.shop.id, id, now, atOnce));
  await tryNow(issuePersonal(shelf.shop.id, newId, now, atOnce));
  const made = await readRedemption(shelf.shop.id, newId, { customerId: ask.customerId });
  // The old code is still on its way out of Shopify; until then it is what the shopper holds.
  return codeAnswer(caller, made ? newId : id);
}

/** Does now what a queued job would do in a moment; if it fails here, the job does it. */
async function tryNow(work: Promise<void>): Promise<void> {
  await work.catch(() => undefined);
}

/** A redemption of the caller's own, with the points beside it. */
export async function codeAnswer(caller: Caller, id: string): Promise<Ok<RedeemAnswer> | Refusal> {
  const facts = await readWalletFacts(caller);
  const wallet = walletOf(facts);
  const code = wallet.member?.codes.find((one) => one.id === id);
  if (!code || !wallet.member) return refuse('not-found');
  const { balance, spendable } = wallet.member;
  return ok({ code, balance, spendable, nonce: facts.nonce });
}
