// What the programme costs and brings, tried on the last 12 months before anything is changed.
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useLoaderData } from '@remix-run/react';
import {
  Banner,
  BlockStack,
  Button,
  Card,
  InlineGrid,
  InlineStack,
  List,
  Page,
  Text,
  TextField,
} from '@shopify/polaris';
import { useState } from 'react';
import { useFormat } from '#app/ui/format.tsx';
import { BarChart } from '#app/ui/plots/bar-chart.tsx';
import { PlotCard } from '#app/ui/plots/plot-card.tsx';
import { StatCard } from '#app/ui/stat-card.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { amount } from './draft.ts';
import { readEconomics } from './read-economics.server.ts';
import { NotStarted } from './rules-page.tsx';

export const meta: MetaFunction = () => [{ title: 'Economics · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const params = new URL(args.request.url).searchParams;
  const points = params.get('points') ?? '';
  const per = amount(params.get('per') ?? '', shop.currency);
  const asked =
    /^\d{1,7}$/.test(points) && per !== null && per > 0n ? { points: BigInt(points), per } : null;
  return { isTried: asked !== null, economics: await readEconomics(shop, asked, new Date()) };
}

export default function EconomicsPage() {
  const { economics, isTried } = useLoaderData<typeof loader>();
  if (!economics) return <NotStarted title="Economics" />;
  return (
    <Page
      title="Economics"
      subtitle="The rules tried on your last 12 months. Nothing is changed here."
    >
      <BlockStack gap="400">
        {economics.base && <Trial base={economics.base} isTried={isTried} />}
        {economics.warnings.length > 0 && (
          <Banner tone="warning" title="Look at this before you save such rules">
            <List>
              {economics.warnings.map((warning) => (
                <List.Item key={warning}>{warning}</List.Item>
              ))}
            </List>
          </Banner>
        )}
        <Figures />
        <Months />
        <TierCounts />
      </BlockStack>
    </Page>
  );
}

function Trial({ base, isTried }: { base: { points: string; per: string }; isTried: boolean }) {
  const { currency } = useFormat();
  const [, change] = useChoices();
  const [points, setPoints] = useState(base.points);
  const [per, setPer] = useState(base.per);
  return (
    <Card>
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          change({ points, per });
        }}
      >
        <InlineStack gap="300" blockAlign="end">
          <TextField
            label="Points"
            value={points}
            onChange={setPoints}
            inputMode="numeric"
            autoComplete="off"
          />
          <TextField
            label={`for every (${currency})`}
            value={per}
            onChange={setPer}
            inputMode="decimal"
            autoComplete="off"
          />
          <Button submit>Try</Button>
          {isTried && (
            <Button variant="plain" onClick={() => change({ points: null, per: null })}>
              Back to the rules in force
            </Button>
          )}
        </InlineStack>
      </Form>
    </Card>
  );
}

/** The page shows its parts only where there are economics. */
function useEconomics() {
  const { economics } = useLoaderData<typeof loader>();
  if (!economics) throw new Error('the parts of this page need a programme');
  return economics;
}

function Figures() {
  const page = useEconomics();
  const format = useFormat();
  const assumed = (is: boolean) => (is ? ' (assumed)' : '');
  return (
    <InlineGrid columns={{ xs: 1, sm: 2, md: 4 }} gap="400">
      <StatCard
        label="Members get back"
        value={format.percent(page.rewardRate, 2)}
        explanation={{
          meaning: 'What all points are worth in your best reward, as a share of net sales.',
          formula: 'points × worth of a point / net sales',
          parts: [
            { name: 'Points issued', value: format.count(page.issued) },
            { name: 'Worth of them', value: format.money(page.liability) },
          ],
        }}
      />
      <StatCard
        label="It costs"
        value={format.percent(page.costShare, 2)}
        explanation={{
          meaning: 'The same, of the points that are ever redeemed.',
          formula: 'worth × redemption rate / net sales',
          parts: [
            { name: 'Cost', value: format.money(page.cost) },
            {
              name: `Redemption rate${assumed(page.isRedemptionAssumed)}`,
              value: format.percent(page.redemptionRate),
            },
          ],
        }}
      />
      <StatCard
        label="More sales to break even"
        value={page.upliftToBreakEven === null ? '–' : format.percent(page.upliftToBreakEven)}
        explanation={{
          meaning: 'How much more must be sold for the margin to pay the programme.',
          formula: 'cost share / (margin − cost share)',
          parts: [
            {
              name: `Gross margin${assumed(page.isMarginAssumed)}`,
              value: format.percent(page.margin),
            },
          ],
        }}
      />
      <StatCard
        label="Orders to the first reward"
        value={page.ordersToReward === null ? '–' : format.count(page.ordersToReward)}
      />
    </InlineGrid>
  );
}

function Months() {
  const { byMonth, sampled } = useEconomics();
  const format = useFormat();
  if (byMonth.length === 0) return null;
  return (
    <PlotCard
      title="Points by month"
      description={
        sampled < 1
          ? `From every ${format.count(Math.round(1 / sampled))}th customer, scaled up.`
          : 'What these rules would have issued.'
      }
      fileName="economics"
      columns={[
        { title: 'Month' },
        { title: 'Points', isNumber: true, format: (value) => format.count(Number(value)) },
        { title: 'Net sales', isNumber: true, format: (value) => format.money(String(value)) },
      ]}
      rows={byMonth.map((one) => [one.month, one.points, one.sales])}
    >
      <BarChart
        label="Points by month"
        places={byMonth.map((one) => format.month(`${one.month}-01`))}
        series={[{ name: 'Points', values: byMonth.map((one) => one.points) }]}
        format={(value) => format.count(value)}
      />
    </PlotCard>
  );
}

function TierCounts() {
  const { byTier } = useEconomics();
  const format = useFormat();
  if (byTier.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          Customers by tier
        </Text>
        <ul className="rows">
          {byTier.map(({ tierId, name, members }) => (
            <li key={tierId ?? ''}>
              <Text as="span">{name}</Text>
              <Text as="span" numeric>
                {format.count(members)}
              </Text>
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}
