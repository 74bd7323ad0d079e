// Histories of many made-up customers, straight into columns; the same ones every time.
import type { Histories } from '../app/retention/history/histories.ts';
import { beta, exponential, gamma, randomOf } from '../tests/factories/simulate.ts';

/**
 * Customers who come over two years, buy as BG/NBD says and spend as Gamma-Gamma says. Days from 0
 * to `days` − 1.
 */
export function simulateHistories(customers: number, seed: number, days = 730): Histories {
  const random = randomOf(seed);
  const starts = new Uint32Array(customers + 1);
  let dates = new Int32Array(customers * 4);
  let amounts = new Float64Array(customers * 4);
  let orders = 0;
  for (let i = 0; i < customers; i++) {
    const first = Math.floor(random() * days);
    const rate = gamma(random, 0.45, 25);
    const dropOut = beta(random, 0.8, 2.4);
    const spend = gamma(random, 3.7, 1540);
    for (let at = first; at < days; at += exponential(random, rate)) {
      if (orders === dates.length) {
        dates = larger(dates, Int32Array);
        amounts = larger(amounts, Float64Array);
      }
      dates[orders] = at;
      amounts[orders++] = Math.max(1, Math.round(gamma(random, 6.2, spend)));
      if (random() < dropOut) break;
    }
    starts[i + 1] = orders;
  }
  return {
    ids: Float64Array.from({ length: customers }, (_, i) => 7_000_000_000_000 + i),
    starts,
    days: dates.slice(0, orders),
    amounts: amounts.slice(0, orders),
    firsts: new Uint32Array(),
  };
}

type Constructor<T> = new (length: number) => T;
function larger<T extends Int32Array | Float64Array>(array: T, Type: Constructor<T>): T {
  const copy = new Type(Math.ceil(array.length * 1.5));
  copy.set(array as never);
  return copy;
}
