// Randomness that is the same on every machine: everything made up follows from one seed.

export type Random = ReturnType<typeof seededRandom>;

/**
 * Draws from a small fast generator (sfc32, by Chris Doty-Humphrey), seeded by one whole number.
 */
export function seededRandom(seed: number) {
  const uniform = sfc32(seed);
  const normal = () => {
    // Box and Muller (1958); 1 - u keeps the logarithm finite.
    return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  };
  /** Marsaglia and Tsang (2000); shapes below 1 are lifted and thinned. */
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * (1 - uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v))
        return d * v;
    }
  };
  return {
    /** In [0, 1). */
    uniform,
    gamma,
    /** Mean 1. */
    exponential: () => -Math.log(1 - uniform()),
    beta: (a: number, b: number) => {
      const x = gamma(a);
      return x / (x + gamma(b));
    },
    chance: (probability: number) => uniform() < probability,
    /** A whole number from `least` to `most`. */
    whole: (least: number, most: number) => least + Math.floor(uniform() * (most - least + 1)),
    pick: <T>(items: readonly T[]): T => items[Math.floor(uniform() * items.length)]!,
    /** An item with the chance that its weight has among all. */
    pickWeighted: <T extends { weight: number }>(items: readonly T[]): T => {
      let left = uniform() * items.reduce((sum, item) => sum + item.weight, 0);
      for (const item of items) {
        left -= item.weight;
        if (left < 0) return item;
      }
      return items.at(-1)!;
    },
  };
}

function sfc32(seed: number): () => number {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let warmUp = 0; warmUp < 20; warmUp += 1) next();
  return next;
}
