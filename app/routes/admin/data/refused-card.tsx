// Customers on whom Shopify refused to write points, tier or tags.
import { Badge, BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import type { ShownData } from './shown-data.server.ts';

export function RefusedCard({ refused }: { refused: ShownData['refused'] }) {
  const format = useFormat();
  if (refused.count === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingMd">
            Refused by Shopify
          </Text>
          <Badge tone="attention">{format.count(refused.count)}</Badge>
        </InlineStack>
        <Text as="p">
          Shopify did not take what Encore writes on these customers. Their points and tiers here
          are right; themes, segments and perks by tag see what was written last. It is tried again
          every day.
        </Text>
        <ul className="rows">
          {refused.members.map((member) => (
            <li key={member.accountId}>
              <div>
                <Link url={`/app/members/${member.accountId}`}>Customer {member.customerId}</Link>
                {': '}
                {member.what}
                <br />
                <Text as="span" tone="subdued" variant="bodySm">
                  {format.moment(member.at)}
                </Text>
              </div>
            </li>
          ))}
        </ul>
        {refused.count > refused.members.length && (
          <Text as="p" tone="subdued" variant="bodySm">
            The newest {refused.members.length} of {format.count(refused.count)}.
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
