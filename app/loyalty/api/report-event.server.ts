// An event of another program (a quiz done, a course finished) earns what the merchant's rule says,
// once.
import { createHash } from 'node:crypto';
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
  /** Null where the caller does not say: now. */
  occurredAt: Date | null;
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
  const at = occurredAt ?? now;
  const age = +now - +at;
  if (age > OLDEST_MS || age < -NEWEST_MS) return refuse('bad-time');
  const customerId =
    'customerId' in person
      ? person.customerId
      : (await customerIdsByEmails(shopId, [person.email])).get(person.email);
  if (customerId === undefined) return refuse('not-a-member');
  // Callers' keys may name a person, and what is in the ledger stays there.
  const name = createHash('sha256').update(`${shopId} ${idempotencyKey}`).digest('hex');
  const occurrence = { actionId, occurrence: `event ${name}`, key: `event/${name}`, at };
  try {
    const awarded = await sqlTransaction((tx) => awardCustomer(tx, shopId, customerId, occurrence));
    const isOther = awarded.ok && occurredAt !== null && +awarded.value.at !== +occurredAt;
    return isOther ? refuse('key-used') : awarded;
  } catch (error) {
    if (error instanceof KeyConflict) return refuse('key-used');
    throw error;
  }
}
