// What a page shows where there is nothing yet: why, and what to do.
import { BlockStack, Box, Button, Card, InlineStack, Text } from '@shopify/polaris';

export type EmptyCardProps = {
  title: string;
  text: string;
  action?: { label: string; url?: string; onAction?: () => void };
  secondary?: { label: string; url: string };
};

export function EmptyCard({ title, text, action, secondary }: EmptyCardProps) {
  return (
    <Card>
      <Box paddingBlock="800" paddingInline="400">
        <BlockStack gap="300" inlineAlign="center">
          <Text as="h2" variant="headingMd" alignment="center">
            {title}
          </Text>
          <Box maxWidth="32rem">
            <Text as="p" tone="subdued" alignment="center">
              {text}
            </Text>
          </Box>
          {(action || secondary) && (
            <InlineStack gap="200" align="center">
              {action && (
                <Button variant="primary" url={action.url} onClick={action.onAction}>
                  {action.label}
                </Button>
              )}
              {secondary && <Button url={secondary.url}>{secondary.label}</Button>}
            </InlineStack>
          )}
        </BlockStack>
      </Box>
    </Card>
  );
}
