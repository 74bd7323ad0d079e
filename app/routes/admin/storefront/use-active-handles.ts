// Where Encore stands in the shop now, as Shopify tells it.
import { useAppBridge } from '@shopify/app-bridge-react';
import { useEffect, useState } from 'react';
import { type Activation, activeHandles } from './places.ts';

/** Null until Shopify has answered, and where it cannot. */
export function useActiveHandles(): Set<string> | null {
  const bridge = useAppBridge();
  const [active, setActive] = useState<Set<string> | null>(null);
  useEffect(() => {
    const read = () =>
      bridge.app
        .extensions()
        .then((extensions) => setActive(activeHandles(extensions as readonly Activation[])))
        // Without an answer the page offers every place; nothing is claimed to be on.
        .catch(() => setActive(null));
    read();
    // The merchant comes back from the editor.
    window.addEventListener('focus', read);
    return () => window.removeEventListener('focus', read);
  }, [bridge]);
  return active;
}
