// The doors of contract.ts, by the last part of the URL: what each takes, how often, and which act
// or read answers.

import type { z } from 'zod';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { checkCart } from '#app/rewards/cart.ts';
import { askForEnd, removeCode } from '#app/rewards/end-redemption.server.ts';
import { issuePersonal } from '#app/rewards/issue-personal.server.ts';
import { areStepsAllowed } from '#app/rewards/offer.ts';
import { readRedemption } from '#app/rewards/read.server.ts';
import { redeemReward } from '#app/rewards/redeem-reward.server.ts';
import type { CheckAnswer, RedeemAnswer } from '#app/shoppers/contract.ts';
import type { Pace } from '#app/shoppers/rate.ts';
import { type Asking, readWallet, readWalletFacts } from '#app/shoppers/read-wallet.server.ts';
import { type CartGiven, inShopMoney, requests } from '#app/shoppers/requests.ts';
import { moneyOf } from '#app/shoppers/reward-words.ts';
import type { Shelf } from '#app/shoppers/shelf.server.ts';
import { walletOf } from '#app/shoppers/wallet.ts';

export type Caller = Asking & { surface: 'theme' | 'checkout' | 'account' };
export type Refusal = Refused<string, { missing?: bigint }>;

export type Door<Input = never> = {
  method: 'GET' | 'POST';
  request: z.ZodType<Input>;
  pace: Pace;
  /** Answered for guests too. */
  isOpen: boolean;
  /** What a nonce is spent on; null: this changes nothing and needs none. */
  purpose: ((input: Input) => string) | null;
  answer: (caller: Caller, input: Input) => Promise<Ok<unknown> | Refusal>;
};

const door = <Input>(definition: Door<Input>): Door<never> => definition as unknown as Door<never>;

const looking: Pace = { burst: 60, perMinute: 120 };
const changing: Pace = { burst: 10, perMinute: 20 };

/** How long a click waits for Shopify before the shopper is told that the code is being made. */
const PATIENCE_MS = 3_500;
const atOnce = { priority: 'shopper', deadlineMs: PATIENCE_MS } as const;

export const doors: Record<string, Door<never>> = {
  wallet: door({
    method: 'GET',
    request: requests.wallet,
    pace: looking,
    isOpen: true,
    purpose: null,
    answer: async (caller) => ok(await readWallet(caller)),
  }),
  redemption: door({
    method: 'GET',
    request: requests.redemption,
    pace: looking,
    isOpen: false,
    purpose: null,
    answer: (caller, { id }) => codeAnswer(caller, id),
  }),
  check: door({
    method: 'POST',
    request: requests.check,
    pace: looking,
    isOpen: true,
    purpose: null,
    answer: async ({ shelf }, { rewardId, steps, cart }) =>
      checkAnswer(shelf, rewardId, steps, cart),
  }),
  redeem: door({
    method: 'POST',
    request: requests.redeem,
    pace: changing,
    isOpen: false,
    purpose: ({ id }) => `redeem/${id}`,
    answer: redeem,
  }),
  cancel: door({
    method: 'POST',
    request: requests.cancel,
    pace: changing,
    isOpen: false,
    purpose: ({ id }) => `cancel/${id}`,
    answer: cancel,
  }),
};

async function redeem(
  caller: Caller,
  { id, rewardId, steps, cart }: z.output<typeof requests.redeem>,
): Promise<Ok<RedeemAnswer> | Refusal> {
  const { shelf, now } = caller;
  const customerId = caller.customerId!;
  if (cart) {
    const fits = checkAnswer(shelf, rewardId, steps, cart);
    // A repeat of what was done already is answered as such, whatever the cart has become.
    if (!fits.ok && !(await readRedemption(shelf.shop.id, id, { customerId }))) return fits;
    if (fits.ok && !fits.value.ok) {
      const known = await readRedemption(shelf.shop.id, id, { customerId });
      if (!known) return refuse(fits.value.reason, {});
    }
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
  if (redeemed.value.redemption.state === 'reserved') {
    await tryNow(issuePersonal(shelf.shop.id, id, now, atOnce));
  }
  return codeAnswer(caller, id);
}

async function cancel(
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

/** Does now what a queued job would do in a moment; if it fails here, the job does it. */
async function tryNow(work: Promise<void>): Promise<void> {
  await work.catch(() => undefined);
}

/** A redemption of the caller's own, with the points beside it. */
async function codeAnswer(caller: Caller, id: string): Promise<Ok<RedeemAnswer> | Refusal> {
  const facts = await readWalletFacts(caller);
  const wallet = walletOf(facts);
  const code = wallet.member?.codes.find((one) => one.id === id);
  if (!code || !wallet.member) return refuse('not-found');
  const { balance, spendable } = wallet.member;
  return ok({ code, balance, spendable, nonce: facts.nonce });
}

function checkAnswer(
  shelf: Shelf,
  rewardId: string,
  steps: number,
  cart: CartGiven,
): Ok<CheckAnswer> | Refusal {
  const reward = shelf.rewards.get(rewardId);
  if (!reward) return refuse('not-found');
  if (!areStepsAllowed(reward.offer, steps)) return refuse('bad-request');
  const { currency } = shelf.shop;
  const lines = [];
  for (const { amount, ...line } of cart.lines) {
    const minor = inShopMoney(amount, cart.currency, cart.currencyRate, currency);
    if (minor === null) return refuse('bad-request');
    lines.push({ ...line, amount: minor, collectionIds: null });
  }
  const codes = cart.discountCodes.map(() => ({ class: null }));
  const answer = checkCart(reward.terms, { lines, codes, country: cart.country ?? null });
  if (answer.fits) return ok({ ok: true });
  const missing = answer.missing > 0n ? { missing: moneyOf(answer.missing, currency) } : {};
  return ok({ ok: false, reason: answer.why, ...missing });
}
