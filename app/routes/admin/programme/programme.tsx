// The programme: how points are earned, when they can be spent, when they end.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import { Badge, Banner, BlockStack, Page, Text } from '@shopify/polaris';
import { previewExpiry } from '#app/loyalty/expiry/preview-expiry.server.ts';
import {
  firstRules,
  type Rules,
  rulesSchema,
  startingRules,
} from '#app/loyalty/programme/rules.ts';
import { STARTS, startProgramme } from '#app/loyalty/programme/start-programme.server.ts';
import type { Shop } from '#app/sync/read.server.ts';
import { useConfirm } from '#app/ui/confirm-modal.tsx';
import { EditBar, useDraft } from '#app/ui/edit-bar.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { ProgressCard } from '#app/ui/progress-card.tsx';
import { Toolbar } from '#app/ui/toolbar.tsx';
import { usePolling } from '#app/ui/use-polling.ts';
import { useRefusal } from '#app/ui/use-refusal.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { readForm } from '../read-form.server.ts';
import { useOutcomeToast } from '../use-outcome-toast.ts';
import {
  amount,
  type ProgrammeDraft,
  type ProgrammeErrors,
  placeInProgrammeDraft,
  programmeDraft,
  rulesOf,
} from './drafts/programme-draft.ts';
import { TrialBeforeSaving } from './economics/economics-figures.tsx';
import { readEconomics } from './economics/read-economics.server.ts';
import { OverviewCard } from './overview-card.tsx';
import { type ProgrammePage, readProgrammePage } from './read-programme-page.server.ts';
import { Sections, type ShownExpiry } from './rule-sections.tsx';
import { Told } from './rules-page.tsx';
import {
  isSure,
  type PartProblem,
  saveRulesPart,
  shownBefore,
  type Tried,
  tryRulesPart,
} from './save-rules-part.server.ts';
import { StartForm } from './start-form.tsx';

export const meta: MetaFunction = () => [{ title: 'Programme · Encore' }];

type Answer =
  | { ok: true; expiry?: ShownExpiry }
  | {
      ok: false;
      reason: string;
      errors?: ProgrammeErrors;
      problems?: PartProblem[];
      doubts?: string[];
    };

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  return readProgrammePage(shop, new Date());
}

export async function action(args: ActionFunctionArgs): Promise<Answer | Tried> {
  const { shop, staffId } = await authenticateMerchant(args);
  const now = new Date();
  const form = await readForm(args.request);
  const data = Object.fromEntries(form) as Record<string, string>;
  if (data.intent === 'preview-expiry') return previewOf(shop, data, now);
  if (data.intent === 'start') {
    const start = STARTS.find((one) => one === data.start) ?? 'now';
    const base = baseOf(data, shop.currency);
    if (base === null) return { ok: false, reason: 'bad-input' };
    if (data.what === 'try') return tryStart(shop, base, now);
    return answerOf(await startProgramme(shop, { start, base, now, author: staffId }));
  }
  const given = rulesOf(data, null, shop.currency);
  if (!given.ok) return given;
  const change = (rules: Rules) => {
    const changed = rulesOf(data, rules, shop.currency);
    return changed.ok ? changed.value : rules;
  };
  if (data.what === 'try') return tryRulesPart(shop, change, now);
  const shown = shownBefore(form, (rules) => programmeDraft(rules, shop.currency));
  return saveRulesPart(shop, staffId, change, now, { shown, isSure: isSure(form) });
}

/** What a programme that is not started yet would cost. */
async function tryStart(shop: Shop, base: ReturnType<typeof baseOf>, now: Date): Promise<Tried> {
  const rules = base ? firstRules(base.per, base.points) : startingRules(shop.currency);
  const economics = await readEconomics(shop, rules, now);
  return economics ? { ok: true, economics } : { ok: false, reason: 'no-programme' };
}

/** The base rule that the start form asks for; null if it is none, undefined for the usual one. */
function baseOf(data: Record<string, string>, currency: string) {
  if (data.points === undefined) return undefined;
  const per = amount(data.per ?? '', currency);
  const points = /^\d{1,6}$/.test(data.points) ? BigInt(data.points) : 0n;
  return per !== null && per > 0n && points > 0n ? { points, per } : null;
}

/** What the form's expiry would end, if it were saved now. */
async function previewOf(
  shop: { id: number; timezone: string; currency: string },
  data: Record<string, string>,
  now: Date,
): Promise<Answer> {
  const { expiry = '', expiryMonths = '', warnDays = '', graceDays = '' } = data;
  // The rest of the form is not asked about, and may be half filled in.
  const sound = programmeDraft(null, shop.currency);
  const asked = { ...sound, expiry, expiryMonths, warnDays, graceDays };
  const given = rulesOf(asked, null, shop.currency);
  if (!given.ok) return given;
  const parsed = rulesSchema.safeParse(given.value);
  if (!parsed.success) return { ok: false, reason: 'bad-input' };
  const preview = await previewExpiry(shop, parsed.data.expiry, now);
  return {
    ok: true,
    expiry: {
      alive: Number(preview.alive),
      soonest: preview.soonest?.toISOString() ?? null,
      byMonth: preview.byMonth.map((one) => ({ month: one.month, points: Number(one.points) })),
    },
  };
}

function answerOf(outcome: Awaited<ReturnType<typeof startProgramme>>): Answer {
  if (outcome.ok) return { ok: true };
  const problems = outcome.reason === 'rules-wrong' ? outcome.problems : [];
  return { ok: false, reason: outcome.reason, problems };
}

export default function Programme() {
  const page = useLoaderData<typeof loader>();
  const { version } = page;
  return version ? (
    <Started page={page} version={version} />
  ) : (
    <StartForm saved={page.saved} worth={page.worth} />
  );
}

type StartedProps = { page: ProgrammePage; version: NonNullable<ProgrammePage['version']> };

function Started({ page, version }: StartedProps) {
  const form = useDraft(page.saved);
  const { draft, set, discard, isDirty } = form;
  const fetcher = useFetcher<Answer>();
  useOutcomeToast(fetcher.data, 'Programme saved');
  usePolling(page.awarding !== null);
  const told = useTold(fetcher, form);
  const isBusy = fetcher.state !== 'idle';
  const save = (changes: Partial<ProgrammeDraft> = {}, more: { sure?: 'yes' } = {}) =>
    fetcher.submit(
      { ...draft, ...changes, ...more, before: JSON.stringify(page.saved) },
      { method: 'post' },
    );
  const pause = usePause(version.isActive, (isActive) => save({ isActive }));
  return (
    <Page
      title="Programme"
      titleMetadata={
        version.isActive ? (
          <Badge tone="success">Running</Badge>
        ) : (
          <Badge tone="warning">Paused</Badge>
        )
      }
      secondaryActions={[
        {
          content: version.isActive ? 'Pause' : 'Start again',
          disabled: isDirty || isBusy,
          onAction: pause.ask,
        },
      ]}
    >
      <EditBar isDirty={isDirty} isSaving={isBusy} onSave={() => save()} onDiscard={discard} />
      <BlockStack gap="400">
        <Told {...told} isSaving={isBusy} onSure={() => save({}, { sure: 'yes' })} />
        {!version.isActive && (
          <Banner tone="warning" title="The programme is paused">
            Nobody earns or redeems, and no points lapse. Balances and codes in hand stay; members
            keep their tiers, whose discounts rest.
          </Banner>
        )}
        {page.awarding && <Awarding {...page.awarding} />}
        <OverviewCard page={page} />
        <Sections draft={draft} set={set} errors={told.errors} worth={page.worth} />
        <TrialBeforeSaving fields={draft} />
        <Version number={version.number} since={version.since} />
      </BlockStack>
      {pause.modal}
    </Page>
  );
}

/** What was refused of the form and still stands in it. */
function useTold(
  fetcher: { state: string; data: Answer | undefined },
  form: { draft: ProgrammeDraft; isDirty: boolean },
) {
  const { refusal, holds, held } = useRefusal(fetcher, form);
  const problems = (refusal?.problems ?? []).filter(({ path }) =>
    holds(placeInProgrammeDraft(path)),
  );
  const ofRules = problems.map(({ path, atField, message }) => [
    placeInProgrammeDraft(path),
    atField ?? message,
  ]);
  return {
    errors: { ...Object.fromEntries(ofRules), ...held(refusal?.errors) } as ProgrammeErrors,
    problems: problems.map(({ message }) => message),
    doubts: holds('') ? (refusal?.doubts ?? []) : [],
  };
}

/** Pausing is a version of the rules like any other, and says what it does before it is done. */
const usePause = (isActive: boolean, save: (isActive: 'yes' | 'no') => void) =>
  useConfirm({
    title: isActive ? 'Pause the programme?' : 'Start the programme again?',
    children: isActive
      ? 'Orders placed while it is paused earn nothing, also later. Nobody loses points: balances and codes in hand stay, no points lapse, and refunds are still settled. Members keep their tiers, whose discounts rest meanwhile. You can start again at any time.'
      : 'Orders from now on earn points again, by the rules on this page. Orders placed during the pause stay without.',
    verb: isActive ? 'Pause' : 'Start again',
    onConfirm: () => save(isActive ? 'no' : 'yes'),
  });

function Awarding({ done, total, seconds }: { done: number; total: number; seconds: number }) {
  const perSecond = done / seconds;
  return (
    <ProgressCard
      title="Giving the points of earlier orders"
      done={done}
      total={total}
      unit="customers"
      perSecond={perSecond >= 1 ? perSecond : null}
      secondsLeft={perSecond > 0 ? (total - done) / perSecond : null}
    />
  );
}

function Version({ number, since }: { number: number; since: string }) {
  const format = useFormat();
  return (
    <Toolbar>
      <Text as="p" tone="subdued" variant="bodySm">
        Version {number} of the rules, in force{' '}
        {since.startsWith('1970-') ? 'for your whole history' : `since ${format.moment(since)}`}.
        Points keep the rules they were earned under.
      </Text>
    </Toolbar>
  );
}
