// Keeps what customers' records in Shopify say in line with the ledger: always the sum, never an
// increment.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { log } from '#app/log.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { ShopifyRefused } from '#app/shopify/failures.ts';
import { MEMBERS_PER_CALL, tagMember, writeMemberFacts } from '#app/shopify/member-facts.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { DAY_MS } from '../points.ts';
import { readVersions } from '../programme/read.server.ts';
import { levelOf, type Rules, versionAt } from '../programme/rules.ts';
import { query } from '../query.server.ts';

type DueRow = {
  id: bigint;
  customer_id: bigint;
  /** The sum of the entries. */
  sum: bigint;
  /** What pages show as the balance: pending points are not in it. */
  balance: bigint;
  tier_id: string | null;
  written_tier_id: string | null;
};
type Due = DueRow & { tierName: string; isTierNew: boolean };

/** How many members one job brings up to date before it lets others have their turn. */
const MEMBERS_PER_JOB = 1200;

const WAITING = `coalesce((SELECT sum(l.remaining) FROM loyalty_lot l
  WHERE l.shop_id = a.shop_id AND l.account_id = a.id AND l.remaining > 0
    AND (least(l.available_at, l.released_at) > $2::text::timestamptz
      OR least(l.available_at, l.released_at) IS NULL)), 0)`;

const DUE = `
  SELECT id, customer_id, balance AS sum, (balance - ${WAITING})::bigint AS balance, tier_id,
    written_tier_id
  FROM loyalty_account a
  WHERE shop_id = $1::int AND customer_id IS NOT NULL AND status IN ('member', 'blocked')
    AND (balance IS DISTINCT FROM written_sum
      OR coalesce(tier_id, '') <> coalesce(written_tier_id, ''))
    AND id > $3::text::bigint
  ORDER BY id LIMIT $4::int`;

/**
 * Points that open by the clock alone: members whose written figure is no longer right are due
 * again.
 */
export async function noticeOpenedLots(shopId: number, now: Date): Promise<void> {
  const since = new Date(+now - 2 * DAY_MS);
  const marked = await query(
    pool,
    `UPDATE loyalty_account a SET written_sum = NULL
     WHERE shop_id = $1::int AND written_sum IS NOT NULL
       AND id IN (SELECT account_id FROM loyalty_lot WHERE shop_id = $1::int AND remaining > 0
         AND least(available_at, released_at) > $3::text::timestamptz
         AND least(available_at, released_at) <= $2::text::timestamptz)
       AND written_balance <> balance - ${WAITING}
     RETURNING id`,
    shopId,
    now.toISOString(),
    since.toISOString(),
  );
  if (marked.length === 0) return;
  await enqueue(pool, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
}

/** Writes what differs, in calls of a dozen members; what is left over goes on in a further job. */
export async function writeMetafields(
  shopId: number,
  now: Date,
  options: CallOptions,
): Promise<void> {
  const shop = await shopById(shopId);
  if (!shop || shop.uninstalledAt !== null) return;
  const rules = versionAt(await readVersions(pool, shopId), now)?.rules ?? null;
  let cursor = 0n;
  for (let done = 0; done < MEMBERS_PER_JOB; ) {
    const rows = await query<DueRow>(
      pool,
      DUE,
      shopId,
      now.toISOString(),
      cursor.toString(),
      MEMBERS_PER_CALL,
    );
    const last = rows.at(-1);
    if (!last) return;
    cursor = last.id;
    done += rows.length;
    const members = rows.map((row) => withTier(row, rules));
    await writeBatch(shop, members, options);
    for (const member of members.filter((one) => one.isTierNew)) {
      await retag(shop, member, rules, options);
    }
    await remember(shopId, members);
  }
  await sqlTransaction((tx) =>
    enqueue(tx, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true }),
  );
}

function withTier(row: DueRow, rules: Rules | null): Due {
  const tierName = rules === null ? '' : (levelOf(rules, row.tier_id)?.name ?? '');
  return { ...row, tierName, isTierNew: (row.tier_id ?? '') !== (row.written_tier_id ?? '') };
}

async function writeBatch(
  shop: { id: number; domain: string },
  members: readonly Due[],
  options: CallOptions,
): Promise<void> {
  const facts = members.map((member) => ({
    customerId: member.customer_id,
    pointsBalance: member.balance,
    tierName: member.isTierNew ? member.tierName : null,
  }));
  try {
    await writeMemberFacts(shop, facts, options);
  } catch (error) {
    if (!(error instanceof ShopifyRefused)) throw error;
    // One customer that is gone spoils the call for the others: then one by one.
    for (const one of facts) {
      await writeMemberFacts(shop, [one], options).catch((reason: unknown) => {
        if (!(reason instanceof ShopifyRefused)) throw reason;
        log.warn({ shop: shop.id, reason: reason.message }, 'a member could not be written');
      });
    }
  }
}

/** The tags of a tier: one that names it, and the merchant's own for early access. */
function tagsOf(rules: Rules | null, tierId: string | null): string[] {
  const level = rules === null ? null : levelOf(rules, tierId);
  if (tierId === null) return [];
  const tag = level?.perks.tag;
  return [`encore-tier-${tierId}`, ...(tag ? [tag] : [])];
}

async function retag(
  shop: { id: number; domain: string },
  member: Due,
  rules: Rules | null,
  options: CallOptions,
): Promise<void> {
  const add = tagsOf(rules, member.tier_id);
  const remove = tagsOf(rules, member.written_tier_id).filter((tag) => !add.includes(tag));
  try {
    await tagMember(shop, member.customer_id, { add, remove }, options);
  } catch (error) {
    if (!(error instanceof ShopifyRefused)) throw error;
    log.warn({ shop: shop.id, reason: error.message }, 'a member could not be tagged');
  }
}

/** Remembers what was written, not what is so by now: a change in between is written next time. */
const remember = (shopId: number, members: readonly Due[]) =>
  query(
    pool,
    `UPDATE loyalty_account a SET written_balance = w.balance, written_sum = w.sum,
       written_tier_id = w.tier_id
     FROM jsonb_to_recordset($2::text::jsonb)
       AS w (id bigint, balance bigint, sum bigint, tier_id text)
     WHERE a.shop_id = $1::int AND a.id = w.id`,
    shopId,
    canonicalJson(members),
  );
