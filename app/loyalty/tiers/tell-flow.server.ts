// Tells Shopify Flow that a member entered or left a tier.
import { pool, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { fireFlowTrigger } from '#app/shopify/flow.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { readVersions } from '../programme/read.server.ts';
import { levelOf, versionAt } from '../programme/rules.ts';
import { query } from '../query.server.ts';

/**
 * More at once are a new set of rules or a first import, not something a member did: workflows are
 * not begun for them.
 */
const MOST_AT_ONCE = 200;

type Change = { customer_id: bigint; tier_id: string | null; before: string | null };

const LAST_CHANGE = `
  SELECT a.customer_id, now.tier_id, before.tier_id AS before
  FROM loyalty_account a
  JOIN LATERAL (SELECT number, tier_id FROM loyalty_tier_change
    WHERE shop_id = a.shop_id AND account_id = a.id ORDER BY number DESC LIMIT 1) now ON true
  LEFT JOIN loyalty_tier_change before
    ON before.shop_id = a.shop_id AND before.account_id = a.id AND before.number = now.number - 1
  WHERE a.shop_id = $1::int AND a.id = $2::bigint AND a.customer_id IS NOT NULL`;

/**
 * Several members become a job each, so that a repeat after a failure fires for one of them only.
 */
export async function tellFlowOfTiers(
  shopId: number,
  accountIds: readonly bigint[],
  now: Date,
  options: CallOptions,
): Promise<void> {
  if (accountIds.length > MOST_AT_ONCE) return;
  if (accountIds.length !== 1) {
    await sqlTransaction(async (tx) => {
      for (const id of accountIds) {
        await enqueue(tx, 'loyalty/tell-flow-of-tiers', { shopId, accountIds: [id.toString()] });
      }
    });
    return;
  }
  const shop = await shopById(shopId);
  if (!shop || shop.uninstalledAt !== null) return;
  const [change] = await query<Change>(pool, LAST_CHANGE, shopId, accountIds[0]);
  const rules = versionAt(await readVersions(pool, shopId), now)?.rules;
  if (!change || !rules) return;
  const nameOf = (tierId: string | null) => levelOf(rules, tierId)?.name ?? '';
  const fields = { Tier: nameOf(change.tier_id), 'Tier before': nameOf(change.before) };
  await fireFlowTrigger(shop, 'encore-tier-changed', change.customer_id, fields, options);
}
