// Ways to earn: what orders count, bonuses for the first or tenth order, and everything that is no
// order.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import {
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
import { useDraft } from '#app/ui/edit-bar.tsx';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { useOutcomeToast } from '../use-outcome-toast.ts';
import {
  type ActionDraft,
  type EarnDraft,
  earnDraft,
  freeId,
  rulesOfEarnDraft,
} from './earn-draft.ts';
import { NotStarted, RulesPage } from './rules-page.tsx';
import { type PartOutcome, saveRulesPart, sentJson } from './save-rules-part.server.ts';

export const meta: MetaFunction = () => [{ title: 'Ways to earn · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const version = await readProgramme(pool, shop.id, new Date());
  return { saved: version ? earnDraft(version.rules) : null };
}

export async function action(args: ActionFunctionArgs): Promise<PartOutcome> {
  const { shop, staffId } = await authenticateMerchant(args);
  const sent = sentJson<EarnDraft>(await args.request.formData(), 'draft');
  if (!sent.ok) return sent;
  return saveRulesPart(shop, staffId, (rules) => rulesOfEarnDraft(sent.value, rules), new Date());
}

export default function Earn() {
  const { saved } = useLoaderData<typeof loader>();
  return saved ? <EarnForm saved={saved} /> : <NotStarted title="Ways to earn" />;
}

const kinds: Record<string, string> = {
  'sign-up': 'Joining',
  birthday: 'Birthday',
  anniversary: 'Anniversary of joining',
  newsletter: 'Newsletter',
  review: 'Review',
  survey: 'Survey',
  social: 'Social media',
  referral: 'Referral',
  visit: 'Visit of the shop',
  code: 'Code entered',
  custom: 'Event of another program',
};
const units = [
  { value: 'day', label: 'a day' },
  { value: 'week', label: 'a week' },
  { value: 'month', label: 'a month' },
  { value: 'year', label: 'a year' },
  { value: 'ever', label: 'ever' },
];

function EarnForm({ saved }: { saved: EarnDraft }) {
  const { draft, set, discard, isDirty } = useDraft(saved);
  const fetcher = useFetcher<PartOutcome>();
  useOutcomeToast(fetcher.data, 'Ways to earn saved');
  const change = (at: number, changes: Partial<ActionDraft>) =>
    set({ actions: draft.actions.map((one, i) => (i === at ? { ...one, ...changes } : one)) });
  const add = (kind: string) => {
    const id = freeId(
      kind,
      draft.actions.map((one) => one.id),
    );
    const fresh = { id, kind, name: kinds[kind] ?? kind, points: '50', isOn: true };
    const empty = { times: '', unit: 'year', code: '', url: '', startsAt: '', endsAt: '' };
    set({ actions: [...draft.actions, { ...fresh, ...empty }] });
  };
  return (
    <RulesPage
      title="Ways to earn"
      isDirty={isDirty}
      isSaving={fetcher.state !== 'idle'}
      onSave={() => fetcher.submit({ draft: JSON.stringify(draft) }, { method: 'post' })}
      onDiscard={discard}
      answer={fetcher.data}
    >
      {draft.actions.map((action, at) => (
        <ActionCard
          key={action.id}
          action={action}
          onChange={(changes) => change(at, changes)}
          onRemove={() => set({ actions: draft.actions.filter((_, i) => i !== at) })}
        />
      ))}
      <Card>
        <Select
          label="Add a way to earn"
          value=""
          onChange={add}
          options={[
            { value: '', label: 'Choose …' },
            ...Object.entries(kinds).map(([value, label]) => ({ value, label })),
          ]}
        />
      </Card>
      <Milestones draft={draft} set={set} />
      <OrderChoices draft={draft} set={set} />
    </RulesPage>
  );
}

type CardProps = {
  action: ActionDraft;
  onChange: (changes: Partial<ActionDraft>) => void;
  onRemove: () => void;
};

function ActionCard({ action, onChange, onRemove }: CardProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingSm">
            {kinds[action.kind] ?? action.kind}
          </Text>
          <Button
            variant="plain"
            tone="critical"
            onClick={onRemove}
            accessibilityLabel={`Remove ${action.name}`}
          >
            Remove
          </Button>
        </InlineStack>
        <FormLayout>
          <FormLayout.Group>
            <TextField
              label="Name"
              value={action.name}
              onChange={(name) => onChange({ name })}
              autoComplete="off"
            />
            <TextField
              label="Points"
              value={action.points}
              onChange={(points) => onChange({ points })}
              inputMode="numeric"
              autoComplete="off"
            />
          </FormLayout.Group>
          <FormLayout.Group>
            <TextField
              label="At most, times"
              value={action.times}
              onChange={(times) => onChange({ times })}
              placeholder="No limit"
              inputMode="numeric"
              autoComplete="off"
            />
            <Select
              label="In"
              value={action.unit}
              onChange={(unit) => onChange({ unit })}
              options={units}
            />
          </FormLayout.Group>
          <Special action={action} onChange={onChange} />
          <Checkbox
            label="On"
            checked={action.isOn}
            onChange={(isOn) => onChange({ isOn })}
            {...(action.kind === 'custom'
              ? { helpText: `Other programs report it as "${action.id}" to /api/v1/events.` }
              : {})}
          />
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

/** Fields that only some kinds have. */
function Special({ action, onChange }: Omit<CardProps, 'onRemove'>) {
  if (action.kind === 'social') {
    return (
      <TextField
        label="Address"
        value={action.url}
        onChange={(url) => onChange({ url })}
        placeholder="https://instagram.com/…"
        autoComplete="off"
      />
    );
  }
  if (action.kind !== 'code') return null;
  return (
    <FormLayout.Group>
      <TextField
        label="Code"
        value={action.code}
        onChange={(code) => onChange({ code })}
        autoComplete="off"
      />
      <TextField
        label="From"
        type="date"
        value={action.startsAt}
        onChange={(startsAt) => onChange({ startsAt })}
        autoComplete="off"
      />
      <TextField
        label="Until"
        type="date"
        value={action.endsAt}
        onChange={(endsAt) => onChange({ endsAt })}
        autoComplete="off"
      />
    </FormLayout.Group>
  );
}

type PartProps = { draft: EarnDraft; set: (changes: Partial<EarnDraft>) => void };

function Milestones({ draft, set }: PartProps) {
  const { milestones } = draft;
  const change = (at: number, changes: object) =>
    set({ milestones: milestones.map((one, i) => (i === at ? { ...one, ...changes } : one)) });
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          Bonus for an order by its number
        </Text>
        {milestones.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name
          <FormLayout.Group key={at}>
            <TextField
              label="Order number"
              value={one.order}
              onChange={(order) => change(at, { order })}
              inputMode="numeric"
              autoComplete="off"
            />
            <TextField
              label="Bonus points"
              value={one.points}
              onChange={(points) => change(at, { points })}
              inputMode="numeric"
              autoComplete="off"
              connectedRight={
                <Button
                  onClick={() => set({ milestones: milestones.filter((_, i) => i !== at) })}
                  accessibilityLabel={`Remove the bonus for order ${one.order}`}
                >
                  Remove
                </Button>
              }
            />
          </FormLayout.Group>
        ))}
        <InlineStack>
          <Button
            onClick={() => set({ milestones: [...milestones, { order: '1', points: '100' }] })}
          >
            Add a bonus
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function OrderChoices({ draft, set }: PartProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          What of an order counts
        </Text>
        <FormLayout>
          <FormLayout.Group>
            <Checkbox
              label="Subscriptions"
              checked={draft.countsSubscriptions}
              onChange={(countsSubscriptions) => set({ countsSubscriptions })}
            />
            <Checkbox
              label="Gift cards"
              checked={draft.countsGiftCards}
              onChange={(countsGiftCards) => set({ countsGiftCards })}
            />
            <Checkbox
              label="Shipping"
              checked={draft.countsShipping}
              onChange={(countsShipping) => set({ countsShipping })}
            />
            <Checkbox
              label="Tax"
              checked={draft.countsTax}
              onChange={(countsTax) => set({ countsTax })}
            />
          </FormLayout.Group>
          <OrderLimits draft={draft} set={set} />
          <FormLayout.Group>
            <Select
              label="Rounding of an order"
              value={draft.rounding}
              onChange={(rounding) => set({ rounding })}
              options={[
                { value: 'floor', label: 'Down' },
                { value: 'nearest', label: 'To the nearest' },
                { value: 'ceil', label: 'Up' },
              ]}
            />
            <TextField
              label="Customers with these tags earn nothing"
              value={draft.excludedTags}
              onChange={(excludedTags) => set({ excludedTags })}
              placeholder="wholesale, staff"
              autoComplete="off"
            />
          </FormLayout.Group>
        </FormLayout>
      </BlockStack>
    </Card>
  );
}

function OrderLimits({ draft, set }: PartProps) {
  return (
    <FormLayout.Group>
      <TextField
        label="At most for one order, points"
        value={draft.cap}
        onChange={(cap) => set({ cap })}
        placeholder="No limit"
        inputMode="numeric"
        autoComplete="off"
      />
      <TextField
        label="At most by orders, points"
        value={draft.limitPoints}
        onChange={(limitPoints) => set({ limitPoints })}
        placeholder="No limit"
        inputMode="numeric"
        autoComplete="off"
      />
      <Select
        label="In"
        value={draft.limitUnit}
        onChange={(limitUnit) => set({ limitUnit })}
        options={units.slice(0, 4)}
      />
    </FormLayout.Group>
  );
}
