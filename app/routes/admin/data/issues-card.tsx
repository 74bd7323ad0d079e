// What could not be used, and the nightly comparison with Shopify's own counts.
import { useFetcher } from '@remix-run/react';
import { Badge, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import { PlotCard } from '#app/ui/plots/plot-card.tsx';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';
import type { ShownData } from './shown-data.server.ts';

export function IssuesCard({ data }: { data: ShownData }) {
  const { issues, openIssues } = data;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingMd">
            Kept aside
          </Text>
          {openIssues > 0 && <Badge tone="attention">{String(openIssues)}</Badge>}
        </InlineStack>
        {issues.length === 0 ? (
          <Text as="p" tone="subdued">
            Everything that Shopify sent could be used.
          </Text>
        ) : (
          <ul className="rows">
            {issues.map((issue) => (
              <Issue key={issue.id} issue={issue} />
            ))}
          </ul>
        )}
        {issues.some(({ isLine }) => isLine) && (
          <Text as="p" tone="subdued" variant="bodySm">
            Lines of Shopify’s files are read anew by “Import again”; the next nightly comparison
            finds the orders, customers and products that are missing by them.
          </Text>
        )}
        {openIssues > issues.length && (
          <Text as="p" tone="subdued" variant="bodySm">
            The newest {issues.length} of {openIssues}.
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

function Issue({ issue }: { issue: ShownData['issues'][number] }) {
  const format = useFormat();
  const fetcher = useFetcher<ActionOutcome>();
  useOutcomeToast(fetcher.data, 'Tried again');
  return (
    <li>
      <div>
        <Text as="span">
          {issue.subject}: {issue.reason}
        </Text>
        <br />
        <Text as="span" tone="subdued" variant="bodySm">
          {issue.source} · {format.moment(issue.lastSeenAt)}
          {issue.times > 1 ? ` · ${format.count(issue.times)} times` : ''}
        </Text>
      </div>
      {issue.canRetry && (
        <Button
          size="slim"
          loading={fetcher.state !== 'idle'}
          accessibilityLabel={`Try again: ${issue.subject}`}
          onClick={() => fetcher.submit({ intent: 'retry', issue: issue.id }, { method: 'post' })}
        >
          Try again
        </Button>
      )}
    </li>
  );
}

export function MonthsCard({ data }: { data: ShownData }) {
  const format = useFormat();
  const number = (value: unknown) => format.count(Number(value));
  if (data.months.length === 0) return null;
  return (
    <PlotCard
      title="Compared with Shopify, month by month"
      description="Counts and totals of both sides, taken every night. Differences are repaired at once."
      fileName="compared-with-shopify"
      columns={[
        { title: 'Month' },
        { title: 'Currency' },
        { title: 'Orders here', isNumber: true, format: number },
        { title: 'Orders in Shopify', isNumber: true, format: number },
        { title: 'Total here', isNumber: true },
        { title: 'Total in Shopify', isNumber: true },
        { title: 'Repaired', isNumber: true, format: number },
      ]}
      rows={data.months.map((month) => [
        month.month,
        month.currency,
        month.ourOrders,
        month.theirOrders,
        month.ourTotal,
        month.theirTotal,
        month.repaired,
      ])}
    />
  );
}
