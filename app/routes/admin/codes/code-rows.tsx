// The list of codes: whose, in which state, what happened to each and why, and what support can do.
import { useFetcher } from '@remix-run/react';
import {
  Badge,
  BlockStack,
  Button,
  IndexTable,
  InlineStack,
  Link,
  Text,
  useBreakpoints,
} from '@shopify/polaris';
import { useConfirm } from '#app/ui/confirm-modal.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';
import type { CodesData } from './codes.tsx';
import { codeStates, reasonWords } from './words.ts';

type Row = CodesData['rows'][number];

export function CodeRows({ rows }: { rows: Row[] }) {
  const { mdDown } = useBreakpoints();
  return (
    <IndexTable
      resourceName={{ singular: 'code', plural: 'codes' }}
      itemCount={rows.length}
      selectable={false}
      condensed={mdDown}
      headings={[
        { title: 'Code' },
        { title: 'Holder' },
        { title: 'State' },
        { title: 'What happened' },
        { title: 'Actions', hidden: true },
      ]}
    >
      {rows.map((row, position) => (
        <IndexTable.Row id={row.id} key={row.id} position={position}>
          {mdDown ? (
            <div className="narrow-row">
              <Code row={row} />
              <span>
                <Holder row={row} /> <StateBadge row={row} />
              </span>
              <Happened row={row} />
              <Actions row={row} />
            </div>
          ) : (
            <>
              <IndexTable.Cell>
                <Code row={row} />
              </IndexTable.Cell>
              <IndexTable.Cell>
                <Holder row={row} />
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

function Code({ row }: { row: Row }) {
  const format = useFormat();
  return (
    <BlockStack gap="050">
      <Text as="span" fontWeight="semibold">
        {/* Store credit has no code: what the row carries is our own number for it. */}
        {row.kind === 'store-credit' ? 'Store credit' : row.code}
      </Text>
      <Text as="span" variant="bodySm" tone="subdued">
        {row.rewardName}
        {row.points > 0 && ` · ${format.plural(row.points, 'point', 'points')}`}
      </Text>
      {row.hasFormerTerms && row.state !== 'released' && row.state !== 'used' && (
        <Text as="span" variant="bodySm" tone="subdued">
          Former terms
        </Text>
      )}
    </BlockStack>
  );
}

const Holder = ({ row }: { row: Row }) =>
  row.customerId ? (
    <Link url={`/app/customers/${row.customerId}`}>{row.holder}</Link>
  ) : (
    <span>A friend</span>
  );

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
          {row.given && `, ${format.money(row.given)} off`}
          {row.usedById && row.customerId ? ', of another customer' : ''}
        </Text>
      )}
      {row.state === 'issued' && row.goodUntil && (
        <Text as="span" variant="bodySm" tone="subdued">
          Good until {format.dayOf(row.goodUntil)}
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
    children:
      row.points > 0
        ? 'The code leaves Shopify, then the points go back to the member.'
        : 'The code leaves Shopify. It cost no points, so none go back.',
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
      <Button
        size="slim"
        accessibilityLabel={`Replace ${row.code}`}
        onClick={replacing.ask}
        loading={fetcher.state !== 'idle'}
      >
        Replace
      </Button>
      <Button
        size="slim"
        tone="critical"
        accessibilityLabel={`End ${row.code}`}
        onClick={ending.ask}
        loading={fetcher.state !== 'idle'}
      >
        End
      </Button>
      {ending.modal}
      {replacing.modal}
    </InlineStack>
  );
}
