// What happened in the programme, newest first.
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BlockStack, Button, Card, Link, Page, Select, Text } from '@shopify/polaris';
import { readActivity } from '#app/loyalty/members/read-members.server.ts';
import { personsOf } from '#app/sync/read-person.server.ts';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { entryWords } from '../customers/entry-words.ts';
import { nameOf } from '../customers/person-name.ts';

export const meta: MetaFunction = () => [{ title: 'Activity · Encore' }];

const SHOWN = 100;
const DAY_MS = 86_400_000;
const kinds = {
  earn: 'Earned',
  reverse: 'Taken back',
  redeem: 'Spent',
  return: 'Given back',
  expire: 'Expired',
  adjust: 'Changed by staff',
};

export async function loader(args: LoaderFunctionArgs) {
  const { shop, staffId } = await authenticateMerchant(args);
  const params = new URL(args.request.url).searchParams;
  const asked = params.get('kind') ?? '';
  const kind = asked in kinds ? asked : null;
  const before = /^\d{1,18}$/.test(params.get('before') ?? '')
    ? BigInt(params.get('before')!)
    : null;
  const entries = await readActivity(shop.id, { kind, before, limit: SHOWN + 1 });
  const shown = entries.slice(0, SHOWN);
  const ids = [...new Set(shown.map((entry) => entry.customerId).filter((id) => id !== null))];
  const persons = await personsOf(shop.id, ids, `activity of the programme, staff ${staffId}`);
  return {
    hasOlder: entries.length > SHOWN,
    entries: shown.map((entry) => ({
      id: entry.id.toString(),
      accountId: entry.accountId.toString(),
      name:
        entry.customerId === null
          ? 'Erased member'
          : nameOf(persons.get(entry.customerId) ?? null, entry.customerId),
      words: entryWords(entry),
      points: Number(entry.points),
      at: entry.occurredAt.toISOString(),
      // The list is in the order of the ledger: what came in long after it happened says so.
      bookedAt:
        entry.recordedAt.getTime() - entry.occurredAt.getTime() > DAY_MS
          ? entry.recordedAt.toISOString()
          : null,
      note: entry.note,
    })),
  };
}

export default function Activity() {
  const { entries, hasOlder } = useLoaderData<typeof loader>();
  const format = useFormat();
  const [params, change] = useChoices();
  const last = entries.at(-1);
  const isChosen = params.has('kind') || params.has('before');
  if (entries.length === 0 && !isChosen) {
    return (
      <Page title="Activity">
        <EmptyCard
          title="Nothing has happened yet"
          text="Every point that comes or goes stands here with its reason."
          action={{ label: 'See the programme', url: '/app/programme' }}
        />
      </Page>
    );
  }
  return (
    <Page title="Activity">
      <Card>
        <BlockStack gap="300">
          <Select
            label="Show"
            value={params.get('kind') ?? ''}
            onChange={(kind) => change({ kind: kind || null, before: null })}
            options={[
              { value: '', label: 'Everything' },
              ...Object.entries(kinds).map(([value, label]) => ({ value, label })),
            ]}
          />
          {entries.length === 0 && (
            <Text as="p" tone="subdued">
              Nothing of this kind.
            </Text>
          )}
          <ul className="rows">
            {entries.map((entry) => (
              <li key={entry.id}>
                <div>
                  <Link url={`/app/members/${entry.accountId}`}>{entry.name}</Link>
                  <br />
                  <Text as="span" tone="subdued" variant="bodySm">
                    {entry.words} · {format.moment(entry.at)}
                    {entry.bookedAt ? ` · booked ${format.moment(entry.bookedAt)}` : ''}
                    {entry.note ? ` · ${entry.note}` : ''}
                  </Text>
                </div>
                <Text as="span" numeric fontWeight="semibold">
                  {format.signed(entry.points)}
                </Text>
              </li>
            ))}
          </ul>
          {hasOlder && last && (
            <Button onClick={() => change({ before: last.id })}>Older entries</Button>
          )}
        </BlockStack>
      </Card>
    </Page>
  );
}
