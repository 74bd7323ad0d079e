// Bonus campaigns, and products that give more, less or nothing.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import {
  BlockStack,
  Button,
  Card,
  ChoiceList,
  FormLayout,
  InlineStack,
  Select,
  Text,
  TextField,
} from '@shopify/polaris';
import type { ReactNode } from 'react';
import { pool } from '#app/db.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import { useDraft } from '#app/ui/edit-bar.tsx';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { useOutcomeToast } from '../use-outcome-toast.ts';
import {
  type BonusesDraft,
  bonusesDraft,
  type CampaignDraft,
  type ProductRuleDraft,
  rulesOfBonusesDraft,
} from './bonuses-draft.ts';
import { freeId } from './earn-draft.ts';
import { NotStarted, RulesPage } from './rules-page.tsx';
import { type PartOutcome, saveRulesPart, sentJson } from './save-rules-part.server.ts';

export const meta: MetaFunction = () => [{ title: 'Bonuses · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const version = await readProgramme(pool, shop.id, new Date());
  const levels = version?.rules.tiers?.levels ?? [];
  return {
    saved: version ? bonusesDraft(version.rules) : null,
    tiers: levels.map(({ id, name }) => ({ value: id, label: name })),
  };
}

export async function action(args: ActionFunctionArgs): Promise<PartOutcome> {
  const { shop, staffId } = await authenticateMerchant(args);
  const sent = sentJson<BonusesDraft>(await args.request.formData(), 'draft');
  if (!sent.ok) return sent;
  return saveRulesPart(
    shop,
    staffId,
    (rules) => rulesOfBonusesDraft(sent.value, rules),
    new Date(),
  );
}

export default function Bonuses() {
  const { saved } = useLoaderData<typeof loader>();
  return saved ? <BonusesForm saved={saved} /> : <NotStarted title="Bonuses" />;
}

function BonusesForm({ saved }: { saved: BonusesDraft }) {
  const { draft, set, discard, isDirty } = useDraft(saved);
  const fetcher = useFetcher<PartOutcome>();
  useOutcomeToast(fetcher.data, 'Bonuses saved');
  const { campaigns, products } = draft;
  const changed = <T,>(list: T[], at: number, changes: Partial<T>) =>
    list.map((one, i) => (i === at ? { ...one, ...changes } : one));
  return (
    <RulesPage
      title="Bonuses"
      isDirty={isDirty}
      isSaving={fetcher.state !== 'idle'}
      onSave={() => fetcher.submit({ draft: JSON.stringify(draft) }, { method: 'post' })}
      onDiscard={discard}
      answer={fetcher.data}
    >
      <Text as="h2" variant="headingMd">
        Campaigns
      </Text>
      {campaigns.map((one, at) => (
        <CampaignCard
          key={one.id}
          campaign={one}
          onChange={(changes) => set({ campaigns: changed(campaigns, at, changes) })}
          onRemove={() => set({ campaigns: campaigns.filter((_, i) => i !== at) })}
        />
      ))}
      <InlineStack>
        <Button onClick={() => set({ campaigns: [...campaigns, newCampaign(campaigns)] })}>
          Add a campaign
        </Button>
      </InlineStack>
      <Text as="h2" variant="headingMd">
        Products
      </Text>
      {products.map((one, at) => (
        <ProductCard
          key={one.id}
          rule={one}
          onChange={(changes) => set({ products: changed(products, at, changes) })}
          onRemove={() => set({ products: products.filter((_, i) => i !== at) })}
        />
      ))}
      <InlineStack>
        <Button onClick={() => set({ products: [...products, newProductRule(products)] })}>
          Add a product rule
        </Button>
      </InlineStack>
    </RulesPage>
  );
}

const newCampaign = (all: readonly CampaignDraft[]): CampaignDraft => ({
  id: freeId(
    'double-points',
    all.map((one) => one.id),
  ),
  name: 'Double points',
  startsAt: '',
  endsAt: '',
  percent: '200',
  tierIds: [],
  customerTags: '',
});

const newProductRule = (all: readonly ProductRuleDraft[]): ProductRuleDraft => ({
  id: freeId(
    'products',
    all.map((one) => one.id),
  ),
  name: 'Products',
  effect: 'multiply',
  amount: '200',
  productIds: '',
  collectionIds: '',
  tags: '',
  types: '',
  vendors: '',
});

function RuleCard(props: { name: string; onRemove: () => void; children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h3" variant="headingSm">
            {props.name}
          </Text>
          <Button
            variant="plain"
            tone="critical"
            onClick={props.onRemove}
            accessibilityLabel={`Remove ${props.name}`}
          >
            Remove
          </Button>
        </InlineStack>
        <FormLayout>{props.children}</FormLayout>
      </BlockStack>
    </Card>
  );
}

function CampaignCard(props: {
  campaign: CampaignDraft;
  onChange: (changes: Partial<CampaignDraft>) => void;
  onRemove: () => void;
}) {
  const { campaign, onChange } = props;
  const { tiers } = useLoaderData<typeof loader>();
  return (
    <RuleCard name={campaign.name} onRemove={props.onRemove}>
      <FormLayout.Group>
        <TextField
          label="Name"
          value={campaign.name}
          onChange={(name) => onChange({ name })}
          autoComplete="off"
        />
        <TextField
          label="Orders earn, %"
          value={campaign.percent}
          onChange={(percent) => onChange({ percent })}
          helpText="200 is double"
          inputMode="numeric"
          autoComplete="off"
        />
      </FormLayout.Group>
      <FormLayout.Group>
        <TextField
          label="From (UTC)"
          type="datetime-local"
          value={campaign.startsAt}
          onChange={(startsAt) => onChange({ startsAt })}
          autoComplete="off"
        />
        <TextField
          label="Until (UTC)"
          type="datetime-local"
          value={campaign.endsAt}
          onChange={(endsAt) => onChange({ endsAt })}
          autoComplete="off"
        />
      </FormLayout.Group>
      <TextField
        label="Only customers with one of these tags"
        value={campaign.customerTags}
        onChange={(customerTags) => onChange({ customerTags })}
        placeholder="Everybody"
        autoComplete="off"
      />
      {tiers.length > 0 && (
        <ChoiceList
          allowMultiple
          title="Only these tiers (none chosen: all)"
          choices={tiers}
          selected={campaign.tierIds}
          onChange={(tierIds) => onChange({ tierIds })}
        />
      )}
    </RuleCard>
  );
}

const amounts: Record<string, string> = {
  multiply: 'Percent of the usual points',
  'points-per-piece': 'Points for each piece',
};

function ProductCard(props: {
  rule: ProductRuleDraft;
  onChange: (changes: Partial<ProductRuleDraft>) => void;
  onRemove: () => void;
}) {
  const { rule, onChange } = props;
  const field = (name: keyof ProductRuleDraft, label: string) => (
    <TextField
      label={label}
      value={rule[name]}
      onChange={(value) => onChange({ [name]: value })}
      autoComplete="off"
    />
  );
  return (
    <RuleCard name={rule.name} onRemove={props.onRemove}>
      <FormLayout.Group>
        {field('name', 'Name')}
        <Select
          label="These products"
          value={rule.effect}
          onChange={(effect) => onChange({ effect })}
          options={[
            { value: 'multiply', label: 'earn more or less' },
            { value: 'points-per-piece', label: 'earn a fixed number' },
            { value: 'exclude', label: 'earn nothing' },
          ]}
        />
        {rule.effect === 'exclude' ? <span /> : field('amount', amounts[rule.effect] ?? '')}
      </FormLayout.Group>
      <Text as="p" tone="subdued" variant="bodySm">
        Which products: one match of any kind is enough. Several are separated by commas.
      </Text>
      <FormLayout.Group>
        {field('tags', 'Product tags')}
        {field('types', 'Product types')}
        {field('vendors', 'Vendors')}
      </FormLayout.Group>
      <FormLayout.Group>
        {field('productIds', 'Product numbers')}
        {field('collectionIds', 'Collection numbers')}
      </FormLayout.Group>
    </RuleCard>
  );
}
