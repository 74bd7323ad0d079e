// SQL that brings in rows of which Shopify withholds a part: the columns that rest on it stay as
// they are.
import { isWithheld, type Withheld } from '../withheld.ts';
import { columnsOf } from './columns.ts';

/** Tables with columns that rest on what may be withheld, and the field of each such column. */
const HELD = {
  orders: {
    customer_id: 'customer.id',
    country: 'shippingAddress.countryCodeV2',
    email_hash: 'email',
  },
  customer: {
    country: 'defaultAddress.countryCodeV2',
    email_marketing: 'defaultEmailAddress.marketingState',
    email_marketing_at: 'defaultEmailAddress.marketingUpdatedAt',
  },
} as const;

/** The columns of a table that rest on something withheld. */
export function heldColumns(table: string, withheld: Withheld): string[] {
  if (table !== 'orders' && table !== 'customer') return [];
  return Object.entries(HELD[table])
    .filter(([, path]) => isWithheld(withheld, path))
    .map(([column]) => column);
}

/**
 * `source`, a table expression named `given`, with the columns `held` taken from the rows that
 * stand. An order whose customer was never told is neither a customer's nor a guest's.
 */
export function keepHeld(
  table: 'orders' | 'customer' | 'product',
  source: string,
  held: readonly string[],
): string {
  if (held.length === 0) return source;
  const cells = new Map(columnsOf[table].map(({ name }) => [name, `given.${name}`]));
  for (const name of held) cells.set(name, `known.${name} AS ${name}`);
  if (table === 'orders') {
    const customer = held.includes('customer_id') ? 'known.customer_id' : 'given.customer_id';
    const hash = held.includes('email_hash') ? 'known.email_hash' : 'given.email_hash';
    // A mailbox that came with the order belongs to it only if it is a guest's.
    cells.set('email_hash', `CASE WHEN ${customer} IS NULL THEN ${hash} END AS email_hash`);
    if (held.includes('customer_id')) {
      cells.set(
        'is_counted',
        `(given.is_counted OR given.is_guest_counted) AND known.customer_id IS NOT NULL AS is_counted`,
      );
      cells.set(
        'is_guest_counted',
        'given.is_guest_counted AND COALESCE(known.is_guest_counted, false) AS is_guest_counted',
      );
    }
  }
  return `(SELECT given.shop_id, ${[...cells.values()].join(', ')}
    FROM ${source} LEFT JOIN ${table} AS known USING (shop_id, id)) AS given`;
}
