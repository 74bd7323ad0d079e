// One customer: what was bought, what it is worth, and every point with its reason.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import {
  Badge,
  Banner,
  BlockStack,
  Button,
  Card,
  InlineStack,
  Layout,
  Link,
  Page,
  Text,
} from '@shopify/polaris';
import { enrolByHand } from '#app/loyalty/members/enrol-by-hand.server.ts';
import { useFormat } from '#app/ui/format.tsx';
import { Parts } from '#app/ui/stat-card.tsx';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { readForm } from '../read-form.server.ts';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';
import { CodesCard } from './codes-card.tsx';
import { LedgerCard } from './ledger-card.tsx';
import { OrdersCard } from './orders-card.tsx';
import { type Profile, readProfile } from './read-profile.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.name ?? 'Customer'} · Encore` },
];

export async function loader(args: LoaderFunctionArgs) {
  const { shop, staffId } = await authenticateMerchant(args);
  const id = args.params.id ?? '';
  const profile = /^\d{1,18}$/.test(id)
    ? await readProfile(shop, BigInt(id), new Date(), `customer profile, staff ${staffId}`)
    : null;
  if (!profile) throw new Response(null, { status: 404 });
  return profile;
}

/** Makes the customer a member. */
export async function action(args: ActionFunctionArgs): Promise<ActionOutcome> {
  const { shop } = await authenticateMerchant(args);
  const id = args.params.id ?? '';
  // Nothing is asked of the form, but it is read: a body left lying breaks the connection.
  await readForm(args.request);
  if (!/^\d{1,18}$/.test(id)) return { ok: false, reason: 'not-found' };
  const outcome = await enrolByHand(shop, BigInt(id), new Date());
  return outcome.ok ? { ok: true } : { ok: false, reason: outcome.reason };
}

export default function Customer() {
  const profile = useLoaderData<typeof loader>();
  const { points, isErased, mergedIntoId } = profile;
  return (
    <Page
      title={profile.name}
      {...(profile.email && profile.email !== profile.name ? { subtitle: profile.email } : {})}
      backAction={{ content: 'Customers', url: '/app/customers' }}
      {...(points?.status === 'blocked'
        ? { titleMetadata: <Badge tone="warning">Blocked in the programme</Badge> }
        : {})}
      secondaryActions={[
        {
          content: 'Open in Shopify',
          url: `shopify://admin/customers/${profile.id}`,
          target: '_top',
        },
      ]}
    >
      <BlockStack gap="400">
        {isErased && (
          <Banner tone="info">
            This person's data was erased on request. Orders and points stay as numbers.
          </Banner>
        )}
        {mergedIntoId && (
          <Banner tone="info">
            This customer was merged into{' '}
            <Link url={`/app/customers/${mergedIntoId}`}>another one</Link>, with all points.
          </Banner>
        )}
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <OrdersCard profile={profile} />
              <LedgerCard points={points} />
              <CodesCard codes={profile.codes} />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <ValueCard profile={profile} />
              <ExpectedCard figures={profile.figures} />
              <PointsCard points={points} canJoin={!isErased && !mergedIntoId} />
              <FactsCard profile={profile} />
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

function ValueCard({ profile }: { profile: Profile }) {
  const format = useFormat();
  const { sums } = profile;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Value
        </Text>
        <Text as="p" variant="headingXl">
          {format.money(sums.netSales)}
        </Text>
        <Parts
          parts={[
            { name: 'Orders', value: format.count(sums.orders) },
            { name: 'Average order value', value: format.money(sums.averageOrderValue) },
            { name: 'First order', value: format.dayOf(sums.firstOrderAt) },
            { name: 'Last order', value: format.dayOf(sums.lastOrderAt) },
          ]}
        />
      </BlockStack>
    </Card>
  );
}

function ExpectedCard({ figures }: { figures: Profile['figures'] }) {
  const format = useFormat();
  if (!figures) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          What to expect
        </Text>
        <BlockStack gap="100">
          <Text as="p" fontWeight="semibold">
            {figures.group.name}
          </Text>
          <Text as="p" tone="subdued" variant="bodySm">
            {figures.group.meaning}
          </Text>
        </BlockStack>
        <Parts
          parts={[
            { name: 'Recency, frequency, sales (5 is best)', value: figures.classes.join(' · ') },
            { name: 'Still a customer', value: format.percent(figures.alive, 0) },
            { name: 'Next order due', value: format.day(figures.nextDue) },
            ...figures.ahead.map(({ days, orders, sales }) => ({
              name: `In ${days} days: orders, net sales`,
              value: `${format.decimal(orders, 1)}, ${format.money(sales)}`,
            })),
            ...figures.values.map(({ months, value }) => ({
              name: `Value of ${months} months`,
              value: format.money(value),
            })),
          ]}
        />
        <Link url="/app/retention/forecast">How far to trust this</Link>
      </BlockStack>
    </Card>
  );
}

function PointsCard({ points, canJoin }: { points: Profile['points']; canJoin: boolean }) {
  const format = useFormat();
  const fetcher = useFetcher<ActionOutcome>();
  useOutcomeToast(fetcher.data, 'A member now');
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Points
        </Text>
        {points === null ? (
          <>
            <Text as="p" tone="subdued">
              Not a member. Members are enrolled as the programme says: by itself with the first
              order, or when they join.
            </Text>
            {canJoin && (
              <InlineStack>
                <Button
                  loading={fetcher.state !== 'idle'}
                  onClick={() => fetcher.submit({}, { method: 'post' })}
                >
                  Make them a member
                </Button>
              </InlineStack>
            )}
          </>
        ) : (
          <>
            <Text as="p" variant="headingXl">
              {format.count(points.balance)}
            </Text>
            <Parts
              parts={[
                { name: 'Can be spent now', value: format.count(points.available) },
                { name: 'Pending', value: format.count(points.pending) },
                ...(points.tier ? [{ name: 'Tier', value: points.tier }] : []),
                { name: 'Member since', value: format.dayOf(points.joinedAt) },
              ]}
            />
            {points.nextExpiry && (
              <Text as="p" tone="subdued" variant="bodySm">
                {format.plural(points.nextExpiry.points, 'point is', 'points are')} good until{' '}
                {format.dayOf(points.nextExpiry.at)}.
              </Text>
            )}
          </>
        )}
      </BlockStack>
    </Card>
  );
}

function FactsCard({ profile }: { profile: Profile }) {
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Details
        </Text>
        <Parts
          parts={[
            { name: 'Customer since', value: format.dayOf(profile.createdAt) },
            ...(profile.phone ? [{ name: 'Phone', value: profile.phone }] : []),
            ...(profile.country ? [{ name: 'Country', value: profile.country }] : []),
            { name: 'Takes e-mail', value: profile.takesMail ? 'Yes' : 'No' },
          ]}
        />
        {profile.tags.length > 0 && (
          <InlineStack gap="100">
            {profile.tags.map((tag) => (
              <Badge key={tag}>{tag}</Badge>
            ))}
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}
