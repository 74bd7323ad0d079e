// Ways to earn beside orders, as text fields and back.
import { addDays, dayOf, isDay, startOfDay } from '#app/basics/calendar.ts';
import type { Action, Rules } from '#app/loyalty/programme/rules.ts';
import { amount, shortDecimal } from './programme-draft.ts';

export type ActionDraft = {
  id: string;
  kind: string;
  name: string;
  points: string;
  isOn: boolean;
  times: string;
  unit: string;
  code: string;
  url: string;
  startsAt: string;
  endsAt: string;
};
export type EarnDraft = {
  actions: ActionDraft[];
  milestones: { order: string; points: string }[];
  /** Decimal text of the shop's currency; empty: none. */
  minimum: string;
  cap: string;
  limitPoints: string;
  limitUnit: string;
  countsSubscriptions: boolean;
  countsGiftCards: boolean;
  countsShipping: boolean;
  countsTax: boolean;
  rounding: string;
  excludedTags: string;
  excludedSegmentIds: string[];
};

/** '2026-11-22', on the shop's calendar. */
const dayText = (at: Date | null, timezone: string) => (at === null ? '' : dayOf(at, timezone));

/** The last day of what ends at an instant. */
const lastDayText = (end: Date | null, timezone: string) =>
  dayText(end && new Date(+end - 1), timezone);

/** Where a day begins. What is no day is handed on: the check of the rules says so. */
function startOf(text: string, timezone: string): string | null {
  if (text === '') return null;
  return isDay(text) ? startOfDay(text, timezone).toISOString() : text;
}

/** Where a day ends: until the 30th means the 30th too. */
const endOf = (text: string, timezone: string) =>
  startOf(isDay(text) ? addDays(text, 1) : text, timezone);

const actionDraft = (action: Action, timezone: string): ActionDraft => ({
  id: action.id,
  kind: action.kind,
  name: action.name,
  points: String(action.points),
  isOn: action.isOn,
  times: action.limit ? String(action.limit.times) : '',
  unit: action.limit?.unit ?? 'ever',
  code: action.code ?? '',
  url: action.url ?? '',
  startsAt: dayText(action.startsAt, timezone),
  endsAt: lastDayText(action.endsAt, timezone),
});

type DraftShop = { currency: string; timezone: string };

export const earnDraft = (rules: Rules, { currency, timezone }: DraftShop): EarnDraft => ({
  actions: rules.actions.map((action) => actionDraft(action, timezone)),
  milestones: rules.order.milestones.map(({ order, points }) => ({
    order: String(order),
    points: String(points),
  })),
  minimum: rules.order.minimum === null ? '' : shortDecimal(rules.order.minimum, currency),
  cap: rules.order.cap === null ? '' : String(rules.order.cap),
  limitPoints: rules.order.limit === null ? '' : String(rules.order.limit.points),
  limitUnit: rules.order.limit?.unit ?? 'month',
  countsSubscriptions: rules.order.countsSubscriptions,
  countsGiftCards: rules.order.countsGiftCards,
  countsShipping: rules.order.countsShipping,
  countsTax: rules.order.countsTax,
  rounding: rules.order.rounding,
  excludedTags: rules.excludedCustomerTags.join(', '),
  excludedSegmentIds: rules.excludedSegmentIds,
});

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());
/** A number where the text is one; else the text, for the check to complain about. */
export const whole = (text: string) => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : text);
export const words = (text: string) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** What is no amount is handed on as it is: the check of the rules says what is wrong with it. */
function minimumOf(text: string, currency: string): string | null {
  if (text.trim() === '') return null;
  return String(amount(text, currency) ?? text);
}

/** The part of the rules that the draft describes; whether it is right is for publishRules. */
export function rulesOfEarnDraft(draft: EarnDraft, before: Rules, shop: DraftShop) {
  const { currency, timezone } = shop;
  const { order } = before;
  const limit =
    draft.limitPoints.trim() === ''
      ? null
      : { points: whole(draft.limitPoints), unit: draft.limitUnit };
  return {
    excludedCustomerTags: words(draft.excludedTags),
    excludedSegmentIds: draft.excludedSegmentIds,
    order: {
      ...order,
      milestones: draft.milestones.map((one) => ({
        order: whole(one.order),
        points: whole(one.points),
      })),
      minimum: minimumOf(draft.minimum, currency),
      cap: orNull(draft.cap),
      limit,
      rounding: draft.rounding,
      countsSubscriptions: draft.countsSubscriptions,
      countsGiftCards: draft.countsGiftCards,
      countsShipping: draft.countsShipping,
      countsTax: draft.countsTax,
    },
    actions: draft.actions.map((action) => ({
      id: action.id,
      kind: action.kind,
      name: action.name,
      points: whole(action.points),
      isOn: action.isOn,
      limit: action.times.trim() === '' ? null : { times: whole(action.times), unit: action.unit },
      code: orNull(action.code),
      url: orNull(action.url),
      startsAt: startOf(action.startsAt, timezone),
      endsAt: endOf(action.endsAt, timezone),
    })),
  };
}

/** An id that no other of these has: 'birthday', 'birthday-2' ... */
export function freeId(wanted: string, taken: readonly string[]): string {
  const base =
    wanted
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 30) || 'one';
  if (!taken.includes(base)) return base;
  for (let place = 2; ; place++) if (!taken.includes(`${base}-${place}`)) return `${base}-${place}`;
}

/** Where in the draft a part of the rules lies. */
export const placeInEarnDraft = (path: string): string =>
  path
    .replace(/^excludedCustomerTags.*$/, 'excludedTags')
    .replace(/^excludedSegmentIds.*$/, 'excludedSegmentIds')
    .replace(/^order\.limit.*$/, 'limitPoints')
    .replace(/^order\./, '')
    .replace('.limit.times', '.times');
