// Faults on demand. Each is off by default; numbers are probabilities from 0 to 1 unless they say
// otherwise.
import type { Settings } from './store.ts';

export interface FaultSettings {
  webhooks: {
    /** Delivered twice, with the same webhook id. */
    doubled: number;
    /** Held back by `lateByMs` of devstore's clock. */
    late: number;
    lateByMs: number;
    /** Never delivered. */
    lost: number;
    /**
     * Deliveries wait for each other in groups of this size and leave in random order; 0 is off.
     */
    shuffle: number;
    /** The merchant's network is down: nothing is sent until it is off. */
    isPaused: boolean;
  };
  api: {
    /** Answered as throttled whatever the bucket holds. */
    throttled: number;
    /** HTTP 500 before anything is done. */
    serverError: number;
    /** No answer for `timeoutMs`, then the connection is dropped. */
    timeout: number;
    timeoutMs: number;
    /** The mutation is committed, then the connection is dropped without an answer. */
    droppedAfterEffect: number;
    /** Every answer is held back by so many milliseconds. */
    latencyMs: number;
    /** Only these root fields are hit; empty means all. */
    onlyFields: string[];
    /** How many more requests may be hit; null is no limit. */
    remaining: number | null;
  };
  bulk: {
    /** A download is cut off after so many bytes, as long as `dropTimes` lasts. */
    dropAfterBytes: number | null;
    dropTimes: number;
    /** Every link to a result is expired. */
    isUrlExpired: boolean;
    /** New operations end as FAILED with a partial file after so many root objects. */
    failAfterObjects: number | null;
    /** A line of garbage is written after so many lines. */
    garbageAfterLines: number | null;
    /** The finish webhook is not sent. */
    isFinishSilent: boolean;
    /** Milliseconds between slices of 500 root objects, to see the progress. */
    sliceDelayMs: number;
  };
  /** Makes the faults the same on every run. */
  seed: number;
}

export const noFaults: FaultSettings = {
  webhooks: { doubled: 0, late: 0, lateByMs: 60_000, lost: 0, shuffle: 0, isPaused: false },
  api: {
    throttled: 0,
    serverError: 0,
    timeout: 0,
    timeoutMs: 30_000,
    droppedAfterEffect: 0,
    latencyMs: 0,
    onlyFields: [],
    remaining: null,
  },
  bulk: {
    dropAfterBytes: null,
    dropTimes: 1,
    isUrlExpired: false,
    failAfterObjects: null,
    garbageAfterLines: null,
    isFinishSilent: false,
    sliceDelayMs: 0,
  },
  seed: 1,
};

export type FaultChange = {
  [Group in keyof FaultSettings]?: FaultSettings[Group] extends object
    ? Partial<FaultSettings[Group]>
    : FaultSettings[Group];
};

export interface Faults {
  get(): FaultSettings;
  change(change: FaultChange): FaultSettings;
  reset(): void;
  /** True with the given probability, from the seeded generator. */
  happens(probability: number): boolean;
  random(): number;
  onChange(listener: () => void): void;
}

export function createFaults(settings: Settings): Faults {
  let random = mulberry(settings.read('faults', noFaults).seed);
  const listeners: (() => void)[] = [];
  const save = (next: FaultSettings): FaultSettings => {
    settings.write('faults', next);
    for (const listener of listeners) listener();
    return next;
  };
  return {
    get: () => settings.read('faults', noFaults),
    change(change) {
      const now = settings.read('faults', noFaults);
      if (change.seed !== undefined) random = mulberry(change.seed);
      return save({
        webhooks: { ...now.webhooks, ...change.webhooks },
        api: { ...now.api, ...change.api },
        bulk: { ...now.bulk, ...change.bulk },
        seed: change.seed ?? now.seed,
      });
    },
    reset() {
      random = mulberry(noFaults.seed);
      save(structuredClone(noFaults));
    },
    happens: (probability) => probability > 0 && random() < probability,
    random: () => random(),
    onChange: (listener) => listeners.push(listener),
  };
}

/** The mulberry32 generator: small, fast and good enough for shuffling. Numbers in [0, 1). */
export function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
