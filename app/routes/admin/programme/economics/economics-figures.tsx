// The figures of a trial of rules on the last 12 months: on the economics page, and beside the form
// of rules that are not saved yet.
import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Button, InlineGrid, InlineStack, List, Text } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import { RowsCard } from '#app/ui/rows-card.tsx';
import { StatCard } from '#app/ui/stat-card.tsx';
import { Toolbar } from '#app/ui/toolbar.tsx';
import { Problems } from '../rules-page.tsx';
import type { Tried } from '../save-rules-part.server.ts';
import type { ShownEconomics } from './read-economics.server.ts';

const BEFORE_SAVING = 'Look at this before you save such rules';

type WarningsProps = { warnings: readonly string[]; title?: string };

export function Warnings({ warnings, title = BEFORE_SAVING }: WarningsProps) {
  if (warnings.length === 0) return null;
  return (
    <Banner tone="warning" title={title}>
      <List>
        {warnings.map((warning) => (
          <List.Item key={warning}>{warning}</List.Item>
        ))}
      </List>
    </Banner>
  );
}

/** Tries the form's rules, saved or not, on the shop's last 12 months. */
export function TrialBeforeSaving({ fields }: { fields: Record<string, string> }) {
  const fetcher = useFetcher<Tried>();
  const answer = fetcher.data;
  return (
    <BlockStack gap="400">
      <Toolbar>
        <InlineStack gap="300" blockAlign="center">
          <Button
            loading={fetcher.state !== 'idle'}
            onClick={() => fetcher.submit({ ...fields, what: 'try' }, { method: 'post' })}
          >
            What would it cost?
          </Button>
          <Text as="p" tone="subdued">
            Tries the form as it stands on your last 12 months. Nothing is saved.
          </Text>
        </InlineStack>
      </Toolbar>
      {answer && !answer.ok && (
        <Problems title="These rules cannot be tried yet" problems={messagesOf(answer)} />
      )}
      {answer?.ok && (
        <>
          <Warnings warnings={answer.economics.warnings} />
          <EconomicsFigures economics={answer.economics} />
          <PointsSources economics={answer.economics} />
        </>
      )}
    </BlockStack>
  );
}

const messagesOf = ({ problems }: Extract<Tried, { ok: false }>) =>
  problems?.map(({ message }) => message) ?? ['Fill in every field as it asks first.'];

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
          meaning:
            'What all points of 12 months are worth in your best reward, as a share of net sales: of orders with tiers and bonuses, and of the other ways to earn. Points of orders alone are what the programme’s page tells.',
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
              name: page.isRedemptionAssumed
                ? 'Redemption rate (assumed)'
                : 'Redemption rate, all time',
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

/** What the points of a trial come from, and what it cannot know. */
export function PointsSources({ economics }: { economics: ShownEconomics }) {
  const format = useFormat();
  return (
    <RowsCard
      title="Where the points come from"
      after={
        <>
          <Text as="h3" variant="headingSm">
            How it was counted
          </Text>
          <List>
            {useAssumptions(economics).map((words) => (
              <List.Item key={words}>{words}</List.Item>
            ))}
          </List>
        </>
      }
    >
      {economics.sources.map(({ id, name, points, times }) => (
        <li key={id}>
          <Text as="span" breakWord>
            {name}
            {times !== null && ` (${format.plural(times, 'time', 'times')})`}
          </Text>
          <Text as="span" numeric>
            {format.count(points)}
          </Text>
        </li>
      ))}
    </RowsCard>
  );
}

/** What the figures take for granted or leave out, and why. */
function useAssumptions({ uncounted }: ShownEconomics): string[] {
  const format = useFormat();
  const { unseen, referrals, isOnJoining, hasBonusesToCome } = uncounted;
  const points = (count: number) => format.plural(count, 'point', 'points');
  return [
    'As if the programme had begun with these rules 12 months ago: every order in turn, with the tier held on its day. Orders, tags and segments are taken as they are today.',
    ...(isOnJoining ? ['Every customer counts as a member. Fewer will join.'] : []),
    ...(hasBonusesToCome
      ? ['Bonuses to come are tried on the same weekdays of the year before.']
      : []),
    ...unseen.map(
      (one) =>
        `Not counted: ${one.name} (${points(one.points)} each). Nothing is known of it in these 12 months, so nobody can tell how often it will happen.`,
    ),
    referrals > 0
      ? `Not counted: referrals. They have their own settings and gave ${points(referrals)} in these 12 months.`
      : 'Not counted: referrals, which have their own settings, and points that are given by hand or imported.',
  ];
}
