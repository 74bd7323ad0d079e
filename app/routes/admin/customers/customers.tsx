// The list of customers: search, filters, sorting, pages.
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useNavigation } from '@remix-run/react';
import {
  Badge,
  BlockStack,
  Card,
  ChoiceList,
  IndexFilters,
  IndexFiltersMode,
  type IndexFiltersProps,
  IndexTable,
  Link,
  Page,
  Pagination,
  Text,
  useBreakpoints,
  useSetIndexFiltersMode,
} from '@shopify/polaris';
import { useEffect, useState } from 'react';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { type Format, useFormat } from '#app/ui/format.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { customerChoices } from './choices.ts';
import { type ListedCustomer, readCustomerPage } from './read-list.server.ts';

export const meta: MetaFunction = () => [{ title: 'Customers · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop, staffId } = await authenticateMerchant(args);
  const choices = customerChoices(new URL(args.request.url).searchParams);
  const page = await readCustomerPage(
    shop,
    choices,
    new Date(),
    `list of customers, staff ${staffId}`,
  );
  return { choices, ...page };
}

/** Changes of the address: the first page of another list, and the list of everybody. */
const firstPage = { after: null, before: null };
const everybody = { q: null, orders: null, quiet: null, member: null, ...firstPage };

export default function Customers() {
  const { rows, choices, previous, next } = useLoaderData<typeof loader>();
  const [, change] = useChoices();
  const isChosen =
    choices.search ||
    choices.orders ||
    choices.quietDays ||
    choices.membership ||
    choices.after ||
    choices.before;
  if (rows.length === 0 && !isChosen) {
    return (
      <Page title="Customers">
        <EmptyCard
          title="No customers yet"
          text="Your customers appear here as the import brings them, and new ones as soon as they sign up or buy."
          action={{ label: 'See the import', url: '/app/settings/data' }}
        />
      </Page>
    );
  }
  return (
    <Page title="Customers">
      <Card padding="0">
        <Controls />
        <Rows rows={rows} />
        {rows.length === 0 && (
          <EmptyCard
            title="Nobody fits"
            text="Search finds the beginnings of names, e-mail addresses and phone numbers. Try fewer filters."
            action={{
              label: 'Show everybody',
              onAction: () => change(everybody),
            }}
          />
        )}
        <Pages previous={previous} next={next} />
      </Card>
    </Page>
  );
}

const sortOptions: IndexFiltersProps['sortOptions'] = [
  { label: 'Last order', value: 'last-order asc', directionLabel: 'Oldest first' },
  { label: 'Last order', value: 'last-order desc', directionLabel: 'Newest first' },
  { label: 'Net sales', value: 'net-sales asc', directionLabel: 'Lowest first' },
  { label: 'Net sales', value: 'net-sales desc', directionLabel: 'Highest first' },
  { label: 'Orders', value: 'orders asc', directionLabel: 'Fewest first' },
  { label: 'Orders', value: 'orders desc', directionLabel: 'Most first' },
  { label: 'Value of the next 12 months', value: 'value asc', directionLabel: 'Lowest first' },
  { label: 'Value of the next 12 months', value: 'value desc', directionLabel: 'Highest first' },
  { label: 'Customer since', value: 'newest asc', directionLabel: 'Oldest first' },
  { label: 'Customer since', value: 'newest desc', directionLabel: 'Newest first' },
];

const filterNames = {
  orders: {
    label: 'Orders',
    choices: { '0': 'None', '1': 'One', '2-': 'Two or more', '5-': 'Five or more' },
  },
  quiet: {
    label: 'No order for',
    choices: { '30': '30 days', '90': '90 days', '180': '180 days', '365': 'a year' },
  },
  member: {
    label: 'Programme',
    choices: { member: 'Member', blocked: 'Blocked member', none: 'Not a member' },
  },
} as const;
type FilterName = keyof typeof filterNames;

function Controls() {
  const [params, change] = useChoices();
  const { mode, setMode } = useSetIndexFiltersMode(IndexFiltersMode.Filtering);
  const navigation = useNavigation();
  const [search, setSearch] = useSearch();
  const names = Object.keys(filterNames) as FilterName[];
  const filters = names.map((key) => ({
    key,
    label: filterNames[key].label,
    filter: <Filter name={key} value={params.get(key)} />,
    shortcut: true,
  }));
  const appliedFilters = names.flatMap((key) => {
    const value = params.get(key);
    const choices: Record<string, string> = filterNames[key].choices;
    return value && choices[value]
      ? [
          {
            key,
            label: `${filterNames[key].label}: ${choices[value]}`,
            onRemove: () => change({ [key]: null, ...firstPage }),
          },
        ]
      : [];
  });
  const clearAll = () => {
    setSearch('');
    change(everybody);
  };
  return (
    <IndexFilters
      tabs={[]}
      selected={0}
      mode={mode}
      setMode={setMode}
      loading={navigation.state !== 'idle'}
      queryValue={search}
      autoFocusSearchField={false}
      queryPlaceholder="Search by name, e-mail address or phone"
      onQueryChange={setSearch}
      onQueryClear={() => setSearch('')}
      cancelAction={{ onAction: clearAll }}
      sortOptions={sortOptions}
      sortSelected={[params.get('sort') ?? 'last-order desc']}
      onSort={([sort]) => change({ sort: sort ?? null, ...firstPage })}
      filters={filters}
      appliedFilters={appliedFilters}
      onClearAll={clearAll}
      canCreateNewView={false}
    />
  );
}

/** The search field's text; the list follows when the merchant pauses. */
function useSearch(): [string, (text: string) => void] {
  const [params, change] = useChoices();
  const asked = params.get('q') ?? '';
  const [text, setText] = useState(asked);
  useEffect(() => {
    if (text === asked) return;
    const timer = setTimeout(
      () => change({ q: text || null, ...firstPage }, { replace: true }),
      300,
    );
    return () => clearTimeout(timer);
  }, [text, asked, change]);
  return [text, setText];
}

function Filter({ name, value }: { name: FilterName; value: string | null }) {
  const [, change] = useChoices();
  const { label, choices } = filterNames[name];
  return (
    <ChoiceList
      title={label}
      titleHidden
      selected={value ? [value] : []}
      choices={Object.entries(choices).map(([key, words]) => ({ value: key, label: words }))}
      onChange={([chosen]) => change({ [name]: chosen ?? null, ...firstPage })}
    />
  );
}

function Rows({ rows }: { rows: ListedCustomer[] }) {
  const format = useFormat();
  const { smDown } = useBreakpoints();
  return (
    <IndexTable
      resourceName={{ singular: 'customer', plural: 'customers' }}
      itemCount={rows.length}
      selectable={false}
      condensed={smDown}
      emptyState={<span />}
      headings={[
        { title: 'Customer' },
        { title: 'Orders', alignment: 'end' },
        { title: 'Net sales', alignment: 'end' },
        { title: 'Last order', alignment: 'end' },
        { title: 'Points', alignment: 'end' },
      ]}
    >
      {rows.map((row, position) => (
        <IndexTable.Row id={row.id} key={row.id} position={position}>
          {smDown ? <NarrowRow row={row} /> : <WideRow row={row} format={format} />}
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

function WideRow({ row, format }: { row: ListedCustomer; format: Format }) {
  return (
    <>
      <IndexTable.Cell>
        <BlockStack gap="050">
          <Link dataPrimaryLink url={`/app/customers/${row.id}`} monochrome removeUnderline>
            <Text as="span" fontWeight="semibold">
              {row.name}
            </Text>
          </Link>
          {row.email && row.email !== row.name && (
            <Text as="span" tone="subdued" variant="bodySm">
              {row.email}
            </Text>
          )}
        </BlockStack>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          {format.count(row.orders)}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          {format.money(row.netSales)}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end">
          {format.dayOf(row.lastOrderAt)}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          {row.isBlocked ? <Badge tone="warning">Blocked</Badge> : format.count(row.points)}
        </Text>
      </IndexTable.Cell>
    </>
  );
}

function NarrowRow({ row }: { row: ListedCustomer }) {
  const format = useFormat();
  return (
    <div className="narrow-row">
      <Link dataPrimaryLink url={`/app/customers/${row.id}`} monochrome removeUnderline>
        <Text as="span" fontWeight="semibold">
          {row.name}
        </Text>
      </Link>
      <Text as="span" tone="subdued" variant="bodySm">
        {format.plural(row.orders, 'order', 'orders')} · {format.money(row.netSales)}
        {row.points === null ? '' : ` · ${format.plural(row.points, 'point', 'points')}`}
      </Text>
    </div>
  );
}

function Pages({ previous, next }: { previous: string | null; next: string | null }) {
  const [, change] = useChoices();
  if (previous === null && next === null) return null;
  return (
    <Pagination
      type="table"
      hasPrevious={previous !== null}
      hasNext={next !== null}
      onPrevious={() => change({ ...firstPage, before: previous })}
      onNext={() => change({ ...firstPage, after: next })}
    />
  );
}
