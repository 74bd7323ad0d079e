// Says what Shopify does not give, what follows from that and what can be done.
import { Banner, BlockStack, List, Text } from '@shopify/polaris';
import type { ShownData } from './shown-data.server.ts';

export function WithheldBanner({ withheld }: { withheld: ShownData['withheld'] }) {
  if (withheld.length === 0) return null;
  return (
    <Banner tone="warning" title="Shopify does not give Encore everything">
      <BlockStack gap="200">
        <List>
          {withheld.map(({ title, means }) => (
            <List.Item key={title}>
              <Text as="span" fontWeight="semibold">
                {title}.
              </Text>{' '}
              {means}
            </List.Item>
          ))}
        </List>
        <Text as="p">
          What was known before stays as it is. Shopify gives such data only to apps that it has
          approved for protected customer data and that hold the permission. If you run Encore
          yourself, ask for it in Shopify’s dashboard for developers, under “API access requests” of
          your app; otherwise write to whoever runs it for you. Once Shopify gives it, Encore
          notices in the following night and reads everything again. “Import again” does so at once.
        </Text>
      </BlockStack>
    </Banner>
  );
}
