// Fits the purchase models and the value of an order to a shop, whatever the shop is like.
import {
  expectedValue,
  type GammaGamma,
  gammaGammaHeldObjective,
  gammaGammaObjective,
  gammaHeld,
  type Spending,
} from '../../stats/gamma-gamma.ts';
import { type Minimum, minimise, type Objective } from '../../stats/minimise.ts';
import {
  bounded,
  type Fit,
  type FitOptions,
  fitPurchases,
  logLikelihoodOf,
  type PurchaseModelName,
  withPrior,
} from '../../stats/purchase-model.ts';
import { groupPurchases, type Purchases, purchaseTotals, thinned } from '../../stats/purchases.ts';
import { ageOf, type Customers, lastAgeOf } from './customers.ts';

/**
 * Below this many repeat customers no model is fitted, and below the second one a prior has a say.
 */
const FEWEST_FOR_A_MODEL = 10;
const FEWEST_FOR_LIKELIHOOD = 50;
/**
 * The Pareto/NBD integral is dear: more kinds of customers than this are fitted by an even sample
 * of them, which moves its parameters by less than their standard errors.
 */
const MOST_KINDS_FOR_PARETO = 10_000;
/** Two parameters more have to gain at least this much likelihood (Akaike 1974). */
const WORTH_TWO_PARAMETERS = 2;

export type Basis =
  | 'model'
  /** Fewer than 50 repeat customers: parameters are drawn towards a prior. */
  | 'shrunk'
  /** Fewer than 10 repeat customers, or nothing to learn from: the simple formula. */
  | 'simple';

/** Customers as the models see them. */
export function purchasesOf(customers: Customers): Purchases {
  const { count } = customers;
  const lastAge = new Int32Array(count);
  const age = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    lastAge[i] = lastAgeOf(customers, i);
    age[i] = ageOf(customers, i);
  }
  return groupPurchases(customers.x.subarray(0, count), lastAge, age);
}

/** Which way a shop's customers can be valued. */
export function basisOf(purchases: Purchases): Basis {
  const { repeatCustomers, largestAge } = purchaseTotals(purchases);
  if (repeatCustomers < FEWEST_FOR_A_MODEL || largestAge === 0) return 'simple';
  return repeatCustomers < FEWEST_FOR_LIKELIHOOD ? 'shrunk' : 'model';
}

export type Candidates = {
  fits: Partial<Record<PurchaseModelName, Fit>>;
  /**
   * BG/NBD is no likelier than a model in which nobody ever leaves: there is no sign of drop-out,
   * and its drop-out parameters mean nothing.
   */
  noDropOut: boolean;
};

/**
 * Fits the models asked for. One whose likelihood is not finite is left out; NBD always is there.
 */
export function fitCandidates(
  purchases: Purchases,
  names: readonly PurchaseModelName[],
  options: { unitDays: number; basis: Basis },
): Candidates {
  const shrink = options.basis === 'shrunk';
  const { unitDays } = options;
  const nbd = fitPurchases('nbd', purchases, { unitDays, shrink });
  const fits: Candidates['fits'] = { nbd };
  for (const name of names) {
    if (name === 'nbd') continue;
    const fit =
      name === 'pareto-nbd'
        ? fitPareto(purchases, { unitDays, shrink })
        : fitPurchases(name, purchases, { unitDays, shrink });
    if (Number.isFinite(fit.logLikelihood)) fits[name] = fit;
  }
  const best = fits['bg-nbd'];
  const noDropOut =
    best !== undefined && best.logLikelihood < nbd.logLikelihood + WORTH_TWO_PARAMETERS;
  return { fits, noDropOut };
}

/** Of all customers, whoever the parameters were found from: models are compared by it. */
function fitPareto(purchases: Purchases, options: FitOptions): Fit {
  const sample = thinned(purchases, Math.ceil(purchases.x.length / MOST_KINDS_FOR_PARETO));
  const fit = fitPurchases('pareto-nbd', sample, options);
  if (sample === purchases) return fit;
  return {
    ...fit,
    logLikelihood: logLikelihoodOf(fit.model, purchases),
    customers: purchaseTotals(purchases).customers,
    sampled: fit.customers,
  };
}

/** A Gamma-Gamma fit in some unit of money. */
export type SpendingFit = {
  parameters: GammaGamma;
  logLikelihood: number;
  standardErrors: Record<'p' | 'q' | 'gamma', number> | null;
};

/** Why the mean of the population is held at the mean seen. */
export type Hold =
  /** Fewer than 50 customers. */
  | 'few'
  /** The likelihood has no maximum: customers hardly differ, or hardly keep to themselves. */
  | 'no-maximum'
  /** The fit tells a mean that is not finite, or far from what was seen. */
  | 'unseen-mean';

/** What orders are valued by. */
export type ValueFit = SpendingFit & {
  /** Repeat customers with a positive mean value. */
  customers: number;
  /**
   * Where it is not null, p and q are drawn towards what is usual, and the mean of the population
   * is held at the mean seen.
   */
  hold: Hold | null;
  /** The plain maximum of the likelihood, whatever mean it tells; null where there is none. */
  likeliest: SpendingFit | null;
};

/** ln p, ln(q − 1) of published fits; one observation's worth each. */
const VALUE_PRIOR = [Math.log(4), Math.log(2.5)];
/** Where the search without a prior begins: ln p, ln q and ln(γ / mean value). */
const VALUE_START = [...VALUE_PRIOR, Math.log(0.6)];
/**
 * The mean of the population that a fit tells may be this many times the mean seen. Beyond, most of
 * it is a tail in which the shop has seen nobody; with q ≤ 1 it is all of it.
 */
const MOST_MEANS = 2;

/**
 * Gamma-Gamma on the repeat customers with a positive mean value, in units of `unit` minor units.
 * Null where there is no such customer.
 */
export function fitValue(customers: Customers, unit: number): ValueFit | null {
  const { x, m, sum } = repeatSpending(customers);
  if (x.length === 0) return null;
  // Inside, the unit is the mean value: starting values and bounds then suit every currency.
  const scale = sum / m.length;
  const spending = { x, m: m.map((value) => value / scale) };
  const free = fitFreely(spending);
  const hold = holdOf(free, x.length);
  const toUnit = scale / unit;
  const inUnit = ({ parameters, logLikelihood, standardErrors }: SpendingFit): SpendingFit => ({
    parameters: { ...parameters, gamma: parameters.gamma * toUnit },
    logLikelihood: logLikelihood - x.length * Math.log(toUnit),
    standardErrors: standardErrors && {
      ...standardErrors,
      gamma: standardErrors.gamma * toUnit,
    },
  });
  return {
    ...inUnit(hold ? fitHeld(spending) : free),
    customers: x.length,
    hold,
    likeliest: free.converged ? inUnit(free) : null,
  };
}

function holdOf({ converged, parameters }: ReturnType<typeof fitFreely>, customers: number) {
  if (customers < FEWEST_FOR_LIKELIHOOD) return 'few';
  if (!converged) return 'no-maximum';
  return isMeanSeen(parameters) ? null : 'unseen-mean';
}

/** For parameters in units of the mean seen. */
const isMeanSeen = (parameters: GammaGamma): boolean =>
  parameters.q > 1 && expectedValue(parameters, 0, 0) <= MOST_MEANS;

function repeatSpending({ count, x, meanValue }: Customers): Spending & { sum: number } {
  const orders = new Int32Array(count);
  const means = new Float64Array(count);
  let [found, sum] = [0, 0];
  for (let i = 0; i < count; i++) {
    if (x[i]! < 1 || !(meanValue[i]! > 0)) continue;
    orders[found] = x[i]!;
    means[found++] = meanValue[i]!;
    sum += meanValue[i]!;
  }
  return { x: orders.subarray(0, found), m: means.subarray(0, found), sum };
}

function fitFreely(spending: Spending) {
  const { at, value, inverseHessian, converged } = searchValue(
    spending,
    VALUE_START,
    gammaGammaObjective,
  );
  const [p, q, gamma] = Array.from(at, Math.exp) as [number, number, number];
  const error = (i: number, slope: number) => slope * Math.sqrt(inverseHessian![i]![i]!);
  return {
    parameters: { p, q, gamma },
    logLikelihood: -value,
    standardErrors: inverseHessian && { p: error(0, p), q: error(1, q), gamma: error(2, gamma) },
    converged,
  };
}

/** With the prior, and the mean of the population held at 1: the mean seen. */
function fitHeld(spending: Spending): SpendingFit {
  const likelihoodOf = (some: Spending) => gammaGammaHeldObjective(some, 1);
  const { at, inverseHessian } = searchValue(spending, VALUE_PRIOR, (some) =>
    withPrior(likelihoodOf(some), VALUE_PRIOR),
  );
  const [p, tail] = Array.from(at, Math.exp) as [number, number];
  const gamma = gammaHeld(p, 1 + tail, 1);
  return {
    parameters: { p, q: 1 + tail, gamma },
    logLikelihood: -likelihoodOf(spending)(at, new Float64Array(2)),
    standardErrors: inverseHessian && heldErrors(inverseHessian, { p, tail, gamma }),
  };
}

/** By the delta method: ln γ is ln(q − 1) − ln p. */
function heldErrors(
  covariance: Float64Array[],
  { p, tail, gamma }: { p: number; tail: number; gamma: number },
) {
  const [ofP, ofTail, ofBoth] = [covariance[0]![0]!, covariance[1]![1]!, covariance[0]![1]!];
  return {
    p: p * Math.sqrt(ofP),
    q: tail * Math.sqrt(ofTail),
    gamma: gamma * Math.sqrt(ofP + ofTail - 2 * ofBoth),
  };
}

/**
 * From this many customers on, an even sample of them is asked first: its answer is a good start.
 */
const WORTH_A_SAMPLE = 100_000;
const SAMPLED = 20_000;

function searchValue(
  spending: Spending,
  start: ArrayLike<number>,
  objectiveOf: (spending: Spending) => Objective,
): Minimum {
  const { length } = spending.x;
  const objective = bounded(objectiveOf(spending));
  if (length < WORTH_A_SAMPLE) return minimise(objective, start, length);
  const every = Math.floor(length / SAMPLED);
  const sample = {
    x: spending.x.filter((_, i) => i % every === 0),
    m: spending.m.filter((_, i) => i % every === 0),
  };
  const near = minimise(bounded(objectiveOf(sample)), start, sample.x.length);
  const found = minimise(objective, near.at, length, near.converged);
  return found.converged ? found : minimise(objective, start, length);
}
