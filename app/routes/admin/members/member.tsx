// One member: the balance with its parts, every line of the ledger in plain words, and what staff
// can do.
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useFetcher, useLoaderData } from '@remix-run/react';
import {
  Badge,
  Banner,
  BlockStack,
  Button,
  Card,
  InlineGrid,
  InlineStack,
  Page,
  Text,
} from '@shopify/polaris';
import { useState } from 'react';
import { addDays, isDay, startOfDay } from '#app/basics/calendar.ts';
import {
  adjustPoints,
  releasePending,
  setBlocked,
  undoAdjustment,
  writeOffDebt,
} from '#app/loyalty/members/adjust-points.server.ts';
import { birthdayOf } from '#app/loyalty/members/birthday.ts';
import { readAccount } from '#app/loyalty/members/read-members.server.ts';
import { setBirthday } from '#app/loyalty/members/set-birthday.server.ts';
import { endTierByHand, setTier } from '#app/loyalty/tiers/set-tier.server.ts';
import { useFormat } from '#app/ui/format.tsx';
import { StatCard } from '#app/ui/stat-card.tsx';
import { useChoices } from '#app/ui/use-choices.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { readForm } from '../read-form.server.ts';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';
import { Adjust } from './adjust-dialog.tsx';
import { pointsError, signedPoints } from './change-draft.ts';
import { DetailsCard } from './details-card.tsx';
import { type MemberPage, readMemberPage } from './read-member-page.server.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.name ?? 'Member'} · Encore` },
];

export async function loader(args: LoaderFunctionArgs) {
  const { shop, staffId } = await authenticateMerchant(args);
  const id = numberOf(args.params.id ?? '');
  const before = new URL(args.request.url).searchParams.get('before') ?? '';
  const why = `ledger of a member, staff ${staffId}`;
  const page = id && (await readMemberPage(shop, id, numberOf(before), new Date(), why));
  if (!page) throw new Response(null, { status: 404 });
  return page;
}

const numberOf = (text: string) => (/^\d{1,18}$/.test(text) ? BigInt(text) : null);
const isUuid = (text: string) => /^[0-9a-f-]{36}$/.test(text);

export async function action(args: ActionFunctionArgs): Promise<ActionOutcome> {
  const { shop, staffId } = await authenticateMerchant(args);
  const form = Object.fromEntries(await readForm(args.request)) as Record<string, string>;
  const named = numberOf(args.params.id ?? '');
  if (named === null) return { ok: false, reason: 'no-such-member' };
  const accountId: bigint = named;
  const now = new Date();
  const note = (form.note ?? '').trim();
  const about = { accountId, id: form.id ?? '', note, author: staffId, now };
  const entryId = numberOf(form.entry ?? '');
  const outcome = await act();
  return outcome.ok ? { ok: true } : { ok: false, reason: outcome.reason };

  async function act(): Promise<ActionOutcome> {
    switch (form.what) {
      case 'adjust':
        if (pointsError(form.points ?? '') !== undefined || !isUuid(about.id)) {
          return { ok: false, reason: 'bad-input' };
        }
        if (note === '') return { ok: false, reason: 'no-reason' };
        return adjustPoints(shop.id, { ...about, points: signedPoints(form.points!) });
      case 'write-off':
        if (!isUuid(about.id)) return { ok: false, reason: 'bad-input' };
        return writeOffDebt(shop.id, about);
      case 'undo':
        if (entryId === null) return { ok: false, reason: 'bad-input' };
        return undoAdjustment(shop.id, entryId, { note, author: staffId, now });
      case 'release':
        await releasePending(shop.id, accountId, now);
        return { ok: true };
      case 'tier':
        return giveTier(shop, accountId, form, now);
      case 'birthday':
        return saveBirthday(shop.id, accountId, form.birthday ?? '', now);
      case 'block':
      case 'unblock':
        await setBlocked(shop.id, accountId, form.what === 'block');
        return { ok: true };
      default:
        return { ok: false, reason: 'bad-input' };
    }
  }
}

/** The tier holds until the end of the chosen day on the shop's calendar. */
async function giveTier(
  shop: { id: number; timezone: string },
  accountId: bigint,
  { tier: tierId = '', until = '' }: Record<string, string>,
  now: Date,
): Promise<ActionOutcome> {
  if (tierId === '') return endTierByHand(shop.id, accountId, now);
  if (!isDay(until)) return { ok: false, reason: 'bad-input' };
  const end = startOfDay(addDays(until, 1), shop.timezone);
  return setTier(shop.id, { accountId, tierId, until: end, now });
}

async function saveBirthday(
  shopId: number,
  accountId: bigint,
  text: string,
  now: Date,
): Promise<ActionOutcome> {
  const birthday = birthdayOf(text);
  if (birthday === null) return { ok: false, reason: 'bad-birthday' };
  const account = await readAccount(shopId, accountId);
  if (!account?.customerId) return { ok: false, reason: 'no-such-member' };
  return setBirthday(shopId, account.customerId, birthday, now, 'merchant');
}

export default function Member() {
  const member = useLoaderData<typeof loader>();
  const fetcher = useFetcher<ActionOutcome>();
  useOutcomeToast(fetcher.data, 'Done');
  const [isAdjusting, setIsAdjusting] = useState(false);
  const submit = (fields: Record<string, string>) => fetcher.submit(fields, { method: 'post' });
  const isBlocked = member.status === 'blocked';
  return (
    <Page
      title={member.name}
      backAction={{ content: 'Members', url: '/app/members' }}
      titleMetadata={
        <InlineStack gap="100">
          {isBlocked && <Badge tone="warning">Blocked</Badge>}
          {member.tier?.name && <Badge tone="info">{member.tier.name}</Badge>}
        </InlineStack>
      }
      primaryAction={{ content: 'Change points', onAction: () => setIsAdjusting(true) }}
      secondaryActions={[
        ...(member.customerId
          ? [{ content: 'Customer profile', url: `/app/customers/${member.customerId}` }]
          : []),
        {
          content: isBlocked ? 'Let in again' : 'Block',
          onAction: () => submit({ what: isBlocked ? 'unblock' : 'block' }),
        },
      ]}
    >
      <BlockStack gap="400">
        {isBlocked && (
          <Banner tone="warning" title="This member is blocked">
            Orders go on being counted, so nothing is lost. Nothing can be redeemed, and the tier
            with its benefits rests until you let the member in again.
          </Banner>
        )}
        {member.debtWords && <Debt member={member} onForgive={submit} />}
        <Balances member={member} onRelease={() => submit({ what: 'release' })} />
        <DetailsCard
          key={`${member.birthday} ${member.tier?.name}`}
          member={member}
          onSubmit={submit}
          isBusy={fetcher.state !== 'idle'}
        />
        <Ledger member={member} onUndo={(entry) => submit({ what: 'undo', entry })} />
      </BlockStack>
      {isAdjusting && <Adjust onClose={() => setIsAdjusting(false)} />}
    </Page>
  );
}

type Submit = (fields: Record<string, string>) => void;

function Debt({ member, onForgive }: { member: MemberPage; onForgive: Submit }) {
  return (
    <Banner
      tone="warning"
      title={`Below zero: ${member.debtWords}`}
      action={{
        content: 'Write it off',
        onAction: () => onForgive({ what: 'write-off', id: crypto.randomUUID() }),
      }}
    >
      The balance is {member.balance}: points were taken back that had been spent. The next points
      earned fill it, or you forgive it.
    </Banner>
  );
}

function Balances({ member, onRelease }: { member: MemberPage; onRelease: () => void }) {
  const format = useFormat();
  const [opening] = member.opening;
  const [ending] = member.expiring;
  return (
    <InlineGrid columns={{ xs: 1, sm: 3 }} gap="400">
      <StatCard label="Can be spent" value={format.count(member.available)}>
        <Text as="p" variant="bodySm" tone="subdued">
          Balance with pending points: {format.count(member.balance)}
        </Text>
      </StatCard>
      <StatCard label="Pending" value={format.count(member.pending)}>
        <Text as="p" variant="bodySm" tone="subdued">
          {opening
            ? opening.at === null
              ? 'The return window has not begun'
              : `${format.count(opening.points)} open on ${format.dayOf(opening.at)}`
            : 'Nothing waits for a return window'}
        </Text>
        {member.pending > 0 && (
          <Button variant="plain" onClick={onRelease}>
            Release now
          </Button>
        )}
      </StatCard>
      <StatCard label="Ends next" value={ending ? format.count(ending.points) : '–'}>
        <Text as="p" variant="bodySm" tone="subdued">
          {ending ? `Good until ${format.dayOf(ending.at)}` : 'No points end'}
        </Text>
      </StatCard>
    </InlineGrid>
  );
}

function Ledger({ member, onUndo }: { member: MemberPage; onUndo: (entry: string) => void }) {
  const format = useFormat();
  const [, change] = useChoices();
  const last = member.entries.at(-1);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Points, line by line
        </Text>
        {member.entries.length === 0 && (
          <Text as="p" tone="subdued">
            No points yet. The next paid order brings the first.
          </Text>
        )}
        <ul className="rows">
          {member.entries.map((entry) => (
            <li key={entry.id}>
              <div>
                <Text as="span">{entry.words}</Text>
                <br />
                <Text as="span" tone="subdued" variant="bodySm">
                  {format.moment(entry.at)} · balance after it {format.count(entry.balanceAfter)}
                  {entry.isOfMerged ? ' in the account that was merged into this one' : ''}
                  {entry.note ? ` · ${entry.note}` : ''}
                </Text>
              </div>
              <InlineStack gap="200" blockAlign="center" wrap={false}>
                {entry.canUndo && (
                  <Button
                    variant="plain"
                    onClick={() => onUndo(entry.id)}
                    accessibilityLabel={`Undo ${entry.words}, line ${entry.number}`}
                  >
                    Undo
                  </Button>
                )}
                <Text as="span" numeric fontWeight="semibold">
                  {format.signed(entry.points)}
                </Text>
              </InlineStack>
            </li>
          ))}
        </ul>
        {member.hasOlder && last && (
          <Button onClick={() => change({ before: last.id })}>Older lines</Button>
        )}
      </BlockStack>
    </Card>
  );
}
