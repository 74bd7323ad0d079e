// What the programme consists of, one row each: whether it is on, in words, and where it is
// changed.
import { BlockStack, Button, Text } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import { RowsCard } from '#app/ui/rows-card.tsx';
import { usePointsPreview } from './economics/points-preview.tsx';
import type { ProgrammePage } from './read-programme-page.server.ts';

type Row = { name: string; words: string; url?: string };

export function OverviewCard({ page }: { page: ProgrammePage }) {
  const rows = useRows(page);
  return (
    <RowsCard title="What is on">
      {rows.map(({ name, words, url }) => (
        <li key={name}>
          <BlockStack gap="050">
            <Text as="h3" variant="headingSm">
              {name}
            </Text>
            <Text as="p" tone="subdued">
              {words}
            </Text>
          </BlockStack>
          {url && (
            <Button url={url} accessibilityLabel={`Edit ${name.toLowerCase()}`}>
              Edit
            </Button>
          )}
        </li>
      ))}
    </RowsCard>
  );
}

function useRows({ saved, worth, parts }: ProgrammePage): Row[] {
  const format = useFormat();
  const preview = usePointsPreview(saved.points, saved.per, worth);
  if (!parts) return [];
  const list = (names: readonly string[], none: string) =>
    names.length === 0 ? none : names.join(', ');
  const campaigns = parts.campaigns.map(
    ({ name, isRunning, at }) => `${name} ${isRunning ? 'until' : 'from'} ${format.dayOf(at)}`,
  );
  const bonuses = [
    ...campaigns,
    ...(parts.products > 0 ? [format.plural(parts.products, 'product rule', 'product rules')] : []),
  ];
  const ways = [
    ...parts.actions,
    ...(parts.milestones > 0
      ? [format.plural(parts.milestones, 'bonus for an order', 'bonuses for orders')]
      : []),
  ];
  const orders = () => {
    if (saved.base === 'none') return 'Orders earn nothing by themselves.';
    const each = format.plural(Number(saved.points), 'point', 'points');
    return saved.base === 'per-order' ? `Every paid order earns ${each}.` : (preview ?? '');
  };
  const rewards =
    worth.cheapest === null
      ? 'None: points buy nothing yet.'
      : `${format.plural(worth.rewards, 'reward', 'rewards')}, from ${format.plural(worth.cheapest, 'point', 'points')}`;
  return [
    { name: 'Orders', words: orders() },
    {
      name: 'Ways to earn',
      words: list(ways, 'Only orders: joining, birthdays and reviews can earn too.'),
      url: '/app/programme/earn',
    },
    {
      name: 'Bonuses',
      words: list(bonuses, 'None: a double-points weekend brings members back.'),
      url: '/app/programme/bonuses',
    },
    {
      name: 'Tiers',
      words: list(parts.tiers, 'None: tiers give your best customers more.'),
      url: '/app/programme/tiers',
    },
    { name: 'Rewards', words: rewards, url: '/app/rewards' },
  ];
}
