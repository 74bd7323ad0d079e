// What the programme costs and brings, tried on the last 12 months before anything is changed.
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useLoaderData } from '@remix-run/react';
import { BlockStack, Button, Card, InlineStack, Page, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { pool } from '#app/db.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import type { Rules } from '#app/loyalty/programme/rules.ts';
import { useFormat } from '#app/ui/format.tsx';
import { BarChart } from '#app/ui/plots/bar-chart.tsx';
import { PlotCard } from '#app/ui/plots/plot-card.tsx';
import { RowsCard } from '#app/ui/rows-card.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import { authenticateMerchant } from '../../authenticate-merchant.server.ts';
import { amount, baseErrors } from '../drafts/programme-draft.ts';
import { NotStarted } from '../rules-page.tsx';
import { EconomicsFigures, PointsSources, Warnings } from './economics-figures.tsx';
import { readEconomics } from './read-economics.server.ts';

export const meta: MetaFunction = () => [{ title: 'Economics · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const params = new URL(args.request.url).searchParams;
  const points = params.get('points') ?? '';
  const perText = params.get('per') ?? '';
  const asked =
    Object.keys(baseErrors(points, perText, shop.currency, 0)).length === 0
      ? { points: BigInt(points), per: amount(perText, shop.currency)! }
      : null;
  const now = new Date();
  const inForce = asked && (await readProgramme(pool, shop.id, now))?.rules;
  const tried = asked && inForce ? withBase(inForce, asked) : null;
  return { isTried: tried !== null, economics: await readEconomics(shop, tried, now) };
}

const withBase = (rules: Rules, base: { points: bigint; per: bigint }): Rules => ({
  ...rules,
  order: { ...rules.order, base: { kind: 'per-amount', ...base } },
});

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
        <Warnings
          warnings={economics.warnings}
          {...(isTried ? {} : { title: 'Look at this: these rules are in force' })}
        />
        <EconomicsFigures economics={economics} />
        <PointsSources economics={economics} />
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
  const [isAsked, setIsAsked] = useState(false);
  const wrong = baseErrors(points, per, currency, 0);
  const errors: typeof wrong = isAsked ? wrong : {};
  return (
    <Card>
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          setIsAsked(true);
          if (Object.keys(wrong).length === 0) change({ points: points.trim(), per });
        }}
      >
        <InlineStack gap="300" blockAlign="start">
          <TextField
            label="Points"
            value={points}
            onChange={setPoints}
            error={errors.points}
            inputMode="numeric"
            autoComplete="off"
          />
          <TextField
            label={`for every (${currency})`}
            value={per}
            onChange={setPer}
            error={errors.per}
            inputMode="decimal"
            autoComplete="off"
          />
          <div className="beside-label">
            <InlineStack gap="300" blockAlign="center">
              <Button submit>Try</Button>
              {isTried && (
                <Button variant="plain" onClick={() => change({ points: null, per: null })}>
                  Back to the rules in force
                </Button>
              )}
            </InlineStack>
          </div>
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
    <RowsCard title="Customers by tier">
      {byTier.map(({ tierId, name, members }) => (
        <li key={tierId ?? ''}>
          <Text as="span">{name}</Text>
          <Text as="span" numeric>
            {format.count(members)}
          </Text>
        </li>
      ))}
    </RowsCard>
  );
}
