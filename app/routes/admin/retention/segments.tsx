// Segments: the eleven groups of customers, lists behind every figure, and lists that are kept.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import {
  BlockStack,
  Button,
  Card,
  Collapsible,
  Form,
  InlineStack,
  Page,
  Text,
  TextField,
  useBreakpoints,
} from '@shopify/polaris';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { RFM_MEANING } from '#app/retention/rfm.ts';
import { readSegments } from '#app/retention/segments/read.server.ts';
import { saveSegment } from '#app/retention/segments/save-segment.server.ts';
import { useFormat } from '#app/ui/format.tsx';
import { saveFrom } from '#app/ui/plots/download.ts';
import { Toolbar } from '#app/ui/toolbar.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { readForm } from '../read-form.server.ts';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';
import { behindTitle } from './behind-words.ts';
import { ChoiceSelect } from './choice-select.tsx';
import { filterWords } from './filter-words.ts';
import { GroupsCard, MovementCard } from './group-cards.tsx';
import { NoOrders } from './no-orders.tsx';
import { pageContext } from './page-context.server.ts';
import { askedFilter, readSegmentsPage, type SegmentsPage } from './read-segments-page.server.ts';
import { removeUnusedSegment } from './remove-unused-segment.server.ts';
import { CONDITIONS, FILTER_NAMES, LIST_NAMES } from './segment-choices.ts';
import { SegmentList } from './segment-list.tsx';

export const meta: MetaFunction = () => [{ title: 'Segments · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  return { page: await readSegmentsPage(await pageContext(args)) };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function action(args: ActionFunctionArgs): Promise<ActionOutcome> {
  const { shop } = await authenticateMerchant(args);
  const data = Object.fromEntries(await readForm(args.request)) as Record<string, string>;
  if (!UUID.test(data.id ?? '')) return { ok: false, reason: 'bad-input' };
  if (data.intent === 'remove') return removeUnusedSegment(shop.id, data.id!);
  const { filter } = askedFilter(
    await readSegments(shop.id),
    new URL(args.request.url).searchParams,
  );
  return saveSegment(shop.id, { id: data.id!, name: data.name ?? '', filter }, new Date());
}

export default function Segments() {
  const { page } = useLoaderData<typeof loader>();
  const [params] = useChoices();
  if (!page) return <NoOrders title="Segments" />;
  const isNarrowed = LIST_NAMES.some((name) => params.has(name));
  return (
    <Page title="Segments" subtitle="Groups of customers, and the customers behind every figure">
      <BlockStack gap="400">
        {/* Who asked for certain customers wants to see them first. */}
        {isNarrowed && <ListCard page={page} />}
        <GroupsCard page={page} />
        <MovementCard page={page} />
        {!isNarrowed && <ListCard page={page} />}
      </BlockStack>
    </Page>
  );
}

function ListCard({ page }: { page: SegmentsPage }) {
  const format = useFormat();
  const [params] = useChoices();
  const [problem, setProblem] = useState<string | null>(null);
  const behind = page.filter.behind && behindTitle(format, page.filter.behind);
  const words = filterWords(format, page.filter, page.valued);
  const groups = page.filter.groups?.map((group) => RFM_MEANING[group].name).join(', ');
  const save = () =>
    saveFrom(`/app/customers/segments/export?${params}`, 'customers.csv').then(
      () => setProblem(null),
      (error: Error) => setProblem(error.message),
    );
  return (
    <Card padding="0">
      <BlockStack gap="300">
        <div style={{ padding: '16px 16px 0' }}>
          <BlockStack gap="300">
            <InlineStack align="space-between" blockAlign="center" gap="200">
              <Text as="h2" variant="headingMd">
                {page.segment?.name ?? behind ?? groups ?? 'All customers'}
              </Text>
              <Button onClick={save}>Export as CSV</Button>
            </InlineStack>
            {words && <Text as="p">{words}</Text>}
            <Text as="p" tone="subdued">
              {format.plural(page.totals.customers, 'customer', 'customers')}, net sales{' '}
              {format.money(page.totals.netSales)}, expected{' '}
              {page.isMarginKnown ? 'margin' : 'sales'} of the next 12 months{' '}
              {format.money(page.totals.clv12)}
            </Text>
            {problem && (
              <Text as="p" tone="critical">
                The file could not be saved: {problem}
              </Text>
            )}
            <Conditions page={page} />
            <Keep page={page} />
          </BlockStack>
        </div>
        <SegmentList page={page} />
      </BlockStack>
    </Card>
  );
}

function Conditions({ page }: { page: SegmentsPage }) {
  const [params, change] = useChoices();
  const { smDown } = useBreakpoints();
  const isNarrowed = page.segment !== null || FILTER_NAMES.some((name) => params.has(name));
  const segments = (
    <ChoiceSelect
      label="Segment"
      name="segment"
      value={page.segment?.id ?? ''}
      options={[
        { value: '', label: 'All customers' },
        ...page.segments.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
  const conditions = (
    <>
      {CONDITIONS.map(({ name, label, options }) => (
        <ChoiceSelect
          key={name}
          label={label}
          name={name}
          value={params.get(name) ?? ''}
          options={options}
        />
      ))}
      <TagCondition />
    </>
  );
  const showEverybody = () =>
    change({
      segment: null,
      after: null,
      before: null,
      ...Object.fromEntries(FILTER_NAMES.map((name) => [name, null])),
    });
  const everybody = isNarrowed && (
    <Button variant="plain" onClick={showEverybody}>
      Show everybody
    </Button>
  );
  if (!smDown)
    return (
      <Toolbar>
        {segments}
        {conditions}
        {everybody}
      </Toolbar>
    );
  return (
    <BlockStack gap="300" inlineAlign="start">
      {segments}
      <Folded>{conditions}</Folded>
      {everybody}
    </BlockStack>
  );
}

/** Narrow screens show the customers first, and their conditions when they are asked for. */
function Folded({ children }: { children: ReactNode }) {
  const [params] = useChoices();
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const asked = [...CONDITIONS.map(({ name }) => name), 'tag'].filter((name) => params.has(name));
  return (
    <BlockStack gap="300" inlineAlign="start">
      <Button
        disclosure={isOpen ? 'up' : 'down'}
        ariaExpanded={isOpen}
        ariaControls={id}
        onClick={() => setIsOpen(!isOpen)}
      >
        {asked.length === 0 ? 'Filters' : `Filters (${asked.length})`}
      </Button>
      <Collapsible id={id} open={isOpen}>
        <BlockStack gap="300">{children}</BlockStack>
      </Collapsible>
    </BlockStack>
  );
}

/** Asked for when the field is left, or with Enter: shops have more tags than a list can offer. */
function TagCondition() {
  const [params, change] = useChoices();
  const asked = params.get('tag') ?? '';
  const [tag, setTag] = useState(asked);
  useEffect(() => setTag(asked), [asked]);
  const ask = () => {
    const wanted = tag.trim();
    if (wanted !== asked) change({ tag: wanted || null, after: null, before: null });
  };
  return (
    <Form onSubmit={ask}>
      <TextField
        label="Tag"
        labelHidden
        prefix="Tag"
        placeholder="Any"
        value={tag}
        onChange={setTag}
        onBlur={ask}
        autoComplete="off"
        maxLength={255}
      />
    </Form>
  );
}

function Keep({ page }: { page: SegmentsPage }) {
  const [params] = useChoices();
  const fetcher = useFetcher<ActionOutcome>();
  const [name, setName] = useState('');
  useOutcomeToast(fetcher.data, 'Segments saved');
  const { segment } = page;
  const submit = (data: Record<string, string>) =>
    fetcher.submit(data, { method: 'post', action: `/app/customers/segments?${params}` });
  if (segment && !segment.isBuiltIn && !FILTER_NAMES.some((known) => params.has(known))) {
    // The page is read again: without its segment it shows everybody, or why it was not removed.
    const remove = () => submit({ intent: 'remove', id: segment.id });
    return (
      <InlineStack>
        <Button tone="critical" variant="plain" onClick={remove}>
          Remove this segment
        </Button>
      </InlineStack>
    );
  }
  return (
    <InlineStack gap="200" blockAlign="end">
      <TextField
        label="Keep these customers as a segment"
        placeholder="Name"
        value={name}
        onChange={setName}
        autoComplete="off"
        maxLength={80}
      />
      <Button
        disabled={name.trim() === '' || fetcher.state !== 'idle'}
        onClick={() => {
          submit({ intent: 'save', id: crypto.randomUUID(), name });
          setName('');
        }}
      >
        Save
      </Button>
    </InlineStack>
  );
}
