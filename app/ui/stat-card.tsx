// One figure: its value, how it changed, how it is computed, and the way to the rows behind it.
import { BlockStack, Box, Button, Card, Link, Popover, Text } from '@shopify/polaris';
import { InfoIcon } from '@shopify/polaris-icons';
import { type ReactNode, useState } from 'react';

export type StatExplanation = {
  /** What the figure means, in one or two sentences. */
  meaning: string;
  /** How it is computed: 'CRR = (E − N) / B'. */
  formula?: string;
  /** The numbers that went into it. */
  parts?: readonly Part[];
  /** The page or list with the rows behind it. */
  rows?: { url: string; label: string };
};

export type StatChange = {
  /** 'Up 2.1 points', 'Down 4 %', 'Unchanged'. */
  text: string;
  direction: 'up' | 'down' | 'same';
  /** Against what: 'Nov 1, 2024 – Oct 31, 2025: 34.1 %'. */
  against: string;
};

export type StatCardProps = {
  label: string;
  value: string;
  change?: StatChange;
  explanation?: StatExplanation;
  children?: ReactNode;
};

const arrows = { up: '▲', down: '▼', same: '■' } as const;

export function StatCard({ label, value, change, explanation, children }: StatCardProps) {
  return (
    <Card>
      <BlockStack gap="200">
        <div className="stat-head">
          <Text as="h2" variant="headingSm" tone="subdued">
            {label}
          </Text>
          {explanation && <Explanation label={label} explanation={explanation} />}
        </div>
        <Text as="p" variant="headingXl">
          {value}
        </Text>
        {change && (
          <Text as="p" variant="bodySm" tone="subdued">
            <span aria-hidden="true">{arrows[change.direction]} </span>
            {change.text} <span>({change.against})</span>
          </Text>
        )}
        {children}
      </BlockStack>
    </Card>
  );
}

/** The button that opens how a figure is computed. */
export function Explanation({
  label,
  explanation,
}: {
  label: string;
  explanation: StatExplanation;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const { meaning, formula, parts, rows } = explanation;
  return (
    <Popover
      active={isOpen}
      onClose={() => setIsOpen(false)}
      preferredAlignment="right"
      activator={
        <Button
          variant="plain"
          icon={InfoIcon}
          accessibilityLabel={`How ${label} is computed`}
          onClick={() => setIsOpen(!isOpen)}
        />
      }
    >
      <Box padding="400" maxWidth="320px">
        <BlockStack gap="300">
          <Text as="h3" variant="headingSm">
            {label}
          </Text>
          <Text as="p">{meaning}</Text>
          {formula && (
            <Box background="bg-surface-secondary" padding="200" borderRadius="200">
              <Text as="p" variant="bodySm">
                {formula}
              </Text>
            </Box>
          )}
          {parts && <Parts parts={parts} />}
          {rows && <Link url={rows.url}>{rows.label}</Link>}
        </BlockStack>
      </Box>
    </Popover>
  );
}

export type Part = {
  name: string;
  value: string;
  /** What the value counts. */
  url?: string;
};

/** Names and values, one pair a line. */
export function Parts({ parts }: { parts: readonly Part[] }) {
  return (
    <dl className="parts">
      {parts.map(({ name, value, url }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{url ? <Link url={url}>{value}</Link> : value}</dd>
        </div>
      ))}
    </dl>
  );
}
