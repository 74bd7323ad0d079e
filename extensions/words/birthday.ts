// A day of every year, as a member chooses it.
import type { Wallet } from '../../app/shoppers/contract.ts';

export const DAYS = Array.from({ length: 31 }, (_, index) => String(index + 1));

/** 'MM-DD' from numbers that count from 1. */
export const dayOf = (month: number, day: number): string =>
  [month, day].map((number) => String(number).padStart(2, '0')).join('-');

/** True where telling the day brings a member something. */
export const givesForBirthdays = ({ state, waysToEarn }: Wallet): boolean =>
  state === 'member' && waysToEarn.some(({ kind }) => kind === 'birthday');

const styled = (locale: string, month: number, date: number, day?: 'numeric') =>
  // A leap year, so that the 29th of February is a day.
  new Intl.DateTimeFormat(locale, { day, month: 'long', timeZone: 'UTC' }).format(
    Date.UTC(2000, month, date),
  );

/** '14 May' for '05-14'. */
export function dayInWords(day: string, locale: string): string {
  const [month = 1, date = 1] = day.split('-').map(Number);
  return styled(locale, month - 1, date, 'numeric');
}

/** The twelve months by name. */
export const monthsIn = (locale: string): string[] =>
  DAYS.slice(0, 12).map((_, month) => styled(locale, month, 1));
