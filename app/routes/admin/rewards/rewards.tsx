// What points can be exchanged for, in the order in which shoppers see it.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import {
  Badge,
  BlockStack,
  Button,
  ButtonGroup,
  Card,
  IndexTable,
  InlineStack,
  Link,
  Page,
  Select,
  Text,
  useBreakpoints,
} from '@shopify/polaris';
import { ArrowDownIcon, ArrowUpIcon } from '@shopify/polaris-icons';
import type { ReactNode } from 'react';
import { decimalText } from '#app/basics/money.ts';
import { readRewards } from '#app/rewards/read.server.ts';
import { type PoolRow, readPools } from '#app/rewards/read-codes.server.ts';
import { type RewardReport, readRewardReports } from '#app/rewards/read-report.server.ts';
import { orderRewards } from '#app/rewards/save-reward.server.ts';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { Toolbar } from '#app/ui/toolbar.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { readForm } from '../read-form.server.ts';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';
import { type ListedReward, listedReward } from './draft.ts';

export const meta: MetaFunction = () => [{ title: 'Rewards · Encore' }];

const REPORT_DAYS = 90;

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const isArchive = new URL(args.request.url).searchParams.get('show') === 'archived';
  const since = new Date(Date.now() - REPORT_DAYS * 86_400_000);
  const [all, reports, pools] = await Promise.all([
    readRewards(shop.id, { withArchived: true }),
    readRewardReports(shop.id, since),
    readPools(shop.id),
  ]);
  const shown = all.filter(({ state }) => (state === 'archived') === isArchive);
  return {
    isArchive,
    hasArchived: all.some(({ state }) => state === 'archived'),
    rewards: shown.map((reward) => ({
      ...listedReward(reward, shop.currency),
      ...figuresOf(reports.get(reward.id), shop.currency),
      trouble: troubleOf(pools.filter(({ rewardId }) => rewardId === reward.id)),
    })),
  };
}

const figuresOf = (report: RewardReport | undefined, currency: string) => ({
  exchanged: report?.exchanged ?? 0,
  used: report?.used ?? 0,
  open: report?.open ?? 0,
  cost: decimalText(report?.cost ?? 0n, currency),
});

/** What Shopify said when it was asked for the discount; null while all is well. */
const troubleOf = (pools: readonly PoolRow[]) =>
  pools.find(({ state, trouble }) => state === 'making' && trouble !== null)?.trouble ?? null;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function action(args: ActionFunctionArgs): Promise<ActionOutcome> {
  const { shop } = await authenticateMerchant(args);
  const form = await readForm(args.request);
  const ids = String(form.get('ids')).split(',');
  if (!ids.every((id) => UUID.test(id))) return { ok: false, reason: 'bad-input' };
  await orderRewards(shop.id, ids);
  return { ok: true };
}

type Row = Awaited<ReturnType<typeof loader>>['rewards'][number];

export default function Rewards() {
  const { rewards, isArchive, hasArchived } = useLoaderData<typeof loader>();
  const [, choose] = useChoices();
  if (rewards.length === 0 && !isArchive && !hasArchived) {
    return (
      <Page title="Rewards">
        <EmptyCard
          title="No rewards yet"
          text="Points are worth collecting when they become something: an amount off, a percentage off, or free shipping."
          action={{ label: 'Add a reward', url: '/app/rewards/new' }}
        />
      </Page>
    );
  }
  return (
    <Page title="Rewards" primaryAction={{ content: 'Add a reward', url: '/app/rewards/new' }}>
      <BlockStack gap="300">
        {hasArchived && (
          <InlineStack>
            <Select
              label="Show"
              labelInline
              value={isArchive ? 'archived' : 'on-offer'}
              onChange={(value) => choose({ show: value === 'archived' ? value : null })}
              options={[
                { value: 'on-offer', label: 'Active and drafts' },
                { value: 'archived', label: 'Archived' },
              ]}
            />
          </InlineStack>
        )}
        <Card padding="0">
          {rewards.length > 0 ? (
            <Rows rewards={rewards} canMove={!isArchive && rewards.length > 1} />
          ) : (
            <div style={{ padding: 16 }}>
              <Text as="p" tone="subdued">
                {isArchive ? 'Nothing is archived.' : 'All rewards are archived.'}
              </Text>
            </div>
          )}
        </Card>
        <Toolbar>
          <Text as="p" variant="bodySm" tone="subdued">
            Shoppers see rewards in this order. Figures are of the last {REPORT_DAYS} days.
          </Text>
        </Toolbar>
      </BlockStack>
    </Page>
  );
}

function Rows({ rewards, canMove }: { rewards: Row[]; canMove: boolean }) {
  const { mdDown } = useBreakpoints();
  const order = useOrder(rewards);
  const moveOf = (reward: Row, position: number) => (
    <Move reward={reward} position={position} order={order} />
  );
  return (
    <IndexTable
      resourceName={{ singular: 'reward', plural: 'rewards' }}
      itemCount={rewards.length}
      selectable={false}
      condensed={mdDown}
      headings={[
        { title: 'Reward' },
        { title: 'Points', alignment: 'end' },
        { title: 'Given out', alignment: 'end' },
        { title: 'Used', alignment: 'end' },
        { title: 'In hand', alignment: 'end' },
        { title: 'Cost', alignment: 'end' },
        { title: 'State' },
        ...(canMove ? [{ title: 'Order', hidden: true }] : []),
      ]}
    >
      {order.rewards.map((reward, position) => (
        <IndexTable.Row id={reward.id} key={reward.id} position={position}>
          {mdDown ? (
            <NarrowRow reward={reward} move={canMove && moveOf(reward, position)} />
          ) : (
            <Cells reward={reward} move={canMove && moveOf(reward, position)} />
          )}
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

type RowProps = { reward: Row; move: ReactNode };

function NarrowRow({ reward, move }: RowProps) {
  const format = useFormat();
  const { points, exchanged, used, cost } = reward;
  return (
    <div className="narrow-row">
      <span>
        <Name reward={reward} /> <State reward={reward} />
      </span>
      <Text as="span" tone="subdued" variant="bodySm">
        <Gives reward={reward} /> · {format.plural(points, 'point', 'points')}
      </Text>
      <Text as="span" tone="subdued" variant="bodySm">
        {`${format.count(exchanged)} given out, ${format.count(used)} used, ${format.money(cost)}`}
      </Text>
      {move}
    </div>
  );
}

function Cells({ reward, move }: RowProps) {
  const format = useFormat();
  const { points, exchanged, used, open, cost } = reward;
  const figures = [points, exchanged, used, open].map((count) => format.count(count));
  return (
    <>
      <IndexTable.Cell>
        <BlockStack gap="050">
          <Name reward={reward} />
          <Text as="span" tone="subdued" variant="bodySm">
            <Gives reward={reward} />
          </Text>
        </BlockStack>
      </IndexTable.Cell>
      {[...figures, format.money(cost)].map((figure, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns stand still
        <IndexTable.Cell key={place}>
          <Text as="span" alignment="end" numeric>
            {figure}
          </Text>
        </IndexTable.Cell>
      ))}
      <IndexTable.Cell>
        <State reward={reward} />
      </IndexTable.Cell>
      {move && <IndexTable.Cell>{move}</IndexTable.Cell>}
    </>
  );
}

/** The order as the merchant last put it: shown at once, saved beside. */
function useOrder(saved: Row[]) {
  const fetcher = useFetcher<ActionOutcome>();
  useOutcomeToast(fetcher.data, 'Order saved. Shoppers see it in a few seconds.');
  const asked = fetcher.formData?.get('ids');
  const ids = typeof asked === 'string' ? asked.split(',') : saved.map(({ id }) => id);
  const place = new Map(ids.map((id, position) => [id, position]));
  const rewards = [...saved].sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
  const move = (from: number, to: number) => {
    const moved = rewards.map(({ id }) => id);
    moved.splice(to, 0, ...moved.splice(from, 1));
    fetcher.submit({ ids: moved.join(',') }, { method: 'post' });
  };
  return { rewards, move };
}

type MoveProps = { reward: Row; position: number; order: ReturnType<typeof useOrder> };

function Move({ reward, position, order: { rewards, move } }: MoveProps) {
  return (
    <ButtonGroup variant="segmented">
      <Button
        size="slim"
        icon={ArrowUpIcon}
        accessibilityLabel={`Move ${reward.name} up`}
        disabled={position === 0}
        onClick={() => move(position, position - 1)}
      />
      <Button
        size="slim"
        icon={ArrowDownIcon}
        accessibilityLabel={`Move ${reward.name} down`}
        disabled={position === rewards.length - 1}
        onClick={() => move(position, position + 1)}
      />
    </ButtonGroup>
  );
}

// Not the primary link of its row: Polaris would follow it when the buttons of the row are clicked.
const Name = ({ reward }: { reward: Row }) => (
  <Link url={`/app/rewards/${reward.id}`} monochrome removeUnderline>
    <Text as="span" fontWeight="semibold">
      {reward.name}
    </Text>
  </Link>
);

function State({ reward }: { reward: Row }) {
  if (reward.state === 'archived') return <Badge>Archived</Badge>;
  if (reward.state === 'draft') return <Badge>Draft</Badge>;
  if (reward.trouble === null) return <Badge tone="success">Active</Badge>;
  return (
    <BlockStack gap="050" inlineAlign="start">
      <Badge tone="critical">Shopify refuses it</Badge>
      <Text as="span" variant="bodySm" tone="critical">
        {reward.trouble}
      </Text>
    </BlockStack>
  );
}

function Gives({ reward }: { reward: ListedReward }) {
  const format = useFormat();
  const { kind, amount, percent, product, isIncremental } = reward;
  const words: Record<string, string> = {
    'amount-off': `${format.money(amount)} off`,
    'percentage-off': `${format.percent(percent, 0)} off`,
    'free-shipping': 'Free shipping',
    'free-product': `${product} for free`,
    'store-credit': `${format.money(amount)} store credit`,
    'gift-card': `${format.money(amount)} gift card`,
  };
  return <span>{(words[kind] ?? kind) + (isIncremental ? ' for each step' : '')}</span>;
}
