// Redeeming and giving back through a session-token door. The id is made before the first try and
// is the same in every repeat, also in those of the next click after silence.
import type {
  CancelAnswer,
  Cart,
  HeldCode,
  RedeemAnswer,
  RewardInReach,
} from '../../app/shoppers/contract.ts';
import { type Ask, Refusal, wait } from './door.ts';
import { askOnce } from './wish.ts';

/**
 * Reserves the points and waits until the code can be used. Throws Refusal where the app says no.
 */
export function redeem(
  ask: Ask,
  request: { reward: RewardInReach; steps?: number; cart?: Cart; locale: string },
): Promise<HeldCode> {
  const { reward, cart, locale } = request;
  // What is undefined is not sent.
  const steps = reward.steps ? request.steps || reward.steps.minimum : undefined;
  const rewardId = reward.id;
  const bodyOf = (id: string) => ({ id, rewardId, steps, cart, locale });
  return obtain(ask, `${rewardId} ${steps}`, 'redeem', bodyOf, locale);
}

/** Gives the points of an unused code back. */
export const giveBack = (ask: Ask, id: string, locale: string): Promise<unknown> =>
  again(() => ask<CancelAnswer>('cancel', { id, locale }));

/** An old code for one with the reward's present terms. */
export const replace = (ask: Ask, id: string, locale: string): Promise<unknown> =>
  obtain(ask, id, 'replace', (newId) => ({ id, newId, locale }), locale);

const obtain = (
  ask: Ask,
  wish: string,
  path: string,
  bodyOf: (id: string) => object,
  locale: string,
): Promise<HeldCode> =>
  askOnce(wish, (id) => again(() => ask<RedeemAnswer>(path, bodyOf(id)))).then(({ code }) =>
    settled(ask, code, locale),
  );

/** A personal discount is made by a job: asks again until it is there, for half a minute. */
function settled(ask: Ask, code: HeldCode, locale: string, turn = 0): Promise<HeldCode> {
  if (code.state !== 'preparing' || turn === 12) return Promise.resolve(code);
  return wait(800 + turn * 300)
    .then(() => ask<RedeemAnswer>(`redemption?id=${code.id}&locale=${locale}`))
    .then(
      (answer) => answer.code,
      () => code,
    )
    .then((now) => settled(ask, now, locale, turn + 1));
}

/** Once more if the line broke; a refusal is an answer. */
const again = <T>(act: () => Promise<T>): Promise<T> =>
  act().catch((error) => {
    if (error instanceof Refusal) throw error;
    return act();
  });
