// Orders without a customer, and whose they are by their e-mail address. Both sides hold a keyed
// hash of it, so nothing is decrypted. After a change of keys the orders follow with the import
// that the change ends in.
import { idArray, idRows, type Reader, rowsOf } from './read.server.ts';

export type GuestOrder = { orderId: bigint; customerId: bigint };

const MATCHES = `SELECT o.id AS "orderId", p.customer_id AS "customerId"
  FROM customer_person p JOIN orders o ON o.shop_id = p.shop_id AND o.email_hash = p.email_hash
  WHERE p.shop_id = $1 AND o.deleted_at IS NULL`;

/** The orders that were placed as guests with the e-mail address of one of these customers. */
export function guestOrdersOfCustomers(
  tx: Reader,
  shopId: number,
  customerIds: readonly bigint[],
): Promise<GuestOrder[]> {
  const ids = `SELECT ${idRows('$2::text')}`;
  const text = `${MATCHES} AND p.customer_id IN (${ids}) ORDER BY p.customer_id, o.id`;
  return rowsOf<GuestOrder>(tx, text, [shopId, idArray(customerIds)]);
}
