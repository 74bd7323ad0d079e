// What is known about the worth of a shop's customers, and how one customer's figures follow from
// it.
import type { Day } from '../../basics/calendar.ts';
import type { Fit, PurchaseModel, PurchaseModelName } from '../../stats/purchase-model.ts';
import type { SimpleClv } from '../measures.ts';
import { RFM_GROUPS, type RfmEdges, type RfmGroup, rfmOf } from '../rfm.ts';
import type { Basis, ValueFit } from './fit-models.ts';
import type { ForecastCheck } from './forecast-check.ts';
import { Predictor, type Terms } from './predictor.ts';

export type GroupTotals = { customers: number; netSales: number; clv12: number };

/** Why a shop's customers are valued by the model they are valued by. */
export type Choice =
  /** It predicted the part held out best. */
  | 'hold-out'
  /** There was nothing to hold out, or its winner does not fit the whole history. */
  | 'likelihood'
  /** Nobody shows signs of leaving, so the model without drop-out it is. */
  | 'no-drop-out';

export type Valuation = {
  asOf: Day;
  customers: number;
  repeatCustomers: number;
  basis: Basis;
  /** The model that predictions are made with; null on the simple basis. */
  model: PurchaseModel | null;
  chosen: PurchaseModelName | null;
  /** Why; null on the simple basis. */
  choice: Choice | null;
  /** Nobody shows signs of leaving: drop-out parameters are not to be shown. */
  noDropOut: boolean;
  /** Fits to the whole history. */
  fits: Partial<Record<PurchaseModelName, Fit>>;
  value: ValueFit | null;
  /** Mean value of a day with orders, in minor units. */
  meanPurchase: number;
  simple: SimpleClv | null;
  terms: Terms;
  edges: RfmEdges;
  groups: Record<RfmGroup, GroupTotals>;
  /** The start of the day a month before, and the edges of the customers of then. */
  movement: { before: Day; edges: RfmEdges };
  /** Sums over all customers: expected orders of the next year, and values in minor units. */
  totals: { orders365: number; sales365: number; clv: [number, number, number]; netSales: number };
  /** Null where the history is too short or too small to hold a part of it out. */
  check: ForecastCheck | null;
};

/** What a list needs to know of one customer. Times in days, money in minor units. */
export type CustomerFigures = {
  orders: number;
  netSales: number;
  firstDay: number;
  lastDay: number;
  x: number;
  lastAge: number;
  age: number;
  meanValue: number;
  recency: number;
  frequency: number;
  monetary: number;
  group: RfmGroup;
  /** Null on the simple basis. */
  alive: number | null;
  orders90: number | null;
  orders365: number | null;
  sales90: number | null;
  sales365: number | null;
  clv: [number, number, number];
  /** Day number; null on the simple basis and where it lies beyond ten years. */
  nextDue: number | null;
};

const FURTHEST_DUE_DAYS = 3650;

/** The worth of customers under a valuation. */
export class Valuer {
  readonly #valuation: Pick<Valuation, 'edges' | 'simple' | 'terms'>;
  readonly #predictor: Predictor | null;

  constructor(
    valuation: Pick<Valuation, 'model' | 'value' | 'meanPurchase' | 'simple' | 'terms' | 'edges'>,
  ) {
    this.#valuation = valuation;
    this.#predictor =
      valuation.model &&
      new Predictor(
        valuation.model,
        valuation.value?.parameters ?? valuation.meanPurchase,
        valuation.terms,
      );
  }

  /**
   * `asOf`: the day number whose start the figures hold for. Where the customer ordered later than
   * the shop was valued, they hold for the day after that order.
   */
  figures(
    customer: Pick<
      CustomerFigures,
      'orders' | 'netSales' | 'firstDay' | 'lastDay' | 'x' | 'meanValue'
    >,
    asOf: number,
  ): CustomerFigures {
    const end = Math.max(asOf, customer.lastDay + 1);
    const { edges, simple, terms } = this.#valuation;
    const lastAge = customer.lastDay - customer.firstDay;
    const age = end - 1 - customer.firstDay;
    const rfm = rfmOf(edges, end - 1 - customer.lastDay, customer.orders, customer.netSales);
    const base = { ...customer, lastAge, age, ...rfm };
    if (!this.#predictor) {
      const yearly = (simple?.customerValue ?? 0) * terms.margin;
      return {
        ...base,
        alive: null,
        orders90: null,
        orders365: null,
        sales90: null,
        sales365: null,
        clv: [yearly, yearly * 2, yearly * 3],
        nextDue: null,
      };
    }
    const {
      dueAfterDays,
      value: _,
      ...prediction
    } = this.#predictor.predict(customer.x, lastAge, age, customer.meanValue);
    return {
      ...base,
      ...prediction,
      nextDue:
        dueAfterDays <= FURTHEST_DUE_DAYS ? customer.lastDay + Math.round(dueAfterDays) : null,
    };
  }
}

export const noGroups = (): Record<RfmGroup, GroupTotals> =>
  Object.fromEntries(
    RFM_GROUPS.map((group) => [group, { customers: 0, netSales: 0, clv12: 0 }]),
  ) as Record<RfmGroup, GroupTotals>;
