// How long the worth of every customer of a large shop takes: from histories to CLV, on one core.
// npm run bench:clv -- [--customers 1000000] [--json]
import { parseArgs } from 'node:util';
import {
  ageOf,
  CustomerGathering,
  type Customers,
  lastAgeOf,
} from '../app/retention/value/customers.ts';
import { fitCandidates, fitValue, purchasesOf } from '../app/retention/value/fit-models.ts';
import { Predictor } from '../app/retention/value/predictor.ts';
import { minimise } from '../app/stats/minimise.ts';
import { fitPurchases } from '../app/stats/purchase-model.ts';
import { lnBeta, lnGamma } from '../app/stats/special.ts';
import { type Result, report } from './report.ts';
import { simulateHistories } from './simulated-histories.ts';

const { values } = parseArgs({
  options: { customers: { type: 'string', default: '1000000' }, json: { type: 'boolean' } },
});
const DAYS = 730;
const TEXTBOOK_CUSTOMERS = 20_000;

const histories = simulateHistories(Number(values.customers), 4, DAYS);
console.log(`${histories.starts.length - 1} customers, ${histories.days.length} orders`);

const [customers, gatherSeconds] = timed(() => {
  const gathering = new CustomerGathering(DAYS, histories.starts.length - 1);
  gathering.add(histories);
  return gathering.customers();
});
const [purchases, groupSeconds] = timed(() => purchasesOf(customers));
const [fit, fitSeconds] = timed(() => fitPurchases('bg-nbd', purchases));
const [, modifiedSeconds] = timed(() => fitPurchases('mbg-nbd', purchases));
// As the app does it: on an even sample where there are very many kinds of customers.
const [, paretoSeconds] = timed(() =>
  fitCandidates(purchases, ['pareto-nbd'], { unitDays: 1, basis: 'model' }),
);
const [value, valueSeconds] = timed(() => fitValue(customers, 100)!);
const predictor = new Predictor(fit.model, value.parameters, { margin: 0.4, discountRate: 0.1 });
const [, clvSeconds] = timed(() => {
  let sum = 0;
  for (let i = 0; i < customers.count; i++) {
    const x = customers.x[i]!;
    sum += predictor.predict(
      x,
      lastAgeOf(customers, i),
      ageOf(customers, i),
      customers.meanValue[i]!,
    ).clv[0];
  }
  return sum;
});
const peakMb = process.resourceUsage().maxRSS / 1024;
const textbookSeconds = timeTextbook(customers);
console.log(
  `BG/NBD ${JSON.stringify(fit.model.parameters)}, converged: ${fit.converged}, ${purchases.x.length} kinds of customers`,
);

const textbook = `textbook likelihood on ${TEXTBOOK_CUSTOMERS} customers, scaled`;
const results: Result[] = [
  measured('summary-seconds', gatherSeconds + groupSeconds, Number.POSITIVE_INFINITY),
  {
    ...measured('bgnbd-fit-seconds', fitSeconds, 1.2),
    reference: textbook,
    referenceValue: textbookSeconds,
  },
  measured('mbgnbd-fit-seconds', modifiedSeconds, 1.2),
  measured('paretonbd-fit-seconds', paretoSeconds, Number.POSITIVE_INFINITY),
  measured('gamma-gamma-fit-seconds', valueSeconds, 0.25),
  measured('clv-all-seconds', clvSeconds, 0.9),
  { ...measured('memory-mb', peakMb, 400), unit: 'MB', goal: '≤ 400 MB' },
];
report('bench:clv', results);

function measured(what: string, value: number, most: number): Result {
  const goal = Number.isFinite(most) ? `≤ ${most} s` : 'none';
  return { what, value, unit: 's', goal, met: value <= most };
}

function timed<T>(work: () => T): [T, number] {
  const startedAt = performance.now();
  const result = work();
  return [result, (performance.now() - startedAt) / 1000];
}

/**
 * One likelihood a customer, slopes from differences: what a program does that follows the paper
 * word by word.
 */
function timeTextbook({ x, firstDay, lastDay, end }: Customers): number {
  const count = Math.min(TEXTBOOK_CUSTOMERS, x.length);
  const likelihood = (theta: ArrayLike<number>) => {
    const [r, alpha, a, b] = Array.from(theta, Math.exp) as [number, number, number, number];
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const orders = x[i]!;
      const age = end - 1 - firstDay[i]!;
      const last = lastDay[i]! - firstDay[i]!;
      const stay = lnBeta(a, b + orders) - lnBeta(a, b) - (r + orders) * Math.log(alpha + age);
      const leave =
        orders > 0
          ? lnBeta(a + 1, b + orders - 1) - lnBeta(a, b) - (r + orders) * Math.log(alpha + last)
          : Number.NEGATIVE_INFINITY;
      const most = Math.max(stay, leave);
      sum +=
        lnGamma(r + orders) -
        lnGamma(r) +
        r * Math.log(alpha) +
        most +
        Math.log(Math.exp(stay - most) + Math.exp(leave - most));
    }
    return -sum;
  };
  const [, seconds] = timed(() =>
    minimise(
      (at, gradient) => {
        for (let i = 0; i < 4; i++) {
          const [up, down] = [at.slice(), at.slice()];
          up[i]! += 1e-6;
          down[i]! -= 1e-6;
          gradient[i] = (likelihood(up) - likelihood(down)) / 2e-6;
        }
        return likelihood(at);
      },
      [-1, 3, 0, 1],
      count,
    ),
  );
  return (seconds * x.length) / count;
}
