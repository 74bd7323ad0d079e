// Reads whom a filter holds out of the columns of the buckets: a pass over some of them, however
// few or many it holds.
import { type Day, numberOfDay } from '../../basics/calendar.ts';
import { pool } from '../../db.server.ts';
import type { Figure, Figures } from '../history/figures.ts';
import { customersOf, type Histories } from '../history/histories.ts';
import { scanFigures, scanHistories } from '../history/scan.server.ts';
import { RFM_GROUPS, type RfmGroup } from '../rfm.ts';
import { FirstOnes, placesWhere, SORT_FIGURES, testsOf } from './chosen.ts';
import type { Filter } from './filter.ts';
import type { ListOptions, Place } from './read.server.ts';
import { columnsOf, countedIn } from './read-behind.server.ts';

/** In minor units. */
export type ChosenTotals = { customers: number; netSales: number; clv12: number };

/** Filters by tags are not told from columns: tags are the customers' own. */
export const isOfColumns = (filter: Filter): boolean => filter.tags === undefined;

/**
 * The numbers of the customers of a page of a list, in its order (backwards before a place). Null
 * where figures are not stored yet.
 */
export async function readFirstChosen(
  shopId: number,
  filter: Filter,
  { sort, isAscending, limit, after, before }: ListOptions,
  today: Day,
): Promise<number[] | null> {
  const place = before ?? after;
  const first = new FirstOnes(
    limit,
    isAscending !== (before !== undefined),
    place ? { key: keyOf(place, sort), id: Number(place.customerId) } : null,
  );
  const figure = SORT_FIGURES[sort];
  const isWhole = await eachChosen(shopId, filter, [figure], today, (places, ids, figures) => {
    const keys = figures[figure]!;
    // A chance that nobody has sorts by number.
    for (const i of places) first.add(keys[i]! || 0, ids[i]!);
  });
  return isWhole ? first.ids : null;
}

const keyOf = ({ value }: Place, sort: ListOptions['sort']): number => {
  if (value === null) return 0;
  if (sort === 'last-order') return numberOfDay(value);
  return sort === 'alive' ? Math.fround(Number(value)) : Number(value);
};

/** How many customers a filter holds and what they are worth; null where it is not stored yet. */
export async function readChosenTotals(
  shopId: number,
  filter: Filter,
  today: Day,
): Promise<ChosenTotals | null> {
  const totals = { customers: 0, netSales: 0, clv12: 0 };
  const wanted = ['net_sales', 'worth'] as const;
  const isWhole = await eachChosen(shopId, filter, wanted, today, (places, _, figures) => {
    totals.customers += places.length;
    for (const i of places) {
      totals.netSales += figures.net_sales![i]!;
      totals.clv12 += figures.worth![i]!;
    }
  });
  return isWhole ? totals : null;
}

/** The same for each group that somebody is in. */
export async function readChosenGroups(
  shopId: number,
  today: Day,
): Promise<Map<RfmGroup, ChosenTotals> | null> {
  const totals = RFM_GROUPS.map(() => ({ customers: 0, netSales: 0, clv12: 0 }));
  const wanted = ['rfm', 'net_sales', 'worth'] as const;
  const isWhole = await eachChosen(shopId, {}, wanted, today, (places, _, figures) => {
    for (const i of places) {
      const of = totals[figures.rfm![i]!]!;
      of.customers++;
      of.netSales += figures.net_sales![i]!;
      of.clv12 += figures.worth![i]!;
    }
  });
  if (!isWhole) return null;
  const told = RFM_GROUPS.map((group, place) => [group, totals[place]!] as const);
  return new Map(told.filter(([, { customers }]) => customers > 0));
}

/** Of all customers together, in minor units; orders and sales are null on the simple basis. */
export type ExpectedTotals = {
  clv24: number;
  clv36: number;
  orders365: number | null;
  sales365: number | null;
};

/** Sums of what is expected of everybody; null if some bucket has no figures. */
export async function readChosenExpected(shopId: number): Promise<ExpectedTotals | null> {
  const { rows } = await pool.query<ExpectedTotals & { isWhole: boolean }>(
    `SELECT count(*) = count(expected) AS "isWhole", coalesce(sum(expected[1]), 0) AS clv24,
       coalesce(sum(expected[2]), 0) AS clv36, sum(expected[3]) AS orders365,
       sum(expected[4]) AS sales365
     FROM history_bucket WHERE shop_id = $1`,
    [shopId],
  );
  const { isWhole, ...totals } = rows[0]!;
  return isWhole ? totals : null;
}

type EachChosen = (places: Uint32Array, ids: Float64Array, figures: Figures) => void;

/** Hands out the places of those chosen in each bucket; false if some bucket has no figures. */
async function eachChosen(
  shopId: number,
  filter: Filter,
  wanted: readonly Figure[],
  today: Day,
  each: EachChosen,
): Promise<boolean> {
  const choice = await choiceOf(shopId, filter, today);
  let [buckets, missing] = [0, 0];
  const take = (histories: Histories, figures: Figures) => {
    buckets++;
    const places = choice(histories, figures);
    if (places && wanted.every((name) => figures[name])) each(places, histories.ids, figures);
    else missing++;
  };
  const { behind } = filter;
  const names = [...testsOf(filter, today).map(({ figure }) => figure), ...wanted];
  await (behind
    ? scanHistories(shopId, columnsOf(behind), take, names)
    : scanFigures(shopId, names, take));
  return buckets > 0 && missing === 0;
}

type Choice = (histories: Histories, figures: Figures) => Uint32Array | null;

/** Choices of this turn of the event loop. */
const asked = new Map<string, Promise<Choice>>();

/** A list and its totals, asked for at the same time, choose each bucket's customers once. */
function choiceOf(shopId: number, filter: Filter, today: Day): Promise<Choice> {
  const key = `${shopId}/${today}/${JSON.stringify(filter)}`;
  let choice = asked.get(key);
  if (!choice) {
    choice = makeChoice(shopId, filter, today);
    asked.set(key, choice);
    setImmediate(() => asked.delete(key));
  }
  return choice;
}

async function makeChoice(shopId: number, filter: Filter, today: Day): Promise<Choice> {
  const tests = testsOf(filter, today);
  const counted = filter.behind ? await countedIn(pool, shopId, filter.behind) : null;
  let last: Histories | null = null;
  let places: Uint32Array | null = null;
  return (histories, figures) => {
    if (histories !== last) {
      const isCounted = counted?.(histories) ?? null;
      places = placesWhere(tests, figures, customersOf(histories), isCounted);
      last = histories;
    }
    return places;
  };
}
