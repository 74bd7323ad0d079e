// A day of the year, and how often it may be told anew.
import { DAY_MS } from '../points.ts';

/** Month 1 to 12, day 1 to 31; the 29th of February is one. */
export type Birthday = { month: number; day: number };

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Not quite a year, so that telling it on the same day of the next year works. */
const CHANGE_AFTER_DAYS = 360;

export const isBirthday = ({ month, day }: Birthday): boolean =>
  Number.isInteger(month) &&
  Number.isInteger(day) &&
  day >= 1 &&
  day <= (DAYS_IN_MONTH[month - 1] ?? 0);

/** True where none was told yet, or the last was told about a year ago. */
export const mayChange = (setAt: Date | null, now: Date): boolean =>
  setAt === null || +now - +setAt >= CHANGE_AFTER_DAYS * DAY_MS;

/**
 * When a birthday counts as told that the merchant tells: it earns this year already, and the
 * member may still correct it.
 */
export const longAgo = (now: Date): Date => new Date(+now - CHANGE_AFTER_DAYS * DAY_MS);

/** '05-14' as a birthday; null if it is none. */
export function birthdayOf(text: string): Birthday | null {
  const match = /^(\d{2})-(\d{2})$/.exec(text);
  const birthday = { month: Number(match?.[1]), day: Number(match?.[2]) };
  return isBirthday(birthday) ? birthday : null;
}
