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
import { useFormat } from '#app/ui/format.tsx';
import { Parts } from '#app/ui/stat-card.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { reasonWords, referralStates } from '../codes/words.ts';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';
import { settingsDraft, settingsInput } from './draft.ts';
import { SettingsCard } from './settings-card.tsx';

export const meta: MetaFunction = () => [{ title: 'Referrals · Encore' }];

const MOST = 100;

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const asked = new URL(args.request.url).searchParams.get('state') ?? '';
  const state = asked in referralStates ? asked : null;
  const [settings, rewards, funnel, referrals] = await Promise.all([
    readReferralSettings(shop.id),
    readRewards(shop.id),
    readFunnel(shop.id),
    readReferrals(shop.id, { state, limit: MOST }),
  ]);
  const choices = rewards.map((reward) => ({
    id: reward.id,
    name: wordsOf(reward.offer, 'en').name,
    isActive: reward.state === 'active',
    isForFriends: isDiscount(reward.terms.value.kind),
  }));
  return {
    saved: settingsDraft(settings),
    rewards: choices.filter(({ isActive }) => isActive),
    funnel,
    state: state ?? '',
    rows: referrals.rows.map((row) => ({
      id: row.id,
      state: row.state,
      code: row.code,
      reasons: row.reasons.map(reasonWords),
      advocateId: row.advocateId.toString(),
      friendId: row.friendId?.toString() ?? null,
      claimedAt: row.claimedAt.toISOString(),
      dueAt: row.dueAt?.toISOString() ?? null,
      points: Number(row.points),
    })),
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function action(args: ActionFunctionArgs): Promise<ActionOutcome> {
  const { shop } = await authenticateMerchant(args);
  const form = Object.fromEntries(await args.request.formData()) as Record<string, string>;
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
  const { saved, rewards, funnel, rows, state } = useLoaderData<typeof loader>();
  return (
    <Page title="Referrals" subtitle="Friends bring friends">
      <BlockStack gap="400">
        <SettingsCard saved={saved} rewards={rewards} />
        <Funnel funnel={funnel} />
        <Card padding="0">
          <List rows={rows} state={state} />
        </Card>
      </BlockStack>
    </Page>
  );
}

function Funnel({ funnel }: { funnel: Data['funnel'] }) {
  const format = useFormat();
  const parts = [
    { name: 'Members with a link', value: format.count(funnel.advocates) },
    { name: 'Visits', value: format.count(funnel.visits) },
    { name: 'Friends with a code', value: format.count(funnel.claimed) },
    { name: 'Friends who ordered', value: format.count(funnel.ordered) },
    { name: 'Advocates rewarded', value: format.count(funnel.completed) },
    { name: 'Denied or revoked', value: format.count(funnel.stopped) },
    { name: 'To be reviewed', value: format.count(funnel.review) },
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          From link to reward
        </Text>
        <Parts parts={parts} />
      </BlockStack>
    </Card>
  );
}

function List({ rows, state }: { rows: Row[]; state: string }) {
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
      headings={[
        { title: 'Friend' },
        { title: 'Advocate' },
        { title: 'State' },
        { title: 'Why' },
        { title: 'Actions', hidden: true },
      ]}
    >
      {rows.map((row, position) => (
        <IndexTable.Row id={row.id} key={row.id} position={position}>
          {smDown ? (
            <div className="narrow-row">
              <Friend row={row} />
              <State row={row} />
              <Decide row={row} />
            </div>
          ) : (
            <>
              <IndexTable.Cell>
                <Friend row={row} />
              </IndexTable.Cell>
              <IndexTable.Cell>
                <Link url={`/app/customers/${row.advocateId}`}>{row.advocateId}</Link>
              </IndexTable.Cell>
              <IndexTable.Cell>
                <State row={row} />
              </IndexTable.Cell>
              <IndexTable.Cell>{row.reasons.join(', ')}</IndexTable.Cell>
              <IndexTable.Cell>
                <Decide row={row} />
              </IndexTable.Cell>
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
        <Link url={`/app/customers/${row.friendId}`}>{row.friendId}</Link>
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
    </BlockStack>
  );
}

function Decide({ row }: { row: Row }) {
  const fetcher = useFetcher<ActionOutcome>();
  useOutcomeToast(fetcher.data, 'Decided');
  if (row.state !== 'review') return null;
  const decide = (intent: string) => fetcher.submit({ intent, id: row.id }, { method: 'post' });
  const loading = fetcher.state !== 'idle';
  return (
    <InlineStack gap="200" wrap={false}>
      <Button size="slim" onClick={() => decide('approve')} loading={loading}>
        Approve
      </Button>
      <Button size="slim" tone="critical" onClick={() => decide('deny')} loading={loading}>
        Deny
      </Button>
    </InlineStack>
  );
}
