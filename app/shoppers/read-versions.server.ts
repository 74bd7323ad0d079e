// Tells whether anything that a shopper's wallet shows of them has changed, for a fraction of what
// reading it costs. Entries are not looked at: they are never changed, and each new one changes the
// account. Whole rows are hashed, so that a column that is added later cannot be forgotten; of lots
// what is read of them, because what they were valued with cannot be hashed and is not shown.
import { pool } from '#app/db.server.ts';
import { idArray, idRows } from '#app/sync/read.server.ts';

const ROWS = (table: string, condition: string, shown = 't') =>
  `(SELECT concat(count(*), ':', sum(hash_record_extended(${shown}, 0))) FROM ${table} t
    WHERE t.shop_id = $1 AND ${condition})`;

const LOT = `(t.subject, t.remaining, t.earned_at, t.available_at, t.released_at, t.expires_at)`;

const VERSIONS = `
  SELECT wanted.id AS "customerId", concat_ws(' ',
    hash_record_extended(a, 0),
    ${ROWS('loyalty_lot', 't.account_id = a.id', LOT)},
    (SELECT max(t.number) FROM loyalty_tier_change t
      WHERE t.shop_id = $1 AND t.account_id = a.id),
    ${ROWS('loyalty_member_detail', 't.account_id = a.id')},
    ${ROWS('loyalty_action', 't.account_id = a.id')},
    (SELECT concat(count(*), ':', sum(t.net_sales)) FROM orders t
      WHERE t.shop_id = $1 AND t.customer_id = wanted.id AND t.is_counted),
    ${ROWS('redemption', 't.customer_id = wanted.id')},
    ${ROWS('referral_code', 't.customer_id = wanted.id')},
    ${ROWS('referral', 't.advocate_id = wanted.id')}) AS version
  FROM ${idRows('$2')} AS wanted (id)
  LEFT JOIN loyalty_account a ON a.shop_id = $1 AND a.customer_id = wanted.id`;

/** A text for each customer that changes with everything a wallet shows of them. */
export async function readVersions(
  shopId: number,
  customerIds: readonly bigint[],
): Promise<Map<bigint, string>> {
  const { rows } = await pool.query<{ customerId: bigint; version: string }>({
    name: 'wallet-versions',
    text: VERSIONS,
    values: [shopId, idArray(customerIds)],
  });
  return new Map(rows.map(({ customerId, version }) => [customerId, version]));
}
