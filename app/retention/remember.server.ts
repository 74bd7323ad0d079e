// Keeps answers that were computed from a shop's histories until the histories change.
import { pool } from '../db.server.ts';

type Kept = {
  answer: unknown;
  version: bigint;
  computedAt: number;
  costMs: number;
  /** Being computed anew for everybody who asks meanwhile. */
  pending: Promise<unknown> | null;
};

/** Answers are small (figures of a page); the oldest make room. */
const MOST_ANSWERS = 2000;
/**
 * In a shop that changes every second an answer is served for this many times as long as it took to
 * compute, so that at most a fiftieth of the time goes into computing it again. In a small shop
 * that is a few hundredths of a second, with five million orders a few seconds.
 */
const SERVED_FOR = 50;

const answers = new Map<string, Kept>();

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
    if (kept.version === version || isFresh) return kept.answer as Answer;
  }
  const startedAt = performance.now();
  const pending = compute();
  answers.delete(key);
  answers.set(key, { answer: null, version, computedAt: startedAt, costMs: 0, pending });
  try {
    const answer = await pending;
    const computedAt = performance.now();
    answers.set(key, {
      answer,
      version,
      computedAt,
      costMs: computedAt - startedAt,
      pending: null,
    });
    if (answers.size > MOST_ANSWERS) answers.delete(answers.keys().next().value!);
    return answer;
  } catch (error) {
    answers.delete(key);
    throw error;
  }
}

/** Forgets every answer, as a process that has just started knows none. */
export function forgetAnswers(): void {
  answers.clear();
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
