// Makes members: by itself where the programme says so, or when a customer joins.
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { rememberSignUps, signUpAwards } from '../earning/award-action.server.ts';
import { segmentsOf } from '../earning/segments/keep-segments.server.ts';
import type { CustomerTraits } from '../earning/worth.ts';
import type { ShopCalendar } from '../expiry/lot-dates.ts';
import { post } from '../ledger.server.ts';
import { type RuleVersion, versionAt } from '../programme/rules.ts';
import { type LedgerTx, query } from '../query.server.ts';
import { announceEarnings } from '../tell-flow.server.ts';

export type JoinCause = 'automatic' | 'joined' | 'import' | 'manual';
type NewMember = CustomerTraits & { id: bigint; created_at: Date | null };

// Ascending, so that two enrolments at once wait for each other instead of dead-locking. Behind the
// limits each row is looked up by its key; joined, whole tables are read for every batch.
const ENROL = `
  WITH candidate AS MATERIALIZED (
    SELECT w.id, c.created_at, coalesce(c.tags, '{}') AS tags, own.email_hash,
      row_number() OVER (PARTITION BY own.email_hash ORDER BY w.id) AS place
    FROM (SELECT DISTINCT unnest($2::text::bigint[]) AS id) w
    LEFT JOIN LATERAL (SELECT * FROM customer
      WHERE shop_id = $1::int AND id = w.id LIMIT 1) c ON true
    LEFT JOIN LATERAL (SELECT id FROM loyalty_account
      WHERE shop_id = $1::int AND customer_id = w.id LIMIT 1) known ON true
    LEFT JOIN LATERAL (SELECT email_hash FROM customer_person
      WHERE $3 = 'automatic' AND shop_id = $1::int AND customer_id = w.id LIMIT 1) own ON true
    LEFT JOIN LATERAL (SELECT a.id FROM customer_person p
      JOIN loyalty_account a ON a.shop_id = p.shop_id AND a.customer_id = p.customer_id
      WHERE p.shop_id = $1::int AND p.email_hash = own.email_hash LIMIT 1) twin ON true
    -- Of whom only an order is known yet, nothing is known that a sign-up follows from; who joins
    -- is known to Shopify.
    WHERE known.id IS NULL AND twin.id IS NULL AND ($3 = 'joined' OR c.id IS NOT NULL)
      AND c.deleted_at IS NULL AND c.redacted_at IS NULL AND c.merged_into_id IS NULL
  ), wanted AS (
    -- Of several with one e-mail address the first becomes a member, the others are its guests.
    SELECT * FROM candidate WHERE email_hash IS NULL OR place = 1
  ), made AS (
    INSERT INTO loyalty_account (shop_id, customer_id, joined_via, joined_at)
    SELECT $1::int, id, $3, $4::text::timestamptz FROM wanted ORDER BY id
    ON CONFLICT (shop_id, customer_id) DO NOTHING
    RETURNING id, customer_id)
  SELECT made.id, wanted.created_at, wanted.tags,
    ${segmentsOf('$1::int', 'made.customer_id')} AS "segmentIds"
  FROM made JOIN wanted ON wanted.id = made.customer_id`;

/**
 * Enrols customers where enrolment is automatic; those who exist, left or are erased stay as they
 * are. Gives back how many are new.
 */
export async function enrolCustomers(
  tx: LedgerTx,
  shopId: number,
  customerIds: readonly bigint[],
  versions: readonly RuleVersion[],
  calendar: ShopCalendar,
  now: Date,
): Promise<number> {
  if (!enrolsByItself(versions, now)) return 0;
  const members = await insert(tx, shopId, customerIds, 'automatic', now);
  const fresh = members.filter((one) => signsUp(versions, one.created_at));
  await giveSignUps(tx, shopId, fresh, { versions, calendar }, now);
  return members.length;
}

/** True if customers become members without asking. */
export function enrolsByItself(versions: readonly RuleVersion[], now: Date): boolean {
  const rules = versionAt(versions, now)?.rules;
  return rules?.isActive === true && rules.enrolment === 'automatic';
}

/** Who was a customer before the programme began did not sign up for it. */
export const signsUp = (versions: readonly RuleVersion[], createdAt: Date | null) =>
  createdAt !== null && createdAt >= versions[0]!.effectiveFrom;

type Programme = { versions: readonly RuleVersion[]; calendar: ShopCalendar };

async function giveSignUps(
  tx: LedgerTx,
  shopId: number,
  members: readonly NewMember[],
  programme: Programme,
  now: Date,
): Promise<void> {
  const awards = signUpAwards(members, programme, now);
  await rememberSignUps(tx, shopId, awards, now);
  const entries = awards.flatMap(({ entry }) => entry ?? []);
  await post(tx, shopId, entries);
  await announceEarnings(tx, shopId, entries, now);
}

const insert = (
  tx: LedgerTx,
  shopId: number,
  customerIds: readonly bigint[],
  cause: JoinCause,
  now: Date,
) => query<NewMember>(tx, ENROL, shopId, `{${customerIds.join(',')}}`, cause, now.toISOString());

export type Joined = { accountId: bigint; isNew: boolean };

/**
 * Makes a customer a member in the caller's transaction, with the sign-up points. What earlier
 * orders are worth is booked by `award` (earning/award-members.server.ts), which the caller runs
 * next or leaves to the queue. Nobody joins a programme that is paused; who is a member stays one.
 */
export async function joinMember(
  tx: LedgerTx,
  shopId: number,
  customerId: bigint,
  cause: Exclude<JoinCause, 'automatic'>,
  now: Date,
  programme: Programme,
): Promise<Ok<Joined> | Refused<'no-such-customer' | 'programme-paused'>> {
  const [known] = await query<{ id: bigint }>(
    tx,
    'SELECT id FROM loyalty_account WHERE shop_id = $1::int AND customer_id = $2::text::bigint',
    shopId,
    customerId.toString(),
  );
  if (known) return ok({ accountId: known.id, isNew: false });
  if (!versionAt(programme.versions, now)?.rules.isActive) return refuse('programme-paused');
  const [member] = await insert(tx, shopId, [customerId], cause, now);
  // Gone, or a member since a moment ago: asked again, the caller learns which.
  if (!member) return refuse('no-such-customer');
  await giveSignUps(tx, shopId, [member], programme, now);
  return ok({ accountId: member.id, isNew: true });
}
