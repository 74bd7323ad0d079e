// Members as joining makes them, for tests that begin after it.
import { sqlTransaction } from '#app/db.server.ts';
import { shopCalendar } from '#app/loyalty/expiry/lot-dates.ts';
import { joinMember } from '#app/loyalty/members/enrol-customers.server.ts';
import { readVersions } from '#app/loyalty/programme/read.server.ts';

/** A customer of a shop in UTC joins at `now`, with the sign-up points. */
export const join = (shopId: number, customerId: bigint, now: Date) =>
  sqlTransaction(async (tx) => {
    const versions = await readVersions(tx, shopId);
    const programme = { versions, calendar: shopCalendar('UTC') };
    return joinMember(tx, shopId, customerId, 'joined', now, programme);
  });
