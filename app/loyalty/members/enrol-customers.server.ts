// Makes members: by itself where the programme says so, or when a customer joins.
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { awardAction } from '../earning/award-action.server.ts';
import type { ShopCalendar } from '../expiry/lot-dates.ts';
import type { RuleVersion } from '../programme/rules.ts';
import { versionAt } from '../programme/rules.ts';
import { type LedgerTx, query } from '../query.server.ts';

export type JoinCause = 'automatic' | 'joined' | 'import' | 'manual';
type NewMember = { id: bigint; customer_id: bigint; created_at: Date | null };

// Ascending, so that two enrolments at once wait for each other instead of dead-locking.
const ENROL = `
  INSERT INTO loyalty_account (shop_id, customer_id, joined_via, joined_at)
  SELECT $1::int, wanted.id, $3, $4::text::timestamptz
  FROM (SELECT DISTINCT unnest($2::text::bigint[]) AS id) wanted
  LEFT JOIN customer c ON c.shop_id = $1::int AND c.id = wanted.id
  WHERE c.deleted_at IS NULL AND c.redacted_at IS NULL AND c.merged_into_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM loyalty_account a
      WHERE a.shop_id = $1::int AND a.customer_id = wanted.id)
    AND ($3 <> 'automatic' OR NOT EXISTS (
      SELECT 1 FROM customer_person own
      JOIN customer_person twin ON twin.shop_id = own.shop_id AND twin.email_hash = own.email_hash
      JOIN loyalty_account a ON a.shop_id = twin.shop_id AND a.customer_id = twin.customer_id
      WHERE own.shop_id = $1::int AND own.customer_id = wanted.id))
  ORDER BY wanted.id
  ON CONFLICT (shop_id, customer_id) DO NOTHING
  RETURNING id, customer_id, (SELECT created_at FROM customer c
    WHERE c.shop_id = $1::int AND c.id = loyalty_account.customer_id) AS created_at`;

/**
 * Enrols customers where enrolment is automatic; those who exist, left or are erased stay as they
 * are.
 */
export async function enrolCustomers(
  tx: LedgerTx,
  shopId: number,
  customerIds: readonly bigint[],
  versions: readonly RuleVersion[],
  calendar: ShopCalendar,
  now: Date,
): Promise<void> {
  const rules = versionAt(versions, now)?.rules;
  if (!rules?.isActive || rules.enrolment !== 'automatic') return;
  const members = await insert(tx, shopId, customerIds, 'automatic', now);
  const since = versions[0]!.effectiveFrom;
  // Who was a customer before the programme began did not sign up for it.
  const fresh = members.filter((one) => one.created_at !== null && one.created_at >= since);
  for (const member of fresh) {
    const occurrence = { actionKind: 'sign-up' as const, occurrence: 'once', at: now };
    await awardAction(tx, shopId, member.id, occurrence, { versions, calendar });
  }
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
 * orders are worth is
 * booked by `award` (earning/award-members.server.ts), which the caller runs next or leaves to the
 * queue.
 */
export async function joinMember(
  tx: LedgerTx,
  shopId: number,
  customerId: bigint,
  cause: Exclude<JoinCause, 'automatic'>,
  now: Date,
  programme: { versions: readonly RuleVersion[]; calendar: ShopCalendar },
): Promise<Ok<Joined> | Refused<'no-such-customer'>> {
  const [member] = await insert(tx, shopId, [customerId], cause, now);
  if (member) {
    const occurrence = { actionKind: 'sign-up' as const, occurrence: 'once', at: now };
    await awardAction(tx, shopId, member.id, occurrence, programme);
    return ok({ accountId: member.id, isNew: true });
  }
  const [known] = await query<{ id: bigint }>(
    tx,
    'SELECT id FROM loyalty_account WHERE shop_id = $1::int AND customer_id = $2::text::bigint',
    shopId,
    customerId.toString(),
  );
  return known ? ok({ accountId: known.id, isNew: false }) : refuse('no-such-customer');
}
