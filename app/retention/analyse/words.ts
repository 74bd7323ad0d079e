// The report of an analysis in words, for the terminal.
import { addDays } from '../../basics/calendar.ts';
import { RFM_GROUPS, RFM_MEANING } from '../rfm.ts';
import type { Report } from './report.ts';

const percent = (rate: number | null) => (rate === null ? '–' : `${(rate * 100).toFixed(1)} %`);
const number = (value: number | null, digits = 0) =>
  value === null
    ? '–'
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** Means are told with two digits more than the currency has: not in words. */
const rounded = (money: string) =>
  Number(money).toFixed(Math.max(0, (money.split('.')[1] ?? '').length - 2));

/** The report as lines of text. */
export function reportWords(report: Report): string {
  return [
    sourceWords(report),
    retentionWords(report),
    cohortWords(report),
    groupWords(report),
    valueWords(report),
  ]
    .flat()
    .join('\n');
}

const SKIPPED_SHOWN = 10;

function sourceWords({ source, warnings }: Report): string[] {
  const { skipped } = source;
  const lines = skipped
    .slice(0, SKIPPED_SHOWN)
    .map(({ line, reason }) => `    line ${line}: ${reason}`);
  if (skipped.length > SKIPPED_SHOWN) lines.push(`    and ${skipped.length - SKIPPED_SHOWN} more`);
  return [
    `${source.file}: ${number(source.orders)} counted orders of ${number(source.customers)} customers, ` +
      `${source.firstOrder} to ${source.lastOrder} (${source.timezone}, ${source.currency})`,
    `  ${number(source.guestOrders)} orders of guests and ${number(source.ordersNotCounted)} that do not count`,
    skipped.length === 0
      ? '  every row was used'
      : `  ${number(skipped.length)} rows were not used:`,
    ...lines,
    ...warnings.map((warning) => `  Mind: ${warning}`),
    '',
  ];
}

const PERIODS_SHOWN = 13;

function retentionWords({ retention, source }: Report): string[] {
  const rows = retention.periods
    .slice(-PERIODS_SHOWN)
    .map((period) =>
      [
        `  ${period.start}${period.finished ? ' ' : '*'}`,
        ...[period.B, period.E, period.N, period.kept, period.wonBack, period.lost].map((count) =>
          number(count).padStart(8),
        ),
        percent(period.rate).padStart(9),
        percent(period.strictRate).padStart(9),
      ].join(' '),
    );
  const within = Object.entries(retention.repurchaseWithin).map(
    ([days, rate]) => `${percent(rate)} within ${days} days`,
  );
  const window = retention.windowDays === 'period' ? 0 : retention.windowDays;
  const isShort = retention.periods
    .slice(-PERIODS_SHOWN)
    .some(({ start, B }) => B > 0 && addDays(start, -window) < source.firstOrder);
  return [
    `Retention by ${retention.period}, activity window ${retention.windowDays === 'period' ? 'the same' : `${retention.windowDays} days`}`,
    '  start              B        E        N     kept won back     lost      rate    strict',
    ...rows,
    ...(isShort
      ? [
          `  In the ${window} days after the first order nobody can be lost yet: rates of the first periods are near 100 %.`,
        ]
      : []),
    `  Customers who ordered again: ${percent(retention.repeatPurchaseRate)} (${within.join(', ')})`,
    `  Average order of all time ${rounded(retention.averageOrderValue)} ${source.currency}, ${number(retention.purchaseFrequency, 2)} orders a customer, ` +
      `${number(retention.medianDaysBetweenOrders, 1)} days from one order to the next (median)`,
    '',
  ];
}

const COHORTS_SHOWN = 12;

function cohortWords({ retention }: Report): string[] {
  const rows = retention.cohorts
    .slice(-COHORTS_SHOWN)
    .map(({ cohort, size, active, finishedAges }) => {
      const rates = active
        .slice(0, COHORTS_SHOWN)
        .map(
          (count, age) => `${((count / size) * 100).toFixed(0)}${age < finishedAges ? ' ' : '*'}`,
        );
      return `  ${cohort} ${number(size).padStart(8)} ${rates.map((rate) => rate.padStart(5)).join('')}`;
    });
  return [
    'Cohorts: share with an order in each period after the first order, in % (* not over yet)',
    ...rows,
    '',
  ];
}

function groupWords({ rfm }: Report): string[] {
  const rows = RFM_GROUPS.filter((group) => rfm.groups[group]! > 0).map(
    (group) =>
      `  ${RFM_MEANING[group].name.padEnd(18)} ${number(rfm.groups[group]!).padStart(8)}  ${RFM_MEANING[group].meaning}`,
  );
  return [`Groups of customers as of ${rfm.asOf}`, ...rows, ''];
}

function valueWords({ clv, source }: Report): string[] {
  const { simple } = clv;
  const lines = [
    'Customer lifetime value',
    `  Simple formula, of the year up to ${simple.to}: average order ${rounded(simple.averageOrderValue)} × ` +
      `${simple.purchaseFrequencyPerYear.toFixed(2)} orders a year = ${rounded(simple.clv['1'])} ${source.currency} a customer and year`,
  ];
  if (clv.basis === 'simple') {
    return [...lines, '  Fewer than 10 customers ordered again: too few for a forecast.', ''];
  }
  if (clv.basis === 'shrunk') {
    lines.push(
      '  Fewer than 50 customers ordered again: parameters lean on what is usual elsewhere.',
    );
  }
  lines.push(`  Model: ${clv.chosenModel}`);
  if (clv.bgnbd && 'noSignOfDropOut' in clv.bgnbd) lines.push('  There is no sign of drop-out.');
  lines.push(
    `  Expected of all ${number(clv.customersValued)} customers: ${number(clv.totals.expectedOrders365)} orders in a year, ` +
      `${clv.totals.clv12} ${source.currency} in 12 months (discounted)`,
  );
  return [...lines, ...holdoutWords(clv.holdout), ''];
}

function holdoutWords(holdout: Report['clv']['holdout']): string[] {
  if (!holdout)
    return ['  There is too little history to hold a part of it out and check the forecast.'];
  const off =
    holdout.bias === null
      ? 'nothing came'
      : `${percent(Math.abs(holdout.bias))} too ${holdout.bias < 0 ? 'few' : 'many'}`;
  return [
    `  Check: told to predict the last ${number(holdout.weeks, 1)} weeks from what came before, it expected ` +
      `${number(holdout.predicted)} orders; ${number(holdout.actual)} came (${off}).`,
    ...Object.entries(holdout.byModel).map(
      ([name, error]) =>
        `    ${name.padEnd(11)} ${number(error.predicted).padStart(9)} expected, error of one customer ${error.rmse.toFixed(4)}`,
    ),
  ];
}
