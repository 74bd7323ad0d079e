// Points for many members at once: who, how many, and why. Nothing is posted before the next page
// says for how many members and how much.
import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import {
  BlockStack,
  Button,
  Card,
  FormLayout,
  InlineStack,
  Page,
  Select,
  Text,
} from '@shopify/polaris';
import { useState } from 'react';
import { prepareChange } from '#app/loyalty/members/bulk/prepare-change.server.ts';
import { readSegments } from '#app/retention/segments/read.server.ts';
import { useChoices } from '#app/ui/use-choices.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { LineField, NumberField } from '../programme/fields.tsx';
import {
  groupedSegments,
  segmentChoices,
  useShopifySegments,
} from '../programme/segment-field.tsx';
import { readForm } from '../read-form.server.ts';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';
import { MOST_POINTS } from './change-draft.ts';
import { ChangesCard } from './changes-card.tsx';
import { chosenFrom, whoWords } from './chosen-members.server.ts';
import { readShownChanges } from './shown-change.server.ts';

export const meta: MetaFunction = () => [{ title: 'Change points · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const now = new Date();
  const params = new URL(args.request.url).searchParams;
  const [who, segments, changes] = await Promise.all([
    chosenFrom(shop, params).then((chosen) => whoWords(shop, chosen, now)),
    readSegments(shop.id),
    readShownChanges(shop.id),
  ]);
  return {
    listed: { value: LISTED, label: who },
    segments: segmentChoices(segments),
    changes: changes.filter(({ isFile }) => !isFile),
  };
}

/** Who was chosen in the list; anything else is the id of a segment. */
const LISTED = '';

export async function action(args: ActionFunctionArgs): Promise<ActionOutcome> {
  const { shop, staffId } = await authenticateMerchant(args);
  const form = Object.fromEntries(await readForm(args.request)) as Record<string, string>;
  const { id = '', who = LISTED, points = '', reason = '' } = form;
  if (!/^[0-9a-f-]{36}$/.test(id) || !/^\d{1,8}$/.test(points)) {
    return { ok: false, reason: 'bad-input' };
  }
  const chosen =
    who === LISTED
      ? await chosenFrom(shop, new URLSearchParams(form.list ?? ''))
      : { kind: 'segment' as const, segmentId: who };
  const signed = form.what === 'take' ? -Number(points) : Number(points);
  const about = { reason, author: staffId, now: new Date() };
  const selection = { who: chosen, points: signed };
  const prepared = await prepareChange(shop.id, { id, selection, ...about });
  if (!prepared.ok) return prepared;
  throw redirect(`/app/members/changes/${prepared.value.changeId}`);
}

export default function MembersChange() {
  const { changes } = useLoaderData<typeof loader>();
  const fetcher = useFetcher<ActionOutcome>();
  useOutcomeToast(fetcher.data, 'Counting …');
  return (
    <Page title="Change points" backAction={{ content: 'Members', url: '/app/members' }}>
      <BlockStack gap="400">
        <ChangeForm
          isBusy={fetcher.state !== 'idle'}
          onSubmit={(fields) => fetcher.submit(fields, { method: 'post' })}
        />
        <ChangesCard changes={changes} />
      </BlockStack>
    </Page>
  );
}

type FormProps = { isBusy: boolean; onSubmit: (fields: Record<string, string>) => void };

function ChangeForm({ isBusy, onSubmit }: FormProps) {
  const { listed, segments } = useLoaderData<typeof loader>();
  const asked = useShopifySegments();
  const choices = [listed, ...groupedSegments(segments, typeof asked === 'object' ? asked : [])];
  const [params] = useChoices();
  const [who, setWho] = useState(LISTED);
  const [what, setWhat] = useState('give');
  const [points, setPoints] = useState('');
  const [reason, setReason] = useState('');
  // One id for each form: a repeated click prepares one change.
  const [id] = useState(() => crypto.randomUUID());
  const isWhole = /^[1-9]\d{0,7}$/.test(points) && Number(points) <= MOST_POINTS;
  return (
    <Card>
      <BlockStack gap="400">
        <FormLayout>
          <Select label="Who" value={who} onChange={setWho} options={choices} />
          <FormLayout.Group>
            <Select
              label="What"
              value={what}
              onChange={setWhat}
              options={[
                { value: 'give', label: 'Give points' },
                { value: 'take', label: 'Take points, as far as there are any' },
              ]}
            />
            <NumberField
              label="Points for each"
              value={points}
              onChange={setPoints}
              error={points === '' || isWhole ? undefined : 'A whole number from 1 to ten million'}
            />
          </FormLayout.Group>
          <LineField
            label="Reason"
            value={reason}
            onChange={setReason}
            helpText="Members read it."
          />
        </FormLayout>
        <InlineStack gap="200" blockAlign="center">
          <Button
            variant="primary"
            disabled={!isWhole || reason.trim() === ''}
            loading={isBusy}
            onClick={() => onSubmit({ id, who, what, points, reason, list: params.toString() })}
          >
            See what it would do
          </Button>
          <Text as="span" tone="subdued">
            Nothing is posted yet.
          </Text>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
