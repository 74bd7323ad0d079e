// Points for something that is no order: sign-up, birthday, review, a code entered at an event,
// another program's event.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { pool } from '#app/db.server.ts';
import { lapsesAt, type ShopCalendar } from '../expiry/lot-dates.ts';
import { type NewEntry, post } from '../ledger.server.ts';
import { actionName } from '../programme/action-name.ts';
import { type Action, type Rules, type RuleVersion, versionAt } from '../programme/rules.ts';
import { type LedgerTx, query } from '../query.server.ts';
import { announceEarnings } from '../tell-flow.server.ts';
import { type ActionRefusal, type ActionWanted, actionWorth, findAction } from './action-worth.ts';
import { segmentsOf } from './segments/keep-segments.server.ts';
import type { CustomerTraits } from './worth.ts';

export type Occurrence = ActionWanted & {
  /** What makes it this one and no other: a year, a day, a caller's idempotency key. */
  occurrence: string;
  at: Date;
  /**
   * Once in a shop, where the caller's key must not name two things; else it follows from the rest.
   */
  key?: string;
  /** Points that the caller sets instead of the rule's, for referrals and the like. */
  points?: bigint;
};
export type Awarded = {
  points: bigint;
  balance: bigint;
  isNew: boolean;
  /** Of the occurrence as it was first told. */
  at: Date;
};

/**
 * The points that an action would give a customer now; 0 where it would give none. Who is no member
 * yet is asked about as somebody new, if the programme enrols by itself.
 */
export async function pointsOfAction(
  shopId: number,
  customerId: bigint,
  wanted: ActionWanted,
  { rules, calendar, now }: { rules: Rules; calendar: ShopCalendar; now: Date },
): Promise<bigint> {
  const [customer] = await query<CustomerTraits & { status: string | null }>(
    pool,
    `SELECT coalesce(c.tags, '{}') AS tags, ${segmentsOf('$1::int', 'asked.id')} AS "segmentIds",
       a.status
     FROM (SELECT $2::text::bigint AS id) asked
     LEFT JOIN customer c ON c.shop_id = $1::int AND c.id = asked.id
     LEFT JOIN loyalty_account a ON a.shop_id = $1::int AND a.customer_id = asked.id`,
    shopId,
    customerId.toString(),
  );
  const { status } = customer!;
  if (status === null ? rules.enrolment !== 'automatic' : status !== 'member') return 0n;
  const times = await query<{ at: Date }>(
    pool,
    `SELECT t.at FROM loyalty_account a
     JOIN loyalty_action t ON t.shop_id = a.shop_id AND t.account_id = a.id AND t.action_id = $3
     WHERE a.shop_id = $1::int AND a.customer_id = $2::text::bigint`,
    shopId,
    customerId.toString(),
    findAction(rules, wanted)?.id ?? '',
  );
  const before = times.map((one) => one.at);
  const worth = actionWorth(rules, wanted, now, before, customer!, calendar);
  return worth.ok ? worth.value.points : 0n;
}

type Programme = { versions: readonly RuleVersion[]; calendar: ShopCalendar };
type AccountRow = CustomerTraits & { id: bigint; status: string; balance: bigint };
type Known = {
  account_id: bigint;
  action_id: string;
  occurrence: string;
  at: Date;
  points: bigint;
};

/**
 * Gives the points of an action once for each occurrence, in the caller's transaction. The account
 * is locked first, so that two at once cannot both be the last within the limit.
 */
export async function awardAction(
  tx: LedgerTx,
  shopId: number,
  accountId: bigint,
  wanted: Occurrence,
  programme: Programme,
): Promise<Ok<Awarded> | ActionRefusal | Refused<'blocked'>> {
  const { accounts, known } = await readAccounts(tx, shopId, [accountId]);
  const account = accounts[0];
  if (!account) return refuse('blocked');
  const decided = decide(account, known, wanted, programme);
  if (!decided.ok) return decided;
  const { balance } = account;
  if ('before' in decided.value) {
    const { points, at } = decided.value.before;
    return ok({ points, balance, isNew: false, at });
  }
  const { points, entry } = decided.value;
  await remember(tx, shopId, [decided.value]);
  if (entry === null) return ok({ points, balance, isNew: true, at: wanted.at });
  const [posted] = await post(tx, shopId, [entry]);
  await announceEarnings(tx, shopId, [entry], wanted.at);
  return ok({ points, balance: posted!.balance, isNew: true, at: wanted.at });
}

/** The same for many accounts, in as many statements as for one; gives back how many are new. */
export async function awardMany(
  tx: LedgerTx,
  shopId: number,
  wanted: ReadonlyMap<bigint, Occurrence>,
  programme: Programme,
  now: Date,
): Promise<number> {
  const { accounts, known } = await readAccounts(tx, shopId, [...wanted.keys()]);
  const knownOf = Map.groupBy(known, (one) => one.account_id);
  const fresh = accounts.flatMap((account) => {
    const before = knownOf.get(account.id) ?? [];
    const decided = decide(account, before, wanted.get(account.id)!, programme);
    return decided.ok && !('before' in decided.value) ? [decided.value] : [];
  });
  const entries = fresh.flatMap(({ entry }) => (entry === null ? [] : [entry]));
  await remember(tx, shopId, fresh);
  await post(tx, shopId, entries);
  await announceEarnings(tx, shopId, entries, now);
  return fresh.length;
}

/** Locks those of these accounts that take part, and reads what they had before. */
async function readAccounts(
  tx: LedgerTx,
  shopId: number,
  accountIds: readonly bigint[],
): Promise<{ accounts: AccountRow[]; known: Known[] }> {
  const ids = `{${accountIds.join(',')}}`;
  const accounts = await query<AccountRow>(
    tx,
    `SELECT id, status, balance, coalesce((SELECT tags FROM customer c
       WHERE c.shop_id = a.shop_id AND c.id = a.customer_id), '{}') AS tags,
       ${segmentsOf('a.shop_id', 'a.customer_id')} AS "segmentIds"
     FROM loyalty_account a WHERE shop_id = $1::int AND id = ANY ($2::text::bigint[])
     ORDER BY id FOR UPDATE`,
    shopId,
    ids,
  );
  const known = await query<Known>(
    tx,
    `SELECT account_id, action_id, occurrence, at, points FROM loyalty_action
     WHERE shop_id = $1::int AND account_id = ANY ($2::text::bigint[])`,
    shopId,
    ids,
  );
  return { accounts: accounts.filter(({ status }) => status === 'member'), known };
}

type Fresh = { accountId: bigint; action: Action; wanted: Occurrence; points: bigint };
type Decided = { before: Known } | (Fresh & { entry: NewEntry | null });

/** What an occurrence comes to for a locked account that had all this before. */
function decide(
  account: AccountRow,
  known: readonly Known[],
  wanted: Occurrence,
  { versions, calendar }: Programme,
): Ok<Decided> | ActionRefusal {
  const version = versionAt(versions, wanted.at);
  if (version === null) return refuse('programme-paused');
  const actionId = findAction(version.rules, wanted)?.id;
  const times = known.filter((one) => one.action_id === actionId);
  const before = times.find((one) => one.occurrence === wanted.occurrence);
  if (before) return ok({ before });
  const found = actionWorth(
    version.rules,
    wanted,
    wanted.at,
    times.map((one) => one.at),
    account,
    calendar,
  );
  if (!found.ok) return found;
  const { id: accountId } = account;
  const points = wanted.points ?? found.value.points;
  const fresh = { accountId, action: found.value, wanted, points };
  if (points === 0n) return ok({ ...fresh, entry: null });
  const expiresAt = lapsesAt(wanted.at, versions, [], calendar);
  const entry = actionEntry(accountId, found.value, wanted, points, version.version, expiresAt);
  return ok({ ...fresh, entry });
}

/** An action of an account, with its entry where it gives points. */
export type ActionAward = { accountId: bigint; action: Action; entry: NewEntry | null };

const SIGN_UP = { actionKind: 'sign-up', occurrence: 'once' } as const;

/** True if there are points for signing up now. */
export function givesForSignUp(versions: readonly RuleVersion[], now: Date): boolean {
  const version = versionAt(versions, now);
  return version !== null && findAction(version.rules, SIGN_UP) !== null;
}

/** What accounts that are being made now get for signing up. */
export function signUpAwards(
  members: readonly (CustomerTraits & { id: bigint })[],
  { versions, calendar }: { versions: readonly RuleVersion[]; calendar: ShopCalendar },
  now: Date,
): ActionAward[] {
  const version = versionAt(versions, now);
  const wanted = { ...SIGN_UP, at: now };
  if (version === null) return [];
  const expiresAt = lapsesAt(now, versions, [], calendar);
  return members.flatMap(({ id: accountId, ...customer }) => {
    const found = actionWorth(version.rules, wanted, now, [], customer, calendar);
    if (!found.ok) return [];
    const { value: action } = found;
    const entry =
      action.points > 0n
        ? actionEntry(accountId, action, wanted, action.points, version.version, expiresAt)
        : null;
    return [{ accountId, action, entry }];
  });
}

/** Remembers sign-ups, so that none is given twice; their entries are the caller's to post. */
export const rememberSignUps = (
  tx: LedgerTx,
  shopId: number,
  awards: readonly ActionAward[],
  now: Date,
): Promise<void> =>
  remember(
    tx,
    shopId,
    awards.map(({ accountId, action }) => ({
      ...{ accountId, action, points: action.points, wanted: { ...SIGN_UP, at: now } },
    })),
  );

async function remember(tx: LedgerTx, shopId: number, fresh: readonly Fresh[]): Promise<void> {
  if (fresh.length === 0) return;
  await query(
    tx,
    `INSERT INTO loyalty_action (shop_id, account_id, action_id, occurrence, at, points)
     SELECT $1::int, "accountId", "actionId", occurrence, at, points
     FROM jsonb_to_recordset($2::text::jsonb) AS a ("accountId" bigint, "actionId" text,
       occurrence text, at timestamptz, points bigint)`,
    shopId,
    canonicalJson(
      fresh.map(({ accountId, action, wanted, points }) => ({
        ...{ accountId, actionId: action.id, points },
        ...{ occurrence: wanted.occurrence, at: wanted.at },
      })),
    ),
  );
}

function actionEntry(
  accountId: bigint,
  action: Action,
  { occurrence, at, key }: Occurrence,
  points: bigint,
  ruleVersion: number,
  expiresAt: Date | null,
): NewEntry {
  const subject = `action/${action.id}/${accountId}/${occurrence}`;
  return {
    accountId,
    kind: 'earn',
    effect: 'lot',
    points,
    key: key ?? subject,
    subject,
    reason: REASONS[action.kind] ?? action.kind,
    occurredAt: at,
    ruleVersion,
    breakdown: { action: actionName(action) },
    dates: { earnedAt: at, availableAt: at, expiresAt },
  };
}

/** The words that shoppers' pages have for a reason, where they differ from the kind. */
const REASONS: Record<string, string> = { 'sign-up': 'join' };
