// How far an import is, in numbers that a person can wait by.

export type ImportPartState = 'waiting' | 'running' | 'reading' | 'detailing' | 'done' | 'failed';

export type ImportPartFacts = {
  name: string;
  kind: 'orders' | 'customers' | 'products' | 'census';
  state: ImportPartState;
  /** Lines of Shopify's file; null until Shopify has made it. */
  objectsTotal: bigint | null;
  objectsDone: bigint;
  readingAt: Date | null;
  finishedAt: Date | null;
  reason: string | null;
};

export type ImportProgress = {
  /**
   * preparing: Shopify is writing its files; reading: we read them; detailing: what its files leave
   * out (refunds) is asked for.
   */
  phase: 'preparing' | 'reading' | 'detailing' | 'done' | 'failed';
  objectsDone: bigint;
  /** Null while Shopify has not finished one of its files. */
  objectsTotal: bigint | null;
  /** Objects a second since the first file was opened; null before. */
  ratePerSecond: number | null;
  secondsLeft: number | null;
  failures: { part: string; reason: string }[];
};

/** Sums up the parts of one import as it stands at `now`. */
export function progressOf(
  parts: readonly ImportPartFacts[],
  now: Date,
  isCancelled = false,
): ImportProgress {
  const objectsDone = parts.reduce((sum, part) => sum + part.objectsDone, 0n);
  const isKnown = parts.length > 0 && parts.every((part) => part.objectsTotal !== null);
  const objectsTotal = isKnown
    ? parts.reduce((sum, part) => sum + (part.objectsTotal ?? 0n), 0n)
    : null;
  const isOver = isCancelled || (parts.length > 0 && parts.every(({ state }) => isFinal(state)));
  const failures = parts.flatMap(({ name, state, reason }) =>
    state === 'failed' ? [{ part: name, reason: reason ?? 'unknown' }] : [],
  );
  if (isCancelled) failures.push({ part: 'import', reason: 'cancelled' });
  const startedAt = Math.min(...parts.map((part) => part.readingAt?.getTime() ?? Infinity));
  const seconds = (now.getTime() - startedAt) / 1000;
  const ratePerSecond = seconds > 0 ? Number(objectsDone) / seconds : null;
  const left = objectsTotal === null ? null : Number(objectsTotal - objectsDone);
  const phase = isOver ? (failures.length ? 'failed' : 'done') : phaseOf(parts);
  const isCounted = phase === 'preparing' || phase === 'reading';
  return {
    phase,
    objectsDone,
    objectsTotal,
    ratePerSecond: isCounted ? ratePerSecond : null,
    secondsLeft:
      !isCounted || !ratePerSecond || left === null ? null : Math.max(0, left) / ratePerSecond,
    failures,
  };
}

const isFinal = (state: ImportPartState) => state === 'done' || state === 'failed';

function phaseOf(parts: readonly ImportPartFacts[]): 'preparing' | 'reading' | 'detailing' {
  const isRead = (state: ImportPartState) => state === 'detailing' || isFinal(state);
  if (parts.length > 0 && parts.every(({ state }) => isRead(state))) return 'detailing';
  return parts.some(({ state }) => state !== 'waiting' && state !== 'running')
    ? 'reading'
    : 'preparing';
}
