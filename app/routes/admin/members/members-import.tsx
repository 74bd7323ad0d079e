// Members and points of another programme: a file is sent, then checked line by line.
import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  unstable_parseMultipartFormData,
} from '@remix-run/node';
import { useFetcher, useLoaderData, useNavigate, useRevalidator } from '@remix-run/react';
import { Banner, BlockStack, Card, DropZone, Page, Text } from '@shopify/polaris';
import { useEffect, useState } from 'react';
import { receiveFile } from '#app/loyalty/members/bulk/receive-file.server.ts';
import { usePolling } from '#app/ui/use-polling.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { refusalWords } from '../refusal-words.ts';
import { ChangesCard } from './changes-card.tsx';
import { readShownChanges } from './shown-change.server.ts';

export const meta: MetaFunction = () => [{ title: 'Bring members · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  return { changes: await readShownChanges(shop.id) };
}

type Sent =
  | { ok: true; changeId: string; isPosted: boolean }
  | { ok: false; reason: string; line?: number };

export async function action(args: ActionFunctionArgs): Promise<Sent> {
  const { shop, staffId } = await authenticateMerchant(args);
  const isForm = args.request.headers.get('content-type')?.startsWith('multipart/form-data');
  if (!isForm) {
    // Read to its end, or the connection hangs on what is left of it.
    await args.request.body?.pipeTo(new WritableStream());
    return { ok: false, reason: 'bad-input' };
  }
  const now = new Date();
  let received: Awaited<ReturnType<typeof receiveFile>> | null = null;
  // The file goes through as it arrives: it is never in memory as a whole.
  await unstable_parseMultipartFormData(args.request, async (part) => {
    if (part.name !== 'file') return drained(part.data);
    const about = { name: part.filename ?? '', author: staffId, size: sizeOf(args.request), now };
    received = await receiveFile(shop.id, part.data, about);
    return 'received';
  });
  return received === null ? { ok: false, reason: 'bad-input' } : answerOf(received);
}

/** Of the whole request: the few bytes around the file do not matter. */
function sizeOf(request: Request): number | undefined {
  const length = request.headers.get('content-length') ?? '';
  return /^\d{1,12}$/.test(length) ? Number(length) : undefined;
}

const answerOf = (received: Awaited<ReturnType<typeof receiveFile>>): Sent =>
  received.ok ? { ok: true, ...received.value } : received;

async function drained(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  for await (const _ of chunks);
  return '';
}

/** The largest file that is taken, as receive-file.server.ts has it. */
const MOST_MB = 500;

export default function MembersImport() {
  const { changes } = useLoaderData<typeof loader>();
  const fetcher = useFetcher<Sent>();
  const isBusy = fetcher.state !== 'idle';
  usePolling(isBusy || changes.some(({ step }) => step.endsWith('ing')));
  // Not by a redirect of the answer, and not while the router still reads this page anew: it would
  // be left between the two.
  const { state } = useRevalidator();
  const navigate = useNavigate();
  const { changeId = null, isPosted = false } = fetcher.data?.ok ? fetcher.data : {};
  useEffect(() => {
    if (changeId === null || isBusy || state !== 'idle') return;
    navigate(`/app/members/changes/${changeId}${isPosted ? '?again=yes' : ''}`);
  }, [changeId, isPosted, isBusy, state, navigate]);
  return (
    <Page title="Bring members" backAction={{ content: 'Members', url: '/app/members' }}>
      <BlockStack gap="400">
        {fetcher.data?.ok === false && !isBusy && (
          <Banner tone="critical" title="Nothing of the file was kept">
            {fetcher.data.line !== undefined && `Line ${fetcher.data.line}: `}
            {refusalWords(fetcher.data.reason)}
          </Banner>
        )}
        <Upload
          isBusy={isBusy}
          onFile={(file) => {
            const form = new FormData();
            form.set('file', file);
            fetcher.submit(form, { method: 'post', encType: 'multipart/form-data' });
          }}
        />
        <ChangesCard changes={changes} />
      </BlockStack>
    </Page>
  );
}

function Upload({ isBusy, onFile }: { isBusy: boolean; onFile: (file: File) => void }) {
  const [unfit, setUnfit] = useState<{ name: string; why: 'too-large' | 'no-csv' } | null>(null);
  const take = (file: File | undefined) => {
    if (!file) return;
    const isTooLarge = file.size > MOST_MB * 1_000_000;
    setUnfit(isTooLarge ? { name: file.name, why: 'too-large' } : null);
    if (!isTooLarge) onFile(file);
  };
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="p">
          A CSV file from Smile.io, LoyaltyLion, Rivo, Joy or Yotpo as it is, or one of your own
          with the columns customer_id or email, points and, if you like, tier, status, joined_at
          and birthday (2024-05-31). First it is only checked, line by line.
        </Text>
        <Text as="p" tone="subdued">
          Up to two million lines and {MOST_MB} MB. Names and addresses in it are not kept. Who is a
          member already keeps the status, the day of joining and the birthday. Stay on this page
          until the file has arrived.
        </Text>
        {unfit && (
          <Banner tone="critical" title={`${unfit.name} was not sent`}>
            {refusalWords(unfit.why)}
          </Banner>
        )}
        <DropZone
          label="CSV file"
          accept=".csv,text/csv"
          type="file"
          allowMultiple={false}
          disabled={isBusy}
          onDropAccepted={([file]) => take(file)}
          onDropRejected={([file]) => setUnfit({ name: file!.name, why: 'no-csv' })}
        >
          <DropZone.FileUpload actionTitle={isBusy ? 'Sending …' : 'Choose a file'} />
        </DropZone>
      </BlockStack>
    </Card>
  );
}
