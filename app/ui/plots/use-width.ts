// The width of an element, followed as it changes.
import { type RefObject, useEffect, useRef, useState } from 'react';

/** `width` is `assumed` on the server and until the element was measured. */
export function useWidth<E extends HTMLElement>(
  assumed: number,
): { ref: RefObject<E>; width: number } {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(assumed);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(120, Math.round(entry.contentRect.width)));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}
