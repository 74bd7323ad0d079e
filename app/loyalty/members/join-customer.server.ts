// A customer joins: the account, the sign-up points, and what earlier orders and the guest's orders
// are worth.
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { sqlTransaction } from '#app/db.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { award } from '../earning/award-members.server.ts';
import { shopCalendar } from '../expiry/lot-dates.ts';
import { readVersions } from '../programme/read.server.ts';
import { versionAt } from '../programme/rules.ts';
import { query } from '../query.server.ts';
import { joinMember } from './enrol-customers.server.ts';

export type Joining = {
  accountId: bigint;
  isNew: boolean;
  /** Points that earlier orders brought. */
  claimed: bigint;
};

/**
 * Makes a customer a member, once; joining again changes nothing. Refuses while there is no running
 * programme.
 */
export async function joinCustomer(
  shopId: number,
  customerId: bigint,
  cause: 'joined' | 'import' | 'manual',
  now: Date,
): Promise<Ok<Joining> | Refused<'no-such-customer' | 'programme-paused'>> {
  return sqlTransaction(async (tx) => {
    const versions = await readVersions(tx, shopId);
    const shop = await shopById(shopId, tx);
    if (!shop || !versionAt(versions, now)?.rules.isActive) return refuse('programme-paused');
    const calendar = shopCalendar(shop.timezone);
    const joined = await joinMember(tx, shopId, customerId, cause, now, { versions, calendar });
    if (!joined.ok) return joined;
    const { accountId, isNew } = joined.value;
    if (!isNew) return ok({ accountId, isNew, claimed: 0n });
    await award(tx, shopId, [customerId], now);
    const [claimed] = await query<{ points: bigint }>(
      tx,
      `SELECT coalesce(sum(points), 0)::bigint AS points FROM loyalty_entry
       WHERE shop_id = $1::int AND account_id = $2::text::bigint AND subject LIKE 'order/%'`,
      shopId,
      accountId.toString(),
    );
    return ok({ accountId, isNew, claimed: claimed!.points });
  });
}
