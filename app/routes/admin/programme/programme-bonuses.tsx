// Bonus campaigns, and products that give more, less or nothing.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import {
  Badge,
  BlockStack,
  Button,
  ChoiceList,
  FormLayout,
  InlineStack,
  Select,
  Text,
} from '@shopify/polaris';
import { addDays } from '#app/basics/calendar.ts';
import { pool } from '#app/db.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import { readSegments } from '#app/retention/segments/read.server.ts';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { Toolbar } from '#app/ui/toolbar.tsx';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { readForm } from '../read-form.server.ts';
import {
  type BonusesDraft,
  bonusesDraft,
  type CampaignDraft,
  type ProductRuleDraft,
  placeInBonusesDraft,
  rulesOfBonusesDraft,
} from './drafts/bonuses-draft.ts';
import { freeId } from './drafts/earn-draft.ts';
import { bonusesShape } from './drafts/shapes.server.ts';
import { TrialBeforeSaving } from './economics/economics-figures.tsx';
import {
  changedAt,
  DayField,
  LineField,
  NameField,
  NumberField,
  RuleCard,
  withoutAt,
} from './fields.tsx';
import { PickNumbers } from './pick-numbers.tsx';
import { NotStarted, RulesPage } from './rules-page.tsx';
import {
  isSure,
  type PartOutcome,
  saveRulesPart,
  sentJson,
  shownBefore,
  type Tried,
  tryRulesPart,
} from './save-rules-part.server.ts';
import { SegmentField, segmentChoices } from './segment-field.tsx';
import { useRulesForm } from './use-rules-form.ts';

export const meta: MetaFunction = () => [{ title: 'Bonuses · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const version = await readProgramme(pool, shop.id, new Date());
  const levels = version?.rules.tiers?.levels ?? [];
  return {
    saved: version ? bonusesDraft(version.rules, shop.timezone) : null,
    tiers: levels.map(({ id, name }) => ({ value: id, label: name })),
    segments: segmentChoices(await readSegments(shop.id)),
  };
}

export async function action(args: ActionFunctionArgs): Promise<PartOutcome | Tried> {
  const { shop, staffId } = await authenticateMerchant(args);
  const form = await readForm(args.request);
  const sent = sentJson(form, 'draft', bonusesShape);
  if (!sent.ok) return sent;
  const change = (rules: Parameters<typeof rulesOfBonusesDraft>[1]) =>
    rulesOfBonusesDraft(sent.value, rules, shop.timezone);
  if (form.get('what') === 'try') return tryRulesPart(shop, change, new Date());
  const shown = shownBefore(form, (rules) => bonusesDraft(rules, shop.timezone));
  return saveRulesPart(shop, staffId, change, new Date(), { shown, isSure: isSure(form) });
}

export default function Bonuses() {
  const { saved } = useLoaderData<typeof loader>();
  return saved ? <BonusesForm saved={saved} /> : <NotStarted title="Bonuses" />;
}

function BonusesForm({ saved }: { saved: BonusesDraft }) {
  const form = useRulesForm(saved, 'Bonuses saved', placeInBonusesDraft);
  const { draft, set, text } = form;
  const { today } = useFormat();
  const { campaigns, products } = draft;
  const addCampaign = () => set({ campaigns: [...campaigns, newCampaign(campaigns, today)] });
  const addProducts = () => set({ products: [...products, newProductRule(products)] });
  return (
    <RulesPage title="Bonuses" form={form}>
      {campaigns.length + products.length === 0 && (
        <EmptyCard
          title="No bonuses yet"
          text="A double-points weekend fills a quiet week; a product rule moves what should move, or keeps what you sell at a loss from earning."
          action={{ label: 'Plan a double-points weekend', onAction: addCampaign }}
        />
      )}
      {campaigns.length > 0 && <Heading>Campaigns</Heading>}
      {campaigns.map((one, at) => (
        <CampaignCard
          key={one.id}
          place={`campaigns.${at}`}
          campaign={one}
          onChange={(changes) => set({ campaigns: changedAt(campaigns, at, changes) })}
          onRemove={() => set({ campaigns: withoutAt(campaigns, at) })}
        />
      ))}
      {products.length > 0 && <Heading>Products</Heading>}
      {products.map((one, at) => (
        <ProductCard
          key={one.id}
          place={`products.${at}`}
          rule={one}
          onChange={(changes) => set({ products: changedAt(products, at, changes) })}
          onRemove={() => set({ products: withoutAt(products, at) })}
        />
      ))}
      <Toolbar>
        <InlineStack gap="200">
          <Button onClick={addCampaign}>Add a campaign</Button>
          <Button onClick={addProducts}>Add a product rule</Button>
        </InlineStack>
      </Toolbar>
      <TrialBeforeSaving fields={{ draft: text }} />
    </RulesPage>
  );
}

function Heading({ children }: { children: string }) {
  return (
    <Toolbar>
      <Text as="h2" variant="headingMd">
        {children}
      </Text>
    </Toolbar>
  );
}

const idOf = (wanted: string, all: readonly { id: string }[]) =>
  freeId(
    wanted,
    all.map((one) => one.id),
  );

/** The first Saturday and Sunday that lie whole before us. */
function newCampaign(all: readonly CampaignDraft[], today: string): CampaignDraft {
  const weekday = new Date(`${today}T12:00:00Z`).getUTCDay();
  const saturday = addDays(today, ((6 - weekday + 7) % 7) + (weekday === 6 ? 7 : 0));
  return {
    id: idOf('double-points', all),
    name: 'Double points weekend',
    startsAt: `${saturday}T00:00`,
    endsAt: `${addDays(saturday, 2)}T00:00`,
    percent: '200',
    tierIds: [],
    customerTags: '',
    segmentIds: [],
  };
}

const newProductRule = (all: readonly ProductRuleDraft[]): ProductRuleDraft => ({
  id: idOf('products', all),
  name: 'Products',
  effect: 'multiply',
  amount: '200',
  productIds: '',
  collectionIds: '',
  tags: '',
  types: '',
  vendors: '',
});

/** '200' of the usual points is 'twice the points'. */
function factorWords(percent: string): string {
  const factor = Number(percent) / 100;
  if (!(factor >= 0) || percent.trim() === '') return 'a multiple of the points';
  if (factor === 1) return 'the usual points';
  if (factor === 2) return 'twice the points';
  return `${factor} times the points`;
}

function CampaignCard(props: {
  place: string;
  campaign: CampaignDraft;
  onChange: (changes: Partial<CampaignDraft>) => void;
  onRemove: () => void;
}) {
  const { campaign, onChange } = props;
  const { timezone, today } = useFormat();
  const isOver = campaign.endsAt !== '' && campaign.endsAt.slice(0, 10) < today;
  return (
    <RuleCard
      as="h3"
      place={props.place}
      name={campaign.name || 'Campaign'}
      words={`Orders placed in this time earn ${factorWords(campaign.percent)}.`}
      badge={isOver ? <Badge>Over</Badge> : undefined}
      onRemove={props.onRemove}
    >
      <FormLayout.Group>
        <NameField value={campaign.name} onChange={(name) => onChange({ name })} />
        <NumberField
          label="Percent of the usual points"
          name="percent"
          value={campaign.percent}
          onChange={(percent) => onChange({ percent })}
          helpText="200 is double, 150 half as much again"
          suffix="%"
        />
      </FormLayout.Group>
      <FormLayout.Group>
        <DayField
          label="From"
          name="startsAt"
          withTime
          value={campaign.startsAt}
          onChange={(startsAt) => onChange({ startsAt })}
          helpText={`On the shop's clock (${timezone})`}
        />
        <DayField
          label="Until"
          name="endsAt"
          withTime
          value={campaign.endsAt}
          onChange={(endsAt) => onChange({ endsAt })}
        />
      </FormLayout.Group>
      <Whom campaign={campaign} onChange={onChange} />
    </RuleCard>
  );
}

type WhomProps = { campaign: CampaignDraft; onChange: (changes: Partial<CampaignDraft>) => void };

/** Everybody, unless something is chosen. */
function Whom({ campaign, onChange }: WhomProps) {
  const { tiers, segments } = useLoaderData<typeof loader>();
  return (
    <FormLayout>
      <LineField
        label="Only customers with one of these tags"
        name="customerTags"
        value={campaign.customerTags}
        onChange={(customerTags) => onChange({ customerTags })}
        placeholder="Everybody"
      />
      <SegmentField
        label="Only customers in one of these segments"
        whenNone="Everybody"
        segments={segments}
        chosen={campaign.segmentIds}
        onChange={(segmentIds) => onChange({ segmentIds })}
      />
      {tiers.length > 0 && (
        <ChoiceList
          allowMultiple
          title="Only these tiers (none chosen: everybody)"
          choices={tiers}
          selected={campaign.tierIds}
          onChange={(tierIds) => onChange({ tierIds })}
        />
      )}
    </FormLayout>
  );
}

const EFFECTS = [
  { value: 'multiply', label: 'earn more or less' },
  { value: 'points-per-piece', label: 'earn a fixed number a piece' },
  { value: 'exclude', label: 'earn nothing' },
];

function ProductCard(props: {
  place: string;
  rule: ProductRuleDraft;
  onChange: (changes: Partial<ProductRuleDraft>) => void;
  onRemove: () => void;
}) {
  const { rule, onChange } = props;
  const field = (name: 'tags' | 'types' | 'vendors', label: string) => (
    <LineField
      label={label}
      name={name}
      value={rule[name]}
      onChange={(value) => onChange({ [name]: value })}
      placeholder="Separated by commas"
    />
  );
  return (
    <RuleCard as="h3" place={props.place} name={rule.name || 'Products'} onRemove={props.onRemove}>
      <FormLayout.Group>
        <NameField value={rule.name} onChange={(name) => onChange({ name })} />
        <Select
          label="These products"
          value={rule.effect}
          onChange={(effect) => onChange({ effect })}
          options={EFFECTS}
        />
        {rule.effect === 'exclude' ? (
          <span />
        ) : (
          <NumberField
            name="amount"
            label={rule.effect === 'multiply' ? 'Percent of the usual points' : 'Points a piece'}
            value={rule.amount}
            onChange={(amount) => onChange({ amount })}
          />
        )}
      </FormLayout.Group>
      <BlockStack gap="300">
        <Text as="p" tone="subdued">
          Which products: one match of any kind is enough.
        </Text>
        <FormLayout.Group>
          <PickNumbers
            label="Products"
            name="productIds"
            type="product"
            value={rule.productIds}
            onChange={(productIds) => onChange({ productIds })}
          />
          <PickNumbers
            label="Collections"
            name="collectionIds"
            type="collection"
            value={rule.collectionIds}
            onChange={(collectionIds) => onChange({ collectionIds })}
          />
        </FormLayout.Group>
        <FormLayout.Group>
          {field('tags', 'Product tags')}
          {field('types', 'Product types')}
          {field('vendors', 'Vendors')}
        </FormLayout.Group>
      </BlockStack>
    </RuleCard>
  );
}
