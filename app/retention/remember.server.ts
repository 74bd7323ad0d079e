// Keeps answers that were computed from a shop's histories until the histories change.
import { pool } from '../db.server.ts';

type Kept = {
  answer: unknown;
  version: bigint;
  computedAt: number;
  costMs: number;
  bytes: number;
  /** Being computed anew for everybody who asks meanwhile. */
  pending: Promise<unknown> | null;
};

/** The answers that were not asked for the longest make room. */
const MOST_BYTES = 64 * 2 ** 20;
/** Of a number, or of what holds something. */
const VALUE_BYTES = 16;
/**
 * In a shop that changes every second an answer is served for this many times as long as it took to
 * compute, so that at most a fiftieth of the time goes into computing it again. In a small shop
 * that is a few hundredths of a second, with five million orders a few seconds.
 */
const SERVED_FOR = 50;

/** In the order they were asked for last. */
const answers = new Map<string, Kept>();
let allBytes = 0;

/**
 * The answer to `question` (which names everything it depends on but the histories) about a shop.
 * Computed at most once for each state of the histories in this process.
 */
export async function remember<Answer>(
  shopId: number,
  question: string,
  compute: () => Promise<Answer>,
): Promise<Answer> {
  const key = `${shopId}/${question}`;
  const version = await versionOf(shopId);
  const kept = answers.get(key);
  if (kept) {
    if (kept.pending) return kept.pending as Promise<Answer>;
    const isFresh = performance.now() - kept.computedAt < kept.costMs * SERVED_FOR;
    forget(key);
    if (kept.version === version || isFresh) {
      keep(key, kept);
      return kept.answer as Answer;
    }
  }
  const startedAt = performance.now();
  const pending = compute();
  keep(key, { answer: null, version, computedAt: startedAt, costMs: 0, bytes: 0, pending });
  try {
    const answer = await pending;
    const computedAt = performance.now();
    const costMs = computedAt - startedAt;
    forget(key);
    keep(key, { answer, version, computedAt, costMs, bytes: bytesOf(answer), pending: null });
    for (const oldest of answers.keys()) {
      if (allBytes <= MOST_BYTES) break;
      forget(oldest);
    }
    return answer;
  } catch (error) {
    forget(key);
    throw error;
  }
}

function keep(key: string, kept: Kept): void {
  answers.set(key, kept);
  allBytes += kept.bytes;
}

function forget(key: string): void {
  allBytes -= answers.get(key)?.bytes ?? 0;
  answers.delete(key);
}

/** About as much as an answer takes: cohorts by week of ten years are some megabytes. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return VALUE_BYTES + value.length;
  if (typeof value !== 'object' || value === null) return VALUE_BYTES;
  if (ArrayBuffer.isView(value)) return VALUE_BYTES + value.byteLength;
  const parts = value instanceof Map ? value.values() : Object.values(value);
  let bytes = VALUE_BYTES;
  for (const part of parts) bytes += bytesOf(part);
  return bytes;
}

/** What all answers take, as it is counted. */
export const rememberedBytes = (): number => allBytes;

/** Forgets every answer, as a process that has just started knows none. */
export function forgetAnswers(): void {
  answers.clear();
  allBytes = 0;
}

/** Versions asked for in this turn of the event loop. */
const asked = new Map<number, Promise<bigint>>();

/**
 * Whoever asks in the same turn (a page with several figures) gets one answer, and goes on in one
 * turn: so they share one pass over the histories.
 */
function versionOf(shopId: number): Promise<bigint> {
  let version = asked.get(shopId);
  if (!version) {
    version = Promise.resolve().then(() => {
      asked.delete(shopId);
      return readVersion(shopId);
    });
    asked.set(shopId, version);
  }
  return version;
}

async function readVersion(shopId: number): Promise<bigint> {
  const { rows } = await pool.query<{ version: bigint }>(
    'SELECT version FROM retention_state WHERE shop_id = $1',
    [shopId],
  );
  return rows[0]?.version ?? -1n;
}
