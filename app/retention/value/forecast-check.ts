// The honesty of the forecast: the models are fitted without the last part of the history and told
// to predict it.
import { type ForecastError, forecastError } from '../../stats/forecast-error.ts';
import type { PurchaseModel, PurchaseModelName } from '../../stats/purchase-model.ts';
import { customersOf, type Histories } from '../history/histories.ts';
import { CustomerGathering, type Customers } from './customers.ts';
import type { Candidates, ValueFit } from './fit-models.ts';
import { type Basis, basisOf, fitCandidates, fitValue, purchasesOf } from './fit-models.ts';
import { byFrequency, byTenth, type FrequencyClass, type Tenth } from './forecast-classes.ts';
import { Predictor, predictOrders } from './predictor.ts';
import { weeklyFit, weeklyForecast, weeksToTell } from './weekly-forecast.ts';

/** Day numbers; orders before `split` are learnt from, orders in [split, end) are held out. */
export type Split = { split: number; end: number };

const SHORTEST_WEEKS = 2;

/**
 * The last quarter of the history, in whole weeks; null where that is less than two. The history is
 * its days with orders (ascending, before `end`), so that one order of long ago is one day of it.
 */
export function lastQuarter(orderDays: ArrayLike<number>, end: number): Split | null {
  const { length } = orderDays;
  const begin = orderDays[Math.min(Math.ceil((length * 3) / 4), length - 1)] ?? end;
  const weeks = Math.floor((end - begin) / 7);
  return weeks < SHORTEST_WEEKS ? null : { split: end - weeks * 7, end };
}

/** Collects what was known at the split and what came after it. Needs amounts. */
export class SplitGathering {
  readonly split: Split;
  readonly #known: CustomerGathering;
  /**
   * Later days with an order, and the sales of all held-out days, in the order of the known
   * customers.
   */
  #actual: number[] = [];
  #sales: number[] = [];
  /**
   * Purchases a week by customers known at the split: before it (first purchases left out) and
   * after it.
   */
  readonly #weeksBefore: number[] = [];
  readonly #weeksAfter: number[];

  constructor(split: Split) {
    this.split = split;
    this.#known = new CustomerGathering(split.split);
    this.#weeksAfter = Array(Math.ceil((split.end - split.split) / 7)).fill(0);
  }

  add(histories: Histories): void {
    this.#known.add(histories);
    const { starts, days, amounts } = histories;
    const { split, end } = this.split;
    for (let i = 0; i < customersOf(histories); i++) {
      if (days[starts[i]!]! >= split) continue;
      let [purchases, sales, previous] = [0, 0, days[starts[i]!]!];
      for (let at = starts[i]!; at < starts[i + 1]! && days[at]! < end; at++) {
        const day = days[at]!;
        if (day >= split) sales += amounts[at]!;
        if (day === previous) continue;
        previous = day;
        if (day >= split) {
          purchases++;
          this.#weeksAfter[Math.floor((day - split) / 7)]!++;
        } else {
          const week = Math.floor((split - 1 - day) / 7);
          this.#weeksBefore[week] = (this.#weeksBefore[week] ?? 0) + 1;
        }
      }
      this.#actual.push(purchases);
      this.#sales.push(sales);
    }
  }

  result() {
    return {
      customers: this.#known.customers(),
      actual: this.#actual,
      sales: this.#sales,
      weeksBefore: this.#weeksBefore,
      weeksAfter: this.#weeksAfter,
    };
  }
}

export type ForecastCheck = {
  split: Split;
  weeks: number;
  basis: Basis;
  candidates: Candidates;
  value: ValueFit | null;
  chosen: PurchaseModelName;
  errors: Partial<Record<PurchaseModelName, ForecastError>>;
  /** Of the chosen model, in minor units. */
  sales: ForecastError;
  /** Purchases a held-out week, oldest first; one entry a week, the last one may be shorter. */
  weekly: { actual: number; predicted: number }[];
  /** Purchases a week before the split, oldest first, without first purchases. */
  weeklyBefore: { actual: number; predicted: number }[];
  /** By repeat purchases at the split, the last class open above: means a customer. */
  byFrequency: FrequencyClass[];
  /** Tenths of the customers from the most to the least promising: sums. */
  byDecile: Tenth[];
};

export type Gathered = ReturnType<SplitGathering['result']>;

/**
 * Null where the part before the split is too small for a model. `names`: models to try; times in
 * `unitDays`.
 */
export function checkForecast(
  split: Split,
  gathered: Gathered,
  names: readonly PurchaseModelName[],
  unitDays: number,
): ForecastCheck | null {
  const { customers, actual } = gathered;
  const purchases = purchasesOf(customers);
  const basis = basisOf(purchases);
  if (basis === 'simple') return null;
  const candidates = fitCandidates(purchases, names, { unitDays, basis });
  const value = fitValue(customers, 1);
  const horizon = split.end - split.split;
  const errors: ForecastCheck['errors'] = {};
  const predictions = new Map<PurchaseModelName, Float64Array>();
  for (const name of eligible(candidates, names)) {
    const predicted = predictOrders(candidates.fits[name]!.model, customers, horizon);
    predictions.set(name, predicted);
    errors[name] = forecastError(predicted, actual, customers.count);
  }
  const chosen = chooseModel(errors);
  const model = candidates.fits[chosen]!.model;
  const predicted = predictions.get(chosen)!;
  return {
    split,
    weeks: horizon / 7,
    basis,
    candidates,
    value,
    chosen,
    errors,
    sales: salesError(model, value, gathered, predicted),
    weekly: weeklyForecast(model, customers, split).map((expected, week) => ({
      actual: gathered.weeksAfter[week]!,
      predicted: expected,
    })),
    weeklyBefore: weeklyFit(
      model,
      customers,
      split,
      weeksToTell(customers, split, gathered.weeksBefore.length),
    ).map((expected, week, { length }) => ({
      actual: gathered.weeksBefore[length - 1 - week] ?? 0,
      predicted: expected,
    })),
    byFrequency: byFrequency(customers, actual, predicted),
    byDecile: byTenth(customers, actual, predicted),
  };
}

/**
 * Without a sign of drop-out only NBD is left; with one, NBD is no candidate, because it overrates
 * everybody who left.
 */
export function eligible(
  { fits, noDropOut }: Candidates,
  names: readonly PurchaseModelName[],
): PurchaseModelName[] {
  if (noDropOut) return ['nbd'];
  const found = names.filter((name) => name !== 'nbd' && fits[name]);
  return found.length > 0 ? found : ['nbd'];
}

/**
 * The model with the smallest error: RMSE as a multiple of the smallest one, plus the size of the
 * total bias. The first counts for each customer, the second for the sum of them, which a merchant
 * plans with.
 */
function chooseModel(errors: ForecastCheck['errors']): PurchaseModelName {
  const all = Object.entries(errors) as [PurchaseModelName, ForecastError][];
  const least = Math.min(...all.map(([, { rmse }]) => rmse));
  const badness = ({ rmse, bias }: ForecastError) =>
    (least > 0 ? rmse / least : 1) + Math.abs(bias ?? 0);
  return all.reduce((best, next) => (badness(next[1]) < badness(best[1]) ? next : best))[0];
}

function salesError(
  model: PurchaseModel,
  value: ValueFit | null,
  { customers, sales }: Gathered,
  predicted: Float64Array,
): ForecastError {
  const predictor = new Predictor(model, value?.parameters ?? meanPurchase(customers), {
    margin: 1,
    discountRate: 0,
  });
  const expected = predicted.map(
    (orders, i) => orders * predictor.valueOf(customers.x[i]!, customers.meanValue[i]!),
  );
  return forecastError(expected, sales, customers.count);
}

/**
 * The mean value of a day with orders, minor units: what is left to say where nobody came back with
 * money.
 */
export function meanPurchase({ count, x, netSales }: Customers): number {
  let [sales, purchases] = [0, 0];
  for (let i = 0; i < count; i++) {
    sales += netSales[i]!;
    purchases += x[i]! + 1;
  }
  return purchases === 0 ? 0 : Math.max(0, sales / purchases);
}
