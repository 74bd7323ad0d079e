// Members who were deleted in Shopify and still have points.
import { Badge, BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import type { ShownData } from './shown-data.server.ts';

export function DeletedCard({ deleted }: { deleted: ShownData['deleted'] }) {
  const format = useFormat();
  const points = (count: number) => format.plural(count, 'point', 'points');
  if (deleted.count === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingMd">
            Deleted in Shopify, with points left
          </Text>
          <Badge tone="attention">{format.count(deleted.count)}</Badge>
        </InlineStack>
        <Text as="p">
          Nobody can spend these {points(deleted.points)}, but they count as owed. Open the member
          to take them away.
        </Text>
        <ul className="rows">
          {deleted.members.map((member) => (
            <li key={member.accountId}>
              <div>
                <Link url={`/app/members/${member.accountId}`}>Customer {member.customerId}</Link>
                {': '}
                {points(member.points)}
                <br />
                <Text as="span" tone="subdued" variant="bodySm">
                  Deleted {format.moment(member.at)}
                </Text>
              </div>
            </li>
          ))}
        </ul>
        {deleted.count > deleted.members.length && (
          <Text as="p" tone="subdued" variant="bodySm">
            The newest {deleted.members.length} of {format.count(deleted.count)}.
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
