// Customer lifetime value: expected orders × expected value × margin, month by month, discounted.
import { expectedValue, type GammaGamma } from '../../stats/gamma-gamma.ts';
import {
  expectedIfAlive,
  type PurchaseModel,
  probabilityAlive,
} from '../../stats/purchase-model.ts';
import { ageOf, type Customers, lastAgeOf } from './customers.ts';

const MONTH_DAYS = 365 / 12;
const HORIZONS = [12, 24, 36] as const;

export type Terms = {
  /** Part of sales that is kept, as a fraction. */
  margin: number;
  /** Yearly, as a fraction. */
  discountRate: number;
};

export type Prediction = {
  /** Probability that the customer has not left for good. */
  alive: number;
  orders90: number;
  orders365: number;
  /** Minor units. */
  sales90: number;
  sales365: number;
  /** Expected value of one purchase, minor units. */
  value: number;
  /** Discounted margin of the next 12, 24 and 36 months, minor units. */
  clv: [number, number, number];
  /** Days from the last order until half of such customers, if alive, have ordered again. */
  dueAfterDays: number;
};

/**
 * What a customer with x later orders at an age can bring if alive; the same for all such
 * customers.
 */
type Outlook = { orders90: number; orders365: number; discounted: [number, number, number] };

/** Predicts customers one by one and remembers what many of them share. */
export class Predictor {
  readonly model: PurchaseModel;
  readonly #value: GammaGamma | number;
  readonly #terms: Terms;
  readonly #outlooks = new Map<number, Outlook>();
  readonly #factors: Float64Array;

  /**
   * `value`: Gamma-Gamma in minor units, or one value for everybody where it could not be fitted.
   */
  constructor(model: PurchaseModel, value: GammaGamma | number, terms: Terms) {
    this.model = model;
    this.#value = value;
    this.#terms = terms;
    // CLV = Σ over months of margin × expected orders × value ÷ (1 + d)^(month / 12)
    this.#factors = Float64Array.from(
      { length: HORIZONS[2] },
      (_, month) => (1 + terms.discountRate) ** -((month + 1) / 12),
    );
  }

  /**
   * Of a customer with x later days with an order of mean value `meanValue`. Times in days, all
   * values finite and ≥ 0.
   */
  predict(x: number, lastAge: number, age: number, meanValue: number): Prediction {
    const outlook = this.#outlookOf(x, age);
    const alive = probabilityAlive(this.model, x, lastAge, age);
    const value = this.valueOf(x, meanValue);
    const worth = alive * value * this.#terms.margin;
    const [year, two, three] = outlook.discounted;
    return {
      alive,
      value,
      orders90: alive * outlook.orders90,
      orders365: alive * outlook.orders365,
      sales90: alive * outlook.orders90 * value,
      sales365: alive * outlook.orders365 * value,
      clv: [worth * year, worth * two, worth * three],
      dueAfterDays: dueAfterDays(this.model, x, lastAge),
    };
  }

  /** Expected value of one purchase in minor units, never negative. */
  valueOf(x: number, meanValue: number): number {
    if (typeof this.#value === 'number') return this.#value;
    return Math.max(0, expectedValue(this.#value, x, Math.max(0, meanValue)));
  }

  #outlookOf(x: number, age: number): Outlook {
    const key = x * 65_536 + age;
    const known = this.#outlooks.get(key);
    if (known) return known;
    const discounted: [number, number, number] = [0, 0, 0];
    let [sum, before] = [0, 0];
    for (let month = 0; month < this.#factors.length; month++) {
      const now = expectedIfAlive(this.model, x, age, (month + 1) * MONTH_DAYS);
      sum += Math.max(0, now - before) * this.#factors[month]!;
      before = now;
      const horizon = HORIZONS.indexOf((month + 1) as 12);
      if (horizon >= 0) discounted[horizon] = sum;
    }
    const outlook = {
      orders90: expectedIfAlive(this.model, x, age, 90),
      orders365: expectedIfAlive(this.model, x, age, 365),
      discounted,
    };
    this.#outlooks.set(key, outlook);
    return outlook;
  }
}

/**
 * The median wait after the last order of a living customer: with a gamma-distributed rate the wait
 * has a Pareto (Lomax) distribution with shape r + x and scale α + t_x.
 */
function dueAfterDays({ parameters, unitDays }: PurchaseModel, x: number, lastAge: number): number {
  const { r, alpha } = parameters;
  const scale = alpha * unitDays + lastAge;
  return scale * Math.expm1(Math.LN2 / (r + x));
}

/** Expected orders of a customer in the `horizon` days after the end of the observation. */
export function orderPredictor(
  model: PurchaseModel,
  horizon: number,
): (customers: Customers, i: number) => number {
  const known = new Map<number, number>();
  return (customers, i) => {
    const x = customers.x[i]!;
    const age = ageOf(customers, i);
    const key = x * 65_536 + age;
    let ifAlive = known.get(key);
    if (ifAlive === undefined) {
      ifAlive = expectedIfAlive(model, x, age, horizon);
      known.set(key, ifAlive);
    }
    return ifAlive * probabilityAlive(model, x, lastAgeOf(customers, i), age);
  };
}

/** The same for each of the customers. */
export function predictOrders(
  model: PurchaseModel,
  customers: Customers,
  horizon: number,
): Float64Array {
  const predict = orderPredictor(model, horizon);
  return Float64Array.from({ length: customers.count }, (_, i) => predict(customers, i));
}
