// Everything on the pages "Customer value" and "Forecast check", for the browser.

import { addDays, type Day, dayOfNumber, daysBetween, type Period } from '#app/basics/calendar.ts';
import { decimalText, exponentOf } from '#app/basics/money.ts';
import { simpleClv, YEAR_DAYS } from '#app/retention/measures.ts';
import { readMeasures } from '#app/retention/read.server.ts';
import { RFM_GROUPS, type RfmGroup } from '#app/retention/rfm.ts';
import { AT_RISK_AND_WORTH_MOST, type Filter } from '#app/retention/segments/filter.ts';
import {
  expectedTotals,
  listCustomers,
  readSegments,
  type SegmentTotals,
  totalsByGroup,
} from '#app/retention/segments/read.server.ts';
import type { Hold } from '#app/retention/value/fit-models.ts';
import type { ForecastCheck } from '#app/retention/value/forecast-check.ts';
import type { Valuation } from '#app/retention/value/valuation.ts';
import { readValuation } from '#app/retention/value/valuation-store.server.ts';
import { moneyText, type PageContext } from './page-context.server.ts';
import { type ShownCustomer, shownCustomers } from './read-segments-page.server.ts';

const CUSTOMERS_SHOWN = 10;

type Parameter = { name: string; value: number; error: number | null };

export type ValuePage = {
  asOf: string;
  fittedAt: string;
  basis: Valuation['basis'];
  noDropOut: boolean;
  used: Valuation['chosen'];
  choice: Valuation['choice'];
  /** The model that did best in the forecast check; null without one. */
  best: Valuation['chosen'];
  customers: number;
  repeatCustomers: number;
  isMarginKnown: boolean;
  margin: number;
  discountRate: number;
  /** Of the year up to the valuation. */
  simple:
    | (Period & {
        /** With an order in that time. */
        customers: number;
        averageOrderValue: string;
        frequency: number;
        customerValue: string;
        value: string;
        years: number;
      })
    | null;
  /** Net sales so far times margin, of all customers and a customer. */
  historical: { total: string; mean: string };
  predicted: { months: number; total: string; mean: string }[];
  expectedOrders365: number | null;
  expectedSales365: string | null;
  groups: { group: RfmGroup; customers: number; mean: number }[];
  models: {
    name: string;
    logLikelihood: number;
    parameters: Parameter[];
    isChosen: boolean;
    /** False where the likelihood only flattens, at the edge of what is searched. */
    isMaximum: boolean;
    /** Customers that the parameters were found from; null: all. */
    sampled: number | null;
  }[];
  value: { parameters: Parameter[]; hold: Hold | null; customers: number } | null;
  worthMost: ShownCustomer[];
  atRisk: ShownCustomer[];
  atRiskFilter: Filter;
};

/** Null before the shop was valued for the first time. */
export async function readValuePage(context: PageContext): Promise<ValuePage | null> {
  const { shop, settings, now, staffId } = context;
  const [valued, segments] = await Promise.all([readValuation(shop.id), readSegments(shop.id)]);
  if (!valued) return null;
  const { valuation, fittedAt } = valued;
  const risky = segments.find(({ id }) => id === AT_RISK_AND_WORTH_MOST)!.filter;
  const { currency } = shop;
  // By the simple formula everybody is expected to bring the same.
  const sort = valuation.basis === 'simple' ? 'sales' : 'value';
  const top = { sort, isAscending: false, limit: CUSTOMERS_SHOWN } as const;
  const [most, atRisk, byGroup, expected] = await Promise.all([
    listCustomers(shop, {}, top, now),
    listCustomers(shop, risky, top, now),
    totalsByGroup(shop, now),
    expectedTotals(shop.id),
  ]);
  const why = `customer value, staff ${staffId}`;
  const { terms } = valuation;
  // Of the customers as the lists have them, orders of today included.
  const total = (of: keyof SegmentTotals) =>
    [...byGroup.values()].reduce((sum, group) => sum + group[of], 0);
  const each = Math.max(1, total('customers'));
  const historical = total('netSales') * terms.margin;
  return {
    asOf: valuation.asOf,
    fittedAt: fittedAt.toISOString(),
    basis: valuation.basis,
    noDropOut: valuation.noDropOut,
    used: valuation.chosen,
    choice: valuation.choice,
    best: valuation.check?.chosen ?? null,
    customers: total('customers'),
    repeatCustomers: valuation.repeatCustomers,
    isMarginKnown: settings.margin !== null,
    margin: terms.margin,
    discountRate: terms.discountRate,
    simple: await readSimple(context, valuation.asOf),
    historical: {
      total: moneyText(historical, currency),
      mean: moneyText(historical / each, currency),
    },
    predicted: [
      { months: 12, sum: total('clv12') },
      { months: 24, sum: expected.clv24 },
      { months: 36, sum: expected.clv36 },
    ].map(({ months, sum }) => ({
      months,
      total: moneyText(sum, currency),
      mean: moneyText(sum / each, currency),
    })),
    expectedOrders365: valuation.model ? (expected.orders365 ?? 0) : null,
    expectedSales365: valuation.model ? moneyText(expected.sales365 ?? 0, currency) : null,
    groups: groupsOf(byGroup, currency),
    models: modelsOf(valuation),
    value: valueFitOf(valuation, currency),
    worthMost: await shownCustomers(shop, most, why),
    atRisk: await shownCustomers(shop, atRisk, why),
    atRiskFilter: risky,
  };
}

/** Counted anew, so that it is of the customers whom its list shows. */
async function readSimple(
  { shop, overview, settings }: PageContext,
  end: Day,
): Promise<ValuePage['simple']> {
  if (!overview) return null;
  const period = { start: addDays(end, -YEAR_DAYS), end };
  const measures = await readMeasures(shop, period);
  const days = Math.min(YEAR_DAYS, daysBetween(overview.firstDay, end));
  const simple = simpleClv(measures, days, settings.clvYears);
  return (
    simple && {
      ...period,
      customers: measures.customers,
      averageOrderValue: moneyText(simple.averageOrderValue, shop.currency),
      frequency: simple.purchaseFrequency,
      customerValue: moneyText(simple.customerValue, shop.currency),
      value: moneyText(simple.value, shop.currency),
      years: simple.years,
    }
  );
}

function groupsOf(
  byGroup: ReadonlyMap<RfmGroup, SegmentTotals>,
  currency: string,
): ValuePage['groups'] {
  const unit = 10 ** exponentOf(currency);
  return RFM_GROUPS.flatMap((group) => {
    const totals = byGroup.get(group);
    if (!totals) return [];
    const { customers, clv12 } = totals;
    return [{ group, customers, mean: clv12 / customers / unit }];
  });
}

const PAPER_ORDER = ['r', 'alpha', 'a', 'b', 's', 'beta'];

/** Without a sign of drop-out the parameters of drop-out mean nothing and are left out. */
function modelsOf({ fits, noDropOut, chosen }: Valuation): ValuePage['models'] {
  return Object.entries(fits)
    .filter(([name]) => name === chosen || (name !== 'nbd' && !noDropOut))
    .map(([name, fit]) => ({
      name,
      isChosen: name === chosen,
      isMaximum: fit.converged,
      logLikelihood: fit.logLikelihood,
      sampled: fit.sampled,
      // The order of the papers; JSON in the database keeps its own.
      parameters: PAPER_ORDER.flatMap((key) => {
        const value = (fit.model.parameters as Record<string, number>)[key];
        return value === undefined
          ? []
          : [
              {
                name: key,
                value,
                // Out there it is the error of nothing.
                error: (fit.converged && fit.standardErrors?.[key]) || null,
              },
            ];
      }),
    }));
}

function valueFitOf({ value }: Valuation, currency: string): ValuePage['value'] {
  if (!value) return null;
  const unit = 10 ** exponentOf(currency);
  const { p, q, gamma } = value.parameters;
  const errors = value.standardErrors;
  return {
    hold: value.hold,
    customers: value.customers,
    parameters: [
      { name: 'p', value: p, error: errors?.p ?? null },
      { name: 'q', value: q, error: errors?.q ?? null },
      { name: 'γ', value: gamma / unit, error: errors ? errors.gamma / unit : null },
    ],
  };
}

export type ForecastPage = {
  calibrationEnd: string;
  holdoutEnd: string;
  weeks: number;
  /** The model that did best, and the one that customers are valued by, and why. */
  best: string;
  used: Valuation['chosen'];
  choice: Valuation['choice'];
  isShrunk: boolean;
  models: {
    name: string;
    predicted: number;
    rmse: number;
    mae: number;
    bias: number | null;
    correlation: number | null;
    logLikelihood: number | null;
  }[];
  actual: number;
  sales: { actual: string; predicted: string; bias: number | null; correlation: number | null };
  /** Repeat purchases a week; `isHeldOut`: the models had not seen it. */
  weekly: { start: string; actual: number; predicted: number; isHeldOut: boolean }[];
  byFrequency: { x: number; customers: number; actual: number; predicted: number }[];
  byDecile: { customers: number; actual: number; predicted: number }[];
};

/** `none`: not valued yet; `short`: there is too little history to hold a part of it out. */
export async function readForecastPage({
  shop,
}: PageContext): Promise<ForecastPage | 'none' | 'short'> {
  const valued = await readValuation(shop.id);
  if (!valued) return 'none';
  const { check } = valued.valuation;
  if (!check) return 'short';
  const { split, end } = check.split;
  return {
    calibrationEnd: dayOfNumber(split - 1),
    holdoutEnd: dayOfNumber(end - 1),
    weeks: check.weeks,
    best: check.chosen,
    used: valued.valuation.chosen,
    choice: valued.valuation.choice,
    isShrunk: check.basis === 'shrunk',
    models: Object.entries(check.errors).map(([name, error]) => ({
      name,
      predicted: error.predicted,
      rmse: error.rmse,
      mae: error.mae,
      bias: error.bias,
      correlation: error.correlation,
      logLikelihood:
        check.candidates.fits[name as keyof typeof check.errors]?.logLikelihood ?? null,
    })),
    actual: check.errors[check.chosen]!.actual,
    sales: {
      actual: decimalText(BigInt(Math.round(check.sales.actual)), shop.currency),
      predicted: decimalText(BigInt(Math.round(check.sales.predicted)), shop.currency),
      bias: check.sales.bias,
      correlation: check.sales.correlation,
    },
    weekly: weeksOf(check),
    byFrequency: check.byFrequency,
    byDecile: check.byDecile.map(({ last: _, ...tenth }) => tenth),
  };
}

function weeksOf({ split, weekly, weeklyBefore }: ForecastCheck): ForecastPage['weekly'] {
  const first = split.split - weeklyBefore.length * 7;
  return [...weeklyBefore, ...weekly].map((week, i) => ({
    ...week,
    start: dayOfNumber(first + i * 7),
    isHeldOut: i >= weeklyBefore.length,
  }));
}
