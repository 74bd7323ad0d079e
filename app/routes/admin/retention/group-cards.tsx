// The eleven groups, and who moved between them in a month.
import { Box, Link } from '@shopify/polaris';
import { RFM_GROUPS, RFM_MEANING, type RfmGroup } from '#app/retention/rfm.ts';
import type { Standing } from '#app/retention/segments/movement.ts';
import { useFormat } from '#app/ui/format.tsx';
import { BarChart } from '#app/ui/plots/bar-chart.tsx';
import { PlotCard } from '#app/ui/plots/plot-card.tsx';
import { behindUrl } from './behind-words.ts';
import type { SegmentsPage } from './read-segments-page.server.ts';

/** Prospects have no figures yet: they are in the list of all customers. */
const groupUrl = (group: RfmGroup) =>
  group === 'prospects' ? '/app/customers?orders=0' : `/app/customers/segments?group=${group}`;

export function GroupsCard({ page }: { page: SegmentsPage }) {
  const format = useFormat();
  const money = (value: unknown) => format.money(value as string);
  return (
    <PlotCard
      title="Groups by recency, frequency and sales"
      description="Each customer gets a class from 1 to 5 for how recent the last order is, how many orders and how much net sales there are, among the customers of this shop. Equal customers share the better class: where most have ordered once, one large order can rank high. Prospects have not ordered, and are in no list below."
      fileName="groups"
      columns={[
        { title: 'Group' },
        { title: 'Meaning' },
        { title: 'Customers', isNumber: true },
        { title: 'Net sales', isNumber: true, format: money },
        { title: 'Value of 12 months', isNumber: true, format: money },
      ]}
      rows={page.groups.map(({ group, customers, netSales, clv12 }) => [
        RFM_MEANING[group].name,
        RFM_MEANING[group].meaning,
        customers,
        netSales,
        clv12,
      ])}
      isPlotLinked
      urls={page.groups.map(({ group, customers }) => ({
        2: customers > 0 ? groupUrl(group) : null,
      }))}
    >
      <BarChart
        label="Customers in each group"
        places={page.groups.map(({ group }) => RFM_MEANING[group].name)}
        series={[{ name: 'Customers', values: page.groups.map(({ customers }) => customers) }]}
        isWhole
        format={format.count}
        formatAxis={format.compact}
      />
      <nav aria-label="Customers by group">
        <Box paddingBlockStart="200">
          {page.groups
            .filter(({ customers }) => customers > 0)
            .map(({ group, customers }) => (
              <span key={group} style={{ display: 'inline-block', marginInlineEnd: 16 }}>
                <Link url={groupUrl(group)}>
                  {RFM_MEANING[group].name} ({format.count(customers)})
                </Link>
              </span>
            ))}
        </Box>
      </nav>
    </PlotCard>
  );
}

const nameOf = (group: Standing) => (group === 'none' ? 'No order yet' : RFM_MEANING[group].name);

export function MovementCard({ page }: { page: SegmentsPage }) {
  const format = useFormat();
  const { movement, valued } = page;
  const present = RFM_GROUPS.filter((group) =>
    Object.values(movement).some((row) => row[group] !== undefined),
  );
  const rows = [...RFM_GROUPS, 'none' as const].filter((group) => movement[group] !== undefined);
  return (
    <PlotCard
      title="From group to group in a month"
      description={`Where customers were on ${format.day(valued.before)} (rows) and where they were on ${format.day(valued.asOf)} (columns). Each number leads to its customers.`}
      fileName="movement"
      columns={[
        { title: 'From' },
        ...present.map((group) => ({ title: RFM_MEANING[group].name, isNumber: true })),
      ]}
      rows={rows.map((from) => [nameOf(from), ...present.map((to) => movement[from]?.[to] ?? 0)])}
      urls={rows.map((from) => [
        null,
        ...present.map((to) =>
          movement[from]?.[to] ? behindUrl({ of: 'movement', from, to }) : null,
        ),
      ])}
    />
  );
}
