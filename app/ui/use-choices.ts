// What the merchant chose on a page lies in the page's address, so that it survives a reload and
// can be shared.
import { useSearchParams } from '@remix-run/react';
import { useCallback } from 'react';

/** What Shopify puts into the first address of the frame: tokens and the like, not choices. */
const shopifys = ['embedded', 'host', 'hmac', 'id_token', 'locale', 'session', 'shop', 'timestamp'];

/** The page's choices and a function that changes some of them; null takes one away. */
export function useChoices(): [
  URLSearchParams,
  (changes: Record<string, string | null>, options?: { replace?: boolean }) => void,
] {
  const [params, setParams] = useSearchParams();
  const change = useCallback(
    (changes: Record<string, string | null>, options: { replace?: boolean } = {}) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          for (const name of shopifys) after.delete(name);
          for (const [name, value] of Object.entries(changes)) {
            if (value === null) after.delete(name);
            else after.set(name, value);
          }
          return after;
        },
        { preventScrollReset: true, ...options },
      ),
    [setParams],
  );
  return [params, change];
}
