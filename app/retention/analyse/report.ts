// The report of an analysis as JSON: money as decimal text, rates as fractions at full precision.
import { dayOfNumber } from '../../basics/calendar.ts';
import { decimalText, exponentOf } from '../../basics/money.ts';
import type { ForecastError } from '../../stats/forecast-error.ts';
import { cohortFigures } from '../cohorts.ts';
import { YEAR_DAYS } from '../measures.ts';
import { RFM_GROUPS } from '../rfm.ts';
import type { SpendingFit } from '../value/fit-models.ts';
import type { Analysis } from './analyse.server.ts';
import type { Options } from './options.ts';
import type { Skipped } from './orders.ts';

/**
 * A mean of money (minor units that need not be whole) as text, with two digits more than the
 * currency has.
 */
export function exactMoney(minor: number, currency: string): string {
  const exponent = exponentOf(currency);
  return (minor / 10 ** exponent).toFixed(exponent + 2);
}

/** Whole minor units as text. */
const money = (minor: number, currency: string) => decimalText(BigInt(Math.round(minor)), currency);

export type Report = ReturnType<typeof reportOf>;

/** Everything the command prints with --json. */
export function reportOf(
  analysis: Analysis,
  file: {
    skipped: Skipped[];
    timezone: string;
    currency: string;
    orders: number;
    warnings: string[];
  },
  options: Options,
) {
  const { overview, guests } = analysis;
  return {
    source: {
      file: options.file,
      orders: overview.orders,
      customers: overview.customers,
      firstOrder: overview.firstDay,
      lastOrder: overview.lastDay,
      guestOrders: guests.orders,
      guestNetSales: money(guests.netSales, file.currency),
      ordersNotCounted: file.orders - overview.orders - guests.orders,
      currency: file.currency,
      timezone: file.timezone,
      skipped: file.skipped,
    },
    warnings: [...file.warnings, ...analysis.warnings],
    retention: retentionOf(analysis, file.currency, options),
    rfm: rfmOf(analysis, file.currency),
    clv: clvOf(analysis, file.currency),
  };
}

function retentionOf(analysis: Analysis, currency: string, options: Options) {
  const { measures, repurchase, cohorts, periods } = analysis;
  return {
    period: options.period,
    windowDays: options.windowDays ?? 'period',
    periods: periods.map((period) => ({
      start: period.start,
      end: period.end,
      finished: period.isFinished,
      B: period.atStart,
      E: period.atEnd,
      N: period.fresh,
      kept: period.kept,
      wonBack: period.wonBack,
      lost: period.lost,
      rate: period.rate,
      strictRate: period.strictRate,
    })),
    netSales: money(measures.netSales, currency),
    repeatPurchaseRate: measures.repeatPurchaseRate,
    averageOrderValue: exactMoney(measures.averageOrderValue ?? 0, currency),
    purchaseFrequency: measures.purchaseFrequency,
    medianDaysBetweenOrders: repurchase.medianDaysBetweenOrders,
    repurchaseWithin: Object.fromEntries(
      repurchase.within.map(({ days, rate }) => [String(days), rate]),
    ),
    steps: repurchase.steps.filter(({ reachedFrom }) => reachedFrom > 0),
    secondOrder: repurchase.secondOrder,
    cohorts: cohorts
      .filter(({ size }) => size > 0)
      .map((row) => ({
        cohort: row.cohort,
        size: row.size,
        finishedAges: row.finishedAges,
        active: row.active,
        repurchase: cohortFigures(row, 'repurchase'),
        orders: row.orders,
        netSales: row.netSales.map((amount) => money(amount, currency)),
      })),
  };
}

function rfmOf({ evaluation }: Analysis, currency: string) {
  const { edges, groups, asOf } = evaluation.valuation;
  return {
    asOf,
    edges: {
      recencyDays: edges.recency,
      orders: edges.frequency,
      netSales: edges.monetary.map((value) => money(value, currency)),
    },
    groups: Object.fromEntries(RFM_GROUPS.map((group) => [group, groups[group].customers])),
  };
}

function clvOf(analysis: Analysis, currency: string) {
  const { valuation } = analysis.evaluation;
  const { fits, noDropOut, value } = modelsOf(analysis);
  const unit = 10 ** exponentOf(currency);
  const spendingOf = ({ parameters, logLikelihood }: SpendingFit) => ({
    p: parameters.p,
    q: parameters.q,
    gamma: parameters.gamma / unit,
    // A density of m, which is told in whole units of money here.
    logLikelihood: logLikelihood + value!.customers * Math.log(unit),
  });
  const bgnbd = fits['bg-nbd'];
  return {
    basis: valuation.basis,
    customersValued: valuation.customers,
    repeatCustomers: valuation.repeatCustomers,
    simple: simpleOf(analysis, currency),
    bgnbd: bgnbd
      ? {
          // Without a sign of drop-out a and b mean nothing and are not told.
          ...(noDropOut ? { noSignOfDropOut: true } : bgnbd.model.parameters),
          logLikelihood: bgnbd.logLikelihood,
          timeUnit: bgnbd.model.unitDays === 7 ? 'week' : 'day',
          standardErrors: noDropOut ? null : bgnbd.standardErrors,
        }
      : null,
    gammaGamma: value && {
      ...spendingOf(value.likeliest ?? value),
      shrunk: value.hold !== null,
      used: spendingOf(value),
    },
    models: Object.fromEntries(
      Object.entries(fits)
        .filter(([name]) => name === 'nbd' || !noDropOut)
        .map(([name, fit]) => [
          name,
          { ...fit.model.parameters, logLikelihood: fit.logLikelihood, converged: fit.converged },
        ]),
    ),
    chosenModel: valuation.chosen,
    holdout: holdoutOf(analysis, currency),
    totals: {
      asOf: valuation.asOf,
      expectedOrders365: valuation.totals.orders365,
      clv12: money(valuation.totals.clv[0], currency),
      clv24: money(valuation.totals.clv[1], currency),
      clv36: money(valuation.totals.clv[2], currency),
    },
  };
}

/** With a calibration end the models are told as they were fitted to what lies before it. */
function modelsOf({ evaluation, split, customers }: Analysis) {
  const { check } = evaluation.valuation;
  return split && check ? { ...check.candidates, value: check.value } : customers.valuation;
}

/** From the year up to the last order, as on the app's home page. */
function simpleOf({ evaluation, overview }: Analysis, currency: string) {
  const simple = evaluation.valuation.simple!;
  const ofYears = (years: number) => exactMoney(simple.customerValue * years, currency);
  return {
    from: dayOfNumber(overview.asOf.number - YEAR_DAYS),
    to: overview.asOf.day,
    averageOrderValue: exactMoney(simple.averageOrderValue, currency),
    purchaseFrequencyPerYear: simple.purchaseFrequency,
    customerValue: exactMoney(simple.customerValue, currency),
    clv: { '1': ofYears(1), '2': ofYears(2), '3': ofYears(3) },
  };
}

function holdoutOf({ evaluation }: Analysis, currency: string) {
  const { check } = evaluation.valuation;
  if (!check) return null;
  const told = ({ actual, predicted, rmse, mae, correlation, bias }: ForecastError) => ({
    actual,
    predicted,
    rmse,
    mae,
    correlation,
    bias,
  });
  return {
    model: check.chosen,
    calibrationEnd: dayOfNumber(check.split.split - 1),
    holdoutEnd: dayOfNumber(check.split.end - 1),
    weeks: check.weeks,
    ...told(check.errors[check.chosen]!),
    sales: {
      actual: money(check.sales.actual, currency),
      predicted: money(check.sales.predicted, currency),
      bias: check.sales.bias,
      correlation: check.sales.correlation,
    },
    byModel: Object.fromEntries(
      Object.entries(check.errors).map(([name, error]) => [name, told(error)]),
    ),
    weekly: check.weekly,
    weeklyBefore: check.weeklyBefore,
    byFrequency: check.byFrequency,
    byDecile: check.byDecile.map(({ last: _, ...tenth }) => tenth),
  };
}
