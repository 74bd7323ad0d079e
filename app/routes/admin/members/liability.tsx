// What is owed to members in points, month by month.
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Banner, BlockStack, InlineGrid, Page, Text } from '@shopify/polaris';
import { readLiability } from '#app/loyalty/programme/read-liability.server.ts';
import { readVerification } from '#app/loyalty/verify-ledger.server.ts';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { LineChart } from '#app/ui/plots/line-chart.tsx';
import { PlotCard } from '#app/ui/plots/plot-card.tsx';
import { StatCard } from '#app/ui/stat-card.tsx';
import { Toolbar } from '#app/ui/toolbar.tsx';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { readShownWorth } from '../programme/economics/read-worth.server.ts';

export const meta: MetaFunction = () => [{ title: 'Liability · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const now = new Date();
  const liability = await readLiability(shop, now);
  const months = liability.months.map((month) => ({
    month: month.month,
    issued: Number(month.issued),
    reversed: Number(month.reversed),
    redeemed: Number(month.redeemed),
    expired: Number(month.expired),
    outstanding: Number(month.outstanding),
  }));
  const worth = await readShownWorth(shop, now);
  const verification = await readVerification(shop.id);
  const { redemptionRate, breakage, members } = liability;
  return {
    redemptionRate,
    breakage,
    members,
    worthOfHundred: worth.ofHundred,
    outstanding: Number(liability.outstanding),
    owed: Number(liability.owed),
    debt: Number(liability.debt),
    pending: Number(liability.pending),
    months,
    verification: verification && {
      at: verification.at.toISOString(),
      members: verification.accounts,
      entries: Number(verification.entries),
      differences: verification.differences,
      found: verification.found,
    },
  };
}

export default function Liability() {
  const page = useLoaderData<typeof loader>();
  const format = useFormat();
  if (page.months.length === 0) {
    return (
      <Page title="Liability">
        <EmptyCard
          title="Nothing is owed yet"
          text="As soon as members earn points, what they could spend stands here by month."
          action={{ label: 'See the programme', url: '/app/programme' }}
        />
      </Page>
    );
  }
  return (
    <Page title="Liability">
      <BlockStack gap="400">
        <Figures />
        <PlotCard
          title="Points owed at the end of each month"
          description="By when things happened, in the shop's calendar. Points of merged customers count once."
          fileName="liability"
          columns={[
            { title: 'Month' },
            ...['Issued', 'Taken back', 'Redeemed', 'Expired', 'Owed'].map((title) => ({
              title,
              isNumber: true,
              format: (value: unknown) => format.count(Number(value)),
            })),
          ]}
          rows={page.months.map((one) => [
            one.month,
            one.issued,
            one.reversed,
            one.redeemed,
            one.expired,
            one.outstanding,
          ])}
        >
          <LineChart
            label="Points owed at the end of each month"
            places={page.months.map((one) => format.month(`${one.month}-01`))}
            series={[{ name: 'Owed', values: page.months.map((one) => one.outstanding) }]}
            format={(value) => format.count(value)}
          />
        </PlotCard>
        <Toolbar>
          <Verified />
        </Toolbar>
      </BlockStack>
    </Page>
  );
}

function Figures() {
  const page = useLoaderData<typeof loader>();
  const format = useFormat();
  const inMoney =
    page.worthOfHundred === null
      ? 'Points buy no amount of money yet'
      : `Up to ${format.money((page.owed * Number(page.worthOfHundred)) / 100)} in your best reward`;
  return (
    <InlineGrid columns={{ xs: 1, sm: 2, md: 4 }} gap="400">
      <StatCard
        label="Owed now"
        value={format.count(page.owed)}
        explanation={{
          meaning: 'All balances above zero. What members owe after refunds is not taken off.',
          parts: [
            { name: 'Members', value: format.count(page.members) },
            { name: 'Of it pending', value: format.count(page.pending) },
            { name: 'Members owe', value: format.count(page.debt) },
          ],
        }}
      >
        <Text as="p" variant="bodySm" tone="subdued">
          {inMoney}
        </Text>
      </StatCard>
      <StatCard label="Pending" value={format.count(page.pending)}>
        <Text as="p" variant="bodySm" tone="subdued">
          Waiting for the return window
        </Text>
      </StatCard>
      <StatCard
        label="Redemption rate, all time"
        value={format.percent(page.redemptionRate)}
        explanation={{
          meaning: 'Of all points ever issued and not taken back, the share that was redeemed.',
          formula: '(redeemed − given back) / (issued − taken back)',
        }}
      />
      <StatCard
        label="Breakage, all time"
        value={format.percent(page.breakage)}
        explanation={{
          meaning: 'Of all points ever issued and not taken back, the share that lapsed unused.',
          formula: 'expired / (issued − taken back)',
        }}
      />
    </InlineGrid>
  );
}

/** Whether the nightly recomputation of every balance from its entries found the same. */
function Verified() {
  const { verification } = useLoaderData<typeof loader>();
  const format = useFormat();
  if (!verification) {
    return (
      <Text as="p" tone="subdued">
        Every night the whole ledger is recomputed from its entries. In this shop it was not yet.
      </Text>
    );
  }
  const { at, members, entries, differences, found } = verification;
  const counted = format.plural(entries, 'entry', 'entries');
  const held = format.plural(members, 'member', 'members');
  const what = `${counted} of ${held} recomputed on ${format.moment(at)}`;
  if (differences === 0) {
    return (
      <Text as="p" tone="subdued">
        Ledger verified: {what}, no difference.
      </Text>
    );
  }
  return (
    <Banner
      tone="critical"
      title={`${format.plural(differences, 'difference', 'differences')} in the ledger`}
    >
      <BlockStack gap="100">
        <Text as="p">{what}. Nothing was changed. Please tell Encore's support:</Text>
        {found.map((one) => (
          <Text as="p" key={`${one.accountId} ${one.what}`}>
            {one.accountId === '0' ? 'All members' : `Account ${one.accountId}`}, {one.what}:{' '}
            {one.stored} stands, {one.worked} is worked out.
          </Text>
        ))}
      </BlockStack>
    </Banner>
  );
}
