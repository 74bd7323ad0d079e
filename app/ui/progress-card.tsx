// A long piece of work: how far it is, how fast it goes, how long it still takes.
import { BlockStack, Card, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useFormat } from './format.tsx';

export type ProgressCardProps = {
  title: string;
  done: number;
  /** Null while nobody knows how much there is. */
  total: number | null;
  /** What is counted: 'orders and customers'. */
  unit: string;
  perSecond: number | null;
  secondsLeft: number | null;
  children?: ReactNode;
};

export function ProgressCard(props: ProgressCardProps) {
  const format = useFormat();
  const { done, total, perSecond, secondsLeft } = props;
  // The card goes when the work is over, so it never says that it is.
  const percent = total ? Math.min(99, Math.floor((done / total) * 100)) : 0;
  const facts = [
    total === null
      ? `${format.count(done)} ${props.unit}`
      : `${format.count(done)} of ${format.count(total)} ${props.unit}`,
    perSecond ? `${format.count(perSecond)} a second` : null,
    secondsLeft === null ? null : `about ${format.duration(secondsLeft)} left`,
  ].filter((fact) => fact !== null);
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" gap="200">
          <Text as="h2" variant="headingMd">
            {props.title}
          </Text>
          {total !== null && (
            <Text as="span" tone="subdued">
              {percent}%
            </Text>
          )}
        </InlineStack>
        <ProgressBar
          progress={percent}
          size="small"
          tone="highlight"
          ariaLabelledBy="progress-facts"
        />
        <div role="status" id="progress-facts">
          <Text as="p" tone="subdued">
            {facts.join(' · ')}
          </Text>
        </div>
        {props.children}
      </BlockStack>
    </Card>
  );
}
