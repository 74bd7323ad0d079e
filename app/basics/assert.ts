// A broken invariant is a defect of ours: it stops the work at once and names what was expected.

class BrokenInvariant extends Error {
  override name = 'BrokenInvariant';
}

/** Throws BrokenInvariant with `message` unless `claim` holds. */
export function assert(claim: unknown, message: string): asserts claim {
  if (!claim) throw new BrokenInvariant(message);
}

/** For the end of an exhaustive switch: a value that the types say cannot be. */
export function impossible(value: never): never {
  throw new BrokenInvariant(`impossible value ${JSON.stringify(value)}`);
}
