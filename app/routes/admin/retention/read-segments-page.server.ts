// Everything on the page "Segments", as text and plain numbers for the browser.
import { addDays, dayOfNumber } from '#app/basics/calendar.ts';
import { decimalText } from '#app/basics/money.ts';
import { RFM_GROUPS, type RfmGroup } from '#app/retention/rfm.ts';
import { both, type Filter, SORTS } from '#app/retention/segments/filter.ts';
import type { Movement } from '#app/retention/segments/movement.ts';
import {
  countProspects,
  type ListedCustomer,
  listCustomers,
  placeOf,
  readSegments,
  type Segment,
  segmentTotals,
  totalsByGroup,
} from '#app/retention/segments/read.server.ts';
import { readMovement } from '#app/retention/segments/read-movement.server.ts';
import { readValuation } from '#app/retention/value/valuation-store.server.ts';
import type { Shop } from '#app/sync/read.server.ts';
import { personsOf } from '#app/sync/read-person.server.ts';
import { nameOf } from '../customers/person-name.ts';
import { placesOf, turnedPage } from '../places.ts';
import type { ValuedDays } from './behind-words.ts';
import { moneyText, type PageContext } from './page-context.server.ts';
import { filterOf, PAGE_SIZE, sortOf } from './segment-choices.ts';

/** Money as decimal text. */
export type ShownCustomer = Omit<ListedCustomer, 'customerId' | Money> & {
  id: string;
  name: string;
  email: string | null;
} & { [Name in Money]: ListedCustomer[Name] extends bigint ? string : string | null };
type Money = 'netSales' | 'sales90' | 'sales365' | 'clv12' | 'clv24' | 'clv36';

export type SegmentsPage = {
  groups: { group: RfmGroup; customers: number; netSales: string; clv12: string }[];
  movement: Movement;
  valued: ValuedDays;
  segments: { id: string; name: string; isBuiltIn: boolean }[];
  segment: { id: string; name: string; isBuiltIn: boolean } | null;
  filter: Filter;
  totals: { customers: number; netSales: string; clv12: string };
  /** Value is counted in margin then, else in sales. */
  isMarginKnown: boolean;
  rows: ShownCustomer[];
  /** Places for the address; null where there is no such page. */
  previous: string | null;
  next: string | null;
  sort: ReturnType<typeof sortOf>;
};

/** The segment and the conditions of an address: both must hold. */
export function askedFilter(
  segments: readonly Segment[],
  choices: URLSearchParams,
): { segment: Segment | null; filter: Filter } {
  const segment = segments.find(({ id }) => id === choices.get('segment')) ?? null;
  return { segment, filter: both(segment?.filter ?? {}, filterOf(choices)) };
}

export async function readSegmentsPage(context: PageContext): Promise<SegmentsPage | null> {
  const { shop, overview, choices, now, staffId } = context;
  const valued = overview && (await readValuation(shop.id));
  if (!valued) return null;
  const { movement, asOf, check } = valued.valuation;
  const segments = await readSegments(shop.id);
  const { segment, filter } = askedFilter(segments, choices);
  const sort = sortOf(choices);
  const places = placesOf(choices, SORTS[sort.sort].type);
  const list = { ...sort, ...places, limit: PAGE_SIZE + 1 };
  const [found, totals, groups, moved] = await Promise.all([
    listCustomers(shop, filter, list, now),
    segmentTotals(shop, filter, now),
    readGroups(context),
    readMovement(shop.id, valued.valuation),
  ]);
  const { rows, ...neighbours } = turnedPage(found, PAGE_SIZE, places, (customer) =>
    placeOf(customer, sort.sort),
  );
  const said = ({ id, name, isBuiltIn }: Segment) => ({ id, name, isBuiltIn });
  return {
    groups,
    movement: moved,
    // The ends of days, where the valuation has the starts of the days after them.
    valued: {
      before: addDays(movement.before, -1),
      asOf: addDays(asOf, -1),
      heldOutFrom: check && dayOfNumber(check.split.split),
    },
    segments: segments.map(said),
    segment: segment && said(segment),
    filter,
    totals: {
      customers: totals.customers,
      netSales: moneyText(totals.netSales, shop.currency),
      clv12: moneyText(totals.clv12, shop.currency),
    },
    isMarginKnown: context.settings.margin !== null,
    rows: await shownCustomers(shop, rows, `segments, staff ${staffId}`),
    ...neighbours,
    sort,
  };
}

async function readGroups({ shop, now }: PageContext): Promise<SegmentsPage['groups']> {
  const [prospects, totals] = await Promise.all([
    countProspects(shop.id),
    totalsByGroup(shop, now),
  ]);
  return RFM_GROUPS.map((group) => {
    const { customers = 0, netSales = 0, clv12 = 0 } = totals.get(group) ?? {};
    return {
      group,
      customers: group === 'prospects' ? prospects : customers,
      netSales: moneyText(netSales, shop.currency),
      clv12: moneyText(clv12, shop.currency),
    };
  });
}

/** Customers with their names; `why` is written into the access log of persons. */
export async function shownCustomers(
  shop: Shop,
  customers: readonly ListedCustomer[],
  why: string,
): Promise<ShownCustomer[]> {
  const persons = await personsOf(
    shop.id,
    customers.map(({ customerId }) => customerId),
    why,
  );
  const text = (minor: bigint) => decimalText(minor, shop.currency);
  return customers.map(({ customerId, ...figures }) => ({
    ...figures,
    id: customerId.toString(),
    name: nameOf(persons.get(customerId) ?? null, customerId),
    email: persons.get(customerId)?.email ?? null,
    netSales: text(figures.netSales),
    sales90: figures.sales90 === null ? null : text(figures.sales90),
    sales365: figures.sales365 === null ? null : text(figures.sales365),
    clv12: text(figures.clv12),
    clv24: text(figures.clv24),
    clv36: text(figures.clv36),
  }));
}
