// Members and points of another programme: a file, a dry run by line, then the posting.
import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  unstable_parseMultipartFormData,
} from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import {
  Badge,
  Banner,
  BlockStack,
  Box,
  Button,
  Card,
  DropZone,
  InlineStack,
  Link,
  List,
  Page,
  ProgressBar,
  Text,
} from '@shopify/polaris';
import { startImport } from '#app/loyalty/members/import/apply-import.server.ts';
import { checkFile } from '#app/loyalty/members/import/check-file.server.ts';
import { readImport, readImports } from '#app/loyalty/members/read-members.server.ts';
import { useFormat } from '#app/ui/format.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import { usePolling } from '#app/ui/use-polling.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';

export const meta: MetaFunction = () => [{ title: 'Bring members · Encore' }];

const UUID = /^[0-9a-f-]{36}$/;

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const id = new URL(args.request.url).searchParams.get('file') ?? '';
  const [report, files] = await Promise.all([
    UUID.test(id) ? readImport(shop.id, id) : null,
    readImports(shop.id),
  ]);
  return {
    report: report && {
      ...report,
      points: Number(report.points),
      createdAt: report.createdAt.toISOString(),
      appliedAt: report.appliedAt?.toISOString() ?? null,
      finishedAt: report.finishedAt?.toISOString() ?? null,
    },
    files: files.map((file) => ({
      id: file.id,
      fileName: file.fileName,
      rows: file.rows,
      createdAt: file.createdAt.toISOString(),
      state: file.finishedAt ? 'done' : file.appliedAt ? 'running' : 'checked',
    })),
  };
}

type Answer = ActionOutcome & { importId?: string };

export async function action(args: ActionFunctionArgs): Promise<Answer> {
  const { shop } = await authenticateMerchant(args);
  const isForm = args.request.headers.get('content-type')?.startsWith('multipart/form-data');
  if (!isForm) {
    // Read to its end, or the connection hangs on what is left of it.
    await args.request.body?.pipeTo(new WritableStream());
    return { ok: false, reason: 'bad-input' };
  }
  const now = new Date();
  let checked: Answer = { ok: false, reason: 'bad-input' };
  // The file goes through as it arrives: it is never in memory as a whole.
  const form = await unstable_parseMultipartFormData(args.request, async (part) => {
    if (part.name !== 'file') return shortText(part.data);
    const outcome = await checkFile(shop.id, part.data, part.filename ?? '', now);
    checked = outcome.ok ? { ok: true, importId: outcome.value.importId } : outcome;
    return 'checked';
  });
  if (form.has('file')) return checked;
  const id = String(form.get('apply') ?? '');
  if (!UUID.test(id)) return { ok: false, reason: 'bad-input' };
  const started = await startImport(shop.id, id, now);
  return started.ok ? { ok: true, importId: id } : started;
}

async function shortText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text = (text + Buffer.from(chunk).toString()).slice(0, 100);
  return text;
}

export default function MembersImport() {
  const { report } = useLoaderData<typeof loader>();
  const [, change] = useChoices();
  const fetcher = useFetcher<Answer>();
  useOutcomeToast(fetcher.data, 'Done');
  usePolling(report !== null && report.appliedAt !== null && report.finishedAt === null);
  const importId = fetcher.data?.ok ? fetcher.data.importId : undefined;
  return (
    <Page title="Bring members" backAction={{ content: 'Members', url: '/app/members' }}>
      <BlockStack gap="400">
        <Upload
          isBusy={fetcher.state !== 'idle'}
          onFile={(file) => {
            const form = new FormData();
            form.set('file', file);
            fetcher.submit(form, { method: 'post', encType: 'multipart/form-data' });
          }}
        />
        {importId && importId !== report?.id && (
          <Banner
            tone="info"
            title="The file is checked, nothing is posted yet"
            action={{ content: 'See the report', onAction: () => change({ file: importId }) }}
          />
        )}
        {report && (
          <Report
            onApply={() =>
              fetcher.submit(
                { apply: report.id },
                { method: 'post', encType: 'multipart/form-data' },
              )
            }
          />
        )}
        <Files />
      </BlockStack>
    </Page>
  );
}

function Upload({ isBusy, onFile }: { isBusy: boolean; onFile: (file: File) => void }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="p">
          A CSV file from Smile.io, LoyaltyLion, Rivo, Joy or Yotpo as it is, or one of your own
          with the columns customer_id or email, points and, if you like, tier. First it is only
          checked, line by line.
        </Text>
        <DropZone
          label="CSV file"
          accept=".csv,text/csv"
          type="file"
          allowMultiple={false}
          disabled={isBusy}
          onDropAccepted={([file]) => file && onFile(file)}
        >
          <DropZone.FileUpload actionTitle={isBusy ? 'Checking …' : 'Choose a file'} />
        </DropZone>
      </BlockStack>
    </Card>
  );
}

const problems: Record<string, string> = {
  'nobody-named': 'no customer and no e-mail address',
  'bad-customer-id': 'the customer number is no number',
  'bad-email': 'the e-mail address is none',
  'bad-points': 'the points are no whole number',
  'negative-points': 'the points are below zero',
  'too-many-points': 'more than ten million points',
  'no-such-customer': 'no customer of this shop',
  'no-such-tier': 'a tier that the programme does not have',
  'named-twice': 'the same customer as an earlier line',
};

function Report({ onApply }: { onApply: () => void }) {
  const { report } = useLoaderData<typeof loader>();
  const format = useFormat();
  if (!report) return null;
  const good = report.rows - report.badRows;
  const isRunning = report.appliedAt !== null && report.finishedAt === null;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {report.fileName || 'File'}
          </Text>
          {report.finishedAt && <Badge tone="success">Posted</Badge>}
        </InlineStack>
        <Text as="p">
          {format.plural(good, 'member', 'members')} with {format.count(report.points)} points can
          be brought. {format.plural(report.badRows, 'line is', 'lines are')} left out.
        </Text>
        {isRunning && (
          <ProgressBar
            progress={Math.round((100 * report.done) / Math.max(1, report.rows + 1))}
            size="small"
          />
        )}
        {report.appliedAt === null && (
          <InlineStack>
            <Button variant="primary" disabled={good === 0} onClick={onApply}>
              Post the points
            </Button>
          </InlineStack>
        )}
        {report.problems.length > 0 && (
          <Box maxWidth="100%">
            <List>
              {report.problems.map(({ line, problem }) => (
                <List.Item key={line}>
                  Line {line}: {problems[problem] ?? problem}
                </List.Item>
              ))}
            </List>
            {report.badRows > report.problems.length && (
              <Text as="p" tone="subdued">
                and {format.count(report.badRows - report.problems.length)} more
              </Text>
            )}
          </Box>
        )}
      </BlockStack>
    </Card>
  );
}

const states: Record<string, string> = {
  checked: 'Checked, not posted',
  running: 'Being posted',
  done: 'Posted',
};

function Files() {
  const { files } = useLoaderData<typeof loader>();
  const format = useFormat();
  if (files.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Files
        </Text>
        <ul className="rows">
          {files.map((file) => (
            <li key={file.id}>
              <div>
                <Link url={`/app/members/import?file=${file.id}`}>{file.fileName || 'File'}</Link>
                <br />
                <Text as="span" tone="subdued" variant="bodySm">
                  {format.moment(file.createdAt)} · {format.plural(file.rows, 'line', 'lines')}
                </Text>
              </div>
              <Text as="span">{states[file.state]}</Text>
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}
