// Redeeming and giving back through a session-token door. The id is made before the first try and
// is the same in every repeat.
import type {
  CancelAnswer,
  Cart,
  HeldCode,
  RedeemAnswer,
  RewardInReach,
} from '../../app/shoppers/contract.ts';
import { type Ask, newId, Refusal, wait } from './door.ts';

/**
 * Reserves the points and waits until the code can be used. Throws Refusal where the app says no.
 */
export async function redeem(
  ask: Ask,
  request: { reward: RewardInReach; steps?: number; cart?: Cart; locale: string },
): Promise<HeldCode> {
  const { reward, cart, locale } = request;
  // What is undefined is not sent.
  const steps = reward.steps ? (request.steps ?? reward.steps.minimum) : undefined;
  const body = { id: newId(), rewardId: reward.id, steps, cart, locale };
  return settled(ask, (await again(() => ask<RedeemAnswer>('redeem', body))).code, locale);
}

/** Gives the points of an unused code back. */
export async function giveBack(ask: Ask, id: string, locale: string): Promise<void> {
  await again(() => ask<CancelAnswer>('cancel', { id, locale }));
}

/** An old code for one with the reward's present terms. */
export async function replace(ask: Ask, id: string, locale: string): Promise<void> {
  const body = { id, newId: newId(), locale };
  await settled(ask, (await again(() => ask<RedeemAnswer>('replace', body))).code, locale);
}

/** A personal discount is made by a job: asks again until it is there, for half a minute. */
async function settled(ask: Ask, code: HeldCode, locale: string): Promise<HeldCode> {
  let now = code;
  for (let turn = 0; now.state === 'preparing' && turn < 12; turn++) {
    await wait(800 + turn * 300);
    const query = `redemption?id=${code.id}&locale=${locale}`;
    now = (await ask<RedeemAnswer>(query).catch(() => ({ code: now }))).code;
  }
  return now;
}

/** Once more if the line broke; a refusal is an answer. */
const again = <T>(act: () => Promise<T>): Promise<T> =>
  act().catch((error) => {
    if (error instanceof Refusal) throw error;
    return act();
  });
