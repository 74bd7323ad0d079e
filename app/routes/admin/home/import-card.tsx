// How the import stands, while it runs and when something of it failed.
import { Banner, List, Text } from '@shopify/polaris';
import { ProgressCard } from '#app/ui/progress-card.tsx';

export type ImportState = {
  phase: 'preparing' | 'reading' | 'done' | 'failed';
  done: number;
  total: number | null;
  perSecond: number | null;
  secondsLeft: number | null;
  failures: { part: string; reason: string }[];
  /** Only orders from this instant on can be had (no access to all orders). */
  historyFrom: string | null;
};

export function ImportCard({ state }: { state: ImportState }) {
  if (state.phase === 'failed') {
    return (
      <Banner
        tone="warning"
        title="Part of your history could not be imported"
        action={{ content: 'See what happened', url: '/app/settings/data' }}
      >
        <List>
          {state.failures.slice(0, 3).map(({ part, reason }) => (
            <List.Item key={part}>
              {part}: {reason}
            </List.Item>
          ))}
        </List>
      </Banner>
    );
  }
  if (state.phase === 'done') return null;
  return (
    <ProgressCard
      title={
        state.phase === 'preparing'
          ? 'Shopify is getting your history ready'
          : 'Your history is being imported'
      }
      unit="records"
      {...state}
    >
      <Text as="p" tone="subdued">
        You can go on working: figures and points appear as the orders arrive, and this page keeps
        itself up to date.
      </Text>
    </ProgressCard>
  );
}
