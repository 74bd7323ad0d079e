// How far friends come, from the shared link to the rewarded advocate.
import { BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import type { Funnel } from '#app/referrals/read.server.ts';
import { useFormat } from '#app/ui/format.tsx';

export function FunnelCard({ funnel }: { funnel: Funnel }) {
  const format = useFormat();
  const steps = [
    { name: 'Visits through a link', count: funnel.visits },
    { name: 'Friends who took the code', count: funnel.claimed },
    { name: 'Friends who ordered', count: funnel.ordered },
    { name: 'Advocates rewarded', count: funnel.completed },
  ];
  const most = Math.max(1, ...steps.map(({ count }) => count));
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="baseline" gap="200">
          <Text as="h2" variant="headingMd">
            From link to reward
          </Text>
          <Text as="p" tone="subdued">
            {format.plural(funnel.advocates, 'member has', 'members have')} a link
          </Text>
        </InlineStack>
        <ol className="funnel">
          {steps.map(({ name, count }, place) => (
            <li key={name}>
              <span>{name}</span>
              <span className="funnel-count">
                {format.count(count)}
                {place > 0 && <ShareOf count={count} of={steps[place - 1]!.count} />}
              </span>
              <span
                className="funnel-bar"
                aria-hidden="true"
                style={{ width: `${(count / most) * 100}%` }}
              />
            </li>
          ))}
        </ol>
        {funnel.stopped > 0 && (
          <Text as="p" tone="subdued">
            {format.plural(funnel.stopped, 'referral was', 'referrals were')} denied or revoked.
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

/** How many of the step before came so far. */
function ShareOf({ count, of }: { count: number; of: number }) {
  const format = useFormat();
  // Visits are counted by browser and friends by mailbox: more of these than of those is no share.
  if (of === 0 || count > of) return null;
  return <span className="funnel-share"> {format.percent(count / of)}</span>;
}
