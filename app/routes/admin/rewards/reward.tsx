// One reward: what it gives, what it costs, and under which conditions.
import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import { useAppBridge } from '@shopify/app-bridge-react';
import {
  Badge,
  BlockStack,
  Card,
  FormLayout,
  Layout,
  Page,
  Select,
  TextField,
} from '@shopify/polaris';
import { pool } from '#app/db.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import { readReward } from '#app/rewards/read.server.ts';
import { archiveReward, saveReward } from '#app/rewards/save-reward.server.ts';
import { useConfirm } from '#app/ui/confirm-modal.tsx';
import { EditBar, useDraft } from '#app/ui/edit-bar.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { useOutcomeToast } from '../use-outcome-toast.ts';
import { CodeCard, WhoCard } from './choices-card.tsx';
import { type RewardDraft, type RewardErrors, rewardDraft, rewardInput } from './draft.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.saved.name || 'New reward'} · Encore` },
];

type Answer = { ok: true } | { ok: false; reason: string; errors?: RewardErrors };

const isUuid = (text: string | undefined): text is string =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text ?? '');

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const { id } = args.params;
  const isNew = id === 'new';
  const reward = isUuid(id) ? await readReward(shop.id, id) : null;
  if (!isNew && !reward) throw new Response(null, { status: 404 });
  const programme = await readProgramme(pool, shop.id, new Date());
  const levels = programme?.rules.tiers?.levels ?? [];
  return {
    isNew,
    saved: rewardDraft(reward, shop.currency, shop.timezone),
    tiers: levels.map(({ id: tierId, name }) => ({ id: tierId, name })),
    scopes: shop.scopes,
  };
}

export async function action(args: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const { id } = args.params;
  const form = Object.fromEntries(await args.request.formData()) as Record<string, string>;
  const before = isUuid(id) ? await readReward(shop.id, id) : null;
  if (id !== 'new' && !before) return { ok: false, reason: 'not-found' } satisfies Answer;
  if (form.intent === 'archive') {
    if (before) await archiveReward(shop.id, before.id, new Date());
    return redirect('/app/rewards');
  }
  const input = rewardInput(form, before, shop.currency, shop.timezone);
  if (!input.ok) return input satisfies Answer;
  const saved = await saveReward(shop.id, input.value, new Date());
  if (!saved.ok) return { ok: false, reason: saved.reason } satisfies Answer;
  return id === 'new'
    ? redirect(`/app/rewards/${saved.value.id}`)
    : ({ ok: true } satisfies Answer);
}

/** What Shopify lets an app do only if the merchant says so. */
const NEEDED_SCOPES: Record<string, string[]> = {
  'store-credit': ['read_store_credit_accounts', 'write_store_credit_account_transactions'],
  'gift-card': ['write_gift_cards'],
};

export default function RewardPage() {
  const { saved, isNew, tiers, scopes } = useLoaderData<typeof loader>();
  const { draft, set, discard, isDirty } = useDraft(saved);
  const fetcher = useFetcher<Answer>();
  useOutcomeToast(fetcher.data, 'Reward saved');
  const errors = fetcher.data?.ok === false ? (fetcher.data.errors ?? {}) : {};
  const bridge = useAppBridge();
  const save = async () => {
    const missing = (NEEDED_SCOPES[draft.kind] ?? []).filter((scope) => !scopes.includes(scope));
    // Asked for only by the merchant who turns the feature on; a refusal leaves all as it was.
    if (missing.length > 0) {
      const { result } = await bridge.scopes.request(missing);
      if (result !== 'granted-all') return;
    }
    fetcher.submit(draft, { method: 'post' });
  };
  const archiving = useConfirm({
    title: `Archive ${saved.name}?`,
    children:
      'Shoppers can no longer redeem it, and it cannot be brought back. Codes already out stay good.',
    verb: 'Archive',
    isDestructive: true,
    onConfirm: () => fetcher.submit({ intent: 'archive' }, { method: 'post' }),
  });
  return (
    <Page
      title={isNew ? 'New reward' : saved.name}
      backAction={{ content: 'Rewards', url: '/app/rewards' }}
      {...(saved.state === 'archived' ? { titleMetadata: <Badge>Archived</Badge> } : {})}
      {...(isNew
        ? {
            primaryAction: {
              content: 'Add the reward',
              onAction: save,
              loading: fetcher.state !== 'idle',
            },
          }
        : {
            secondaryActions: [{ content: 'Archive', onAction: archiving.ask }],
          })}
    >
      <EditBar
        isDirty={isDirty && !isNew}
        isSaving={fetcher.state !== 'idle'}
        onSave={save}
        onDiscard={discard}
      />
      {archiving.modal}
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <Card>
              <Gives draft={draft} set={set} errors={errors} />
            </Card>
            <Card>
              <Conditions draft={draft} set={set} errors={errors} />
            </Card>
            <WhoCard draft={draft} set={set} errors={errors} tiers={tiers} />
            <CodeCard draft={draft} set={set} errors={errors} />
          </BlockStack>
        </Layout.Section>
      </Layout>
    </Page>
  );
}

type PartProps = {
  draft: RewardDraft;
  set: (changes: Partial<RewardDraft>) => void;
  errors: RewardErrors;
};

function Gives({ draft, set, errors }: PartProps) {
  const { currency } = useFormat();
  return (
    <FormLayout>
      <TextField
        label="Name"
        value={draft.name}
        onChange={(name) => set({ name })}
        error={errors.name}
        placeholder="5 off your next order"
        autoComplete="off"
      />
      <TextField
        label="Description"
        value={draft.description}
        onChange={(description) => set({ description })}
        multiline={2}
        maxLength={500}
        autoComplete="off"
      />
      <FormLayout.Group>
        <Select
          label="It gives"
          value={draft.kind}
          onChange={(kind) => set({ kind })}
          options={[
            { value: 'amount-off', label: 'An amount off the order' },
            { value: 'percentage-off', label: 'A percentage off the order' },
            { value: 'free-shipping', label: 'Free shipping' },
            { value: 'store-credit', label: 'Store credit' },
            { value: 'gift-card', label: 'A gift card' },
          ]}
        />
        {['amount-off', 'store-credit', 'gift-card'].includes(draft.kind) && (
          <TextField
            label="Amount"
            value={draft.amount}
            onChange={(amount) => set({ amount })}
            error={errors.amount}
            suffix={currency}
            inputMode="decimal"
            autoComplete="off"
          />
        )}
        {draft.kind === 'percentage-off' && (
          <TextField
            label="Percentage"
            value={draft.percent}
            onChange={(percent) => set({ percent })}
            error={errors.percent}
            suffix="%"
            inputMode="decimal"
            autoComplete="off"
          />
        )}
      </FormLayout.Group>
      <TextField
        label="Points it costs"
        value={draft.points}
        onChange={(points) => set({ points })}
        error={errors.points}
        inputMode="numeric"
        autoComplete="off"
      />
    </FormLayout>
  );
}

function Conditions({ draft, set, errors }: PartProps) {
  const { currency } = useFormat();
  return (
    <FormLayout>
      <FormLayout.Group>
        <TextField
          label="Smallest order"
          value={draft.minimum}
          onChange={(minimum) => set({ minimum })}
          error={errors.minimum}
          suffix={currency}
          placeholder="None"
          inputMode="decimal"
          autoComplete="off"
        />
        <TextField
          label="The code is good for"
          value={draft.validDays}
          onChange={(validDays) => set({ validDays })}
          error={errors.validDays}
          suffix="days"
          placeholder="No end"
          inputMode="numeric"
          autoComplete="off"
        />
      </FormLayout.Group>
      <Select
        label="State"
        value={draft.state}
        onChange={(state) => set({ state })}
        options={[
          { value: 'active', label: 'Active: shoppers can redeem it' },
          { value: 'draft', label: 'Draft: nobody sees it' },
        ]}
      />
    </FormLayout>
  );
}
