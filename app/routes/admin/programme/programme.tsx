// The programme: how points are earned, when they can be spent, when they end.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import {
  Badge,
  Banner,
  BlockStack,
  Button,
  Card,
  FormLayout,
  InlineStack,
  Layout,
  List,
  Page,
  Select,
  Text,
  TextField,
} from '@shopify/polaris';
import { useState } from 'react';
import { pool } from '#app/db.server.ts';
import { previewExpiry } from '#app/loyalty/expiry/preview-expiry.server.ts';
import { publishRules } from '#app/loyalty/programme/publish-rules.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import { rulesSchema } from '#app/loyalty/programme/rules.ts';
import {
  STARTS,
  type Start,
  startProgramme,
} from '#app/loyalty/programme/start-programme.server.ts';
import { EditBar, useDraft } from '#app/ui/edit-bar.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { Toolbar } from '#app/ui/toolbar.tsx';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { useOutcomeToast } from '../use-outcome-toast.ts';
import { type ProgrammeDraft, type ProgrammeErrors, programmeDraft, rulesOf } from './draft.ts';

export const meta: MetaFunction = () => [{ title: 'Programme · Encore' }];

type ShownExpiry = {
  alive: number;
  soonest: string | null;
  byMonth: { month: string; points: number }[];
};
type Answer =
  | { ok: true; expiry?: ShownExpiry }
  | { ok: false; reason: string; errors?: ProgrammeErrors; problems?: string[] };

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const version = await readProgramme(pool, shop.id, new Date());
  return {
    saved: programmeDraft(version?.rules ?? null, shop.currency),
    version: version && {
      number: version.version,
      since: version.effectiveFrom.toISOString(),
      isActive: version.rules.isActive,
    },
  };
}

export async function action(args: ActionFunctionArgs): Promise<Answer> {
  const { shop, staffId } = await authenticateMerchant(args);
  const now = new Date();
  const data = Object.fromEntries(await args.request.formData()) as Record<string, string>;
  if (data.intent === 'preview-expiry') return previewOf(shop, data, now);
  if (data.intent === 'start') {
    const start = STARTS.find((one) => one === data.start) ?? 'now';
    return answerOf(await startProgramme(shop, { start, now, author: staffId }));
  }
  const before = await readProgramme(pool, shop.id, now);
  const given = rulesOf(data, before?.rules ?? null, shop.currency);
  if (!given.ok) return given;
  return answerOf(await publishRules(shop.id, { rules: given.value, now, author: staffId }));
}

/** What the form's expiry would end, if it were saved now. */
async function previewOf(
  shop: { id: number; timezone: string; currency: string },
  data: Record<string, string>,
  now: Date,
): Promise<Answer> {
  const given = rulesOf(data, null, shop.currency);
  const parsed = given.ok ? rulesSchema.safeParse(given.value) : null;
  if (!parsed?.success) return { ok: false, reason: 'bad-input' };
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

type Published = Awaited<ReturnType<typeof publishRules | typeof startProgramme>>;

function answerOf(outcome: Published): Answer {
  if (outcome.ok) return { ok: true };
  const problems =
    outcome.reason === 'rules-wrong' ? outcome.problems.map(({ message }) => message) : [];
  return { ok: false, reason: outcome.reason, problems };
}

export default function Programme() {
  const { saved, version } = useLoaderData<typeof loader>();
  const { draft, set, discard, isDirty } = useDraft(saved);
  const fetcher = useFetcher<Answer>();
  useOutcomeToast(fetcher.data, 'Programme saved');
  const refusal = fetcher.data?.ok === false ? fetcher.data : null;
  const save = (changes: Partial<ProgrammeDraft> = {}) =>
    fetcher.submit({ ...draft, ...changes }, { method: 'post' });
  if (!version) {
    return (
      <NotStarted
        isStarting={fetcher.state !== 'idle'}
        onStart={(start) => fetcher.submit({ intent: 'start', start }, { method: 'post' })}
      />
    );
  }
  return (
    <Page
      title="Programme"
      titleMetadata={
        version.isActive ? <Badge tone="success">Running</Badge> : <Badge>Paused</Badge>
      }
      secondaryActions={[
        {
          content: version.isActive ? 'Pause' : 'Start again',
          disabled: isDirty || fetcher.state !== 'idle',
          onAction: () => save({ isActive: version.isActive ? 'no' : 'yes' }),
        },
      ]}
    >
      <EditBar
        isDirty={isDirty}
        isSaving={fetcher.state !== 'idle'}
        onSave={() => save()}
        onDiscard={discard}
      />
      <BlockStack gap="400">
        {refusal?.problems && refusal.problems.length > 0 && (
          <Banner tone="critical" title="The rules were not saved">
            <List>
              {refusal.problems.map((problem) => (
                <List.Item key={problem}>{problem}</List.Item>
              ))}
            </List>
          </Banner>
        )}
        <Sections draft={draft} set={set} errors={refusal?.errors ?? {}} />
        <Version number={version.number} since={version.since} />
      </BlockStack>
    </Page>
  );
}

const START_WORDS = [
  { value: 'now', label: 'Orders from now on' },
  { value: 'year', label: 'Orders of the last 12 months too' },
  { value: 'ever', label: 'All orders there are' },
] satisfies { value: Start; label: string }[];

type NotStartedProps = { isStarting: boolean; onStart: (start: Start) => void };

function NotStarted({ isStarting, onStart }: NotStartedProps) {
  const [start, setStart] = useState<Start>('now');
  return (
    <Page title="Programme">
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            Your programme has not started
          </Text>
          <Text as="p">
            It begins with one point for every unit of money spent, for every customer. You can
            change all of it at any time: what was earned stays.
          </Text>
          <Select
            label="Which orders earn points"
            options={START_WORDS}
            value={start}
            onChange={(value) => setStart(value as Start)}
          />
          <InlineStack>
            <Button variant="primary" loading={isStarting} onClick={() => onStart(start)}>
              Start the programme
            </Button>
          </InlineStack>
        </BlockStack>
      </Card>
    </Page>
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

type SectionsProps = {
  draft: ProgrammeDraft;
  set: (changes: Partial<ProgrammeDraft>) => void;
  errors: ProgrammeErrors;
};

function Sections({ draft, set, errors }: SectionsProps) {
  return (
    <Layout>
      <Layout.AnnotatedSection
        title="Earning"
        description="What a paid order gives: goods after discounts, without tax, shipping and tips."
      >
        <Card>
          <Earning draft={draft} set={set} errors={errors} />
        </Card>
      </Layout.AnnotatedSection>
      <Layout.AnnotatedSection
        title="Return window"
        description="Points wait until the goods can no longer be sent back. Shoppers see when they open."
      >
        <Card>
          <FormLayout>
            <FormLayout.Group>
              <TextField
                label="Days to wait"
                value={draft.pendingDays}
                onChange={(pendingDays) => set({ pendingDays })}
                error={errors.pendingDays}
                inputMode="numeric"
                autoComplete="off"
              />
              <Select
                label="Counted from"
                value={draft.pendingFrom}
                onChange={(pendingFrom) => set({ pendingFrom })}
                options={[
                  { value: 'payment', label: 'Payment' },
                  { value: 'fulfilment', label: 'Fulfilment' },
                ]}
              />
            </FormLayout.Group>
          </FormLayout>
        </Card>
      </Layout.AnnotatedSection>
      <Layout.AnnotatedSection
        title="Expiry"
        description="Points end lot by lot, never all at once. Members are told before."
      >
        <Card>
          <BlockStack gap="300">
            <ExpiryFields draft={draft} set={set} errors={errors} />
            <ExpiryPreview draft={draft} />
          </BlockStack>
        </Card>
      </Layout.AnnotatedSection>
    </Layout>
  );
}

function Earning({ draft, set, errors }: SectionsProps) {
  const { currency } = useFormat();
  return (
    <FormLayout>
      <FormLayout.Group>
        <TextField
          label="Points"
          value={draft.points}
          onChange={(points) => set({ points })}
          error={errors.points}
          inputMode="numeric"
          autoComplete="off"
        />
        <TextField
          label="for every"
          value={draft.per}
          onChange={(per) => set({ per })}
          error={errors.per}
          suffix={`${currency} spent`}
          inputMode="decimal"
          autoComplete="off"
        />
      </FormLayout.Group>
      <Select
        label="Who takes part"
        value={draft.enrolment}
        onChange={(enrolment) => set({ enrolment })}
        options={[
          { value: 'automatic', label: 'Every customer, by itself' },
          { value: 'on-joining', label: 'Only who joins' },
        ]}
      />
    </FormLayout>
  );
}

function ExpiryFields({ draft, set, errors }: SectionsProps) {
  return (
    <FormLayout>
      <InlineStack gap="400" wrap>
        <Select
          label="Points end"
          value={draft.expiry}
          onChange={(expiry) => set({ expiry })}
          options={[
            { value: 'never', label: 'Never' },
            { value: 'after-earning', label: 'Some months after they were earned' },
            { value: 'after-activity', label: 'Some months after the last order or redemption' },
          ]}
        />
        {draft.expiry !== 'never' && (
          <TextField
            label="Months"
            value={draft.expiryMonths}
            onChange={(expiryMonths) => set({ expiryMonths })}
            error={errors.expiryMonths}
            inputMode="numeric"
            autoComplete="off"
          />
        )}
      </InlineStack>
    </FormLayout>
  );
}

/** Nothing ends at once: a change leaves at least its notice to points that are alive. */
function ExpiryPreview({ draft }: { draft: ProgrammeDraft }) {
  const fetcher = useFetcher<Answer>();
  const format = useFormat();
  const preview = fetcher.data?.ok ? fetcher.data.expiry : undefined;
  return (
    <BlockStack gap="200">
      <InlineStack>
        <Button
          loading={fetcher.state !== 'idle'}
          onClick={() => fetcher.submit({ ...draft, intent: 'preview-expiry' }, { method: 'post' })}
        >
          What would end?
        </Button>
      </InlineStack>
      {preview && (
        <Banner tone="info" title={`${format.count(preview.alive)} points are alive`}>
          {preview.soonest === null ? (
            <Text as="p">None of them would ever end.</Text>
          ) : (
            <BlockStack gap="100">
              <Text as="p">None ends before {format.dayOf(preview.soonest)}.</Text>
              {preview.byMonth.slice(0, 12).map(({ month, points }) => (
                <Text as="p" key={month}>
                  {format.month(`${month}-01`)}: {format.count(points)}
                </Text>
              ))}
            </BlockStack>
          )}
        </Banner>
      )}
    </BlockStack>
  );
}
