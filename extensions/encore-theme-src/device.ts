// A random text of this browser. The app keeps only its hash, to see when an advocate and a friend
// are one.
import { ask } from './door.ts';

/** The same at every call in this browser; undefined where it may keep nothing. */
export function device(): string | undefined {
  try {
    const held = localStorage.getItem('encore:device') ?? crypto.randomUUID();
    localStorage.setItem('encore:device', held);
    return held;
  } catch {
    return undefined;
  }
}

/** Tells the app once that this browser is the one of the member whose link is `code`. */
export function knowOwner(code: string): void {
  const own = device();
  if (!own || localStorage.getItem('encore:own') === code) return;
  ask(`referral?${new URLSearchParams({ code, device: own })}`).then(
    () => localStorage.setItem('encore:own', code),
    // The next look at the link tries again.
    () => {},
  );
}
