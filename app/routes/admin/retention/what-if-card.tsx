// What if more customers stayed? The shop's own numbers with another rate.
import { BlockStack, Card, InlineGrid, Link, RangeSlider, Text } from '@shopify/polaris';
import { useState } from 'react';
import { exponentOf } from '#app/basics/money.ts';
import { whatIf } from '#app/retention/what-if.ts';
import { useFormat } from '#app/ui/format.tsx';
import { Parts } from '#app/ui/stat-card.tsx';
import type { RetentionPage } from './read-retention-page.server.ts';

const FIRST_GAIN = 5;
const MOST_GAIN = 30;

export function WhatIfCard({ page }: { page: RetentionPage }) {
  const format = useFormat();
  const [gain, setGain] = useState(FIRST_GAIN);
  const money = (minor: number | null) =>
    minor === null ? '–' : format.money(minor / 10 ** exponentOf(format.currency));
  const { whatIf: input, atRisk } = page;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            What if more customers stayed?
          </Text>
          <Text as="p" tone="subdued">
            Strict retention of the last year, with the shop’s own order value and frequency.
            {page.isMarginKnown ? '' : ' Give your margin in the settings to see profit.'}
          </Text>
        </BlockStack>
        {input === null ? (
          <Text as="p">
            Nobody was a customer a year ago, so there is no yearly rate to improve yet.
          </Text>
        ) : (
          <>
            <RangeSlider
              label={`Points more: ${gain}`}
              min={1}
              max={MOST_GAIN}
              value={gain}
              output
              onChange={(value) => setGain(Array.isArray(value) ? value[0] : value)}
            />
            <Effect
              effect={whatIf({ ...input, gain: gain / 100 })}
              rate={input.rate}
              discountRate={input.discountRate}
              isMarginKnown={page.isMarginKnown}
              money={money}
            />
          </>
        )}
        {atRisk.customers === 0 ? (
          <Text as="p">Nobody needs attention, is at risk or almost lost.</Text>
        ) : (
          <Text as="p">
            {format.plural(
              atRisk.customers,
              'customer needs attention, is at risk or almost lost',
              'customers need attention, are at risk or almost lost',
            )}
            . What they are expected to bring in the next 12 months, in{' '}
            {page.isMarginKnown ? 'margin' : 'sales'}: {money(atRisk.clv12)}.{' '}
            <Link url="/app/customers/segments?group=needs-attention&group=at-risk&group=almost-lost">
              See who they are
            </Link>
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

function Effect(props: {
  effect: ReturnType<typeof whatIf>;
  rate: number;
  discountRate: number;
  isMarginKnown: boolean;
  money: (minor: number | null) => string;
}) {
  const format = useFormat();
  const { effect, money } = props;
  return (
    <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
      <Parts
        parts={[
          {
            name: 'Retention',
            value: `${format.percent(props.rate)} → ${format.percent(effect.rate)}`,
          },
          { name: 'Customers more who stay', value: format.count(effect.customers) },
          { name: 'Net sales more in a year', value: money(effect.sales) },
        ]}
      />
      <Parts
        parts={[
          ...(props.isMarginKnown
            ? [{ name: 'Of that your margin', value: money(effect.margin) }]
            : []),
          { name: 'Lifetime value of a customer now', value: money(effect.lifetimeBefore) },
          { name: 'Lifetime value then', value: money(effect.lifetimeAfter) },
        ]}
      />
      <Text as="p" tone="subdued" variant="bodySm">
        Lifetime value, in {props.isMarginKnown ? 'margin' : 'sales'}: what a customer brings in
        this and in each later year, as long as this share of them stays. Discounted by{' '}
        {format.percent(props.discountRate, 0)} a year.
      </Text>
    </InlineGrid>
  );
}
