// The day that figures are told for.
import { type Day, dayOfNumber } from '../basics/calendar.ts';

/**
 * A shop without orders for this long is told about in its own time, not as a shop where everybody
 * has left.
 */
const QUIET_DAYS = 60;

export type AsOf = {
  /**
   * Figures hold for the start of this day: orders before it are in, the day itself is not over.
   */
  day: Day;
  number: number;
  /** The shop has been quiet, and `day` is the one after its last order instead of today. */
  isPast: boolean;
};

/** `today` and `lastDay` (of the last counted order, or null) are day numbers. */
export function asOf(today: number, lastDay: number | null): AsOf {
  const isPast = lastDay !== null && lastDay < today - QUIET_DAYS;
  const number = isPast ? lastDay + 1 : today;
  return { day: dayOfNumber(number), number, isPast };
}
