// Customers in lists: those of a segment in pages, and the first few of a card.
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
  if (props.isCondensed) {
    return (
      <IndexTable.Row id={row.id} position={index}>
        <div style={{ padding: '12px 16px' }}>
          <NarrowCustomer row={row} />
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
      <IndexTable.Cell>
        <CustomerLink row={row} />
      </IndexTable.Cell>
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

const CustomerLink = ({ row }: { row: ShownCustomer }) => (
  <Link url={`/app/customers/${row.id}`} dataPrimaryLink removeUnderline>
    {row.name}
  </Link>
);

/** A customer in a few lines, where a table would not fit. */
export function NarrowCustomer({ row, isSimple = false }: NarrowCustomerProps) {
  const format = useFormat();
  const facts = [
    RFM_MEANING[row.group].name,
    format.plural(row.orders, 'order', 'orders'),
    format.money(row.netSales),
    `last ${format.day(row.lastDay)}`,
    ...(isSimple
      ? []
      : [`${format.percent(row.alive, 0)} still a customer`, `value ${format.money(row.clv12)}`]),
  ];
  return (
    <div>
      <Text as="p" fontWeight="semibold">
        <CustomerLink row={row} />
      </Text>
      <Text as="p" tone="subdued" variant="bodySm">
        {facts.join(' · ')}
      </Text>
    </div>
  );
}

type NarrowCustomerProps = {
  row: ShownCustomer;
  isSimple?: boolean;
};

/**
 * Some customers of a card. By the simple formula nothing is known of a single one but what there
 * was.
 */
export function CustomerTable(props: {
  title: string;
  rows: readonly ShownCustomer[];
  isSimple: boolean;
}) {
  const format = useFormat();
  const { smDown } = useBreakpoints();
  if (smDown) {
    return (
      <ul className="rows" aria-label={props.title}>
        {props.rows.map((row) => (
          <li key={row.id}>
            <NarrowCustomer row={row} isSimple={props.isSimple} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <section className="heat-scroll" aria-label={props.title}>
      <table className="numbers">
        <thead>
          <tr>
            <th scope="col">Customer</th>
            <th scope="col">Group</th>
            <th scope="col">Last order</th>
            <th scope="col" className="is-number">
              Orders
            </th>
            {(props.isSimple ? ['Net sales'] : ['Still a customer', 'Value of 12 months']).map(
              (title) => (
                <th key={title} scope="col" className="is-number">
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.id}>
              <td>
                <Link url={`/app/customers/${row.id}`}>{row.name}</Link>
              </td>
              <td>{RFM_MEANING[row.group].name}</td>
              <td>{format.day(row.lastDay)}</td>
              <td className="is-number">{format.count(row.orders)}</td>
              {props.isSimple ? (
                <td className="is-number">{format.money(row.netSales)}</td>
              ) : (
                <>
                  <td className="is-number">{format.percent(row.alive, 0)}</td>
                  <td className="is-number">{format.money(row.clv12)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
