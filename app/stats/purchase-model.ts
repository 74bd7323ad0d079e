// The purchase models behind one door: fit one, ask it whether a customer is alive and how many
// orders are to come.
import { impossible } from '../basics/assert.ts';
import {
  type BetaGeometric,
  expectedIfAlive as betaExpected,
  betaGeometricObjective,
  lnOddsDead as betaLnOdds,
} from './beta-geometric.ts';
import { type Minimum, minimise, type Objective } from './minimise.ts';
import { type Pareto, paretoExpectedIfAlive, paretoLnOddsDead, paretoObjective } from './pareto.ts';
import { type Purchases, purchaseTotals } from './purchases.ts';
import { digamma, lnGamma, logistic } from './special.ts';

export const PURCHASE_MODELS = ['bg-nbd', 'mbg-nbd', 'pareto-nbd', 'nbd'] as const;
export type PurchaseModelName = (typeof PURCHASE_MODELS)[number];

export type PurchaseModel = (
  | { name: 'bg-nbd' | 'mbg-nbd'; parameters: BetaGeometric }
  | { name: 'pareto-nbd'; parameters: Pareto }
  | { name: 'nbd'; parameters: { r: number; alpha: number } }
) & {
  /** Days in the unit that the parameters are told in. */
  unitDays: number;
};

export type Fit = {
  model: PurchaseModel;
  logLikelihood: number;
  /** Of each parameter, by its name; null where the likelihood is flat. */
  standardErrors: Record<string, number> | null;
  customers: number;
  /** How many of them the parameters were found from; null: all. */
  sampled: number | null;
  converged: boolean;
  /** A prior had a say, because there were too few customers. */
  isShrunk: boolean;
};

export type FitOptions = {
  /** 1: parameters in days; 7: in weeks. */
  unitDays?: number;
  /** Draw the parameters towards what is usual (PRIOR); for small shops. */
  shrink?: boolean;
};

/**
 * What parameters usually are, as natural logarithms: the middle of the published fits of BG/NBD
 * and Pareto/NBD to retail data (CDNOW among them), times as shares of the mean age so that the
 * prior does not depend on the unit. The spread lets them be ten times smaller or larger.
 */
const PRIOR = {
  'bg-nbd': [Math.log(0.4), Math.log(0.2), Math.log(0.8), Math.log(2.5)],
  'mbg-nbd': [Math.log(0.5), Math.log(0.2), Math.log(0.8), Math.log(2)],
  'pareto-nbd': [Math.log(0.5), Math.log(0.3), Math.log(0.6), Math.log(0.4)],
  nbd: [Math.log(0.4), Math.log(0.3)],
  spread: 1,
} as const;

const NAMES: Record<PurchaseModelName, readonly string[]> = {
  'bg-nbd': ['r', 'alpha', 'a', 'b'],
  'mbg-nbd': ['r', 'alpha', 'a', 'b'],
  'pareto-nbd': ['r', 'alpha', 's', 'beta'],
  nbd: ['r', 'alpha'],
};
/** Parameters that are times. */
const TIMES = new Set(['alpha', 'beta']);
/** No logarithm of a parameter is searched beyond this; the likelihood is flat out there. */
const BOUND = 12;

/**
 * Fits a model by maximum likelihood (maximum a posteriori with `shrink`). Needs at least one
 * customer with x ≥ 1 and one with a positive age; `converged` is false where the likelihood has no
 * maximum inside sane bounds.
 */
export function fitPurchases(
  name: PurchaseModelName,
  purchases: Purchases,
  { unitDays = 1, shrink = false }: FitOptions = {},
): Fit {
  const totals = purchaseTotals(purchases);
  // Inside, the unit is the mean age: starting values and bounds then suit every shop.
  const scale = Math.max(1, totals.meanAge);
  const likelihood = objectiveOf(name, purchases, scale);
  const prior = PRIOR[name];
  const objective = bounded(shrink ? withPrior(likelihood, prior) : likelihood);
  const minimum = minimise(objective, prior, totals.customers);
  const values = Array.from(minimum.at, Math.exp);
  const parameters = Object.fromEntries(
    NAMES[name].map((key, i) => [
      key,
      TIMES.has(key) ? (values[i]! * scale) / unitDays : values[i]!,
    ]),
  );
  const gradient = new Float64Array(minimum.at.length);
  // A density of x times changes with their unit by its x-th power.
  const unitTerm = totals.repeatOrders * Math.log(unitDays / scale);
  return {
    model: { name, parameters, unitDays } as unknown as PurchaseModel,
    logLikelihood: -likelihood(minimum.at, gradient) + unitTerm,
    standardErrors: errorsOf(name, parameters, minimum),
    customers: totals.customers,
    sampled: null,
    converged: minimum.converged && minimum.at.every((value) => Math.abs(value) < BOUND),
    isShrunk: shrink,
  };
}

/** How likely customers are under a model whose parameters are known. */
export function logLikelihoodOf(model: PurchaseModel, purchases: Purchases): number {
  const { meanAge, repeatOrders } = purchaseTotals(purchases);
  const scale = Math.max(1, meanAge);
  const parameters = model.parameters as Record<string, number>;
  const at = Float64Array.from(NAMES[model.name], (key) =>
    Math.log(parameters[key]! * (TIMES.has(key) ? model.unitDays / scale : 1)),
  );
  const likelihood = objectiveOf(model.name, purchases, scale);
  return repeatOrders * Math.log(model.unitDays / scale) - likelihood(at, at.slice());
}

function objectiveOf(name: PurchaseModelName, purchases: Purchases, scale: number): Objective {
  if (name === 'bg-nbd') return betaGeometricObjective(purchases, 0, scale);
  if (name === 'mbg-nbd') return betaGeometricObjective(purchases, 1, scale);
  if (name === 'pareto-nbd') return paretoObjective(purchases, scale);
  return nbdObjective(purchases, scale);
}

/** NBD: orders at a rate of their own for ever (Ehrenberg 1959; FHL 2005 without drop-out). */
function nbdObjective({ x, age, count }: Purchases, unitDays: number): Objective {
  return (theta, gradient) => {
    const [r, alpha] = [Math.exp(theta[0]!), Math.exp(theta[1]!)];
    const [gammaR, psiR, lnAlpha] = [lnGamma(r), digamma(r), Math.log(alpha)];
    let value = 0;
    let [toR, toAlpha] = [0, 0];
    let [lastX, gammaX, psiX] = [-1, 0, 0];
    for (let i = 0; i < x.length; i++) {
      if (x[i] !== lastX) [lastX, gammaX, psiX] = [x[i]!, lnGamma(r + x[i]!), digamma(r + x[i]!)];
      const end = alpha + age[i]! / unitDays;
      const lnEnd = Math.log(end);
      value += count[i]! * (gammaX - gammaR + r * lnAlpha - (r + x[i]!) * lnEnd);
      toR += count[i]! * (psiX - psiR + lnAlpha - lnEnd);
      toAlpha += count[i]! * (r / alpha - (r + x[i]!) / end);
    }
    gradient[0] = -toR * r;
    gradient[1] = -toAlpha * alpha;
    return -value;
  };
}

/** A wall outside the bounds, smooth enough for the search to turn back. */
export function bounded(objective: Objective): Objective {
  return (at, gradient) => {
    const inside = at.map((value) => Math.max(-BOUND, Math.min(BOUND, value)));
    let value = objective(inside, gradient);
    for (let i = 0; i < at.length; i++) {
      const beyond = at[i]! - inside[i]!;
      if (beyond === 0) continue;
      value += 50 * beyond * beyond;
      gradient[i] = 100 * beyond;
    }
    return value;
  };
}

/** Adds a normal prior on the logarithms, worth one observation of each. */
export function withPrior(objective: Objective, means: readonly number[]): Objective {
  return (at, gradient) => {
    let value = objective(at, gradient);
    for (let i = 0; i < at.length; i++) {
      const off = (at[i]! - means[i]!) / PRIOR.spread;
      value += (off * off) / 2;
      gradient[i]! += off / PRIOR.spread;
    }
    return value;
  };
}

/**
 * Standard errors from the observed information; those of logarithms carry over by the delta
 * method.
 */
function errorsOf(
  name: PurchaseModelName,
  parameters: Record<string, number>,
  { inverseHessian }: Minimum,
): Record<string, number> | null {
  if (!inverseHessian) return null;
  return Object.fromEntries(
    NAMES[name].map((key, i) => [key, parameters[key]! * Math.sqrt(inverseHessian[i]![i]!)]),
  );
}

/** Log-odds that a customer has left for good; −∞ means certainly not. Times in days. */
export function lnOddsDead(model: PurchaseModel, x: number, lastAge: number, age: number): number {
  const [last, end] = [lastAge / model.unitDays, age / model.unitDays];
  switch (model.name) {
    case 'bg-nbd':
      return betaLnOdds(model.parameters, 0, x, last, end);
    case 'mbg-nbd':
      return betaLnOdds(model.parameters, 1, x, last, end);
    case 'pareto-nbd':
      return paretoLnOddsDead(model.parameters, x, last, end);
    case 'nbd':
      return Number.NEGATIVE_INFINITY;
    default:
      return impossible(model);
  }
}

/** The probability that a customer has not left for good, in [0, 1]. Times in days. */
export const probabilityAlive = (
  model: PurchaseModel,
  x: number,
  lastAge: number,
  age: number,
): number => logistic(-lnOddsDead(model, x, lastAge, age));

/**
 * Expected orders in the `horizon` days after `age` of a customer who is alive then; never
 * negative, never NaN.
 */
export function expectedIfAlive(
  model: PurchaseModel,
  x: number,
  age: number,
  horizon: number,
): number {
  const [end, ahead] = [age / model.unitDays, horizon / model.unitDays];
  switch (model.name) {
    case 'bg-nbd':
      return betaExpected(model.parameters, 0, x, end, ahead);
    case 'mbg-nbd':
      return betaExpected(model.parameters, 1, x, end, ahead);
    case 'pareto-nbd':
      return paretoExpectedIfAlive(model.parameters, x, end, ahead);
    case 'nbd':
      return ((model.parameters.r + x) * ahead) / (model.parameters.alpha + end);
    default:
      return impossible(model);
  }
}

/** Expected orders in the `horizon` days after `age`, given what was seen. */
export const expectedOrders = (
  model: PurchaseModel,
  x: number,
  lastAge: number,
  age: number,
  horizon: number,
): number => probabilityAlive(model, x, lastAge, age) * expectedIfAlive(model, x, age, horizon);
