// One file or change of many members: what it would do, line by line; then posting it, and undoing
// it as a whole.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData, useSearchParams } from '@remix-run/react';
import {
  Badge,
  Banner,
  BlockStack,
  Button,
  Card,
  InlineStack,
  List,
  Page,
  Text,
} from '@shopify/polaris';
import { startChange } from '#app/loyalty/members/bulk/apply-change.server.ts';
import { startUndo } from '#app/loyalty/members/bulk/undo-change.server.ts';
import { useConfirm } from '#app/ui/confirm-modal.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { ProgressCard } from '#app/ui/progress-card.tsx';
import { usePolling } from '#app/ui/use-polling.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { readForm } from '../read-form.server.ts';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';
import { useSaving } from '../use-saving.ts';
import { problemWords } from './change-words.ts';
import { readShownChange, type ShownChange } from './shown-change.server.ts';

export const meta: MetaFunction = () => [{ title: 'Change of many members · Encore' }];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const id = args.params.id ?? '';
  const change = UUID.test(id) ? await readShownChange(shop.id, id, new Date()) : null;
  if (!change) throw new Response(null, { status: 404 });
  return change;
}

export async function action(args: ActionFunctionArgs): Promise<ActionOutcome> {
  const { shop } = await authenticateMerchant(args);
  const what = (await readForm(args.request)).get('what');
  const id = args.params.id ?? '';
  if (!UUID.test(id)) return { ok: false, reason: 'no-such-change' };
  const begin = what === 'post' ? startChange : what === 'undo' ? startUndo : null;
  if (begin === null) return { ok: false, reason: 'bad-input' };
  const begun = await begin(shop.id, id, new Date());
  return begun.ok ? { ok: true } : begun;
}

const steps: Record<string, string> = {
  checking: 'Looking at every line',
  posting: 'Posting',
  undoing: 'Undoing',
};

export default function BulkChange() {
  const change = useLoaderData<typeof loader>();
  const { step, progress } = change;
  const fetcher = useFetcher<ActionOutcome>();
  useOutcomeToast(fetcher.data, 'Begun');
  usePolling(progress !== null);
  const submit = (what: string) => fetcher.submit({ what }, { method: 'post' });
  return (
    <Page
      title={change.source === 'selection' ? 'Change of points' : change.name || 'File'}
      backAction={{ content: 'Members', url: '/app/members' }}
      titleMetadata={step === 'undone' ? <Badge>Undone</Badge> : <PostedBadge step={step} />}
    >
      <BlockStack gap="400">
        <SentAgain postedAt={change.postedAt} />
        {progress && (
          <ProgressCard
            title={steps[step]!}
            unit={change.source === 'selection' ? 'members' : 'lines'}
            {...progress}
          >
            <Text as="p" tone="subdued">
              You can leave this page; the work goes on.
            </Text>
          </ProgressCard>
        )}
        {step !== 'checking' && (
          <>
            <Summary change={change} isBusy={fetcher.state !== 'idle'} onSubmit={submit} />
            <Problems
              title={change.source === 'selection' ? 'Left out' : 'Lines that are left out'}
              change={change}
              problems={change.problems}
              count={change.badRows}
            />
          </>
        )}
        <Problems
          title="What could not be undone in full"
          change={change}
          problems={change.kept}
          count={change.keptRows}
        />
      </BlockStack>
    </Page>
  );
}

/** Who sends a file a second time reads that it is the first one that stands here. */
function SentAgain({ postedAt }: { postedAt: string | null }) {
  const [params] = useSearchParams();
  const format = useFormat();
  if (postedAt === null || !params.has('again')) return null;
  return (
    <Banner tone="info" title={`This file was posted before, on ${format.moment(postedAt)}`}>
      Nothing was posted a second time. To post it anew, undo all of it first.
    </Banner>
  );
}

const PostedBadge = ({ step }: { step: string }) =>
  step === 'posted' ? <Badge tone="success">Posted</Badge> : null;

type SummaryProps = { change: ShownChange; isBusy: boolean; onSubmit: (what: string) => void };

function Summary({ change, isBusy, onSubmit }: SummaryProps) {
  const format = useFormat();
  const { step } = change;
  const good = change.rows - change.badRows;
  const members = format.plural(good, 'member', 'members');
  const points = format.plural(Math.abs(change.points), 'point', 'points');
  const undo = useConfirm({
    title: 'Undo all of it?',
    children: (
      <>
        Every line gets an entry against it. Points that were spent or have lapsed since stay;
        nobody falls below zero. Members stay members.
      </>
    ),
    verb: 'Undo',
    isDestructive: true,
    onConfirm: () => onSubmit('undo'),
  });
  return (
    <Card>
      <BlockStack gap="300">
        {change.reason && <Text as="p">“{change.reason}”</Text>}
        <Text as="p">{sentenceOf(change, members, points)}</Text>
        {change.short > 0 && step === 'checked' && (
          <Banner tone="info">
            {format.plural(change.short, 'member has', 'members have')} fewer points than that and
            will lose what there is.
          </Banner>
        )}
        {change.source !== 'selection' && step === 'checked' && (
          <Banner tone="info">
            Customers who become members by this file also get the points of their orders since the
            programme began, beside those in the file.
          </Banner>
        )}
        {step === 'undone' && (
          <Text as="p">
            Undone: {format.signed(change.undonePoints)} points. Members stay members.
          </Text>
        )}
        <InlineStack gap="200">
          {step === 'checked' && (
            <Button
              variant="primary"
              disabled={good === 0}
              loading={isBusy}
              onClick={() => onSubmit('post')}
            >
              {change.points < 0 ? 'Take the points' : 'Post the points'}
            </Button>
          )}
          {step === 'posted' && good > 0 && (
            <Button tone="critical" loading={isBusy} onClick={undo.ask}>
              Undo all of it
            </Button>
          )}
        </InlineStack>
      </BlockStack>
      {undo.modal}
    </Card>
  );
}

/** What will happen, happens, or has happened. */
function sentenceOf(change: ShownChange, members: string, points: string): string {
  const isTaking = change.points < 0;
  if (change.step === 'checked') {
    return isTaking
      ? `${members} will lose ${points} in all. Nothing is posted yet.`
      : `${members} will get ${points} in all. Nothing is posted yet.`;
  }
  if (change.step === 'posting') {
    return isTaking ? `${members} lose ${points} in all.` : `${members} get ${points} in all.`;
  }
  return isTaking ? `${members} lost ${points} in all.` : `${members} got ${points} in all.`;
}

type ProblemsProps = {
  title: string;
  change: ShownChange;
  problems: { line: number; problem: string }[];
  count: number;
};

function Problems({ title, change, problems, count }: ProblemsProps) {
  const format = useFormat();
  const { saving, save } = useSaving();
  if (problems.length === 0) return null;
  const line = change.source === 'selection' ? 'Member' : 'Line';
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {title}: {format.count(count)}
          </Text>
          <Button
            loading={saving !== null}
            onClick={() =>
              void save(`/app/members/changes/${change.id}/problems`, 'encore-lines.csv')
            }
          >
            Save as CSV
          </Button>
        </InlineStack>
        <List>
          {problems.map(({ line: number, problem }) => (
            <List.Item key={number}>
              {line} {number}: {problemWords(problem)}
            </List.Item>
          ))}
        </List>
        {count > problems.length && (
          <Text as="p" tone="subdued">
            and {format.count(count - problems.length)} more, all of them in the file
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
