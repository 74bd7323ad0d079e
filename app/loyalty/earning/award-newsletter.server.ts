// Points for agreeing to e-mail: once, to members who agreed while the rules gave for it. Who
// agreed before earns nothing, so switching the rule on costs nothing at once.
import { pool, sqlTransaction } from '#app/db.server.ts';
import { readVersions } from '../programme/read.server.ts';
import { query } from '../query.server.ts';
import { awardCustomer } from './award-customer.server.ts';

const BATCH = 1000;

// A state of Shopify's says when it was given; members who had the points are left out.
const AGREED = `
  SELECT c.id, c.email_marketing_at AS at FROM customer c
  JOIN loyalty_account a ON a.shop_id = c.shop_id AND a.customer_id = c.id AND a.status = 'member'
  WHERE c.shop_id = $1::int AND c.email_marketing = 'SUBSCRIBED'
    AND c.email_marketing_at >= $2::text::timestamptz
    AND ($3::text IS NULL OR c.id = ANY ($3::text::bigint[])) AND c.id > $4::text::bigint
    AND NOT EXISTS (SELECT FROM loyalty_action t WHERE t.shop_id = a.shop_id
      AND t.account_id = a.id AND t.action_id = ANY ($5::text[]))
  ORDER BY c.id LIMIT ${BATCH}`;

/** Awards those of `customerIds` who agreed; all of the shop's without it. Safe to repeat. */
export async function awardNewsletter(
  shopId: number,
  customerIds: readonly bigint[] | null = null,
): Promise<void> {
  const giving = (await readVersions(pool, shopId)).flatMap(({ effectiveFrom, rules }) =>
    rules.actions
      .filter(({ kind }) => kind === 'newsletter')
      .map(({ id }) => ({ id, effectiveFrom })),
  );
  if (giving.length === 0) return;
  const since = giving[0]!.effectiveFrom.toISOString();
  const among = customerIds && `{${customerIds.join(',')}}`;
  const actionIds = giving.map(({ id }) => id);
  for (let after = 0n; ; ) {
    const args = [shopId, since, among, after.toString(), actionIds];
    const rows = await query<{ id: bigint; at: Date }>(pool, AGREED, ...args);
    for (const { id, at } of rows) {
      const wanted = { actionKind: 'newsletter' as const, occurrence: 'once', at };
      await sqlTransaction((tx) => awardCustomer(tx, shopId, id, wanted));
    }
    if (rows.length < BATCH) return;
    after = rows.at(-1)!.id;
  }
}
