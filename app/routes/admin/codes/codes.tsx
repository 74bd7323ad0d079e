// Codes: every exchange of points with its state, its reasons, and what support can do about it.
import { randomUUID } from 'node:crypto';
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import {
  Badge,
  BlockStack,
  Button,
  Card,
  IndexTable,
  InlineGrid,
  InlineStack,
  Link,
  Page,
  Pagination,
  Select,
  Text,
  TextField,
  useBreakpoints,
} from '@shopify/polaris';
import { useState } from 'react';
import { decimalText } from '#app/basics/money.ts';
import { endAtOnce } from '#app/rewards/end-redemption.server.ts';
import { readCodes, readSteps } from '#app/rewards/read-codes.server.ts';
import { readReport } from '#app/rewards/read-report.server.ts';
import type { State } from '#app/rewards/redemption.ts';
import { askForReplacement } from '#app/rewards/replace-code.server.ts';
import { useConfirm } from '#app/ui/confirm-modal.tsx';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { StatCard } from '#app/ui/stat-card.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';
import { codeStates, reasonWords } from './words.ts';

export const meta: MetaFunction = () => [{ title: 'Codes · Encore' }];

const A_PAGE = 50;
const REPORT_DAYS = 90;
const states = Object.keys(codeStates) as State[];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const asked = new URL(args.request.url).searchParams;
  const search = (asked.get('search') ?? '').slice(0, 60);
  const state = states.find((one) => one === asked.get('state')) ?? null;
  const page = Math.min(1000, Math.max(0, Math.trunc(Number(asked.get('page'))) || 0));
  const since = new Date(Date.now() - REPORT_DAYS * 86_400_000);
  const [{ rows, hasMore }, report] = await Promise.all([
    readCodes(shop.id, { search, state, limit: A_PAGE, offset: page * A_PAGE }),
    readReport(shop.id, since),
  ]);
  const steps = await readSteps(
    shop.id,
    rows.map(({ id }) => id),
  );
  return {
    search,
    state: state ?? '',
    page,
    hasMore,
    rows: rows.map((row) => ({
      ...row,
      customerId: row.customerId?.toString() ?? null,
      usedById: row.usedById?.toString() ?? null,
      orderId: row.orderId?.toString() ?? null,
      points: Number(row.points),
      reservedAt: row.reservedAt.toISOString(),
      expiresAt: row.expiresAt?.toISOString() ?? null,
      usedAt: row.usedAt?.toISOString() ?? null,
      steps: steps
        .filter(({ redemptionId }) => redemptionId === row.id)
        .map(({ at, reason, by }) => ({ at: at.toISOString(), reason, by })),
    })),
    report: {
      ...report,
      points: Number(report.points),
      pointsEarned: Number(report.pointsEarned),
      netSales: decimalText(report.netSales, shop.currency),
      discounts: decimalText(report.discounts, shop.currency),
    },
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function action(args: ActionFunctionArgs): Promise<ActionOutcome> {
  const { shop } = await authenticateMerchant(args);
  const form = await args.request.formData();
  const id = String(form.get('id'));
  if (!UUID.test(id)) return { ok: false, reason: 'bad-input' };
  const now = new Date();
  if (form.get('intent') === 'replace') {
    const asked = await askForReplacement(shop.id, id, randomUUID(), { by: 'merchant' }, now);
    return asked.ok ? { ok: true } : asked;
  }
  const ask = { by: 'merchant', reason: 'cancelled-by-merchant' } as const;
  const ended = await endAtOnce(shop.id, id, ask, now, { priority: 'admin', deadlineMs: 6_000 });
  return ended.ok ? { ok: true } : ended;
}

type PageData = Awaited<ReturnType<typeof loader>>;
type Row = PageData['rows'][number];

export default function Codes() {
  const page = useLoaderData<typeof loader>();
  const isEmpty = page.rows.length === 0 && page.search === '' && page.state === '';
  return (
    <Page title="Codes" subtitle="What points became, and what became of it">
      {isEmpty && page.page === 0 ? (
        <EmptyCard
          title="No codes yet"
          text="As soon as a shopper exchanges points, the code stands here with everything that happens to it."
          action={{ label: 'See the rewards', url: '/app/rewards' }}
        />
      ) : (
        <BlockStack gap="400">
          <Report report={page.report} />
          <Card padding="0">
            <Filters search={page.search} state={page.state} />
            <Rows rows={page.rows} />
            <Pages page={page.page} hasMore={page.hasMore} />
          </Card>
        </BlockStack>
      )}
    </Page>
  );
}

function Report({ report }: { report: PageData['report'] }) {
  const format = useFormat();
  const rate = report.pointsEarned > 0 ? report.points / report.pointsEarned : null;
  const useRate = report.exchanged > 0 ? report.used / report.exchanged : null;
  return (
    <InlineGrid columns={{ xs: 1, sm: 2, md: 4 }} gap="400">
      <StatCard
        label="Redemption rate"
        value={rate === null ? '–' : format.percent(rate)}
        explanation={{
          meaning: `Points exchanged in the last ${REPORT_DAYS} days against the points earned in them.`,
          formula: 'points exchanged and not given back / points earned',
          parts: [
            { name: 'Exchanged', value: format.count(report.points) },
            { name: 'Earned', value: format.count(report.pointsEarned) },
          ],
        }}
      />
      <StatCard
        label="Codes used"
        value={useRate === null ? '–' : format.percent(useRate)}
        explanation={{
          meaning: `Of the codes given out in the last ${REPORT_DAYS} days, those used in an order.`,
          parts: [
            { name: 'Used', value: format.count(report.used) },
            { name: 'Open', value: format.count(report.open) },
            { name: 'Ended without use', value: format.count(report.released) },
          ],
        }}
      />
      <StatCard
        label="Sales with a code"
        value={format.money(report.netSales)}
        explanation={{
          meaning: 'Net sales of the orders that used a code of these days.',
          parts: [{ name: 'Orders', value: format.count(report.orders) }],
        }}
      />
      <StatCard
        label="Discounts on them"
        value={format.money(report.discounts)}
        explanation={{
          meaning: 'All discounts on those orders, those that are no reward included.',
        }}
      />
    </InlineGrid>
  );
}

function Filters({ search, state }: { search: string; state: string }) {
  const [, choose] = useChoices();
  const [text, setText] = useState(search);
  return (
    <div style={{ padding: 16 }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          choose({ search: text || null, page: null });
        }}
      >
        <InlineStack gap="300" blockAlign="end">
          <TextField
            label="Code"
            value={text}
            onChange={setText}
            placeholder="RW-7Q4M"
            autoComplete="off"
            clearButton
            onClearButtonClick={() => {
              setText('');
              choose({ search: null, page: null });
            }}
          />
          <Select
            label="State"
            value={state}
            onChange={(value) => choose({ state: value || null, page: null })}
            options={[
              { value: '', label: 'All' },
              ...states.map((value) => ({ value, label: codeStates[value]! })),
            ]}
          />
          <Button submit>Search</Button>
        </InlineStack>
      </form>
    </div>
  );
}

function Pages({ page, hasMore }: { page: number; hasMore: boolean }) {
  const [, choose] = useChoices();
  if (page === 0 && !hasMore) return null;
  return (
    <div style={{ padding: 16, display: 'flex', justifyContent: 'center' }}>
      <Pagination
        hasPrevious={page > 0}
        hasNext={hasMore}
        onPrevious={() => choose({ page: page > 1 ? String(page - 1) : null })}
        onNext={() => choose({ page: String(page + 1) })}
      />
    </div>
  );
}

function Rows({ rows }: { rows: Row[] }) {
  const { smDown } = useBreakpoints();
  return (
    <IndexTable
      resourceName={{ singular: 'code', plural: 'codes' }}
      itemCount={rows.length}
      selectable={false}
      condensed={smDown}
      headings={[
        { title: 'Code' },
        { title: 'Reward' },
        { title: 'Holder' },
        { title: 'State' },
        { title: 'What happened' },
        { title: 'Actions', hidden: true },
      ]}
    >
      {rows.map((row, position) => (
        <IndexTable.Row id={row.id} key={row.id} position={position}>
          {smDown ? (
            <div className="narrow-row">
              <span>
                <b>{row.code}</b> <StateBadge row={row} />
              </span>
              <Happened row={row} />
              <Actions row={row} />
            </div>
          ) : (
            <>
              <IndexTable.Cell>
                <Text as="span" fontWeight="semibold">
                  {row.code}
                </Text>
              </IndexTable.Cell>
              <IndexTable.Cell>{row.rewardName}</IndexTable.Cell>
              <IndexTable.Cell>
                {row.customerId ? (
                  <Link url={`/app/customers/${row.customerId}`}>{row.customerId}</Link>
                ) : (
                  'A friend'
                )}
              </IndexTable.Cell>
              <IndexTable.Cell>
                <StateBadge row={row} />
              </IndexTable.Cell>
              <IndexTable.Cell>
                <Happened row={row} />
              </IndexTable.Cell>
              <IndexTable.Cell>
                <Actions row={row} />
              </IndexTable.Cell>
            </>
          )}
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

function StateBadge({ row }: { row: Row }) {
  if (row.isEnding) return <Badge tone="attention">Ending</Badge>;
  const tones = { used: 'success', issued: 'info', reserved: 'attention' } as const;
  const tone = row.state === 'released' ? undefined : tones[row.state];
  return <Badge {...(tone ? { tone } : {})}>{codeStates[row.state]}</Badge>;
}

function Happened({ row }: { row: Row }) {
  const format = useFormat();
  return (
    <BlockStack gap="050">
      {row.steps.map(({ at, reason }, position) => (
        // Steps are only ever added: their place is what tells two of the same reason apart.
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <Text as="span" variant="bodySm" key={position}>
          {format.moment(at)}: {reasonWords(reason)}
        </Text>
      ))}
      {row.orderName && (
        <Text as="span" variant="bodySm">
          Order {row.orderName}
          {row.usedById && row.customerId ? ', of another customer' : ''}
        </Text>
      )}
      {row.trouble && (
        <Text as="span" variant="bodySm" tone="critical">
          {row.trouble}
        </Text>
      )}
    </BlockStack>
  );
}

function Actions({ row }: { row: Row }) {
  const fetcher = useFetcher<ActionOutcome>();
  useOutcomeToast(fetcher.data, 'Done. The points and the code follow in a moment.');
  const submit = (intent: string) => fetcher.submit({ intent, id: row.id }, { method: 'post' });
  const ending = useConfirm({
    title: `End ${row.code}?`,
    children: 'The code leaves Shopify, then the points go back to the member.',
    verb: 'End it',
    isDestructive: true,
    onConfirm: () => submit('end'),
  });
  const replacing = useConfirm({
    title: `Replace ${row.code}?`,
    children: 'The code leaves Shopify, and the member gets a new one with the present terms.',
    verb: 'Replace it',
    onConfirm: () => submit('replace'),
  });
  const isMoney = row.kind === 'store-credit' || row.kind === 'gift-card';
  const isOpen = (row.state === 'issued' || row.state === 'reserved') && !row.isEnding && !isMoney;
  if (!isOpen) return null;
  return (
    <InlineStack gap="200" wrap={false}>
      <Button size="slim" onClick={replacing.ask} loading={fetcher.state !== 'idle'}>
        Replace
      </Button>
      <Button size="slim" tone="critical" onClick={ending.ask} loading={fetcher.state !== 'idle'}>
        End
      </Button>
      {ending.modal}
      {replacing.modal}
    </InlineStack>
  );
}
