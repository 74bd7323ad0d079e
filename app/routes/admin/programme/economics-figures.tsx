// The figures of a trial of rules on the last 12 months: on the economics page, and beside the form
// of rules that are not saved yet.
import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Button, InlineGrid, InlineStack, List, Text } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import { StatCard } from '#app/ui/stat-card.tsx';
import { Toolbar } from '#app/ui/toolbar.tsx';
import type { ShownEconomics } from './read-economics.server.ts';
import { Problems } from './rules-page.tsx';
import type { Tried } from './save-rules-part.server.ts';

export function Warnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <Banner tone="warning" title="Look at this before you save such rules">
      <List>
        {warnings.map((warning) => (
          <List.Item key={warning}>{warning}</List.Item>
        ))}
      </List>
    </Banner>
  );
}

/** Tries the form's rules, saved or not, on the shop's last 12 months. */
export function TrialBeforeSaving({ draft }: { draft: string }) {
  const fetcher = useFetcher<Tried>();
  const answer = fetcher.data;
  return (
    <BlockStack gap="400">
      <Toolbar>
        <InlineStack gap="300" blockAlign="center">
          <Button
            loading={fetcher.state !== 'idle'}
            onClick={() => fetcher.submit({ draft, what: 'try' }, { method: 'post' })}
          >
            What would it cost?
          </Button>
          <Text as="p" tone="subdued">
            Tries what orders earn by the form as it stands on your last 12 months, without tiers
            and bonuses to come. Nothing is saved.
          </Text>
        </InlineStack>
      </Toolbar>
      {answer && !answer.ok && <Problems problems={messagesOf(answer)} />}
      {answer?.ok && (
        <>
          <Warnings warnings={answer.economics.warnings} />
          <EconomicsFigures economics={answer.economics} />
        </>
      )}
    </BlockStack>
  );
}

const messagesOf = ({ problems }: Extract<Tried, { ok: false }>) =>
  problems?.map(({ message }) => message) ?? ['Fill in every field first.'];

/** Four figures, each with how it is computed. */
export function EconomicsFigures({ economics: page }: { economics: ShownEconomics }) {
  const format = useFormat();
  const assumed = (is: boolean) => (is ? ' (assumed)' : '');
  return (
    <InlineGrid columns={{ xs: 1, sm: 2, md: 4 }} gap="400">
      <StatCard
        label="Members get back"
        value={format.percent(page.rewardRate, 2)}
        explanation={{
          meaning: 'What all points are worth in your best reward, as a share of net sales.',
          formula: 'points × worth of a point / net sales',
          parts: [
            { name: 'Points issued', value: format.count(page.issued) },
            { name: 'Worth of them', value: format.money(page.liability) },
          ],
        }}
      />
      <StatCard
        label="It costs"
        value={format.percent(page.costShare, 2)}
        explanation={{
          meaning: 'The same, of the points that are ever redeemed.',
          formula: 'worth × redemption rate / net sales',
          parts: [
            { name: 'Cost', value: format.money(page.cost) },
            {
              name: `Redemption rate${assumed(page.isRedemptionAssumed)}`,
              value: format.percent(page.redemptionRate),
            },
          ],
        }}
      />
      <StatCard
        label="More sales to break even"
        value={page.upliftToBreakEven === null ? '–' : format.percent(page.upliftToBreakEven)}
        explanation={{
          meaning: 'How much more must be sold for the margin to pay the programme.',
          formula: 'cost share / (margin − cost share)',
          parts: [
            {
              name: `Gross margin${assumed(page.isMarginAssumed)}`,
              value: format.percent(page.margin),
            },
          ],
        }}
      />
      <StatCard
        label="Orders to the first reward"
        value={page.ordersToReward === null ? '–' : format.count(page.ordersToReward)}
      />
    </InlineGrid>
  );
}
