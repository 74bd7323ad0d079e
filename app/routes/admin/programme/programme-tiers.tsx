// VIP tiers: what they are reached by, what they give, and who would be where before anything is
// saved.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import {
  Banner,
  BlockStack,
  Button,
  Card,
  Checkbox,
  FormLayout,
  InlineStack,
  Select,
  Text,
} from '@shopify/polaris';
import { pool } from '#app/db.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import { rulesSchema } from '#app/loyalty/programme/rules.ts';
import { THRESHOLD_LABELS } from '#app/loyalty/programme/tier-words.ts';
import { previewTiers, type TierPreview } from '#app/loyalty/tiers/preview-tiers.server.ts';
import { wordsOf } from '#app/rewards/offer.ts';
import { readPerks } from '#app/rewards/perks/read.server.ts';
import { readRewards } from '#app/rewards/read.server.ts';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { Toolbar } from '#app/ui/toolbar.tsx';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { readForm } from '../read-form.server.ts';
import { tiersShape } from './drafts/shapes.server.ts';
import {
  exampleLevels,
  type LevelDraft,
  nextLevel,
  placeInTiersDraft,
  rulesOfTiersDraft,
  type TiersDraft,
  tiersDraft,
} from './drafts/tiers-draft.ts';
import { TrialBeforeSaving } from './economics/economics-figures.tsx';
import {
  changedAt,
  LineField,
  NameField,
  NumberField,
  Rows,
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
import { useRulesForm } from './use-rules-form.ts';

export const meta: MetaFunction = () => [{ title: 'Tiers · Encore' }];

type Previewed = { ok: true; preview: TierPreview } | { ok: false; reason: string };

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const version = await readProgramme(pool, shop.id, new Date());
  const refused = (await readPerks(shop.id)).filter((perk) => perk.trouble !== null);
  const rewards = (await readRewards(shop.id)).filter(
    ({ state, terms: { value, conditions } }) =>
      state === 'active' &&
      value.kind !== 'store-credit' &&
      value.kind !== 'gift-card' &&
      !conditions.combinesWith.order,
  );
  return {
    alone: rewards.map(({ offer }) => wordsOf(offer, 'en').name),
    saved: version ? tiersDraft(version.rules, shop.currency) : null,
    refused: refused.map(({ title, trouble }) => ({ title, trouble })),
  };
}

export async function action(args: ActionFunctionArgs): Promise<PartOutcome | Previewed | Tried> {
  const { shop, staffId } = await authenticateMerchant(args);
  const form = await readForm(args.request);
  const sent = sentJson(form, 'draft', tiersShape);
  if (!sent.ok) return sent;
  const now = new Date();
  const part = rulesOfTiersDraft(sent.value, shop.currency);
  if (form.get('what') === 'try') return tryRulesPart(shop, () => part, now);
  if (form.get('what') !== 'preview') {
    const shown = shownBefore(form, (rules) => tiersDraft(rules, shop.currency));
    return saveRulesPart(shop, staffId, () => part, now, { shown, isSure: isSure(form) });
  }
  const parsed = rulesSchema.shape.tiers.safeParse(part.tiers);
  if (!parsed.success || parsed.data === null) return { ok: false, reason: 'bad-input' };
  return { ok: true, preview: await previewTiers(shop, parsed.data, now) };
}

export default function TiersPage() {
  const { saved } = useLoaderData<typeof loader>();
  return saved ? <TiersForm saved={saved} /> : <NotStarted title="Tiers" />;
}

function TiersForm({ saved }: { saved: TiersDraft }) {
  const form = useRulesForm(saved, 'Tiers saved', placeInTiersDraft);
  const { draft, set, text } = form;
  const { currency } = useFormat();
  const { levels } = draft;
  return (
    <RulesPage
      title="Tiers"
      form={form}
      {...(draft.isOn
        ? { secondaryActions: [{ content: 'No tiers', onAction: () => set({ isOn: false }) }] }
        : {})}
    >
      {draft.isOn ? (
        <>
          <RefusedPerks />
          {levels.some(({ percentOff }) => Number(percentOff) > 0) && <ShutOutRewards />}
          <Basics draft={draft} set={set} />
          {levels.map((level, at) => (
            <LevelCard
              key={level.id}
              place={`levels.${at}`}
              level={level}
              basis={draft.basis}
              onChange={(changes) => set({ levels: changedAt(levels, at, changes) })}
              onRemove={() => set({ levels: withoutAt(levels, at) })}
            />
          ))}
          <Placing
            draft={text}
            hasLevels={levels.length > 0}
            onAdd={() => set({ levels: [...levels, nextLevel(levels)] })}
          />
          <Memberships draft={draft} set={set} />
          <TrialBeforeSaving fields={{ draft: text }} />
        </>
      ) : (
        <EmptyCard
          title="No tiers yet"
          text="Tiers give your best customers a reason to stay the best: more points, free shipping, a percentage off, early access. Begin with three and change what does not fit; nobody loses points when you do."
          action={{
            label: 'Begin with Bronze, Silver and Gold',
            onAction: () =>
              set({ isOn: true, levels: levels.length > 0 ? levels : exampleLevels(currency) }),
          }}
        />
      )}
    </RulesPage>
  );
}

/** What tiers promise and Shopify would not take: it stays visible until it is put right. */
function RefusedPerks() {
  const { refused } = useLoaderData<typeof loader>();
  if (refused.length === 0) return null;
  return (
    <Banner tone="critical" title="Shopify refused a benefit, so members do not get it yet">
      <BlockStack gap="100">
        {refused.map(({ title, trouble }) => (
          <Text as="p" key={title}>
            {title}: {trouble}
          </Text>
        ))}
        <Text as="p">Put right what Shopify names and save the tiers again.</Text>
      </BlockStack>
    </Banner>
  );
}

/** Shopify takes two discounts of a kind together only where both allow it. */
function ShutOutRewards() {
  const { alone } = useLoaderData<typeof loader>();
  if (alone.length === 0) return null;
  return (
    <Banner
      tone="warning"
      title="A percentage off every order shuts these rewards out"
      action={{ content: 'See the rewards', url: '/app/rewards' }}
    >
      {new Intl.ListFormat('en').format(alone)}: members with that benefit cannot use their codes
      until the reward combines with order discounts.
    </Banner>
  );
}

type PlacingProps = { draft: string; hasLevels: boolean; onAdd: () => void };

/** Adds a tier, and shows who would be where before anything is saved. */
function Placing({ draft, hasLevels, onAdd }: PlacingProps) {
  const trying = useFetcher<Previewed>();
  return (
    <>
      <Toolbar>
        <InlineStack gap="200">
          <Button onClick={onAdd}>Add a tier</Button>
          <Button
            disabled={!hasLevels}
            loading={trying.state !== 'idle'}
            onClick={() => trying.submit({ draft, what: 'preview' }, { method: 'post' })}
          >
            Who would be where?
          </Button>
        </InlineStack>
      </Toolbar>
      {trying.data && <Preview answer={trying.data} />}
    </>
  );
}

type PartProps = { draft: TiersDraft; set: (changes: Partial<TiersDraft>) => void };

function Basics({ draft, set }: PartProps) {
  return (
    <Card>
      <FormLayout>
        <FormLayout.Group>
          <Select
            label="Reached by"
            value={draft.basis}
            onChange={(basis) => set({ basis })}
            options={[
              { value: 'spend', label: 'Net spend' },
              { value: 'points', label: 'Points earned' },
              { value: 'orders', label: 'Number of orders' },
            ]}
          />
          <Select
            label="Within"
            value={draft.window}
            onChange={(window) => set({ window })}
            options={[
              { value: 'rolling-year', label: 'The last 12 months' },
              { value: 'calendar-year', label: 'This or the last calendar year' },
              { value: 'lifetime', label: 'All time' },
            ]}
          />
          <NumberField
            label="Days a tier is kept after falling below"
            name="graceDays"
            value={draft.graceDays}
            onChange={(graceDays) => set({ graceDays })}
          />
        </FormLayout.Group>
      </FormLayout>
    </Card>
  );
}

type LevelProps = {
  place: string;
  level: LevelDraft;
  basis: string;
  onChange: (changes: Partial<LevelDraft>) => void;
  onRemove: () => void;
};

function LevelCard({ place, level, basis, onChange, onRemove }: LevelProps) {
  const { currency } = useFormat();
  const number = (name: 'percent' | 'entryPoints' | 'percentOff', label: string, help?: string) => (
    <NumberField
      label={label}
      name={name}
      value={level[name]}
      onChange={(value) => onChange({ [name]: value })}
      helpText={help}
    />
  );
  return (
    <RuleCard name={level.name || 'Tier'} place={place} onRemove={onRemove}>
      <FormLayout.Group>
        <NameField value={level.name} onChange={(name) => onChange({ name })} />
        <NumberField
          name="threshold"
          label={THRESHOLD_LABELS[basis] ?? 'From'}
          value={level.threshold}
          onChange={(threshold) => onChange({ threshold })}
          suffix={basis === 'spend' ? currency : undefined}
        />
      </FormLayout.Group>
      <FormLayout.Group>
        {number('percent', 'Percent of the usual points', '100 is once, 150 half as much again')}
        {number(
          'entryPoints',
          'Points on entering',
          'Once for each member; gone if the orders are returned',
        )}
      </FormLayout.Group>
      <FormLayout.Group>
        {number(
          'percentOff',
          'Percent off every order',
          '0: none; in the cart by itself. Rewards add to it where they allow order discounts',
        )}
        <LineField
          label="Customer tag for early access"
          name="tag"
          value={level.tag}
          onChange={(tag) => onChange({ tag })}
          helpText="Themes and e-mail programs see it"
        />
      </FormLayout.Group>
      <Checkbox
        label="Free shipping"
        checked={level.freeShipping}
        onChange={(freeShipping) => onChange({ freeShipping })}
        helpText="In the checkout by itself, without a code"
      />
      <LineField
        label="What shoppers read about it"
        name="benefits"
        value={level.benefits}
        onChange={(benefits) => onChange({ benefits })}
        helpText="Separated by commas"
      />
    </RuleCard>
  );
}

function Preview({ answer }: { answer: Previewed }) {
  const format = useFormat();
  if (!answer.ok) {
    return <Banner tone="warning">Fill in every field of the tiers first.</Banner>;
  }
  const { levels, rising, falling } = answer.preview;
  return (
    <Banner tone="info" title="With these tiers, by the orders of today">
      <BlockStack gap="100">
        {levels.map(({ tierId, name, held, due }) => (
          <Text as="p" key={tierId ?? ''}>
            {name}: {format.count(due)} (now {format.count(held)})
          </Text>
        ))}
        <Text as="p">
          {format.plural(rising, 'member rises', 'members rise')},{' '}
          {format.plural(falling, 'member falls', 'members fall')} after the time of grace. No
          points are lost.
        </Text>
      </BlockStack>
    </Banner>
  );
}

function Memberships({ draft, set }: PartProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Paid membership
          </Text>
          <Text as="p" tone="subdued">
            Buying the product grants the tier for some months; a refund ends it.
          </Text>
        </BlockStack>
        <Rows
          place="memberships"
          rows={draft.memberships}
          onChange={(memberships) => set({ memberships })}
          fresh={() => ({ productId: '', tierId: draft.levels.at(-1)?.id ?? '', months: '12' })}
          addLabel="Add a membership"
          canAdd={draft.levels.length > 0}
          removeLabel={(row) => `Remove the membership by product ${row.productId}`}
          fields={(row, change, remove) => [
            <PickNumbers
              key="product"
              label="Product"
              name="productId"
              type="product"
              isSingle
              value={row.productId}
              onChange={(productId) => change({ productId })}
            />,
            <Select
              key="tier"
              label="Tier"
              value={row.tierId}
              onChange={(tierId) => change({ tierId })}
              options={draft.levels.map(({ id, name }) => ({ value: id, label: name }))}
            />,
            <NumberField
              key="months"
              label="Months"
              name="months"
              value={row.months}
              onChange={(months) => change({ months })}
              connectedRight={remove}
            />,
          ]}
        />
      </BlockStack>
    </Card>
  );
}
