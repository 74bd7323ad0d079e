// What points can be exchanged for.
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Badge, Card, IndexTable, Link, Page, Text, useBreakpoints } from '@shopify/polaris';
import { readRewards } from '#app/rewards/read.server.ts';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { type ListedReward, listedReward } from './draft.ts';

export const meta: MetaFunction = () => [{ title: 'Rewards · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const rewards = await readRewards(shop.id);
  return { rewards: rewards.map((reward) => listedReward(reward, shop.currency)) };
}

export default function Rewards() {
  const { rewards } = useLoaderData<typeof loader>();
  if (rewards.length === 0) {
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
      <Card padding="0">
        <Rows rewards={rewards} />
      </Card>
    </Page>
  );
}

function Rows({ rewards }: { rewards: ListedReward[] }) {
  const format = useFormat();
  const { smDown } = useBreakpoints();
  return (
    <IndexTable
      resourceName={{ singular: 'reward', plural: 'rewards' }}
      itemCount={rewards.length}
      selectable={false}
      condensed={smDown}
      headings={[
        { title: 'Reward' },
        { title: 'Gives' },
        { title: 'Points', alignment: 'end' },
        { title: 'State' },
      ]}
    >
      {rewards.map((reward, position) => {
        const name = (
          <Link
            dataPrimaryLink
            url={`/app/rewards/${reward.id}`}
            monochrome
            removeUnderline
            key={reward.id}
          >
            <Text as="span" fontWeight="semibold">
              {reward.name}
            </Text>
          </Link>
        );
        const state =
          reward.state === 'active' ? <Badge tone="success">Active</Badge> : <Badge>Draft</Badge>;
        return (
          <IndexTable.Row id={reward.id} key={reward.id} position={position}>
            {smDown ? (
              <div className="narrow-row">
                <span>
                  {name} {state}
                </span>
                <Text as="span" tone="subdued" variant="bodySm">
                  <Gives reward={reward} /> · {format.plural(reward.points, 'point', 'points')}
                </Text>
              </div>
            ) : (
              <>
                <IndexTable.Cell>{name}</IndexTable.Cell>
                <IndexTable.Cell>
                  <Gives reward={reward} />
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <Text as="span" alignment="end" numeric>
                    {format.count(reward.points)}
                  </Text>
                </IndexTable.Cell>
                <IndexTable.Cell>{state}</IndexTable.Cell>
              </>
            )}
          </IndexTable.Row>
        );
      })}
    </IndexTable>
  );
}

function Gives({ reward }: { reward: ListedReward }) {
  const format = useFormat();
  const { kind, amount, percent } = reward;
  const words: Record<string, string> = {
    'amount-off': `${format.money(amount)} off`,
    'percentage-off': `${format.percent(percent, 0)} off`,
    'free-shipping': 'Free shipping',
    'free-product': 'A free product',
    'store-credit': `${format.money(amount)} store credit`,
    'gift-card': `${format.money(amount)} gift card`,
  };
  return <span>{words[kind] ?? kind}</span>;
}
