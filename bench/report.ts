// How every benchmark says what it found: a table for people and, with --json, one last line for
// machines.
import { availableParallelism, cpus, totalmem } from 'node:os';

export type Result = {
  what: string;
  value: number;
  unit: string;
  /** What it is measured against in the same run; null where there is nothing. */
  reference?: string | null;
  referenceValue?: number | null;
  goal: string;
  met: boolean;
};

const rounded = (value: number) => Number(value.toPrecision(4));

/** Prints the results. With `--json` among the arguments the last line is JSON. */
export function report(name: string, results: readonly Result[]): void {
  const machine = `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const lines = results.map((result) => {
    const { what, value, unit, reference = null, referenceValue = null, goal, met } = result;
    // Nothing is a multiple of 0.
    const ratio = referenceValue ? value / referenceValue : null;
    return { what, value, unit, reference, referenceValue, ratio, goal, met };
  });
  console.log(`${name} on ${machine}, Node ${process.version}`);
  console.table(
    lines.map(({ what, value, unit, reference, referenceValue, ratio, goal, met }) => ({
      what,
      value: `${rounded(value)} ${unit}`,
      against: reference === null ? '' : `${reference}: ${rounded(referenceValue ?? 0)} ${unit}`,
      ratio: ratio === null ? '' : rounded(ratio),
      goal,
      met: met ? 'yes' : 'NO',
    })),
  );
  if (process.argv.includes('--json'))
    console.log(JSON.stringify({ name, machine, results: lines }));
}

/** The value that the share `q` (0 to 1) of `values` does not exceed. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}
