// Members to look at: those whom Shopify refuses to write on, and those who were deleted there.
import { Badge, BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import type { ShownData } from './shown-data.server.ts';

/** Customers on whom Shopify refused to write points, tier or tags. */
export function RefusedCard({ refused }: { refused: ShownData['refused'] }) {
  const format = useFormat();
  return (
    <MembersCard
      title="Refused by Shopify"
      text="Shopify did not take what Encore writes on these customers. Their points and tiers here are right; themes, segments and perks by tag see what was written last. It is tried again every day."
      count={refused.count}
      members={refused.members.map((member) => ({ ...member, when: format.moment(member.at) }))}
    />
  );
}

/** Members who were deleted in Shopify and still have points. */
export function DeletedCard({ deleted }: { deleted: ShownData['deleted'] }) {
  const format = useFormat();
  const points = (count: number) => format.plural(count, 'point', 'points');
  return (
    <MembersCard
      title="Deleted in Shopify, with points left"
      text={`Nobody can spend these ${points(deleted.points)}, but they count as owed. Open the member to take them away.`}
      count={deleted.count}
      members={deleted.members.map((member) => ({
        ...member,
        what: points(member.points),
        when: `Deleted ${format.moment(member.at)}`,
      }))}
    />
  );
}

type MembersCardProps = {
  title: string;
  text: string;
  /** Of all; `members` are the newest of them. */
  count: number;
  members: { accountId: string; customerId: string; what: string; when: string }[];
};

/** Nothing where there is nobody. */
function MembersCard({ title, text, count, members }: MembersCardProps) {
  const format = useFormat();
  if (count === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          <Badge tone="attention">{format.count(count)}</Badge>
        </InlineStack>
        <Text as="p">{text}</Text>
        <ul className="rows">
          {members.map(({ accountId, customerId, what, when }) => (
            <li key={accountId}>
              <div>
                <Link url={`/app/members/${accountId}`}>Customer {customerId}</Link>
                {': '}
                {what}
                <br />
                <Text as="span" tone="subdued" variant="bodySm">
                  {when}
                </Text>
              </div>
            </li>
          ))}
        </ul>
        {count > members.length && (
          <Text as="p" tone="subdued" variant="bodySm">
            The newest {members.length} of {format.count(count)}.
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
