// Referrals: how they work, how far friends come, and the ones a person has to look at.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import {
  Badge,
  BlockStack,
  Button,
  Card,
  IndexTable,
  InlineStack,
  Link,
  Page,
  Select,
  Text,
  useBreakpoints,
} from '@shopify/polaris';
import { judgeReferral, saveReferralSettings } from '#app/referrals/judge-referral.server.ts';
import { readFunnel, readReferralSettings, readReferrals } from '#app/referrals/read.server.ts';
import { wordsOf } from '#app/rewards/offer.ts';
import { readRewards } from '#app/rewards/read.server.ts';
import { isDiscount } from '#app/rewards/terms.ts';
import { personsOf } from '#app/sync/read-person.server.ts';
import { useFormat } from '#app/ui/format.tsx';
import { RowsCard } from '#app/ui/rows-card.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { reasonWords, referralStates } from '../codes/words.ts';
import { nameOf } from '../customers/person-name.ts';
import { readForm } from '../read-form.server.ts';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';
import { settingsDraft, settingsInput } from './draft.ts';
import { FunnelCard } from './funnel-card.tsx';
import { SettingsCard } from './settings-card.tsx';

export const meta: MetaFunction = () => [{ title: 'Referrals · Encore' }];

const MOST = 100;

export async function loader(args: LoaderFunctionArgs) {
  const { shop, staffId } = await authenticateMerchant(args);
  const asked = new URL(args.request.url).searchParams.get('state') ?? '';
  const state = asked in referralStates ? asked : null;
  const [settings, rewards, funnel, review, referrals] = await Promise.all([
    readReferralSettings(shop.id),
    readRewards(shop.id),
    readFunnel(shop.id),
    readReferrals(shop.id, { state: 'review', limit: MOST }),
    readReferrals(shop.id, { state, limit: MOST }),
  ]);
  const people = [...review.rows, ...referrals.rows].flatMap(({ advocateId, friendId }) => [
    advocateId,
    ...(friendId === null ? [] : [friendId]),
  ]);
  const why = `referrals page, staff ${staffId}`;
  const persons = await personsOf(shop.id, [...new Set(people)], why);
  const called = (id: bigint) => nameOf(persons.get(id) ?? null, id);
  const choices = rewards.map((reward) => ({
    id: reward.id,
    name: wordsOf(reward.offer, 'en').name,
    isActive: reward.state === 'active',
    isForFriends: isDiscount(reward.terms.value.kind),
  }));
  const shown = (row: (typeof referrals.rows)[number]) => ({
    id: row.id,
    state: row.state,
    code: row.code,
    reasons: row.reasons.map(reasonWords),
    advocateId: row.advocateId.toString(),
    advocate: called(row.advocateId),
    friendId: row.friendId?.toString() ?? null,
    friend: row.friendId === null ? null : called(row.friendId),
    claimedAt: row.claimedAt.toISOString(),
    dueAt: row.dueAt?.toISOString() ?? null,
    points: Number(row.points),
    hasReward: row.advocateRewardId !== null,
  });
  return {
    saved: settingsDraft(settings),
    rewards: choices.filter(({ isActive }) => isActive),
    funnel,
    state: state ?? '',
    review: review.rows.map(shown),
    rows: referrals.rows.map(shown),
    total: referrals.total,
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function action(args: ActionFunctionArgs): Promise<ActionOutcome> {
  const { shop } = await authenticateMerchant(args);
  const form = Object.fromEntries(await readForm(args.request)) as Record<string, string>;
  if (form.intent === 'approve' || form.intent === 'deny') {
    if (!UUID.test(form.id ?? '')) return { ok: false, reason: 'bad-input' };
    return judgeReferral(shop.id, form.id!, form.intent, new Date());
  }
  const before = await readReferralSettings(shop.id);
  return saveReferralSettings(shop.id, settingsInput(form, before), new Date());
}

type Data = Awaited<ReturnType<typeof loader>>;
type Row = Data['rows'][number];

export default function Referrals() {
  const { saved, rewards, funnel, review, rows, total, state } = useLoaderData<typeof loader>();
  const settings = <SettingsCard saved={saved} rewards={rewards} />;
  // Who has not begun begins with the settings; afterwards they are at hand below.
  const isBegun = saved.isOn === 'on' || funnel.claimed > 0;
  return (
    <Page title="Referrals" subtitle="Friends bring friends">
      <BlockStack gap="400">
        {!isBegun && settings}
        {review.length > 0 && <ReviewCard rows={review} />}
        {isBegun && (
          <>
            <FunnelCard funnel={funnel} />
            <Card padding="0">
              <List rows={rows} total={total} state={state} />
            </Card>
            {settings}
          </>
        )}
      </BlockStack>
    </Page>
  );
}

/** The referrals that a person has to look at, each with what speaks against it. */
function ReviewCard({ rows }: { rows: Row[] }) {
  const format = useFormat();
  return (
    <RowsCard
      title="To be reviewed"
      description="Families share a flat, a device and a connection. Approve what looks right to you; the advocate is rewarded once the friend’s order is past the return window."
    >
      {rows.map((row) => (
        <li key={row.id}>
          <div>
            <Text as="p">
              <Link url={`/app/customers/${row.advocateId}`}>{row.advocate}</Link> brought{' '}
              {row.friendId ? (
                <Link url={`/app/customers/${row.friendId}`}>{row.friend}</Link>
              ) : (
                'a friend'
              )}
            </Text>
            <Text as="p" fontWeight="semibold">
              {row.reasons.join(', ')}
            </Text>
            <Text as="p" tone="subdued" variant="bodySm">
              {row.code}, {format.moment(row.claimedAt)}
            </Text>
          </div>
          <Decide row={row} />
        </li>
      ))}
    </RowsCard>
  );
}

function List({ rows, total, state }: { rows: Row[]; total: number; state: string }) {
  const [, choose] = useChoices();
  return (
    <>
      <div style={{ padding: 16 }}>
        <InlineStack align="space-between" blockAlign="end" gap="300">
          <Text as="h2" variant="headingMd">
            Friends
          </Text>
          <Select
            label="State"
            labelInline
            value={state}
            onChange={(value) => choose({ state: value || null })}
            options={[
              { value: '', label: 'All' },
              ...Object.entries(referralStates).map(([value, label]) => ({ value, label })),
            ]}
          />
        </InlineStack>
      </div>
      {rows.length === 0 ? <NoRows state={state} /> : <Rows rows={rows} />}
      {total > rows.length && (
        <div style={{ padding: 16 }}>
          <Text as="p" tone="subdued">
            The newest {rows.length} of {total}.
          </Text>
        </div>
      )}
    </>
  );
}

function NoRows({ state }: { state: string }) {
  return (
    <div style={{ padding: 16 }}>
      <Text as="p" tone="subdued">
        {state === ''
          ? 'Nobody has come through a link yet. Members find theirs in the rewards panel.'
          : 'There is none in this state.'}
      </Text>
    </div>
  );
}

function Rows({ rows }: { rows: Row[] }) {
  const { smDown } = useBreakpoints();
  return (
    <IndexTable
      resourceName={{ singular: 'referral', plural: 'referrals' }}
      itemCount={rows.length}
      selectable={false}
      condensed={smDown}
      headings={[{ title: 'Friend' }, { title: 'Advocate' }, { title: 'State' }, { title: 'Why' }]}
    >
      {rows.map((row, position) => (
        <IndexTable.Row id={row.id} key={row.id} position={position}>
          {smDown ? (
            <div className="narrow-row">
              <Friend row={row} />
              <Text as="span" variant="bodySm">
                Brought by <Link url={`/app/customers/${row.advocateId}`}>{row.advocate}</Link>
              </Text>
              <State row={row} />
              <Text as="span" variant="bodySm">
                {row.reasons.join(', ')}
              </Text>
            </div>
          ) : (
            <>
              <IndexTable.Cell>
                <Friend row={row} />
              </IndexTable.Cell>
              <IndexTable.Cell>
                <Link url={`/app/customers/${row.advocateId}`}>{row.advocate}</Link>
              </IndexTable.Cell>
              <IndexTable.Cell>
                <State row={row} />
              </IndexTable.Cell>
              <IndexTable.Cell>{row.reasons.join(', ')}</IndexTable.Cell>
            </>
          )}
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

function Friend({ row }: { row: Row }) {
  const format = useFormat();
  return (
    <BlockStack gap="050">
      {row.friendId ? (
        <Link url={`/app/customers/${row.friendId}`}>{row.friend}</Link>
      ) : (
        <Text as="span">Has not ordered</Text>
      )}
      <Text as="span" variant="bodySm" tone="subdued">
        {row.code}, {format.moment(row.claimedAt)}
      </Text>
    </BlockStack>
  );
}

function State({ row }: { row: Row }) {
  const format = useFormat();
  const tones = { completed: 'success', review: 'attention', waiting: 'info' } as const;
  const tone = row.state in tones ? tones[row.state as keyof typeof tones] : undefined;
  return (
    <BlockStack gap="050" inlineAlign="start">
      <Badge {...(tone ? { tone } : {})}>{referralStates[row.state] ?? row.state}</Badge>
      {row.state === 'waiting' && row.dueAt && (
        <Text as="span" variant="bodySm" tone="subdued">
          until {format.moment(row.dueAt)}
        </Text>
      )}
      {row.points > 0 && row.state === 'completed' && (
        <Text as="span" variant="bodySm" tone="subdued">
          {format.plural(row.points, 'point', 'points')}
        </Text>
      )}
      {row.hasReward && row.state === 'completed' && (
        <Text as="span" variant="bodySm" tone="subdued">
          with a reward
        </Text>
      )}
    </BlockStack>
  );
}

function Decide({ row }: { row: Row }) {
  const fetcher = useFetcher<ActionOutcome>();
  useOutcomeToast(fetcher.data, 'Decided');
  const decide = (intent: string) => fetcher.submit({ intent, id: row.id }, { method: 'post' });
  const loading = fetcher.state !== 'idle';
  return (
    <InlineStack gap="200" wrap={false}>
      <Button
        size="slim"
        accessibilityLabel={`Approve ${row.advocate}, ${row.code}`}
        onClick={() => decide('approve')}
        loading={loading}
      >
        Approve
      </Button>
      <Button
        size="slim"
        tone="critical"
        accessibilityLabel={`Deny ${row.advocate}, ${row.code}`}
        onClick={() => decide('deny')}
        loading={loading}
      >
        Deny
      </Button>
    </InlineStack>
  );
}
