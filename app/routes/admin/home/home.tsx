// Home: how the shop stands, from the first minute of the import to the figures of the year.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Banner, BlockStack, Page, Text } from '@shopify/polaris';
import { isCard } from '#app/merchant/cards.ts';
import { dismissCard } from '#app/merchant/dismiss-card.server.ts';
import { readImport } from '#app/sync/read-import.server.ts';
import { DateRange } from '#app/ui/date-range.tsx';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { Toolbar } from '#app/ui/toolbar.tsx';
import { usePolling } from '#app/ui/use-polling.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { LimitedHistory } from '../data/limited-history.tsx';
import { readForm } from '../read-form.server.ts';
import { CohortsCard, RateChart } from './charts.tsx';
import { FigureCards } from './figure-cards.tsx';
import { ImportCard, type ImportState, importTitles } from './import-card.tsx';
import { type HomePage, readHomePage } from './read-home-page.server.ts';
import { readSetup } from './read-setup.server.ts';
import { SetupGuide } from './setup-guide.tsx';

export const meta: MetaFunction = () => [{ title: 'Home · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const now = new Date();
  const [imported, page] = await Promise.all([
    readImport(shop.id, now),
    readHomePage(shop, new URL(args.request.url).searchParams, now),
  ]);
  const importState: ImportState | null = imported && {
    phase: imported.progress.phase,
    done: Number(imported.progress.objectsDone),
    total: imported.progress.objectsTotal === null ? null : Number(imported.progress.objectsTotal),
    perSecond: imported.progress.ratePerSecond,
    secondsLeft: imported.progress.secondsLeft,
    failures: imported.progress.failures,
  };
  const setup = await readSetup(shop, importState?.phase === 'done', now);
  return { importState, page, setup, historyFrom: shop.historyFrom?.toISOString() ?? null };
}

export async function action(args: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const card = (await readForm(args.request)).get('card');
  if (!isCard(card)) return { ok: false as const, reason: 'bad-input' };
  await dismissCard(shop.id, card, new Date());
  return { ok: true as const };
}

export default function Home() {
  const { importState, page, setup, historyFrom } = useLoaderData<typeof loader>();
  const isImporting = importState !== null && importState.phase in importTitles;
  // Until the worker has begun, there is no import to show; it begins within seconds of the
  // install.
  usePolling(isImporting || importState === null);
  return (
    <Page title="Home">
      <BlockStack gap="400">
        {importState && <ImportCard state={importState} />}
        <LimitedHistory from={historyFrom} />
        {setup && <SetupGuide steps={setup} />}
        {page ? <Figures page={page} /> : <NoFigures isImporting={isImporting} />}
      </BlockStack>
    </Page>
  );
}

function Figures({ page }: { page: HomePage }) {
  const format = useFormat();
  return (
    <>
      <Toolbar>
        <DateRange range={page.range} />
        {page.guests.orders > 0 && (
          <Text as="p" tone="subdued" variant="bodySm">
            Not in these figures:{' '}
            {format.plural(page.guests.orders, 'counted order', 'counted orders')} of all time by
            guests ({format.money(page.guests.netSales)})
          </Text>
        )}
        {page.foreign.length > 0 && (
          <Text as="p" tone="subdued" variant="bodySm">
            Kept apart, because they are in a currency that the shop no longer has:{' '}
            {page.foreign
              .map(
                ({ currency, orders }) =>
                  `${format.plural(orders, 'order', 'orders')} in ${currency}`,
              )
              .join(', ')}
          </Text>
        )}
      </Toolbar>
      {page.quietSince && (
        <Banner tone="info">
          Your last order is from {format.day(page.quietSince)}. The figures are told for that time.
        </Banner>
      )}
      <FigureCards page={page} />
      <RateChart page={page} />
      <CohortsCard page={page} />
    </>
  );
}

function NoFigures({ isImporting }: { isImporting: boolean }) {
  return isImporting ? (
    <EmptyCard
      title="Your figures are on their way"
      text="They appear here as soon as the first orders are in."
    />
  ) : (
    <EmptyCard
      title="No orders yet"
      text="Retention, cohorts and customer value appear with your first orders. You can set up the programme meanwhile, so that points count from the first one."
      action={{ label: 'Set up the programme', url: '/app/programme' }}
    />
  );
}
