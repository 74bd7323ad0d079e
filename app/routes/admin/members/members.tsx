// The list of members: who takes part, how many points they hold, and the way in and out by file.
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useNavigate } from '@remix-run/react';
import {
  Badge,
  BlockStack,
  Box,
  Card,
  IndexTable,
  InlineGrid,
  Link,
  Page,
  Pagination,
  Select,
  Text,
  TextField,
  useBreakpoints,
  useIndexResourceState,
} from '@shopify/polaris';
import { useEffect, useState } from 'react';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { useSaving } from '../use-saving.ts';
import { type MemberRow, memberChoices, readMemberList } from './read-page.server.ts';

export const meta: MetaFunction = () => [{ title: 'Members · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop, staffId } = await authenticateMerchant(args);
  const choices = memberChoices(new URL(args.request.url).searchParams);
  const why = `list of members, staff ${staffId}`;
  return { choices, ...(await readMemberList(shop, choices, new Date(), why)) };
}

export default function Members() {
  const { rows, hasNext, choices, tiers } = useLoaderData<typeof loader>();
  const [params, change] = useChoices();
  const { saving, save } = useSaving();
  const { search, status, tierId, balance, page } = choices;
  const isChosen = search || status || tierId || balance || page > 1;
  if (rows.length === 0 && !isChosen) {
    return (
      <Page title="Members">
        <EmptyCard
          title="No members yet"
          text="Customers become members by themselves or when they join, as the programme says. Members of another programme can be brought in with a file."
          action={{ label: 'See the programme', url: '/app/programme' }}
          secondary={{ label: 'Bring a file', url: '/app/members/import' }}
        />
      </Page>
    );
  }
  return (
    <Page
      title="Members"
      fullWidth
      primaryAction={{ content: 'Bring a file', url: '/app/members/import' }}
      secondaryActions={[
        {
          content: 'Save as CSV',
          loading: saving !== null,
          onAction: () => void save('/app/members/export', 'encore-members.csv'),
        },
        { content: 'Change points', url: changeUrl(params) },
      ]}
    >
      <Card padding="0">
        <Controls tiers={tiers} />
        <Rows key={params.toString()} rows={rows} tiers={tiers} hasMore={hasNext || page > 1} />
        {rows.length === 0 && (
          <EmptyCard
            title="Nobody fits"
            text="Search finds the beginnings of names, e-mail addresses and phone numbers."
            action={{
              label: 'Show everybody',
              onAction: () =>
                change({ q: null, status: null, tier: null, balance: null, page: null }),
            }}
          />
        )}
        {(page > 1 || hasNext) && (
          <Pagination
            type="table"
            label={`Page ${page}`}
            hasPrevious={page > 1}
            hasNext={hasNext}
            onPrevious={() => change({ page: page > 2 ? String(page - 1) : null })}
            onNext={() => change({ page: String(page + 1) })}
          />
        )}
      </Card>
    </Page>
  );
}

/** The page that changes points of all whom the list shows with these filters, or of the chosen. */
function changeUrl(params: URLSearchParams, ids: readonly string[] = []): string {
  const kept = ['q', 'status', 'tier', 'balance'].flatMap((name) => {
    const value = params.get(name);
    return value === null ? [] : [[name, value]];
  });
  const query = new URLSearchParams(ids.length > 0 ? [['ids', ids.join(',')]] : kept);
  return `/app/members/change?${query}`;
}

type TierName = { id: string; name: string };

function Controls({ tiers }: { tiers: TierName[] }) {
  const [params, change] = useChoices();
  const [search, setSearch] = useSearch();
  const choose = (name: string) => (value: string) => change({ [name]: value || null, page: null });
  return (
    <Box padding="300">
      <InlineGrid columns={{ xs: 1, sm: 2, md: 5 }} gap="200">
        <TextField
          label="Search members"
          labelHidden
          value={search}
          onChange={setSearch}
          placeholder="Name, e-mail or phone"
          clearButton
          onClearButtonClick={() => setSearch('')}
          autoComplete="off"
        />
        <Select
          label="State"
          labelHidden
          value={params.get('status') ?? ''}
          onChange={choose('status')}
          options={[
            { value: '', label: 'All members' },
            { value: 'member', label: 'Taking part' },
            { value: 'blocked', label: 'Blocked' },
          ]}
        />
        <Select
          label="Balance"
          labelHidden
          value={params.get('balance') ?? ''}
          onChange={choose('balance')}
          options={[
            { value: '', label: 'Any balance' },
            { value: 'some', label: 'With points' },
            { value: 'none', label: 'Without points' },
            { value: 'negative', label: 'Below zero' },
          ]}
        />
        <Select
          label="Tier"
          labelHidden
          disabled={tiers.length === 0}
          value={params.get('tier') ?? ''}
          onChange={choose('tier')}
          options={[
            { value: '', label: 'Any tier' },
            ...tiers.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Select
          label="Order of the list"
          labelHidden
          value={params.get('sort') ?? ''}
          onChange={choose('sort')}
          options={[
            { value: '', label: 'Most points first' },
            { value: 'joined', label: 'Newest members first' },
          ]}
        />
      </InlineGrid>
    </Box>
  );
}

/** The search field's text; the list follows when the merchant pauses. */
function useSearch(): [string, (text: string) => void] {
  const [params, change] = useChoices();
  const asked = params.get('q') ?? '';
  const [text, setText] = useState(asked);
  useEffect(() => {
    if (text === asked) return;
    const timer = setTimeout(() => change({ q: text || null, page: null }, { replace: true }), 300);
    return () => clearTimeout(timer);
  }, [text, asked, change]);
  return [text, setText];
}

type RowsProps = { rows: MemberRow[]; tiers: TierName[]; hasMore: boolean };

function Rows({ rows, tiers, hasMore }: RowsProps) {
  const format = useFormat();
  const navigate = useNavigate();
  const [params] = useChoices();
  const chosen = useIndexResourceState(rows);
  const isAll = chosen.allResourcesSelected;
  const changePoints = () =>
    navigate(changeUrl(params, isAll && hasMore ? [] : chosen.selectedResources));
  const { smDown } = useBreakpoints();
  const tierName = (id: string) => tiers.find((tier) => tier.id === id)?.name ?? '–';
  return (
    <IndexTable
      resourceName={{ singular: 'member', plural: 'members' }}
      itemCount={rows.length}
      condensed={smDown}
      hasMoreItems={hasMore}
      selectedItemsCount={isAll ? 'All' : chosen.selectedResources.length}
      onSelectionChange={chosen.handleSelectionChange}
      promotedBulkActions={[{ content: 'Change points', onAction: changePoints }]}
      emptyState={<span />}
      headings={[
        { title: 'Member' },
        { title: 'Tier' },
        { title: 'Member since', alignment: 'end' },
        { title: 'Points', alignment: 'end' },
      ]}
    >
      {rows.map((row, position) => (
        <IndexTable.Row
          id={row.id}
          key={row.id}
          position={position}
          selected={chosen.selectedResources.includes(row.id)}
        >
          {smDown ? (
            <Box padding="300" width="100%">
              <MemberName row={row} />
              <Text as="span" tone="subdued" variant="bodySm">
                {format.plural(row.balance, 'point', 'points')}
              </Text>
            </Box>
          ) : (
            <>
              <IndexTable.Cell>
                <MemberName row={row} />
              </IndexTable.Cell>
              <IndexTable.Cell>{tierName(row.tierId)}</IndexTable.Cell>
              <IndexTable.Cell>
                <Text as="span" alignment="end">
                  {format.dayOf(row.joinedAt)}
                </Text>
              </IndexTable.Cell>
              <IndexTable.Cell>
                <Text
                  as="span"
                  alignment="end"
                  numeric
                  {...(row.balance < 0 ? { tone: 'critical' } : {})}
                >
                  {format.count(row.balance)}
                </Text>
              </IndexTable.Cell>
            </>
          )}
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

function MemberName({ row }: { row: MemberRow }) {
  return (
    <BlockStack gap="050">
      <Link dataPrimaryLink url={`/app/members/${row.id}`} monochrome removeUnderline>
        <Text as="span" fontWeight="semibold">
          {row.name}
        </Text>
      </Link>
      <Text as="span" tone="subdued" variant="bodySm">
        {row.status === 'blocked' ? <Badge tone="warning">Blocked</Badge> : row.email}
      </Text>
    </BlockStack>
  );
}
