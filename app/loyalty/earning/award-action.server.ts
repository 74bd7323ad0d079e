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

type AccountRow = CustomerTraits & { status: string; balance: bigint };
type Known = { action_id: string; occurrence: string; at: Date; points: bigint };

/**
 * Gives the points of an action once for each occurrence, in the caller's transaction. The account
 * is locked first, so that two at once cannot both be the last within the limit.
 */
export async function awardAction(
  tx: LedgerTx,
  shopId: number,
  accountId: bigint,
  wanted: Occurrence,
  programme: { versions: readonly RuleVersion[]; calendar: ShopCalendar },
): Promise<Ok<Awarded> | ActionRefusal | Refused<'blocked'>> {
  const { versions, calendar } = programme;
  const version = versionAt(versions, wanted.at);
  if (version === null) return refuse('programme-paused');
  const [account] = await query<AccountRow>(
    tx,
    `SELECT status, balance, coalesce((SELECT tags FROM customer c
       WHERE c.shop_id = a.shop_id AND c.id = a.customer_id), '{}') AS tags,
       ${segmentsOf('a.shop_id', 'a.customer_id')} AS "segmentIds"
     FROM loyalty_account a WHERE shop_id = $1::int AND id = $2::text::bigint FOR UPDATE`,
    shopId,
    accountId.toString(),
  );
  if (account?.status !== 'member') return refuse('blocked');
  const known = await query<Known>(
    tx,
    `SELECT action_id, occurrence, at, points FROM loyalty_action
     WHERE shop_id = $1::int AND account_id = $2::text::bigint`,
    shopId,
    accountId.toString(),
  );
  const actionId = findAction(version.rules, wanted)?.id;
  const times = known.filter((one) => one.action_id === actionId);
  const before = times.find((one) => one.occurrence === wanted.occurrence);
  const { balance } = account;
  if (before) return ok({ points: before.points, balance, isNew: false, at: before.at });
  const found = actionWorth(
    version.rules,
    wanted,
    wanted.at,
    times.map((one) => one.at),
    account,
    calendar,
  );
  if (!found.ok) return found;
  const points = wanted.points ?? found.value.points;
  await remember(tx, shopId, accountId, found.value, wanted, points);
  if (points === 0n) return ok({ points, balance, isNew: true, at: wanted.at });
  const expiresAt = lapsesAt(wanted.at, versions, [], calendar);
  const entry = actionEntry(accountId, found.value, wanted, points, version.version, expiresAt);
  const [posted] = await post(tx, shopId, [entry]);
  await announceEarnings(tx, shopId, [entry], wanted.at);
  return ok({ points, balance: posted!.balance, isNew: true, at: wanted.at });
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
export async function rememberSignUps(
  tx: LedgerTx,
  shopId: number,
  awards: readonly ActionAward[],
  now: Date,
): Promise<void> {
  if (awards.length === 0) return;
  await query(
    tx,
    `INSERT INTO loyalty_action (shop_id, account_id, action_id, occurrence, at, points)
     SELECT $1::int, "accountId", "actionId", $3, $4::text::timestamptz, points
     FROM jsonb_to_recordset($2::text::jsonb)
       AS a ("accountId" bigint, "actionId" text, points bigint)`,
    shopId,
    canonicalJson(
      awards.map(({ accountId, action }) => ({
        accountId,
        actionId: action.id,
        points: action.points,
      })),
    ),
    SIGN_UP.occurrence,
    now.toISOString(),
  );
}

const remember = (
  tx: LedgerTx,
  shopId: number,
  accountId: bigint,
  action: Action,
  { occurrence, at }: Occurrence,
  points: bigint,
) =>
  query(
    tx,
    `INSERT INTO loyalty_action (shop_id, account_id, action_id, occurrence, at, points)
     VALUES ($1::int, $2::text::bigint, $3, $4, $5::text::timestamptz, $6::text::bigint)`,
    shopId,
    accountId.toString(),
    action.id,
    occurrence,
    at.toISOString(),
    points.toString(),
  );

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
