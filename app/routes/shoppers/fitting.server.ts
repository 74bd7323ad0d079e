// The doors about carts and rewards: whether one reward's code would work in a cart, and which of
// all rewards and codes would not. Nothing is reserved.
import { type Ok, ok, refuse } from '#app/basics/outcome.ts';
import { type Cart, checkCart } from '#app/rewards/cart.ts';
import { normalCode } from '#app/rewards/codes/code.ts';
import { areStepsAllowed } from '#app/rewards/offer.ts';
import { automaticOf } from '#app/rewards/perks/perk.ts';
import { readDiscounts, withCollections } from '#app/rewards/read-cart.server.ts';
import type { Terms } from '#app/rewards/terms.ts';
import type { CartFit, CheckAnswer, Misfit } from '#app/shoppers/contract.ts';
import { readWalletFacts } from '#app/shoppers/read-wallet.server.ts';
import { type CartGiven, inShopMoney } from '#app/shoppers/requests.ts';
import { moneyOf } from '#app/shoppers/reward-words.ts';
import type { Caller, Refusal } from './doors.server.ts';

/** Whether a reward's code would work in this cart of the caller's. */
export async function checkAnswer(
  caller: Caller,
  { rewardId, steps, cart: given }: { rewardId: string; steps: number; cart: CartGiven },
): Promise<Ok<CheckAnswer> | Refusal> {
  const reward = caller.shelf.rewards.get(rewardId);
  if (!reward) return refuse('not-found');
  if (!areStepsAllowed(reward.offer, steps)) return refuse('bad-request');
  const tier = caller.customerId === null ? null : (await readWalletFacts(caller)).member?.tier;
  const cart = await readCart(caller, given, tier?.id ?? null);
  if (!cart) return refuse('bad-request');
  const misfit = await misfitOf(caller, reward.terms, cart);
  return ok(misfit ? { ok: false, ...misfit } : { ok: true });
}

/** What this cart would refuse of all rewards on offer and of all codes that the caller holds. */
export async function fit(caller: Caller, given: CartGiven): Promise<Ok<CartFit> | Refusal> {
  const { rewards, terms } = caller.shelf;
  const { member, held } = await readWalletFacts(caller);
  const cart = await readCart(caller, given, member?.tier?.id ?? null);
  if (!cart) return refuse('bad-request');
  const inCart = new Set(given.discountCodes.map(normalCode));
  const usable = held.redemptions.filter(
    ({ state, code }) => state === 'issued' && !inCart.has(normalCode(code)),
  );
  const misfits = async (asked: { id: string; terms: Terms | undefined }[]) => {
    const found = asked.map(
      async ({ id, terms: own }) => [id, own && (await misfitOf(caller, own, cart))] as const,
    );
    return Object.fromEntries(
      (await Promise.all(found)).flatMap(([id, no]) => (no ? [[id, no]] : [])),
    );
  };
  return ok({
    rewards: await misfits([...rewards.values()].filter(({ state }) => state === 'active')),
    codes: await misfits(
      usable.map(({ id, rewardId, version }) => ({
        id,
        terms: terms.get(`${rewardId}/${version}`),
      })),
    ),
  });
}

type BareCart = Omit<Cart, 'lines'> & { lines: Omit<Cart['lines'][number], 'collectionIds'>[] };

/** What was given, in the shop's money; null where its rate is not known. */
async function readCart(
  { shelf }: Caller,
  given: CartGiven,
  tierId: string | null,
): Promise<BareCart | null> {
  const { id: shopId, currency } = shelf.shop;
  const lines: BareCart['lines'] = [];
  for (const { amount, ...line } of given.lines) {
    const minor = inShopMoney(amount, given.currency, given.currencyRate, currency);
    if (minor === null) return null;
    lines.push({ ...line, amount: minor });
  }
  return {
    lines,
    codes: await readDiscounts(shopId, given.discountCodes, shelf.terms),
    automatic: automaticOf(shelf.rules, tierId),
    country: given.country ?? null,
  };
}

/** Why a code of these terms would not work in this cart; null where it would. */
async function misfitOf({ shelf }: Caller, terms: Terms, cart: BareCart): Promise<Misfit | null> {
  const { id: shopId, currency } = shelf.shop;
  const lines = await withCollections(shopId, terms, cart.lines);
  const answer = checkCart(terms, { ...cart, lines });
  if (answer.fits) return null;
  const missing = answer.missing > 0n ? { missing: moneyOf(answer.missing, currency) } : {};
  return { reason: answer.why, ...missing };
}
