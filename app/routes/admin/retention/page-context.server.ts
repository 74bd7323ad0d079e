// What every page about retention begins with: the shop, what there is to measure, and settings.
import type { LoaderFunctionArgs } from '@remix-run/node';
import { addDays, type Unit } from '#app/basics/calendar.ts';
import { decimalText } from '#app/basics/money.ts';
import { type Overview, readOverview, readSettings } from '#app/retention/read.server.ts';
import type { Settings } from '#app/retention/settings.ts';
import type { Shop } from '#app/sync/read.server.ts';
import { type Range, rangeOf } from '#app/ui/range.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';

export type PageContext = {
  shop: Shop;
  staffId: string;
  now: Date;
  choices: URLSearchParams;
  settings: Settings;
  /** Null where the shop has no counted order yet. */
  overview: Overview | null;
};

export async function pageContext(args: LoaderFunctionArgs): Promise<PageContext> {
  const { shop, staffId } = await authenticateMerchant(args);
  const now = new Date();
  const choices = new URL(args.request.url).searchParams;
  const [settings, overview] = await Promise.all([readSettings(shop.id), readOverview(shop, now)]);
  return { shop, staffId, now, choices, settings, overview };
}

/** Orders before this instant cannot be had; null where all can. */
export const historyFrom = ({ shop }: PageContext): string | null =>
  shop.historyFrom?.toISOString() ?? null;

/** The range of days that the address chooses. */
export function chosenRange(overview: Overview, choices: URLSearchParams): Range {
  return rangeOf(choices, {
    today: addDays(overview.asOf.day, overview.asOf.isPast ? -1 : 0),
    history: overview,
    isQuiet: overview.asOf.isPast,
  });
}

/** The value of a choice if it is one of `known`, else the first of them. */
export function chosen<Choice extends string>(
  choices: URLSearchParams,
  name: string,
  known: readonly [Choice, ...Choice[]],
): Choice {
  return known.find((choice) => choice === choices.get(name)) ?? known[0];
}

export const pageUnits = ['month', 'week', 'quarter', 'year'] as const satisfies readonly Unit[];

/** Minor units, rounded only here, for people to read. */
export const moneyText = (minor: number, currency: string): string =>
  decimalText(BigInt(Math.round(minor)), currency);
