// An event of another program (a quiz done, a course finished) earns what the merchant's rule says,
// once.
import { type Ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { sqlTransaction } from '#app/db.server.ts';
import { customerIdsByEmails } from '#app/sync/read-person.server.ts';
import type { ActionRefusal } from '../earning/action-worth.ts';
import type { Awarded } from '../earning/award-action.server.ts';
import { awardCustomer } from '../earning/award-customer.server.ts';
import { KeyConflict } from '../ledger.server.ts';

/** An event may be told of so much later than it happened. */
const OLDEST_MS = 31 * 86_400_000;
/** Clocks of other programs may go a little ahead. */
const NEWEST_MS = 5 * 60_000;

export type ReportedEvent = {
  /** The id of the merchant's rule. */
  actionId: string;
  person: { customerId: bigint } | { email: string };
  /** Made by the caller; the same key again is the same event. */
  idempotencyKey: string;
  occurredAt: Date;
};
export type EventRefusal =
  | ActionRefusal
  | Refused<'blocked' | 'not-a-member' | 'key-used' | 'bad-time'>;

/** Awards an event. The same key with another person, rule or time is refused as `key-used`. */
export async function reportEvent(
  shopId: number,
  event: ReportedEvent,
  now: Date,
): Promise<Ok<Awarded> | EventRefusal> {
  const { actionId, person, idempotencyKey, occurredAt } = event;
  const age = +now - +occurredAt;
  if (age > OLDEST_MS || age < -NEWEST_MS) return refuse('bad-time');
  const customerId =
    'customerId' in person
      ? person.customerId
      : (await customerIdsByEmails(shopId, [person.email])).get(person.email);
  if (customerId === undefined) return refuse('not-a-member');
  try {
    return await sqlTransaction((tx) =>
      awardCustomer(tx, shopId, customerId, {
        actionId,
        occurrence: `event ${idempotencyKey}`,
        key: `event/${idempotencyKey}`,
        at: occurredAt,
      }),
    );
  } catch (error) {
    if (error instanceof KeyConflict) return refuse('key-used');
    throw error;
  }
}
