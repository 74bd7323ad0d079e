// Whether something that is no order earns points, and how many: rules, dates and the limit of a
// member.
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import type { ShopCalendar } from '../expiry/lot-dates.ts';
import type { Action, ActionKind, Rules } from '../programme/rules.ts';
import { startOfPeriod } from './member-worth.ts';
import { type CustomerTraits, isExcluded } from './worth.ts';

export type ActionRefusal = Refused<
  'programme-paused' | 'no-such-action' | 'not-running' | 'limit-reached' | 'not-for-you'
>;

/**
 * Which of the rules' actions is meant: by its id, by the code that a shopper entered, or the first
 * of its kind that is on.
 */
export type ActionWanted = { actionId: string } | { code: string } | { actionKind: ActionKind };

export function findAction(rules: Rules, wanted: ActionWanted): Action | null {
  const on = rules.actions.filter((one) => one.isOn);
  if ('actionId' in wanted) return on.find((one) => one.id === wanted.actionId) ?? null;
  if ('code' in wanted) return on.find((one) => isCodeOf(one, wanted.code)) ?? null;
  return on.find((one) => one.kind === wanted.actionKind) ?? null;
}

/** Codes are compared without case and blanks: they are read off paper. */
export const plainCode = (text: string) => text.replace(/\s+/g, '').toLowerCase();

const isCodeOf = ({ kind, code }: Action, entered: string): boolean =>
  kind === 'code' && code !== null && plainCode(code) === plainCode(entered);

/**
 * The points of an action at `at`, or why there are none. `times` are the earlier ones of the
 * member.
 */
export function actionWorth(
  rules: Rules,
  wanted: ActionWanted,
  at: Date,
  times: readonly Date[],
  customer: CustomerTraits,
  calendar: ShopCalendar,
): Ok<Action> | ActionRefusal {
  if (!rules.isActive) return refuse('programme-paused');
  const action = findAction(rules, wanted);
  if (action === null) return refuse('no-such-action');
  if (isExcluded(rules, customer)) return refuse('not-for-you');
  const hasBegun = action.startsAt === null || action.startsAt <= at;
  const isOver = action.endsAt !== null && action.endsAt <= at;
  if (!hasBegun || isOver) return refuse('not-running');
  if (isUsedUp(action, at, times, calendar)) return refuse('limit-reached');
  return ok(action);
}

/** What can happen only once in a life, a year or a day: so it is beside the merchant's limit. */
const OWN_LIMITS: Partial<Record<ActionKind, Action['limit']>> = {
  'sign-up': { times: 1, unit: 'ever' },
  birthday: { times: 1, unit: 'year' },
  anniversary: { times: 1, unit: 'year' },
  newsletter: { times: 1, unit: 'ever' },
  social: { times: 1, unit: 'day' },
  visit: { times: 1, unit: 'day' },
};

/** True if a limit of an action allows no further one at `at`. */
export function isUsedUp(
  action: Action,
  at: Date,
  times: readonly Date[],
  calendar: ShopCalendar,
): boolean {
  return [action.limit, OWN_LIMITS[action.kind]].some((limit) => {
    if (!limit) return false;
    const { unit } = limit;
    if (unit === 'ever') return times.length >= limit.times;
    const period = (instant: Date) => startOfPeriod(calendar.dayOf(instant), unit);
    return times.filter((one) => period(one) === period(at)).length >= limit.times;
  });
}
