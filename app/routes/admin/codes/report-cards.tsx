// How rewards went in the last days: how much of the points is exchanged, what it costs, what it
// sells.
import { BlockStack, InlineGrid, Select } from '@shopify/polaris';
import { useFormat } from '#app/ui/format.tsx';
import { StatCard } from '#app/ui/stat-card.tsx';
import { Toolbar } from '#app/ui/toolbar.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import type { CodesData } from './codes.tsx';

export const PERIODS = [30, 90, 365] as const;

type Report = CodesData['report'];

export function ReportCards({ report, days }: { report: Report; days: number }) {
  const [, choose] = useChoices();
  return (
    <BlockStack gap="300">
      <Toolbar>
        <Select
          label="Codes of the last"
          labelInline
          value={String(days)}
          onChange={(value) => choose({ days: value === '90' ? null : value })}
          options={PERIODS.map((one) => ({ value: String(one), label: `${one} days` }))}
        />
      </Toolbar>
      <InlineGrid columns={{ xs: 1, sm: 2, lg: 4 }} gap="400">
        <RateCards report={report} days={days} />
        <MoneyCards report={report} />
      </InlineGrid>
    </BlockStack>
  );
}

function RateCards({ report, days }: { report: Report; days: number }) {
  const format = useFormat();
  const rate = report.pointsEarned > 0 ? report.points / report.pointsEarned : null;
  const useRate = report.exchanged > 0 ? report.used / report.exchanged : null;
  return (
    <>
      <StatCard
        label={`Redemption rate, last ${days} days`}
        value={rate === null ? '–' : format.percent(rate)}
        explanation={{
          meaning: `Points exchanged in the last ${days} days against the points earned in them.`,
          formula: 'points exchanged and not given back / points earned',
          parts: [
            { name: 'Exchanged', value: format.count(report.points) },
            { name: 'Earned', value: format.count(report.pointsEarned) },
          ],
        }}
      />
      <StatCard
        label="Codes used"
        value={useRate === null ? '–' : format.percent(useRate)}
        explanation={{
          meaning: `Of the codes given out in the last ${days} days, those used in an order. Store credit is used when it is given.`,
          parts: [
            { name: 'Used', value: format.count(report.used) },
            { name: 'Open', value: format.count(report.open) },
            { name: 'Ended without use', value: format.count(report.released) },
          ],
        }}
      />
    </>
  );
}

function MoneyCards({ report }: { report: Report }) {
  const format = useFormat();
  return (
    <>
      <StatCard
        label="Sales with a code"
        value={format.money(report.netSales)}
        explanation={{
          meaning: 'Net sales of the orders that used a code of these days.',
          parts: [{ name: 'Orders', value: format.count(report.orders) }],
        }}
      />
      <StatCard
        label="Cost of rewards"
        value={format.money(report.cost)}
        explanation={{
          meaning:
            'What these codes took off their orders, and the store credit and gift cards given. Other discounts on the same orders are not in it.',
          parts: [
            {
              name: 'Share of the sales with a code',
              value: report.costShare === null ? '–' : format.percent(report.costShare),
            },
          ],
        }}
      />
    </>
  );
}
