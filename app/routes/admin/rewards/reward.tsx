// One reward: what it gives, what it costs, under which conditions, and how shoppers see it.
import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import { Badge, Banner, BlockStack, Layout, Page } from '@shopify/polaris';
import { useState } from 'react';
import { pool } from '#app/db.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import { readSegments } from '#app/retention/segments/read.server.ts';
import type { Offer } from '#app/rewards/offer.ts';
import { readReward } from '#app/rewards/read.server.ts';
import { readCodesOut } from '#app/rewards/read-codes.server.ts';
import { archiveReward, saveReward } from '#app/rewards/save-reward.server.ts';
import { readVoice } from '#app/shoppers/texts/read.server.ts';
import { LANGUAGES } from '#app/shoppers/texts/wording.ts';
import { useConfirm } from '#app/ui/confirm-modal.tsx';
import { EditBar, useDraft } from '#app/ui/edit-bar.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { useRefusal } from '#app/ui/use-refusal.ts';
import type { Format } from '#app/ui/writing.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { Doubts } from '../programme/rules-page.tsx';
import { readForm } from '../read-form.server.ts';
import { useOutcomeToast } from '../use-outcome-toast.ts';
import { CodeCard, WhenCard, WhoCard } from './choices-card.tsx';
import { ConditionsCard } from './conditions-card.tsx';
import { type Doubt, newDoubts } from './doubts.ts';
import { type RewardErrors, rewardDraft, rewardInput } from './draft.ts';
import { GivesCard } from './gives-card.tsx';
import { NamesCard } from './names-card.tsx';
import { BASE_LANGUAGE } from './names-draft.ts';
import { PreviewCard } from './preview-card.tsx';
import { useNeededScopes } from './use-needed-scopes.ts';
import { voicesOf } from './voices.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.name || 'New reward'} · Encore` },
];

type Answer =
  | { ok: true; codesOut: number; onTermsChanged: Offer['onTermsChanged'] }
  | { ok: false; reason: string; errors?: RewardErrors; doubts?: Doubt[] };

const isUuid = (text: string | undefined): text is string =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text ?? '');

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const { id } = args.params;
  const isNew = id === 'new';
  const reward = isUuid(id) ? await readReward(shop.id, id) : null;
  if (!isNew && !reward) throw new Response(null, { status: 404 });
  const [programme, segments, voice, codesOut] = await Promise.all([
    readProgramme(pool, shop.id, new Date()),
    readSegments(shop.id),
    readVoice(shop.id),
    reward ? readCodesOut(shop.id, reward) : null,
  ]);
  const levels = programme?.rules.tiers?.levels ?? [];
  const { currency, timezone, scopes } = shop;
  return {
    isNew,
    name: reward?.offer.names.en?.name ?? '',
    saved: rewardDraft(reward, { currency, timezone, languages: LANGUAGES }),
    tiers: levels.map(({ id: tierId, name }) => ({ id: tierId, name })),
    tiersWithPercent: levels.filter(({ perks }) => perks.percentOff > 0).map(({ name }) => name),
    segments: segments.map((segment) => ({ id: segment.id, name: segment.name })),
    languages: LANGUAGES,
    voices: voicesOf(voice),
    codesOut,
    scopes,
  };
}

export async function action(args: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const { id } = args.params;
  const form = Object.fromEntries(await readForm(args.request)) as Record<string, string>;
  const before = isUuid(id) ? await readReward(shop.id, id) : null;
  if (id !== 'new' && !before) return { ok: false, reason: 'not-found' } satisfies Answer;
  if (form.intent === 'archive') {
    if (before) await archiveReward(shop.id, before.id, new Date());
    return redirect('/app/rewards');
  }
  const input = rewardInput(form, before, shop);
  if (!input.ok) return input satisfies Answer;
  const now = new Date();
  const programme = await readProgramme(pool, shop.id, now);
  const former = before?.state === 'active' ? { ...before, state: before.state } : null;
  const doubts = newDoubts(input.value, former, programme?.rules ?? null, shop.currency);
  if (doubts.length > 0 && form.sure !== 'yes') {
    return { ok: false, reason: 'doubtful', doubts } satisfies Answer;
  }
  const saved = await saveReward(shop.id, input.value, now);
  if (!saved.ok) return { ok: false, reason: saved.reason } satisfies Answer;
  if (id === 'new') return redirect(`/app/rewards/${saved.value.id}`);
  const isNewVersion = saved.value.version !== before?.version;
  return {
    ok: true,
    codesOut: isNewVersion ? saved.value.codesOut : 0,
    onTermsChanged: input.value.offer.onTermsChanged ?? 'keep',
  } satisfies Answer;
}

export default function RewardPage() {
  const { saved, name, isNew, scopes, voices, languages, ...page } = useLoaderData<typeof loader>();
  const form = useDraft(saved);
  const { draft, set, discard, isDirty } = form;
  const [language, setLanguage] = useState(BASE_LANGUAGE);
  const fetcher = useFetcher<Answer>();
  useOutcomeToast(fetcher.data, savedWords(fetcher.data));
  const { refusal, held, holds } = useRefusal(fetcher, form);
  const format = useFormat();
  const doubts = holds('') ? (refusal?.doubts ?? []).map((doubt) => doubtWords(format, doubt)) : [];
  const errors: RewardErrors = held(refusal?.errors);
  const grant = useNeededScopes(scopes);
  const save = async (more: { sure?: 'yes' } = {}) => {
    if (draft.state !== 'active' || (await grant(draft.kind))) {
      fetcher.submit({ ...draft, ...more }, { method: 'post' });
    }
  };
  const archiving = useConfirm({
    title: `Archive ${name}?`,
    children:
      'Shoppers can no longer redeem it, and it cannot be brought back. Codes already out stay good.',
    verb: 'Archive',
    isDestructive: true,
    onConfirm: () => fetcher.submit({ intent: 'archive' }, { method: 'post' }),
  });
  const isArchived = saved.state === 'archived';
  const isSaving = fetcher.state !== 'idle';
  const part = { draft, set, errors };
  return (
    <Page
      title={isNew ? 'New reward' : name}
      backAction={{ content: 'Rewards', url: '/app/rewards' }}
      {...(isArchived ? { titleMetadata: <Badge>Archived</Badge> } : {})}
      {...(isNew
        ? {
            primaryAction: { content: 'Add the reward', onAction: () => save(), loading: isSaving },
          }
        : isArchived
          ? {}
          : { secondaryActions: [{ content: 'Archive', onAction: archiving.ask }] })}
    >
      <EditBar
        isDirty={isDirty && !isNew && !isArchived}
        isSaving={isSaving}
        onSave={() => save()}
        onDiscard={discard}
      />
      {archiving.modal}
      <Layout>
        {page.codesOut && <CodesOut counts={page.codesOut} onTermsChanged={draft.onTermsChanged} />}
        <Layout.Section>
          <BlockStack gap="400">
            <Doubts {...{ doubts, isSaving }} onSure={() => save({ sure: 'yes' })} />
            <NamesCard {...part} {...{ languages, language }} onLanguage={setLanguage} />
            <GivesCard {...part} />
            <ConditionsCard {...part} tiersWithPercent={page.tiersWithPercent} />
            <WhenCard {...part} />
            <WhoCard {...part} tiers={page.tiers} segments={page.segments} />
            <CodeCard {...part} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <div className="beside-form">
            <PreviewCard draft={draft} voices={voices} language={language} />
          </div>
        </Layout.Section>
      </Layout>
    </Page>
  );
}

function savedWords(answer: Answer | undefined): string {
  if (!answer?.ok || answer.codesOut === 0) return 'Reward saved';
  const one = answer.codesOut === 1;
  const codes = `${answer.codesOut} ${one ? 'code' : 'codes'} already out`;
  return answer.onTermsChanged === 'replaceable'
    ? `Reward saved. ${codes} can be exchanged for new ones by ${one ? 'its holder' : 'their holders'}.`
    : `Reward saved. ${codes} ${one ? 'stays as it is' : 'stay as they are'}.`;
}

function doubtWords(format: Format, doubt: Doubt): string {
  if (doubt.kind === 'no-stock') return 'With 0 in all, nobody can redeem it.';
  const [amount, spent] = [format.money(doubt.amount), format.money(doubt.spent)];
  return `It gives ${amount} for points that members have after orders of ${spent}.`;
}

type CodesOutProps = { counts: { present: number; former: number }; onTermsChanged: string };

/** Codes in shoppers' hands, and what a change of the reward would mean for them. */
function CodesOut({ counts: { present, former }, onTermsChanged }: CodesOutProps) {
  const format = useFormat();
  if (present + former === 0) return null;
  const isKept = onTermsChanged !== 'replaceable';
  const fate = isKept
    ? 'stay as they are'
    : 'stay good, and their holders can exchange them for new ones';
  return (
    <Layout.Section variant="fullWidth">
      <Banner
        title={`${format.plural(present + former, 'code is', 'codes are')} in shoppers’ hands`}
      >
        <p>
          {former > 0 && `${format.count(former)} of them with former terms: these ${fate}. `}
          {present > 0 &&
            `If you change what it gives or where it works, ${
              former > 0 ? 'the others do too' : `they ${fate}`
            }. `}
          Names, points and limits change at once for everybody.
        </p>
      </Banner>
    </Layout.Section>
  );
}
