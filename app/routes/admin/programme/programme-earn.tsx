// Ways to earn: what orders count, bonuses for the first or tenth order, and everything that is no
// order.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import {
  ActionList,
  Badge,
  Button,
  Checkbox,
  FormLayout,
  Link,
  Popover,
  Select,
  Text,
} from '@shopify/polaris';
import { useState } from 'react';
import { pool } from '#app/db.server.ts';
import { actionName } from '#app/loyalty/programme/action-name.ts';
import { readActionIds, readProgramme } from '#app/loyalty/programme/read.server.ts';
import { readSegments } from '#app/retention/segments/read.server.ts';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { readForm } from '../read-form.server.ts';
import { KINDS } from './drafts/action-kinds.ts';
import {
  type ActionDraft,
  type EarnDraft,
  earnDraft,
  freeId,
  placeInEarnDraft,
  rulesOfEarnDraft,
} from './drafts/earn-draft.ts';
import { earnShape } from './drafts/shapes.server.ts';
import { OrderCounting } from './earn-orders.tsx';
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
import { segmentChoices } from './segment-field.tsx';
import { useRulesForm } from './use-rules-form.ts';

export const meta: MetaFunction = () => [{ title: 'Ways to earn · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const version = await readProgramme(pool, shop.id, new Date());
  return {
    saved: version ? earnDraft(version.rules, shop) : null,
    usedIds: await readActionIds(shop.id),
    segments: segmentChoices(await readSegments(shop.id)),
  };
}

export async function action(args: ActionFunctionArgs): Promise<PartOutcome | Tried> {
  const { shop, staffId } = await authenticateMerchant(args);
  const form = await readForm(args.request);
  const sent = sentJson(form, 'draft', earnShape);
  if (!sent.ok) return sent;
  const change = (rules: Parameters<typeof rulesOfEarnDraft>[1]) =>
    rulesOfEarnDraft(sent.value, rules, shop);
  if (form.get('what') === 'try') return tryRulesPart(shop, change, new Date());
  const shown = shownBefore(form, (rules) => earnDraft(rules, shop));
  return saveRulesPart(shop, staffId, change, new Date(), { shown, isSure: isSure(form) });
}

export default function Earn() {
  const { saved } = useLoaderData<typeof loader>();
  return saved ? <EarnForm saved={saved} /> : <NotStarted title="Ways to earn" />;
}

const UNITS = [
  { value: 'day', label: 'a day' },
  { value: 'week', label: 'a week' },
  { value: 'month', label: 'a month' },
  { value: 'year', label: 'a year' },
  { value: 'ever', label: 'ever' },
];
/** These happen as often as members like, so they begin with a limit. */
const FIRST_LIMIT: Record<string, { times: string; unit: string }> = {
  visit: { times: '1', unit: 'week' },
  social: { times: '1', unit: 'ever' },
  review: { times: '5', unit: 'month' },
  survey: { times: '1', unit: 'month' },
  custom: { times: '1', unit: 'day' },
};

/** Once in a life or a year, whatever is chosen. */
const ONCE = ['sign-up', 'newsletter', 'birthday', 'anniversary'];
const DAILY = ['visit', 'social'];

function freshAction(kind: string, taken: readonly string[]): ActionDraft {
  const { points } = KINDS[kind] ?? { points: '50' };
  const limit = FIRST_LIMIT[kind] ?? { times: '', unit: 'year' };
  const empty = { code: '', url: '', startsAt: '', endsAt: '' };
  return { id: freeId(kind, taken), kind, name: '', points, isOn: true, ...limit, ...empty };
}

function EarnForm({ saved }: { saved: EarnDraft }) {
  const { segments, usedIds } = useLoaderData<typeof loader>();
  const form = useRulesForm(saved, 'Ways to earn saved', placeInEarnDraft);
  const { draft, set, text } = form;
  const { actions } = draft;
  const add = (...kinds: string[]) => {
    const all = [...actions];
    for (const kind of kinds) {
      const ids = all.map(({ id }) => id);
      // Limits are counted by the id. A new code or link is a new chance; a birthday is not.
      all.push(freshAction(kind, ONCE.includes(kind) ? ids : [...usedIds, ...ids]));
    }
    set({ actions: all });
  };
  return (
    <RulesPage
      title="Ways to earn"
      form={form}
      primaryAction={<AddAction onAdd={add} />}
      secondaryActions={[
        { content: 'Referrals', url: '/app/referrals' },
        { content: 'API keys', url: '/app/programme/api-keys' },
      ]}
    >
      {actions.length === 0 && (
        <EmptyCard
          title="Only orders earn points so far"
          text="Members who do something between two orders come back sooner. Joining, birthdays and reviews are a good beginning; each can be switched off again."
          action={{
            label: 'Begin with these three',
            onAction: () => add('sign-up', 'birthday', 'review'),
          }}
        />
      )}
      {actions.map((action, at) => (
        <ActionCard
          key={action.id}
          place={`actions.${at}`}
          action={action}
          onChange={(changes) => set({ actions: changedAt(actions, at, changes) })}
          onRemove={() => set({ actions: withoutAt(actions, at) })}
        />
      ))}
      <OrderCounting draft={draft} set={set} units={UNITS.slice(0, 4)} segments={segments} />
      <TrialBeforeSaving fields={{ draft: text }} />
    </RulesPage>
  );
}

function AddAction({ onAdd }: { onAdd: (kind: string) => void }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover
      active={isOpen}
      onClose={() => setIsOpen(false)}
      preferredAlignment="right"
      activator={
        <Button variant="primary" disclosure onClick={() => setIsOpen(!isOpen)}>
          Add a way to earn
        </Button>
      }
    >
      <ActionList
        items={Object.entries(KINDS).map(([kind, { words }]) => ({
          content: actionName({ name: '', kind }),
          helpText: words,
          onAction: () => {
            onAdd(kind);
            setIsOpen(false);
          },
        }))}
      />
    </Popover>
  );
}

type CardProps = {
  place: string;
  action: ActionDraft;
  onChange: (changes: Partial<ActionDraft>) => void;
  onRemove: () => void;
};

function ActionCard({ place, action, onChange, onRemove }: CardProps) {
  const kind = KINDS[action.kind];
  return (
    <RuleCard
      name={actionName(action)}
      place={place}
      words={kind?.words ?? ''}
      badge={action.isOn ? <Badge tone="success">On</Badge> : <Badge>Off</Badge>}
      onRemove={onRemove}
    >
      <FormLayout.Group>
        <NameField
          value={action.name}
          onChange={(name) => onChange({ name })}
          placeholder={actionName({ name: '', kind: action.kind })}
          helpText="Left empty, each shopper reads it in their own language"
        />
        <NumberField
          label="Points"
          name="points"
          value={action.points}
          onChange={(points) => onChange({ points })}
        />
      </FormLayout.Group>
      {![...ONCE, 'code'].includes(action.kind) && (
        <FormLayout.Group>
          <NumberField
            label="At most, times"
            name="times"
            value={action.times}
            onChange={(times) => onChange({ times })}
            placeholder={DAILY.includes(action.kind) ? 'Once a day' : 'No limit'}
          />
          <Select
            label="In"
            value={action.unit}
            onChange={(unit) => onChange({ unit })}
            options={UNITS}
          />
        </FormLayout.Group>
      )}
      <Special action={action} onChange={onChange} />
      <Checkbox label="On" checked={action.isOn} onChange={(isOn) => onChange({ isOn })} />
    </RuleCard>
  );
}

/** What other programs report, with an API key. */
const REPORTED = ['custom', 'review', 'survey'];

/** Fields that only some kinds have. */
function Special({ action, onChange }: Omit<CardProps, 'onRemove' | 'place'>) {
  const { timezone } = useFormat();
  if (action.kind === 'social') {
    return (
      <LineField
        label="Address"
        name="url"
        value={action.url}
        onChange={(url) => onChange({ url })}
        placeholder="https://instagram.com/…"
      />
    );
  }
  if (REPORTED.includes(action.kind)) {
    return (
      <Text as="p" tone="subdued">
        Other programs report it as <code>{action.id}</code>, with a key from{' '}
        <Link url="/app/programme/api-keys">API keys</Link>.
      </Text>
    );
  }
  if (action.kind !== 'code') return null;
  return (
    <FormLayout.Group>
      <LineField
        label="Code"
        name="code"
        maxLength={60}
        value={action.code}
        onChange={(code) => onChange({ code })}
      />
      <DayField
        label="From"
        name="startsAt"
        helpText={`On the shop's calendar (${timezone})`}
        value={action.startsAt}
        onChange={(startsAt) => onChange({ startsAt })}
      />
      <DayField
        label="Until"
        name="endsAt"
        helpText="This day included"
        value={action.endsAt}
        onChange={(endsAt) => onChange({ endsAt })}
      />
    </FormLayout.Group>
  );
}
