// The eleven groups, and who moved between them in a month.
import { Box, Link } from '@shopify/polaris';
import { RFM_GROUPS, RFM_MEANING, type RfmGroup } from '#app/retention/rfm.ts';
import { useFormat } from '#app/ui/format.tsx';
import { BarChart } from '#app/ui/plots/bar-chart.tsx';
import { PlotCard } from '#app/ui/plots/plot-card.tsx';
import type { SegmentsPage } from './read-segments-page.server.ts';

export function GroupsCard({ page }: { page: SegmentsPage }) {
  const format = useFormat();
  const money = (value: unknown) => format.money(value as string);
  return (
    <PlotCard
      title="Groups by recency, frequency and sales"
      description="Each customer gets a class from 1 to 5 for how recent the last order is, how many orders and how much net sales there are, among the customers of this shop."
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
    >
      <BarChart
        label="Customers in each group"
        places={page.groups.map(({ group }) => RFM_MEANING[group].name)}
        series={[{ name: 'Customers', values: page.groups.map(({ customers }) => customers) }]}
        format={format.count}
        formatAxis={format.compact}
      />
      <nav aria-label="Customers by group">
        <Box paddingBlockStart="200">
          {page.groups
            .filter(({ group, customers }) => customers > 0 && group !== 'prospects')
            .map(({ group, customers }) => (
              <span key={group} style={{ display: 'inline-block', marginInlineEnd: 16 }}>
                <Link url={`/app/customers/segments?group=${group}`}>
                  {RFM_MEANING[group].name} ({format.count(customers)})
                </Link>
              </span>
            ))}
        </Box>
      </nav>
    </PlotCard>
  );
}

const nameOf = (group: RfmGroup | 'none') =>
  group === 'none' ? 'No order yet' : RFM_MEANING[group].name;

export function MovementCard({ page }: { page: SegmentsPage }) {
  const format = useFormat();
  const { before, counts } = page.movement;
  const present = RFM_GROUPS.filter((group) =>
    Object.values(counts).some((row) => row[group] !== undefined),
  );
  const rows = [...RFM_GROUPS, 'none' as const].filter((group) => counts[group] !== undefined);
  return (
    <PlotCard
      title="From group to group in a month"
      description={`Where customers were on ${format.day(before)} (rows) and where they were on ${format.day(page.asOf)} (columns).`}
      fileName="movement"
      columns={[
        { title: 'From' },
        ...present.map((group) => ({ title: RFM_MEANING[group].name, isNumber: true })),
      ]}
      rows={rows.map((from) => [nameOf(from), ...present.map((to) => counts[from]?.[to] ?? 0)])}
    />
  );
}
