// devstore's own clock: the machine's time plus an offset, or standing still. It is kept over a
// restart.
import type { Settings } from './store.ts';

export interface Clock {
  /** Milliseconds since 1970. */
  ms(): number;
  /** `2026-11-22T10:00:00Z`, whole seconds. */
  iso(): string;
  date(): Date;
  /** Sets the present instant; the clock runs on from there. */
  set(instant: Date): void;
  /** Moves the clock forward. */
  advance(ms: number): void;
  /** Goes back to the machine's time. */
  reset(): void;
  /** Calls `listener` after every change by hand. */
  onChange(listener: () => void): void;
}

interface State {
  offsetMs: number;
}

/** A clock that remembers its offset in the settings. `machine` is the machine's clock. */
export function createClock(settings: Settings, machine: () => number): Clock {
  const listeners: (() => void)[] = [];
  const offset = (): number => settings.read<State>('clock', { offsetMs: 0 }).offsetMs;
  const ms = () => machine() + offset();
  const setOffset = (offsetMs: number): void => {
    settings.write('clock', { offsetMs });
    for (const listener of listeners) listener();
  };
  return {
    ms,
    iso: () => isoSeconds(ms()),
    date: () => new Date(ms()),
    set: (instant) => setOffset(instant.getTime() - machine()),
    advance: (by) => setOffset(offset() + by),
    reset: () => setOffset(0),
    onChange: (listener) => listeners.push(listener),
  };
}

/** An instant as Shopify writes it, without fractions of a second. */
export function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
