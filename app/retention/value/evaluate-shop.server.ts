// Works out what a shop's customers are worth: fits, checks, chooses, and values every customer.
import { addUnits, type Day, numberOfDay } from '../../basics/calendar.ts';
import type { PurchaseModelName } from '../../stats/purchase-model.ts';
import { purchaseTotals } from '../../stats/purchases.ts';
import type { Histories } from '../history/histories.ts';
import { scanHistories } from '../history/scan.server.ts';
import { countRange, noCounts, rangeMeasures, simpleClv, YEAR_DAYS } from '../measures.ts';
import { type RfmEdges, rfmEdges } from '../rfm.ts';
import { CustomerGathering, type Customers, factsOf } from './customers.ts';
import { basisOf, fitCandidates, fitValue, purchasesOf } from './fit-models.ts';
import {
  checkForecast,
  eligible,
  type ForecastCheck,
  lastQuarter,
  meanPurchase,
  type Split,
  SplitGathering,
} from './forecast-check.ts';
import type { Terms } from './predictor.ts';
import {
  type Choice,
  type CustomerFigures,
  noGroups,
  type Valuation,
  Valuer,
} from './valuation.ts';

/** The models a shop's own hold-out chooses from. */
export const CANDIDATES: readonly PurchaseModelName[] = ['bg-nbd', 'mbg-nbd', 'pareto-nbd'];

export type EvaluateOptions = {
  /** Figures hold for the start of this day. */
  asOf: Day;
  firstDay: Day;
  terms: Terms;
  clvYears: number;
  /** 1: parameters in days; 7: in weeks. */
  unitDays: number;
  /** Left out: the last quarter of the history up to `wholeUntil`. */
  split?: Split;
  /** The first day that is not over, left out: `asOf`. */
  wholeUntil?: Day;
  models?: readonly PurchaseModelName[];
};

export type Evaluation = {
  valuation: Valuation;
  customers: Customers;
  /** The figures of one customer by index. */
  figuresOf: (index: number) => CustomerFigures;
};

/**
 * Reads the histories once, and their days before that where the part to hold out is not given.
 * Takes seconds and a core for a million customers: run it in a worker thread.
 */
export async function evaluateShop(shopId: number, options: EvaluateOptions): Promise<Evaluation> {
  const end = numberOfDay(options.asOf);
  const before = addUnits(options.asOf, 'month', -1);
  const split = options.split ?? (await quarterOf(shopId, options.wholeUntil ?? options.asOf));
  const present = new CustomerGathering(end);
  const past = new CustomerGathering(numberOfDay(before));
  const held = split && new SplitGathering(split);
  const counts = noCounts();
  await scanHistories(shopId, ['ids', 'amounts'], (histories: Histories) => {
    present.add(histories);
    past.add(histories);
    held?.add(histories);
    countRange(counts, histories, end - YEAR_DAYS, end);
  });
  const customers = present.customers();
  const { unitDays, models = CANDIDATES } = options;
  const check = held && checkForecast(held.split, held.result(), models, unitDays);
  const rangeDays = Math.min(YEAR_DAYS, end - numberOfDay(options.firstDay));
  const valuation: Valuation = {
    asOf: options.asOf,
    ...fitWhole(customers, check, models, unitDays),
    simple: simpleClv(rangeMeasures(counts), rangeDays, options.clvYears),
    terms: options.terms,
    edges: edgesOf(customers),
    groups: noGroups(),
    movement: { before, edges: edgesOf(past.customers()) },
    totals: { orders365: 0, sales365: 0, clv: [0, 0, 0], netSales: 0 },
    check,
  };
  const valuer = new Valuer(valuation);
  const figuresOf = (i: number) => valuer.figures(factsOf(customers, i), end);
  addTotals(valuation, customers.count, figuresOf);
  return { valuation, customers, figuresOf };
}

async function quarterOf(shopId: number, wholeUntil: Day): Promise<Split | null> {
  const end = numberOfDay(wholeUntil);
  const days = new Set<number>();
  await scanHistories(shopId, [], (histories) => {
    for (const day of histories.days) if (day < end) days.add(day);
  });
  return lastQuarter(Int32Array.from(days).sort(), end);
}

/**
 * Fits the model that predicted best, and BG/NBD, to the whole history. The likelihood chooses
 * where there is no check, and where the winner is out of the running: nobody showed signs of
 * leaving up to the split, so NBD won, and somebody does now; or the other way round.
 */
function fitWhole(
  customers: Customers,
  check: ForecastCheck | null,
  models: readonly PurchaseModelName[],
  unitDays: number,
) {
  const purchases = purchasesOf(customers);
  const { repeatCustomers } = purchaseTotals(purchases);
  const basis = basisOf(purchases);
  const base = {
    customers: customers.count,
    repeatCustomers,
    basis,
    value: fitValue(customers, 1),
    meanPurchase: meanPurchase(customers),
  };
  if (basis === 'simple') {
    return { ...base, model: null, chosen: null, choice: null, noDropOut: false, fits: {} };
  }
  const wanted =
    check && check.chosen !== 'nbd'
      ? models.filter((name) => name === 'bg-nbd' || name === check.chosen)
      : models;
  const candidates = fitCandidates(purchases, wanted, { unitDays, basis });
  const names = eligible(candidates, wanted);
  const isWinner = check !== null && names.includes(check.chosen);
  const chosen = isWinner ? check.chosen : likeliest(names, candidates.fits);
  return {
    ...base,
    model: candidates.fits[chosen]!.model,
    chosen,
    choice: choiceOf(candidates.noDropOut, isWinner),
    noDropOut: candidates.noDropOut,
    fits: candidates.fits,
  };
}

function choiceOf(noDropOut: boolean, isWinner: boolean): Choice {
  if (noDropOut) return 'no-drop-out';
  return isWinner ? 'hold-out' : 'likelihood';
}

function likeliest(names: PurchaseModelName[], fits: Valuation['fits']): PurchaseModelName {
  return names.reduce((best, name) =>
    fits[name]!.logLikelihood > fits[best]!.logLikelihood ? name : best,
  );
}

function edgesOf({ end, count, lastDay, orders, netSales }: Customers): RfmEdges {
  const recency = lastDay.subarray(0, count).map((day) => end - 1 - day);
  return rfmEdges(recency, orders.subarray(0, count), netSales.subarray(0, count));
}

function addTotals(
  valuation: Valuation,
  count: number,
  figuresOf: (index: number) => CustomerFigures,
): void {
  const { groups, totals } = valuation;
  for (let i = 0; i < count; i++) {
    const { group, netSales, clv, orders365, sales365 } = figuresOf(i);
    groups[group].customers++;
    groups[group].netSales += netSales;
    groups[group].clv12 += clv[0];
    totals.netSales += netSales;
    totals.orders365 += orders365 ?? 0;
    totals.sales365 += sales365 ?? 0;
    clv.forEach((value, horizon) => {
      totals.clv[horizon]! += value;
    });
  }
}
