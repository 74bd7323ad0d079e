// How often somebody may ask: a bucket of allowances that fills again with time.

export type Pace = {
  /** How many at once. */
  burst: number;
  /** How many come back in a minute. */
  perMinute: number;
};

export type Bucket = { left: number; at: number };

/**
 * Takes one allowance at `now` (milliseconds). Gives the bucket as it is then, and how many seconds
 * to wait; 0 if one
 * was left. A bucket that does not exist yet is full.
 */
export function take(
  bucket: Bucket | undefined,
  pace: Pace,
  now: number,
): { bucket: Bucket; waitSeconds: number } {
  const { burst, perMinute } = pace;
  const before = bucket ?? { left: burst, at: now };
  const filled = ((now - before.at) / 60_000) * perMinute;
  const left = Math.min(burst, before.left + Math.max(0, filled));
  if (left >= 1) return { bucket: { left: left - 1, at: now }, waitSeconds: 0 };
  const waitMs = Math.round(((1 - left) / perMinute) * 60_000);
  return { bucket: { left, at: now }, waitSeconds: Math.ceil(waitMs / 1000) };
}

/**
 * Buckets by name, of which the longest unused are forgotten: a full bucket and none are the same.
 */
export class Buckets {
  private readonly buckets = new Map<string, Bucket>();
  private readonly capacity: number;

  constructor(capacity = 50_000) {
    this.capacity = capacity;
  }

  /** Seconds to wait before `name` may go on; 0 if it may now. */
  wait(name: string, pace: Pace, now: number): number {
    const { bucket, waitSeconds } = take(this.buckets.get(name), pace, now);
    this.buckets.delete(name);
    this.buckets.set(name, bucket);
    if (this.buckets.size > this.capacity) {
      this.buckets.delete(this.buckets.keys().next().value!);
    }
    return waitSeconds;
  }
}
