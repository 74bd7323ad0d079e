// Values that extensions subscribe to. They begin as devstore's own and become the extension's
// Signal class as soon as its bundle brings one (`shopify.setSignals`): only then does Preact
// render again when they change.

export interface SignalLike<Value> {
  value: Value;
  subscribe(listener: (value: Value) => void): () => void;
}
export type SignalClass = new <Value>(value: Value) => SignalLike<Value>;

class PlainSignal<Value> implements SignalLike<Value> {
  #value: Value;
  readonly #listeners = new Set<(value: Value) => void>();
  constructor(value: Value) {
    this.#value = value;
  }
  get value() {
    return this.#value;
  }
  set value(value: Value) {
    this.#value = value;
    for (const listener of this.#listeners) listener(value);
  }
  subscribe(listener: (value: Value) => void) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export type Signals<State> = {
  /** Makes a property whose value is a signal that follows the state. */
  follow(target: object, name: string, select: (state: State) => unknown): void;
  update(state: State): void;
  adopt(signal: SignalClass): void;
};

/** Signals over one state. A signal changes only where what it selects differs. */
export function createSignals<State>(initial: State): Signals<State> {
  let Class: SignalClass = PlainSignal;
  let state = initial;
  const followers: { select: (state: State) => unknown; signal: SignalLike<unknown> }[] = [];
  return {
    follow(target, name, select) {
      const follower = { select, signal: new Class(select(state)) };
      followers.push(follower);
      Object.defineProperty(target, name, {
        get: () => follower.signal,
        enumerable: true,
        configurable: true,
      });
    },
    update(next) {
      state = next;
      for (const { select, signal } of followers) {
        const value = select(next);
        if (JSON.stringify(value) !== JSON.stringify(signal.value)) signal.value = value;
      }
    },
    adopt(signal) {
      Class = signal;
      for (const follower of followers) follower.signal = new Class(follower.signal.value);
    },
  };
}
