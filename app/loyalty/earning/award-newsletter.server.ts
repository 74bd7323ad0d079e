// Points for agreeing to e-mail: once, to members who agreed while the rules gave for it. Who
// agreed before earns nothing, so switching the rule on costs nothing at once.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { shopCalendar } from '../expiry/lot-dates.ts';
import { readVersions } from '../programme/read.server.ts';
import type { RuleVersion } from '../programme/rules.ts';
import { query } from '../query.server.ts';
import { awardMany } from './award-action.server.ts';

const BATCH = 1000;

// A state of Shopify's says when it was given; members who had the points are left out.
const AGREED = `
  SELECT a.id, c.id AS "customerId", c.email_marketing_at AS at FROM customer c
  JOIN loyalty_account a ON a.shop_id = c.shop_id AND a.customer_id = c.id AND a.status = 'member'
  WHERE c.shop_id = $1::int AND c.email_marketing = 'SUBSCRIBED'
    AND EXISTS (SELECT FROM jsonb_to_recordset($2::text::jsonb)
        AS giving (since timestamptz, "to" timestamptz)
      WHERE c.email_marketing_at >= since
        AND ("to" IS NULL OR c.email_marketing_at < "to"))
    AND ($3::text IS NULL OR c.id = ANY ($3::text::bigint[])) AND c.id > $4::text::bigint
    AND NOT EXISTS (SELECT FROM loyalty_action t WHERE t.shop_id = a.shop_id
      AND t.account_id = a.id AND t.action_id = ANY ($5::text[]))
  ORDER BY c.id LIMIT ${BATCH}`;

/** Awards those of `customerIds` who agreed; all of the shop's without it. Safe to repeat. */
export async function awardNewsletter(
  shopId: number,
  customerIds: readonly bigint[] | null,
  now: Date,
): Promise<void> {
  const versions = await readVersions(pool, shopId);
  const giving = canonicalJson(spansOf(versions));
  const shop = giving === '[]' ? null : await shopById(shopId);
  if (!shop) return;
  const programme = { versions, calendar: shopCalendar(shop.timezone) };
  const among = customerIds && `{${customerIds.join(',')}}`;
  const actionIds = versions.flatMap(({ rules }) => newsletters(rules).map(({ id }) => id));
  for (let after = 0n; ; ) {
    const args = [shopId, giving, among, after.toString(), actionIds];
    type Agreed = { id: bigint; customerId: bigint; at: Date };
    const rows = await query<Agreed>(pool, AGREED, ...args);
    const wanted = rows.map(({ id, at }) => {
      const occurrence = { actionKind: 'newsletter' as const, occurrence: 'once', at };
      return [id, occurrence] as const;
    });
    await sqlTransaction(async (tx) => {
      const awarded = await awardMany(tx, shopId, new Map(wanted), programme, now);
      if (awarded === 0) return;
      await enqueue(tx, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
    });
    if (rows.length < BATCH) return;
    after = rows.at(-1)!.customerId;
  }
}

const newsletters = (rules: RuleVersion['rules']) =>
  rules.actions.filter(({ kind }) => kind === 'newsletter');

/** When the rules gave for it: half-open, `to` null where they still do. */
function spansOf(versions: readonly RuleVersion[]): { since: Date; to: Date | null }[] {
  return versions.flatMap(({ effectiveFrom: since, rules }, at) => {
    const gives = rules.isActive && newsletters(rules).some(({ isOn }) => isOn);
    return gives ? [{ since, to: versions[at + 1]?.effectiveFrom ?? null }] : [];
  });
}
