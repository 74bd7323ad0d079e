// Customers made up from known parameters, the same ones every time.

export type Random = () => number;

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const exponential = (random: Random, rate: number): number => -Math.log1p(-random()) / rate;

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log1p(-random())) * Math.cos(2 * Math.PI * random());
}

/** Gamma with a shape and a rate (Marsaglia and Tsang 2000). */
export function gamma(random: Random, shape: number, rate: number): number {
  if (shape < 1) return gamma(random, shape + 1, rate) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const z = normal(random);
    const v = (1 + z / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(random()) < z ** 2 / 2 + d - d * v + d * Math.log(v))
      return (d * v) / rate;
  }
}

export function beta(random: Random, a: number, b: number): number {
  const x = gamma(random, a, 1);
  return x / (x + gamma(random, b, 1));
}

export type SimulatedBuyer = { x: number; lastAge: number; age: number };

/** One customer of the BG/NBD model watched for `age` days; times are whole days. */
export function betaGeometricBuyer(
  random: Random,
  parameters: { r: number; alpha: number; a: number; b: number },
  age: number,
): SimulatedBuyer {
  const rate = gamma(random, parameters.r, parameters.alpha);
  const dropOut = beta(random, parameters.a, parameters.b);
  let [at, x, lastAge] = [0, 0, 0];
  for (;;) {
    at += exponential(random, rate);
    if (!(at <= age)) return { x, lastAge, age };
    // A second order on one day is no purchase of its own.
    if (Math.floor(at) > lastAge) {
      x++;
      lastAge = Math.floor(at);
    }
    if (random() < dropOut) return { x, lastAge, age };
  }
}

/** One customer of the Pareto/NBD model. */
export function paretoBuyer(
  random: Random,
  parameters: { r: number; alpha: number; s: number; beta: number },
  age: number,
): SimulatedBuyer {
  const rate = gamma(random, parameters.r, parameters.alpha);
  const leaves = exponential(random, gamma(random, parameters.s, parameters.beta));
  let [at, x, lastAge] = [0, 0, 0];
  for (;;) {
    at += exponential(random, rate);
    if (!(at <= Math.min(age, leaves))) return { x, lastAge, age };
    if (Math.floor(at) > lastAge) {
      x++;
      lastAge = Math.floor(at);
    }
  }
}
