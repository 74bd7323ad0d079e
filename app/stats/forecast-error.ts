// How far a forecast was from what came.

export type ForecastError = {
  predicted: number;
  actual: number;
  /** Root of the mean squared error of one customer. */
  rmse: number;
  /** Mean absolute error of one customer. */
  mae: number;
  /** (predicted − actual) / actual of the totals; null where nothing came. */
  bias: number | null;
  /** Pearson's; null where one side does not vary. */
  correlation: number | null;
};

/** Errors over entries 0 to `count` − 1 of two columns of one unit. */
export function forecastError(
  predicted: ArrayLike<number>,
  actual: ArrayLike<number>,
  count: number,
): ForecastError {
  let [sumP, sumA, squares, absolute] = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const off = predicted[i]! - actual[i]!;
    sumP += predicted[i]!;
    sumA += actual[i]!;
    squares += off * off;
    absolute += Math.abs(off);
  }
  const [meanP, meanA] = [sumP / count, sumA / count];
  let [varP, varA, both] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    varP += (predicted[i]! - meanP) ** 2;
    varA += (actual[i]! - meanA) ** 2;
    both += (predicted[i]! - meanP) * (actual[i]! - meanA);
  }
  return {
    predicted: sumP,
    actual: sumA,
    rmse: count === 0 ? 0 : Math.sqrt(squares / count),
    mae: count === 0 ? 0 : absolute / count,
    bias: sumA === 0 ? null : (sumP - sumA) / sumA,
    correlation: varP > 0 && varA > 0 ? both / Math.sqrt(varP * varA) : null,
  };
}
