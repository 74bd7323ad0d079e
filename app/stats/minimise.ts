// Minimises a smooth function of a few variables whose gradient is known: BFGS, then Newton steps
// to the last digits.

/** Returns the value at `at` and writes the gradient into `gradient`. */
export type Objective = (at: Float64Array, gradient: Float64Array) => number;

export type Minimum = {
  at: Float64Array;
  value: number;
  /** Of the objective at the minimum, by rows; null where it is not positive definite. */
  inverseHessian: Float64Array[] | null;
  evaluations: number;
  /** The gradient is as good as zero. */
  converged: boolean;
};

const MOST_STEPS = 200;
const ARMIJO = 1e-4;
const LONGEST_STEP = 2;
const NEWTON_STEPS = 8;

/**
 * Finds a local minimum near `start`. `scale` is the size of the sample: gradients below 1e-9 of it
 * count as zero. `isNear` says that the start is close enough for Newton's method.
 * Nocedal and Wright, Numerical Optimization (2006), algorithm 6.1 with backtracking (3.1) and a
 * longest step.
 */
export function minimise(
  objective: Objective,
  start: ArrayLike<number>,
  scale = 1,
  isNear = false,
): Minimum {
  let evaluations = 0;
  const evaluate: Objective = (at, gradient) => {
    evaluations++;
    const value = objective(at, gradient);
    return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
  };
  const here = pointAt(evaluate, Float64Array.from(start));
  const coarse = isNear ? here : bfgs(evaluate, here, scale * 1e-5);
  const fine = newton(evaluate, coarse, scale * 1e-9);
  return { ...fine, evaluations };
}

type Point = { at: Float64Array; value: number; gradient: Float64Array };

function pointAt(evaluate: Objective, at: Float64Array): Point {
  const gradient = new Float64Array(at.length);
  return { at, value: evaluate(at, gradient), gradient };
}

function bfgs(evaluate: Objective, start: Point, enough: number): Point {
  const size = start.at.length;
  let here = start;
  let inverse = identity(size, 1 / Math.max(1, norm(here.gradient)));
  for (let step = 0; step < MOST_STEPS && norm(here.gradient) > enough; step++) {
    let direction = inverse.map((row) => -dot(row, here.gradient));
    if (dot(direction, here.gradient) >= 0) {
      inverse = identity(size, 1 / Math.max(1, norm(here.gradient)));
      direction = inverse.map((row) => -dot(row, here.gradient));
    }
    const next = backtrack(evaluate, here, direction);
    if (!next) break;
    update(inverse, here, next, step === 0);
    const gain = here.value - next.value;
    here = next;
    if (gain <= 1e-12 * Math.abs(here.value)) break;
  }
  return here;
}

/** The first point along the direction that is enough of a descent; null if there is none. */
function backtrack(evaluate: Objective, here: Point, direction: ArrayLike<number>): Point | null {
  const slope = dot(direction, here.gradient);
  let length = Math.min(1, LONGEST_STEP / norm(direction));
  for (let tries = 0; tries < 40; tries++, length /= tries < 3 ? 3 : 8) {
    const at = here.at.map((value, i) => value + length * direction[i]!);
    const next = pointAt(evaluate, at);
    if (next.value <= here.value + ARMIJO * length * slope) return next;
  }
  return null;
}

/** The BFGS update of the inverse Hessian (Nocedal and Wright, 6.17). */
function update(inverse: Float64Array[], here: Point, next: Point, isFirst: boolean): void {
  const size = inverse.length;
  const s = next.at.map((value, i) => value - here.at[i]!);
  const y = next.gradient.map((value, i) => value - here.gradient[i]!);
  const sy = dot(s, y);
  if (sy <= 1e-12 * norm(s) * norm(y)) return;
  if (isFirst) inverse.splice(0, size, ...identity(size, sy / dot(y, y)));
  const hy = inverse.map((row) => dot(row, y));
  const factor = (1 + dot(y, hy) / sy) / sy;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      inverse[i]![j]! += factor * s[i]! * s[j]! - (hy[i]! * s[j]! + s[i]! * hy[j]!) / sy;
    }
  }
}

/** Newton's method with the Hessian taken from differences of the gradient. */
function newton(evaluate: Objective, start: Point, enough: number): Omit<Minimum, 'evaluations'> {
  let here = start;
  let inverseHessian: Float64Array[] | null = null;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    inverseHessian = invertPositive(hessian(evaluate, here));
    if (!inverseHessian || norm(here.gradient) <= enough) break;
    const direction = inverseHessian.map((row) => -dot(row, here.gradient));
    const next = backtrack(evaluate, here, direction);
    if (!next) break;
    const isSmall = norm(direction) < 1e-9;
    here = next;
    if (isSmall) break;
  }
  // Rounding keeps a gradient of many summands from becoming exactly zero.
  const converged = inverseHessian !== null && norm(here.gradient) <= enough * 1e3;
  return { at: here.at, value: here.value, inverseHessian, converged };
}

function hessian(evaluate: Objective, { at, gradient }: Point): Float64Array[] {
  const step = 1e-5;
  const rows = Array.from(at, (_, i) => {
    const moved = at.slice();
    moved[i]! += step;
    const changed = new Float64Array(at.length);
    evaluate(moved, changed);
    return changed.map((value, j) => (value - gradient[j]!) / step);
  });
  return rows.map((row, i) => row.map((value, j) => (value + rows[j]![i]!) / 2));
}

/** The inverse of a symmetric positive definite matrix by Cholesky; null if it is not one. */
function invertPositive(matrix: readonly Float64Array[]): Float64Array[] | null {
  const size = matrix.length;
  const lower = Array.from({ length: size }, () => new Float64Array(size));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!;
      if (i === j) {
        if (!(sum > 1e-12 * Math.abs(matrix[i]![i]!))) return null;
        lower[i]![i] = Math.sqrt(sum);
      } else {
        lower[i]![j] = sum / lower[j]![j]!;
      }
    }
  }
  return Array.from({ length: size }, (_, column) => solve(lower, column));
}

/** Solves L Lᵀ x = e_column. */
function solve(lower: readonly Float64Array[], column: number): Float64Array {
  const size = lower.length;
  const x = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = i === column ? 1 : 0;
    for (let k = 0; k < i; k++) sum -= lower[i]![k]! * x[k]!;
    x[i] = sum / lower[i]![i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < size; k++) sum -= lower[k]![i]! * x[k]!;
    x[i] = sum / lower[i]![i]!;
  }
  return x;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

const norm = (a: ArrayLike<number>): number => Math.sqrt(dot(a, a));

function identity(size: number, scale: number): Float64Array[] {
  return Array.from({ length: size }, (_, i) => {
    const row = new Float64Array(size);
    row[i] = scale;
    return row;
  });
}
