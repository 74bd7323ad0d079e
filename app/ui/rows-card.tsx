// A card with a title and a row for each thing: what it is on the left, its number or its button on
// the right.
import { BlockStack, Card, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';

export type RowsCardProps = {
  title: string;
  description?: ReactNode;
  /** The rows: `<li>` each. */
  children: ReactNode;
  /** What stands below the rows. */
  after?: ReactNode;
};

export function RowsCard({ title, description, children, after }: RowsCardProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          {description && (
            <Text as="p" tone="subdued">
              {description}
            </Text>
          )}
        </BlockStack>
        <ul className="rows">{children}</ul>
        {after}
      </BlockStack>
    </Card>
  );
}
