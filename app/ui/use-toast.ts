// Toasts, one at a time: each takes the place of the one before, which it may contradict.
import { useLocation } from '@remix-run/react';
import { useAppBridge } from '@shopify/app-bridge-react';
import { useCallback, useEffect } from 'react';

type Options = { isError?: boolean; duration?: number };

/** The toast that was shown last, by whatever part of the page. */
let last: { id: string; isError: boolean } | null = null;

export function useToast(): (words: string, options?: Options) => void {
  const bridge = useAppBridge();
  return useCallback(
    (words, options = {}) => {
      if (last) bridge.toast.hide(last.id);
      last = { id: bridge.toast.show(words, options), isError: options.isError ?? false };
    },
    [bridge],
  );
}

/** What was wrong on one page is no matter on the next. That something was done still is. */
export function useErrorToastsEndWithTheirPage(): void {
  const bridge = useAppBridge();
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each page anew
  useEffect(
    () => () => {
      if (last?.isError) bridge.toast.hide(last.id);
    },
    [pathname, bridge],
  );
}
