// The newest lines of a member's points ledger, in plain words.
import { BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import { entryWords } from './entry-words.ts';
import type { Profile } from './read-profile.server.ts';

/** The rest is on the member's own page. */
const ENTRIES_SHOWN = 10;

export function LedgerCard({ points }: { points: Profile['points'] }) {
  const format = useFormat();
  if (!points) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between">
          <Text as="h2" variant="headingMd">
            Points, line by line
          </Text>
          <Link url={`/app/members/${points.accountId}`}>All of it, and what staff can do</Link>
        </InlineStack>
        {points.entries.length === 0 ? (
          <Text as="p" tone="subdued">
            No points yet. The next paid order brings the first.
          </Text>
        ) : (
          <ul className="rows">
            {points.entries.slice(0, ENTRIES_SHOWN).map((entry) => (
              <li key={entry.id}>
                <div>
                  <Text as="span">{entryWords(entry)}</Text>
                  <br />
                  <Text as="span" tone="subdued" variant="bodySm">
                    {format.moment(entry.at)} · balance {format.count(entry.balanceAfter)}
                    {entry.note ? ` · ${entry.note}` : ''}
                  </Text>
                </div>
                <Text as="span" numeric fontWeight="semibold">
                  {format.signed(entry.points)}
                </Text>
              </li>
            ))}
          </ul>
        )}
      </BlockStack>
    </Card>
  );
}
