// Keys for other programs: make one, choose what it may do, see it once, revoke it; and how an
// event is reported with it.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import {
  Banner,
  BlockStack,
  Box,
  Button,
  Card,
  ChoiceList,
  InlineStack,
  Link,
  Page,
  Text,
  TextField,
} from '@shopify/polaris';
import { useState } from 'react';
import { pool } from '#app/db.server.ts';
import { env } from '#app/env.server.ts';
import {
  type ApiDoor,
  DOORS,
  makeApiKey,
  readApiKeys,
  revokeApiKey,
} from '#app/loyalty/api/api-keys.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import { useConfirm } from '#app/ui/confirm-modal.tsx';
import { useFormat } from '#app/ui/format.tsx';
import { useToast } from '#app/ui/use-toast.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { readForm } from '../read-form.server.ts';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';

export const meta: MetaFunction = () => [{ title: 'API keys · Encore' }];

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const [keys, programme] = await Promise.all([
    readApiKeys(shop.id),
    readProgramme(pool, shop.id, new Date()),
  ]);
  const events = (programme?.rules.actions ?? []).filter((one) => one.kind === 'custom');
  return {
    keys: keys.map((key) => ({
      id: key.id,
      name: key.name,
      may: key.may,
      createdAt: key.createdAt.toISOString(),
      lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    })),
    events: events.map(({ id, name, isOn }) => ({ id, name, isOn })),
    door: new URL('/api/v1/events', env.SHOPIFY_APP_URL).href,
  };
}

type Made = ActionOutcome & { key?: string };

export async function action(args: ActionFunctionArgs): Promise<Made> {
  const { shop } = await authenticateMerchant(args);
  const form = await readForm(args.request);
  const now = new Date();
  const revoked = String(form.get('revoke') ?? '');
  if (/^[0-9a-f-]{36}$/.test(revoked)) {
    await revokeApiKey(shop.id, revoked, now);
    return { ok: true };
  }
  const may = DOORS.filter((door) => form.get(door) === 'yes');
  const made = await makeApiKey(shop.id, { name: String(form.get('name') ?? ''), may }, now);
  return made.ok ? { ok: true, key: made.value.key } : made;
}

export default function ApiKeys() {
  const { keys } = useLoaderData<typeof loader>();
  const making = useFetcher<Made>();
  useOutcomeToast(making.data, 'Key made');
  const key = making.data?.ok ? making.data.key : undefined;
  return (
    <Page
      title="API keys"
      subtitle="Other programs come in with a key: a quiz or a course reports events, a till or a chat exchanges points."
    >
      <BlockStack gap="400">
        {key && <NewKey value={key} />}
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              Keys
            </Text>
            {keys.length === 0 ? (
              <Text as="p" tone="subdued">
                No key yet. Make one for each program, so that each can be revoked by itself.
              </Text>
            ) : (
              <ul className="rows">
                {keys.map((one) => (
                  <KeyRow key={one.id} shown={one} />
                ))}
              </ul>
            )}
            <NewKeyForm
              isBusy={making.state !== 'idle'}
              onMake={(name, may) =>
                making.submit(
                  { name, ...Object.fromEntries(may.map((door) => [door, 'yes'])) },
                  { method: 'post' },
                )
              }
            />
          </BlockStack>
        </Card>
        <HowTo />
      </BlockStack>
    </Page>
  );
}

function NewKey({ value }: { value: string }) {
  const toast = useToast();
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    toast('Copied');
  };
  return (
    <Banner
      tone="success"
      title="Copy the key now: it is shown only this once"
      action={{ content: 'Copy', onAction: () => void copy() }}
    >
      <code className="code-line">{value}</code>
    </Banner>
  );
}

/** What merchants read of each door. */
const DOOR_WORDS: Record<ApiDoor, { label: string; short: string; helpText: string }> = {
  events: {
    label: 'Report events',
    short: 'reports events',
    helpText: 'Says what a member did; the rules decide what it gives. It sees nobody’s points.',
  },
  rewards: {
    label: 'Exchange points',
    short: 'exchanges points',
    helpText:
      'Sees the points, history and codes of every customer, and exchanges points for rewards in their name. Only for programs that you trust with that.',
  },
};

type FormProps = { isBusy: boolean; onMake: (name: string, may: ApiDoor[]) => void };

function NewKeyForm({ isBusy, onMake }: FormProps) {
  const [name, setName] = useState('');
  const [may, setMay] = useState<ApiDoor[]>(['events']);
  return (
    <BlockStack gap="300">
      <TextField
        label="A new key for"
        value={name}
        onChange={setName}
        placeholder="Quiz app"
        maxLength={100}
        autoComplete="off"
      />
      <ChoiceList
        title="It may"
        allowMultiple
        choices={Object.entries(DOOR_WORDS).map(([value, { label, helpText }]) => ({
          ...{ value, label, helpText },
        }))}
        selected={may}
        onChange={(chosen) => setMay(chosen as ApiDoor[])}
      />
      <InlineStack>
        <Button
          disabled={name.trim() === '' || may.length === 0}
          loading={isBusy}
          onClick={() => {
            onMake(name, may);
            setName('');
            setMay(['events']);
          }}
        >
          Make a key
        </Button>
      </InlineStack>
    </BlockStack>
  );
}

type ShownKey = {
  id: string;
  name: string;
  may: ApiDoor[];
  createdAt: string;
  lastUsedAt: string | null;
};

function KeyRow({ shown }: { shown: ShownKey }) {
  const format = useFormat();
  const fetcher = useFetcher<Made>();
  useOutcomeToast(fetcher.data, 'Key revoked');
  const { ask, modal } = useConfirm({
    title: `Revoke the key of ${shown.name}?`,
    children: 'The program that uses it is turned away from now on. This cannot be undone.',
    verb: 'Revoke',
    isDestructive: true,
    onConfirm: () => fetcher.submit({ revoke: shown.id }, { method: 'post' }),
  });
  return (
    <li>
      <div>
        <Text as="span" fontWeight="semibold">
          {shown.name}
        </Text>
        <br />
        <Text as="span" tone="subdued" variant="bodySm">
          {shown.may.map((door) => DOOR_WORDS[door].short).join(' and ')} · made{' '}
          {format.dayOf(shown.createdAt)} ·{' '}
          {shown.lastUsedAt ? `last used ${format.moment(shown.lastUsedAt)}` : 'never used'}
        </Text>
      </div>
      <Button
        variant="plain"
        tone="critical"
        onClick={ask}
        loading={fetcher.state !== 'idle'}
        accessibilityLabel={`Revoke the key of ${shown.name}`}
      >
        Revoke
      </Button>
      {modal}
    </li>
  );
}

function HowTo() {
  const { door, events } = useLoaderData<typeof loader>();
  const event = events.find((one) => one.isOn) ?? events[0];
  const lines = [
    `curl ${door} \\`,
    '  -H "Authorization: Bearer encore_…" \\',
    '  -H "Content-Type: application/json" \\',
    '  -H "Idempotency-Key: quiz-8812" \\',
    `  -d '{"event": "${event?.id ?? 'quiz'}", "email": "jane@example.com"}'`,
  ];
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Reporting an event
        </Text>
        {!event && (
          <Text as="p">
            First add the way to earn “Event of another program” under{' '}
            <Link url="/app/programme/earn">Ways to earn</Link>; its id is what the program reports.
          </Text>
        )}
        <Box background="bg-surface-secondary" padding="300" borderRadius="200">
          <pre className="code-block">{lines.join('\n')}</pre>
        </Box>
        <Text as="p">
          The member is named by <code>email</code> or by Shopify’s <code>customerId</code>. The
          Idempotency-Key names the event: reported twice with the same key, it gives points once.
          The answer is 201 with the points and the balance, 200 for a repeat, 401 without a valid
          key, 404 for a stranger, 409 where the rule’s limit is reached, and 429 with Retry-After
          above 100 events at once or 10 a second.
        </Text>
        {events.length > 0 && (
          <InlineStack gap="200">
            <Text as="p" tone="subdued">
              Events of this shop: {events.map(({ id, name }) => `${id} (${name})`).join(', ')}
            </Text>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}
