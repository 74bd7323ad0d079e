// A merchant makes a customer a member: in a programme that customers join, or before the first
// order.
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { award } from '../earning/award-members.server.ts';
import { shopCalendar } from '../expiry/lot-dates.ts';
import { readVersions } from '../programme/read.server.ts';
import { joinMember } from './enrol-customers.server.ts';

/** Done again it changes nothing. Points of earlier orders come at once, as when they join. */
export async function enrolByHand(
  shop: { id: number; timezone: string },
  customerId: bigint,
  now: Date,
): Promise<Ok<null> | Refused<'no-programme' | 'programme-paused' | 'not-found'>> {
  return sqlTransaction(async (tx) => {
    const versions = await readVersions(tx, shop.id);
    if (versions.length === 0) return refuse('no-programme');
    const programme = { versions, calendar: shopCalendar(shop.timezone) };
    const joined = await joinMember(tx, shop.id, customerId, 'manual', now, programme);
    if (!joined.ok) {
      return refuse(joined.reason === 'programme-paused' ? 'programme-paused' : 'not-found');
    }
    if (joined.value.isNew) {
      await award(tx, shop.id, [customerId], now);
      // What does not come from orders: a newsletter agreed to before.
      await enqueue(tx, 'loyalty/award-customers', { shopId: shop.id, customerIds: [customerId] });
    }
    return ok(null);
  });
}
