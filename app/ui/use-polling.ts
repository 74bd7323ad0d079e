// Keeps a page current while something is under way.
import { useRevalidator } from '@remix-run/react';
import { useEffect, useState } from 'react';

/** Runs the page's loaders again every `everyMs` while `isActive` and the page is visible. */
export function usePolling(isActive: boolean, everyMs = 2000): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    // The wait starts when the last answer is there, so a slow server is never asked twice at once.
    if (!isActive || state !== 'idle') return;
    const timer = setTimeout(() => {
      if (document.visibilityState === 'visible') revalidate();
    }, everyMs);
    const wake = () => document.visibilityState === 'visible' && revalidate();
    document.addEventListener('visibilitychange', wake);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [isActive, everyMs, revalidate, state]);
}

/** As long is waited for what was asked for; then it does not come by itself. */
const PATIENCE_MS = 60_000;

/**
 * True from an answer of an action, a new object each time, until `shown` is no longer what it was
 * then: what was asked for has come.
 */
export function useAwaited(answer: object | undefined, shown: string): boolean {
  const [before, setBefore] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown when the answer comes
  useEffect(() => {
    if (!answer) return;
    setBefore(shown);
    const timer = setTimeout(() => setBefore(null), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [answer]);
  return before === shown;
}
