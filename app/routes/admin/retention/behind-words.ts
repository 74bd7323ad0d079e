// The way from a figure to its customers, and what their list is called.
import { addDays } from '#app/basics/calendar.ts';
import { RFM_MEANING } from '#app/retention/rfm.ts';
import type { Behind } from '#app/retention/segments/behind.ts';
import type { Format } from '#app/ui/writing.ts';
import { periodName } from './period-name.ts';

/** The list of the customers behind a figure. */
export const behindUrl = (behind: Behind): string =>
  `/app/customers/segments?${new URLSearchParams({ behind: JSON.stringify(behind) })}`;

/** Days of the last valuation that figures are about. */
export type ValuedDays = {
  /** Movement between groups: the end of this day, and the end of that a month later. */
  before: string;
  asOf: string;
  /** The first day that the forecast check held out; null where there was no check. */
  heldOutFrom: string | null;
};

type Of<Kind extends Behind['of']> = Extract<Behind, { of: Kind }>;

/** Who is on the list, in a few words: 'Lost', 'Cohort Jan 2026', 'Ordered again in 30 days'. */
export function behindTitle(format: Format, behind: Behind): string {
  switch (behind.of) {
    case 'range':
      return FIGURES[behind.figure];
    case 'cohort':
      return `Cohort ${periodName(format, behind.unit, behind.cohort)}`;
    case 'within':
      return behind.figure === 'returned'
        ? `Ordered again within ${days(format, behind.days)}`
        : `Known for ${days(format, behind.days)}`;
    case 'orders':
      return `${orders(format, behind.least)} or more`;
    case 'second-order':
      return 'Second order still to come';
    case 'movement':
      return `${standing(behind.from)} → ${standing(behind.to)}`;
    case 'forecast':
      return behind.by === 'tenth'
        ? `Forecast check, tenth ${behind.place + 1}`
        : `Forecast check, ${purchases(format, behind.place)}`;
  }
}

/** The same as a sentence that leaves nothing open. */
export function behindWords(format: Format, behind: Behind, valued: ValuedDays): string {
  switch (behind.of) {
    case 'range':
      return rangeWords(format, behind);
    case 'cohort':
      return cohortWords(format, behind);
    case 'within': {
      const known = `first ordered at least ${days(format, behind.days)} before ${format.day(behind.until)}`;
      return behind.figure === 'returned'
        ? `ordered again on a later day within ${days(format, behind.days)}, and ${known}`
        : known;
    }
    case 'orders':
      return `placed ${orders(format, behind.least)} or more before ${format.day(behind.until)}`;
    case 'second-order':
      return `were without a second order up to day ${format.count(behind.day)} after the first, as far as seen before ${format.day(behind.until)}`;
    case 'movement':
      return behind.from === 'none'
        ? `first ordered after ${format.day(valued.before)} and were ${standing(behind.to)} on ${format.day(valued.asOf)}`
        : `were ${standing(behind.from)} on ${format.day(valued.before)} and ${standing(behind.to)} on ${format.day(valued.asOf)}`;
    case 'forecast':
      return forecastWords(format, behind, valued);
  }
}

const FIGURES: Record<Of<'range'>['figure'], string> = {
  'active-at-start': 'Active at the start',
  'active-at-end': 'Active at the end',
  'first-order': 'First order',
  kept: 'Kept',
  'won-back': 'Won back',
  lost: 'Lost',
  ordered: 'Ordered',
  'ordered-again': 'Ordered twice or more',
};

const SAID: Record<Of<'range'>['figure'], string> = {
  'active-at-start': 'were active at the start of',
  'active-at-end': 'were active at the end of',
  'first-order': 'placed their first order ever in',
  kept: 'were active at the start and at the end of',
  'won-back': 'were not active at the start, not new, and active at the end of',
  lost: 'were active at the start and not at the end of',
  ordered: 'placed an order in',
  'ordered-again': 'placed two orders or more in',
};

function rangeWords(format: Format, { figure, start, end, windowDays }: Of<'range'>): string {
  const range = `${format.day(start)} – ${format.day(addDays(end, -1))}`;
  if (['ordered', 'ordered-again', 'first-order'].includes(figure)) {
    return `${SAID[figure]} ${range}`;
  }
  const window =
    windowDays === null ? 'the period itself, or the one before' : days(format, windowDays);
  return `${SAID[figure]} ${range}; active means an order within ${window}`;
}

function cohortWords(format: Format, behind: Of<'cohort'>): string {
  const { unit, cohort, age, figure, split } = behind;
  const period = `${unit === 'week' ? 'the week of ' : ''}${periodName(format, unit, cohort)}`;
  const first = `placed their first order in ${period}`;
  const only = split ? `, ${SPLITS[split.kind]} ${split.value}` : '';
  if (age === null) return `${first}${only}`;
  const then =
    figure === 'repurchase'
      ? `a second one by the end of ${unit} ${age}`
      : `an order in ${unit} ${age}`;
  return `${first}${only}, and ${then}`;
}

const SPLITS: Record<NonNullable<Of<'cohort'>['split']>['kind'], string> = {
  product: 'of product',
  code: 'with the discount code',
  channel: 'through the channel',
  country: 'from',
  tag: 'and carry the tag',
};

function forecastWords(format: Format, { by, place }: Of<'forecast'>, valued: ValuedDays): string {
  if (valued.heldOutFrom === null) return 'were in a forecast check; there is none at present';
  const from = format.day(valued.heldOutFrom);
  return by === 'tenth'
    ? `were in tenth ${place + 1} of the most promising ones for the time from ${from} on, as the forecast check saw it`
    : `had ${purchases(format, place)} before ${from}, where the forecast check begins`;
}

const days = (format: Format, count: number) => format.plural(count, 'day', 'days');
const orders = (format: Format, count: number) => format.plural(count, 'order', 'orders');
const standing = (of: Of<'movement'>['from']) =>
  of === 'none' ? 'No order' : RFM_MEANING[of].name;

/** The last class of the check is open above. */
const MOST_FREQUENT = 7;
const purchases = (format: Format, x: number) =>
  format.plural(x, 'repeat purchase', 'repeat purchases') + (x === MOST_FREQUENT ? ' or more' : '');
