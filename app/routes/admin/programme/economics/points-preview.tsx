// What an example order earns and what that is worth, said beside the fields that decide it.
import { Text } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import type { ShownWorth } from './read-worth.server.ts';

/** A round order of the shop's currency: 50, or 5,000 where the unit is small. */
const exampleOf = (currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    .maximumFractionDigits === 0
    ? 5000
    : 50;

/** The words of the preview, as `useFormat` writes them; null while the fields are no numbers. */
export function usePointsPreview(points: string, per: string, worth: ShownWorth): string | null {
  const format = useFormat();
  const each = Number(points);
  const amount = Number(per.replace(',', '.'));
  if (!/^\d+$/.test(points.trim()) || !(amount > 0)) return null;
  const order = exampleOf(format.currency);
  const earned = Math.floor((order / amount) * each + 1e-9);
  const start = `An order of ${format.money(order)} earns ${format.plural(earned, 'point', 'points')}`;
  if (worth.ofHundred === null) {
    return worth.rewards === 0
      ? `${start}. Points buy nothing yet: make a reward.`
      : `${start}. What that is worth shows once such products or shipping have been sold.`;
  }
  const value = (earned * Number(worth.ofHundred)) / 100;
  const share = format.percent(value / order);
  return `${start}, worth ${format.money(value)} in your best reward: ${share} back, before tiers, bonuses and other ways.`;
}

export function PointsPreview(props: { points: string; per: string; worth: ShownWorth }) {
  const words = usePointsPreview(props.points, props.per, props.worth);
  return (
    <div role="status">
      <Text as="p" tone="subdued">
        {words ?? 'Give the points and the amount as numbers to see what an order earns.'}
      </Text>
    </div>
  );
}
