// The customers of a segment, in pages.
import { IndexTable, Link, Pagination, Text, useBreakpoints } from '@shopify/polaris';
import { RFM_MEANING } from '#app/retention/rfm.ts';
import type { Sort } from '#app/retention/segments/filter.ts';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import type { SegmentsPage, ShownCustomer } from './read-segments-page.server.ts';

/** Columns by their place; those with a sort can be clicked. */
const headings: { title: string; sort?: Sort; isNumber?: boolean }[] = [
  { title: 'Customer' },
  { title: 'Group' },
  { title: 'Orders', sort: 'orders', isNumber: true },
  { title: 'Net sales', sort: 'sales', isNumber: true },
  { title: 'Last order', sort: 'last-order' },
  { title: 'Next order due' },
  { title: 'Still a customer', sort: 'alive', isNumber: true },
  { title: 'Value of 12 months', sort: 'value', isNumber: true },
];

export function SegmentList({ page }: { page: SegmentsPage }) {
  const [, change] = useChoices();
  const { smDown } = useBreakpoints();
  if (page.rows.length === 0) {
    return <EmptyCard title="Nobody fits" text="Try fewer conditions." />;
  }
  const sorted = headings.findIndex(({ sort }) => sort === page.sort.sort);
  return (
    <>
      <IndexTable
        resourceName={{ singular: 'customer', plural: 'customers' }}
        itemCount={page.rows.length}
        selectable={false}
        condensed={smDown}
        headings={
          headings.map(({ title, isNumber }) => ({
            title,
            ...(isNumber && { alignment: 'end' as const }),
          })) as [{ title: string }]
        }
        sortable={headings.map(({ sort }) => sort !== undefined)}
        sortColumnIndex={sorted}
        sortDirection={page.sort.isAscending ? 'ascending' : 'descending'}
        onSort={(index, direction) =>
          change({
            sort: headings[index]?.sort ?? null,
            way: direction === 'ascending' ? 'up' : null,
            after: null,
            before: null,
          })
        }
      >
        {page.rows.map((row, index) => (
          <Row key={row.id} row={row} index={index} isCondensed={smDown} />
        ))}
      </IndexTable>
      <div style={{ padding: 12 }}>
        <Pagination
          hasPrevious={page.previous !== null}
          hasNext={page.next !== null}
          onPrevious={() => change({ before: page.previous, after: null })}
          onNext={() => change({ after: page.next, before: null })}
        />
      </div>
    </>
  );
}

function Row(props: { row: ShownCustomer; index: number; isCondensed: boolean }) {
  const { row, index } = props;
  const format = useFormat();
  const name = (
    <Link url={`/app/customers/${row.id}`} dataPrimaryLink removeUnderline>
      {row.name}
    </Link>
  );
  if (props.isCondensed) {
    return (
      <IndexTable.Row id={row.id} position={index}>
        <div style={{ padding: '12px 16px' }}>
          <Text as="p" fontWeight="semibold">
            {name}
          </Text>
          <Text as="p" tone="subdued" variant="bodySm">
            {RFM_MEANING[row.group].name} · {format.plural(row.orders, 'order', 'orders')} ·{' '}
            {format.money(row.netSales)} · last {format.day(row.lastDay)} · value{' '}
            {format.money(row.clv12)}
          </Text>
        </div>
      </IndexTable.Row>
    );
  }
  const number = (text: string) => (
    <Text as="span" alignment="end" numeric>
      {text}
    </Text>
  );
  return (
    <IndexTable.Row id={row.id} position={index}>
      <IndexTable.Cell>{name}</IndexTable.Cell>
      <IndexTable.Cell>{RFM_MEANING[row.group].name}</IndexTable.Cell>
      <IndexTable.Cell>{number(format.count(row.orders))}</IndexTable.Cell>
      <IndexTable.Cell>{number(format.money(row.netSales))}</IndexTable.Cell>
      <IndexTable.Cell>{format.day(row.lastDay)}</IndexTable.Cell>
      <IndexTable.Cell>{format.day(row.nextDue)}</IndexTable.Cell>
      <IndexTable.Cell>{number(format.percent(row.alive, 0))}</IndexTable.Cell>
      <IndexTable.Cell>{number(format.money(row.clv12))}</IndexTable.Cell>
    </IndexTable.Row>
  );
}
