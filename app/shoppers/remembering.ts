// Keeps what was read last of the shoppers who ask most, as long as it is still true: each is kept
// with the version that it was read at.

type Kept<Value> = { version: string; until: number; value: Value };

/** Values by name, the longest unused of which are forgotten. Pure memory: no clock of its own. */
export class Remembered<Value> {
  private readonly kept = new Map<string, Kept<Value>>();
  private readonly capacity: number;
  private readonly keptMs: number;

  /** At most `capacity` values, none older than `keptMs`. */
  constructor(capacity: number, keptMs: number) {
    this.capacity = capacity;
    this.keptMs = keptMs;
  }

  /** The value of `name`, if it was read at this very version; undefined otherwise. */
  recall(name: string, version: string, now: number): Value | undefined {
    const found = this.kept.get(name);
    if (!found || found.version !== version || found.until <= now) return undefined;
    this.kept.delete(name);
    this.kept.set(name, found);
    return found.value;
  }

  /** Keeps `value` for `version`, which must have been read before the value was. */
  keep(name: string, version: string, value: Value, now: number): void {
    this.kept.delete(name);
    this.kept.set(name, { version, value, until: now + this.keptMs });
    if (this.kept.size > this.capacity) this.kept.delete(this.kept.keys().next().value!);
  }
}
