// Codes: every exchange of points with its state, its reasons, and what support can do about it.

import { randomUUID } from 'node:crypto';
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import {
  BlockStack,
  Button,
  Card,
  InlineStack,
  Page,
  Pagination,
  Select,
  Text,
  TextField,
} from '@shopify/polaris';
import { useState } from 'react';
import { lastInstantOf } from '#app/basics/calendar.ts';
import { decimalText } from '#app/basics/money.ts';
import { readCodes, readSteps } from '#app/rewards/read-codes.server.ts';
import { readReport } from '#app/rewards/read-report.server.ts';
import { endAtOnce } from '#app/rewards/redemptions/end-redemption.server.ts';
import type { State } from '#app/rewards/redemptions/redemption.ts';
import { askForReplacement } from '#app/rewards/redemptions/replace-code.server.ts';
import { personsOf } from '#app/sync/read-person.server.ts';
import { EmptyCard } from '#app/ui/empty-card.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { nameOf } from '../customers/person-name.ts';
import { readForm } from '../read-form.server.ts';
import type { ActionOutcome } from '../use-outcome-toast.ts';
import { useSaving } from '../use-saving.ts';
import { CodeRows } from './code-rows.tsx';
import { PERIODS, ReportCards } from './report-cards.tsx';
import { codeStates } from './words.ts';

export const meta: MetaFunction = () => [{ title: 'Codes · Encore' }];

const A_PAGE = 50;
const states = Object.keys(codeStates) as State[];

export async function loader(args: LoaderFunctionArgs) {
  const { shop, staffId } = await authenticateMerchant(args);
  const asked = new URL(args.request.url).searchParams;
  const search = (asked.get('search') ?? '').slice(0, 60);
  const state = states.find((one) => one === asked.get('state')) ?? null;
  const page = Math.min(1000, Math.max(0, Math.trunc(Number(asked.get('page'))) || 0));
  const days = PERIODS.find((one) => String(one) === asked.get('days')) ?? 90;
  const since = new Date(Date.now() - days * 86_400_000);
  const [{ rows, hasMore }, report] = await Promise.all([
    readCodes(shop.id, { search, state, limit: A_PAGE, offset: page * A_PAGE }),
    readReport(shop.id, since),
  ]);
  const holders = rows.flatMap(({ customerId }) => customerId ?? []);
  const [steps, persons] = await Promise.all([
    readSteps(
      shop.id,
      rows.map(({ id }) => id),
    ),
    personsOf(shop.id, holders, `codes page, staff ${staffId}`),
  ]);
  const money = (minor: bigint) => decimalText(minor, shop.currency);
  return {
    ...{ search, page, hasMore, days },
    state: state ?? '',
    rows: rows.map((row) => ({
      ...row,
      holder:
        row.customerId === null
          ? null
          : nameOf(persons.get(row.customerId) ?? null, row.customerId),
      customerId: row.customerId?.toString() ?? null,
      usedById: row.usedById?.toString() ?? null,
      orderId: row.orderId?.toString() ?? null,
      points: Number(row.points),
      given: row.given === null ? null : money(row.given),
      reservedAt: row.reservedAt.toISOString(),
      goodUntil: row.expiresAt && lastInstantOf(row.expiresAt).toISOString(),
      usedAt: row.usedAt?.toISOString() ?? null,
      steps: steps
        .filter(({ redemptionId }) => redemptionId === row.id)
        .map(({ at, reason, by }, place, all) => ({
          at: at.toISOString(),
          // First somebody asks for the end, then Shopify has the code no more.
          reason: reason === all[place - 1]?.reason ? 'gone-in-shopify' : reason,
          by,
        })),
    })),
    report: {
      ...report,
      points: Number(report.points),
      pointsEarned: Number(report.pointsEarned),
      netSales: money(report.netSales),
      cost: money(report.cost),
      costShare: report.netSales > 0n ? Number(report.cost) / Number(report.netSales) : null,
    },
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function action(args: ActionFunctionArgs): Promise<ActionOutcome> {
  const { shop } = await authenticateMerchant(args);
  const form = await readForm(args.request);
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

export type CodesData = Awaited<ReturnType<typeof loader>>;

export default function Codes() {
  const page = useLoaderData<typeof loader>();
  const { saving, save } = useSaving();
  const isEmpty =
    page.rows.length === 0 && page.search === '' && page.state === '' && page.page === 0;
  const asked = new URLSearchParams({ search: page.search, state: page.state });
  const address = `/app/rewards/codes/export?${asked}`;
  return (
    <Page
      title="Codes"
      subtitle="What points became, and what became of it"
      {...(isEmpty
        ? {}
        : {
            secondaryActions: [
              {
                content: 'Export',
                accessibilityLabel: 'Export these codes as a CSV file',
                loading: saving === address,
                onAction: () => void save(address, 'encore-codes.csv'),
              },
            ],
          })}
    >
      {isEmpty ? (
        <EmptyCard
          title="No codes yet"
          text="As soon as a shopper exchanges points, the code stands here with everything that happens to it."
          action={{ label: 'See the rewards', url: '/app/rewards' }}
        />
      ) : (
        <BlockStack gap="400">
          <ReportCards report={page.report} days={page.days} />
          <Card padding="0">
            <Filters search={page.search} state={page.state} />
            {page.rows.length === 0 ? (
              <div style={{ padding: 16 }}>
                <Text as="p" tone="subdued">
                  No code is like that.
                </Text>
              </div>
            ) : (
              <CodeRows rows={page.rows} />
            )}
            <Pages page={page.page} hasMore={page.hasMore} />
          </Card>
        </BlockStack>
      )}
    </Page>
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
          {/* Its mark to clear it goes with the focus: the button beside it must not move. */}
          <div style={{ flexBasis: '20rem' }}>
            <TextField
              label="Code, customer or order"
              value={text}
              onChange={setText}
              placeholder="RW-7Q4M, Anna, #1023"
              autoComplete="off"
              clearButton
              onClearButtonClick={() => {
                setText('');
                choose({ search: null, page: null });
              }}
            />
          </div>
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
