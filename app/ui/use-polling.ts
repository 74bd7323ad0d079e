// Keeps a page current while something is under way.
import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';

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
