// The row of customer_person of one person.
import type { CustomerRow, Person } from '../rows.ts';
import type { PersonRow } from '../store/columns.ts';
import { sealPerson } from './person-cipher.server.ts';

/**
 * The person behind `customer`, sealed. One that is known only in part counts as a little older
 * than it is, so that a file of the same state that tells more is let in.
 */
export function personRow(
  shopId: number,
  { id, updatedAt }: Pick<CustomerRow, 'id' | 'updatedAt'>,
  person: Person,
  isPart: boolean,
): PersonRow {
  const at = isPart ? new Date(updatedAt.getTime() - 1) : updatedAt;
  return { customerId: id, updatedAt: at, ...sealPerson(shopId, id, person) };
}
