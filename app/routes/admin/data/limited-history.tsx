// Says on every page of figures that they begin later than the shop did.
import { Banner } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';

/** `from`: only orders from this instant on can be had; nothing is said without it. */
export function LimitedHistory({ from }: { from: string | null }) {
  const format = useFormat();
  if (from === null) return null;
  return (
    <Banner tone="info" title="Only the last 60 days can be read">
      Shopify gives apps orders from {format.dayOf(from)} on unless it has approved more. Who
      ordered before looks new here. The import goes on by itself as soon as it may.
    </Banner>
  );
}
