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
  TextField,
} from '@shopify/polaris';
import { pool } from '#app/db.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import { rulesSchema } from '#app/loyalty/programme/rules.ts';
import { previewTiers, type TierPreview } from '#app/loyalty/tiers/preview-tiers.server.ts';
import { useDraft } from '#app/ui/edit-bar.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { useOutcomeToast } from '../use-outcome-toast.ts';
import { freeId } from './earn-draft.ts';
import { NotStarted, RulesPage } from './rules-page.tsx';
import { type PartOutcome, saveRulesPart, sentJson } from './save-rules-part.server.ts';
import { type LevelDraft, rulesOfTiersDraft, type TiersDraft, tiersDraft } from './tiers-draft.ts';

export const meta: MetaFunction = () => [{ title: 'Tiers · Encore' }];

type Previewed = { ok: true; preview: TierPreview } | { ok: false; reason: string };

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const version = await readProgramme(pool, shop.id, new Date());
  return { saved: version ? tiersDraft(version.rules, shop.currency) : null };
}

export async function action(args: ActionFunctionArgs): Promise<PartOutcome | Previewed> {
  const { shop, staffId } = await authenticateMerchant(args);
  const form = await args.request.formData();
  const sent = sentJson<TiersDraft>(form, 'draft');
  if (!sent.ok) return sent;
  const now = new Date();
  const part = rulesOfTiersDraft(sent.value, shop.currency);
  if (form.get('what') !== 'preview') return saveRulesPart(shop, staffId, () => part, now);
  const parsed = rulesSchema.shape.tiers.safeParse(part.tiers);
  if (!parsed.success || parsed.data === null) return { ok: false, reason: 'bad-input' };
  return { ok: true, preview: await previewTiers(shop, parsed.data, now) };
}

export default function TiersPage() {
  const { saved } = useLoaderData<typeof loader>();
  return saved ? <TiersForm saved={saved} /> : <NotStarted title="Tiers" />;
}

function TiersForm({ saved }: { saved: TiersDraft }) {
  const { draft, set, discard, isDirty } = useDraft(saved);
  const saving = useFetcher<PartOutcome>();
  const trying = useFetcher<Previewed>();
  useOutcomeToast(saving.data, 'Tiers saved');
  const text = JSON.stringify(draft);
  const change = (at: number, changes: Partial<LevelDraft>) =>
    set({ levels: draft.levels.map((one, i) => (i === at ? { ...one, ...changes } : one)) });
  const add = () => {
    const name = ['Bronze', 'Silver', 'Gold', 'Platinum'][draft.levels.length] ?? 'New tier';
    const id = freeId(
      name,
      draft.levels.map((one) => one.id),
    );
    const fresh = { id, name, threshold: '100', percent: '100', entryPoints: '0' };
    const perks = { freeShipping: false, percentOff: '0', tag: '', benefits: '' };
    set({ levels: [...draft.levels, { ...fresh, ...perks }] });
  };
  return (
    <RulesPage
      title="Tiers"
      isDirty={isDirty}
      isSaving={saving.state !== 'idle'}
      onSave={() => saving.submit({ draft: text }, { method: 'post' })}
      onDiscard={discard}
      answer={saving.data}
    >
      <Basics draft={draft} set={set} />
      {draft.isOn && (
        <>
          {draft.levels.map((level, at) => (
            <LevelCard
              key={level.id}
              level={level}
              basis={draft.basis}
              onChange={(changes) => change(at, changes)}
              onRemove={() => set({ levels: draft.levels.filter((_, i) => i !== at) })}
            />
          ))}
          <InlineStack gap="200">
            <Button onClick={add}>Add a tier</Button>
            <Button
              disabled={draft.levels.length === 0}
              loading={trying.state !== 'idle'}
              onClick={() => trying.submit({ draft: text, what: 'preview' }, { method: 'post' })}
            >
              Who would be where?
            </Button>
          </InlineStack>
          {trying.data && <Preview answer={trying.data} />}
          <Memberships draft={draft} set={set} />
        </>
      )}
    </RulesPage>
  );
}

type PartProps = { draft: TiersDraft; set: (changes: Partial<TiersDraft>) => void };

function Basics({ draft, set }: PartProps) {
  return (
    <Card>
      <FormLayout>
        <Checkbox label="Have tiers" checked={draft.isOn} onChange={(isOn) => set({ isOn })} />
        {draft.isOn && (
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
            <TextField
              label="Kept after falling below, days"
              value={draft.graceDays}
              onChange={(graceDays) => set({ graceDays })}
              inputMode="numeric"
              autoComplete="off"
            />
          </FormLayout.Group>
        )}
      </FormLayout>
    </Card>
  );
}

type LevelProps = {
  level: LevelDraft;
  basis: string;
  onChange: (changes: Partial<LevelDraft>) => void;
  onRemove: () => void;
};

const thresholds: Record<string, string> = {
  spend: 'From net spend of',
  points: 'From points',
  orders: 'From orders',
};

function LevelCard({ level, basis, onChange, onRemove }: LevelProps) {
  const field = (name: keyof LevelDraft, label: string, helpText?: string) => (
    <TextField
      label={label}
      value={String(level[name])}
      onChange={(value) => onChange({ [name]: value })}
      autoComplete="off"
      {...(helpText ? { helpText } : {})}
    />
  );
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingSm">
            {level.name || 'Tier'}
          </Text>
          <Button
            variant="plain"
            tone="critical"
            onClick={onRemove}
            accessibilityLabel={`Remove ${level.name}`}
          >
            Remove
          </Button>
        </InlineStack>
        <FormLayout>
          <FormLayout.Group>
            {field('name', 'Name')}
            {field('threshold', thresholds[basis] ?? 'From')}
          </FormLayout.Group>
          <FormLayout.Group>
            {field('percent', 'Orders earn, %', '100 is once, 150 half as much again')}
            {field('entryPoints', 'Points on entering')}
          </FormLayout.Group>
          <FormLayout.Group>
            {field('percentOff', 'Percent off every order', '0: none')}
            {field('tag', 'Customer tag for early access')}
          </FormLayout.Group>
          <Checkbox
            label="Free shipping"
            checked={level.freeShipping}
            onChange={(freeShipping) => onChange({ freeShipping })}
          />
          {field('benefits', 'Words for shoppers', 'Separated by commas')}
        </FormLayout>
      </BlockStack>
    </Card>
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
  const { memberships } = draft;
  const change = (at: number, changes: object) =>
    set({ memberships: memberships.map((one, i) => (i === at ? { ...one, ...changes } : one)) });
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          Paid membership
        </Text>
        <Text as="p" tone="subdued">
          Buying the product grants the tier for some months; a refund ends it.
        </Text>
        {memberships.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name
          <FormLayout.Group key={at}>
            <TextField
              label="Product number"
              value={one.productId}
              onChange={(productId) => change(at, { productId })}
              inputMode="numeric"
              autoComplete="off"
            />
            <Select
              label="Tier"
              value={one.tierId}
              onChange={(tierId) => change(at, { tierId })}
              options={draft.levels.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <TextField
              label="Months"
              value={one.months}
              onChange={(months) => change(at, { months })}
              inputMode="numeric"
              autoComplete="off"
              connectedRight={
                <Button
                  onClick={() => set({ memberships: memberships.filter((_, i) => i !== at) })}
                  accessibilityLabel={`Remove the membership by product ${one.productId}`}
                >
                  Remove
                </Button>
              }
            />
          </FormLayout.Group>
        ))}
        <InlineStack>
          <Button
            disabled={draft.levels.length === 0}
            onClick={() =>
              set({
                memberships: [
                  ...memberships,
                  { productId: '', tierId: draft.levels.at(-1)?.id ?? '', months: '12' },
                ],
              })
            }
          >
            Add a membership
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
