// How the import stands, while it runs and when something of it failed.
import { Banner, List, Text } from '@shopify/polaris';
import type { ImportProgress } from '#app/sync/import-progress.ts';
import { ProgressCard } from '#app/ui/progress-card.tsx';
import { failureWords, partWords } from '../data/issue-words.ts';

export type ImportState = {
  phase: ImportProgress['phase'];
  done: number;
  total: number | null;
  perSecond: number | null;
  secondsLeft: number | null;
  failures: { part: string; reason: string }[];
};

/** What an import is doing, while it does it. */
export const importTitles = {
  preparing: 'Shopify is getting your history ready',
  reading: 'Your history is being imported',
  detailing: 'Your history is here; refunds are being looked up',
};

/** What is counted; there is no end in sight while Shopify still writes some of its files. */
export const importUnit = ({ phase, total }: Pick<ImportState, 'phase' | 'total'>) =>
  phase === 'reading' && total === null ? 'records, while Shopify gets the rest ready' : 'records';

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
              {partWords(part)}: {failureWords(reason)}
            </List.Item>
          ))}
        </List>
      </Banner>
    );
  }
  if (state.phase === 'done') return null;
  return (
    <ProgressCard title={importTitles[state.phase]} unit={importUnit(state)} {...state}>
      <Text as="p" tone="subdued">
        You can go on working: figures and points appear as the orders arrive, and this page keeps
        itself up to date.
      </Text>
    </ProgressCard>
  );
}
