// How a customer is called on the screen.
import type { Person } from '#app/sync/rows.ts';

/**
 * The person's name, else the e-mail address, else the customer's number (redacted, or withheld).
 */
export function nameOf(person: Person | null, customerId: bigint): string {
  const name = [person?.firstName, person?.lastName].filter(Boolean).join(' ').trim();
  return name || person?.email || `Customer ${customerId}`;
}
