// The page "Data": what is here, how fresh it is, what could not be used, and the shop's own data
// as files.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import { Banner, BlockStack, InlineGrid, Page, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { readDeleted } from '#app/loyalty/members/read-deleted.server.ts';
import { readRefused } from '#app/loyalty/members/read-refused.server.ts';
import {
  ShopGone,
  ShopifyRefused,
  ShopifyThrottled,
  ShopifyUnreachable,
} from '#app/shopify/failures.ts';
import { importAgain, reconcileNow } from '#app/sync/import-again.server.ts';
import { readDataPage } from '#app/sync/read-data-page.server.ts';
import { retryIssue } from '#app/sync/retry-issue.server.ts';
import { useFormat } from '#app/ui/format.tsx';
import { ProgressCard } from '#app/ui/progress-card.tsx';
import { StatCard } from '#app/ui/stat-card.tsx';
import { Toolbar } from '#app/ui/toolbar.tsx';
import { useAwaited, usePolling } from '#app/ui/use-polling.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { importTitles, importUnit } from '../home/import-card.tsx';
import { readForm } from '../read-form.server.ts';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';
import { ExportCard, RequestsCard } from './files-cards.tsx';
import { failureWords, partWords } from './issue-words.ts';
import { IssuesCard, MonthsCard } from './issues-card.tsx';
import { LimitedHistory } from './limited-history.tsx';
import { DeletedCard, RefusedCard } from './members-cards.tsx';
import { type ShownData, shownData } from './shown-data.server.ts';
import { WithheldBanner } from './withheld-banner.tsx';

export const meta: MetaFunction = () => [{ title: 'Data · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const now = new Date();
  const [page, refused, deleted] = await Promise.all([
    readDataPage(shop.id, now),
    readRefused(shop.id),
    readDeleted(shop.id),
  ]);
  if (!page) throw new Response(null, { status: 404 });
  return shownData(page, { refused, deleted }, now);
}

export async function action(args: ActionFunctionArgs): Promise<ActionOutcome> {
  const { shop } = await authenticateMerchant(args);
  const form = await readForm(args.request);
  const issue = String(form.get('issue') ?? '');
  switch (form.get('intent')) {
    case 'import':
      await importAgain(shop.id);
      return { ok: true };
    case 'reconcile':
      await reconcileNow(shop.id);
      return { ok: true };
    case 'retry':
      if (!/^\d{1,18}$/.test(issue)) return { ok: false, reason: 'bad-input' };
      return retry(shop.id, BigInt(issue), args.request.signal);
    default:
      return { ok: false, reason: 'bad-input' };
  }
}

// Shopify is asked while the merchant waits: if it does not answer, nothing was lost.
async function retry(shopId: number, issue: bigint, signal: AbortSignal): Promise<ActionOutcome> {
  try {
    const outcome = await retryIssue(shopId, issue, signal);
    return outcome.ok ? { ok: true } : outcome;
  } catch (error) {
    if (error instanceof ShopGone) return { ok: false, reason: 'shop-gone' };
    if (error instanceof ShopifyRefused) return { ok: false, reason: 'still-unusable' };
    if (error instanceof ShopifyUnreachable || error instanceof ShopifyThrottled) {
      return { ok: false, reason: 'shopify-silent' };
    }
    throw error;
  }
}

export default function Data() {
  const data = useLoaderData<typeof loader>();
  const fetcher = useFetcher<ActionOutcome>();
  const intent = fetcher.formData?.get('intent');
  useOutcomeToast(fetcher.data, 'Under way: it shows here in a moment');
  const isImporting = data.import !== null && data.import.phase in importTitles;
  const isAwaited = useAwaited(
    fetcher.data?.ok ? fetcher.data : undefined,
    `${data.import?.startedAt} ${data.reconcile.at}`,
  );
  const pace = isAwaited ? 1000 : isImporting ? 2000 : 5000;
  usePolling(isAwaited || isImporting || data.webhooks.pending > 0, pace);
  const ask = (what: string) => fetcher.submit({ intent: what }, { method: 'post' });
  return (
    <Page
      title="Data"
      secondaryActions={[
        {
          content: 'Compare with Shopify now',
          loading: intent === 'reconcile',
          onAction: () => ask('reconcile'),
        },
        {
          content: 'Import again',
          disabled: isImporting,
          loading: intent === 'import',
          onAction: () => ask('import'),
        },
      ]}
    >
      <BlockStack gap="400">
        <LimitedHistory from={data.historyFrom} />
        <WithheldBanner withheld={data.withheld} />
        <WaitingBanner webhooks={data.webhooks} />
        <ImportProgress data={data} isImporting={isImporting} />
        <Figures data={data} />
        <IssuesCard data={data} />
        <RefusedCard refused={data.refused} />
        <DeletedCard deleted={data.deleted} />
        <MonthsCard data={data} />
        <ExportCard />
        {data.dataFiles.length > 0 && <RequestsCard files={data.dataFiles} />}
      </BlockStack>
    </Page>
  );
}

/** Notices wait seconds; minutes mean that something keeps them back. */
const LONG_MS = 10 * 60_000;

function WaitingBanner({ webhooks }: { webhooks: ShownData['webhooks'] }) {
  const format = useFormat();
  const { oldestPendingAt: since, waitingMs } = webhooks;
  if (since === null || waitingMs < LONG_MS) return null;
  return (
    <Banner tone="critical" title="Notices from Shopify are kept waiting">
      <p>
        {format.plural(webhooks.pending, 'notice waits', 'notices wait')}, the oldest since{' '}
        {format.moment(since)}: what changed in your shop since then does not show yet. The reason
        is below, under “Kept aside”, or the worker does not run. Nothing is lost.
      </p>
    </Banner>
  );
}

function ImportProgress({ data, isImporting }: { data: ShownData; isImporting: boolean }) {
  const format = useFormat();
  const run = data.import;
  if (!run) {
    return (
      <Toolbar>
        <Text as="p">The first import begins in a moment.</Text>
      </Toolbar>
    );
  }
  if (isImporting) {
    return (
      <ProgressCard
        title={importTitles[run.phase as keyof typeof importTitles]}
        unit={importUnit(run)}
        {...run}
      />
    );
  }
  if (run.phase === 'failed') {
    return (
      <Banner tone="warning" title="Part of the last import failed">
        {run.failures.map(({ part, reason }) => (
          <p key={part}>
            {partWords(part)}: {failureWords(reason)}
          </p>
        ))}
        <p>Import again to try once more. What is here stays.</p>
      </Banner>
    );
  }
  return (
    <Toolbar>
      <Text as="p" tone="subdued">
        Last import: {format.moment(run.finishedAt)}, {format.count(run.done)} records of orders,
        their lines, customers and products.
      </Text>
    </Toolbar>
  );
}

function Figures({ data }: { data: ShownData }) {
  const format = useFormat();
  const { counts, webhooks, budget, reconcile } = data;
  const seconds = (ms: number | null) => {
    if (ms === null) return '–';
    return ms < 1000 ? `${Math.round(ms)} ms` : `${format.decimal(ms / 1000, 1)} s`;
  };
  return (
    <InlineGrid columns={{ xs: 1, sm: 2, lg: 4 }} gap="400">
      <StatCard label="Orders here" value={format.count(counts.orders)}>
        <Small>
          {format.count(counts.customers)} customers, {format.count(counts.products)} products,{' '}
          {format.count(counts.guests)} orders by guests, whether they count or not
        </Small>
      </StatCard>
      <StatCard
        label="Newest change"
        value={data.freshTo === null ? '–' : format.moment(data.freshTo)}
      >
        <Small>
          {reconcile.at === null
            ? 'Not yet compared with Shopify'
            : `Compared ${format.moment(reconcile.at)}: ${
                reconcile.found === 0 ? 'nothing was missing' : `${reconcile.found} repaired`
              }`}
        </Small>
      </StatCard>
      <StatCard label="From Shopify to here" value={seconds(webhooks.medianMs)}>
        <Small>
          {webhooks.received === 0
            ? 'No notices in the last 24 hours'
            : `99 of 100 within ${seconds(webhooks.p99Ms)}; ${format.plural(webhooks.received, 'notice', 'notices')} in 24 hours, ${format.count(webhooks.pending)} waiting`}
        </Small>
      </StatCard>
      <StatCard
        label="Shopify’s API budget"
        value={budget ? format.percent(budget.available / budget.maximum, 0) : '–'}
      >
        <Small>
          {budget
            ? `Free for questions to Shopify now: ${format.count(budget.available)} of ${format.count(budget.maximum)} cost units, ${format.count(budget.restoreRate)} come back a second`
            : 'No call yet'}
        </Small>
      </StatCard>
    </InlineGrid>
  );
}

function Small({ children }: { children: ReactNode }) {
  return (
    <Text as="p" variant="bodySm" tone="subdued">
      {children}
    </Text>
  );
}
