// Keeps what customers' records in Shopify say in line with the ledger: always the sum, never an
// increment.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { pool } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { log } from '#app/log.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { ShopifyRefused } from '#app/shopify/failures.ts';
import { MEMBERS_PER_CALL, tagMember, writeMemberFacts } from '#app/shopify/member-facts.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { DAY_MS } from '../points.ts';
import { readVersions } from '../programme/read.server.ts';
import { type Rules, versionAt } from '../programme/rules.ts';
import { query } from '../query.server.ts';

type DueRow = {
  id: bigint;
  customer_id: bigint;
  /** The sum of the entries. */
  sum: bigint;
  /** What pages show as the balance: pending points are not in it. */
  balance: bigint;
  /** The tier's name; '' where there is none. */
  tier: string;
  /** The tags of the tier: one that names it, and the merchant's own for early access. */
  tags: string[];
  written_tier: string;
  written_tags: string[];
};

/** How many members one job brings up to date before it lets others have their turn. */
const MEMBERS_PER_JOB = 1200;

const WAITING = `coalesce((SELECT sum(l.remaining) FROM loyalty_lot l
  WHERE l.shop_id = a.shop_id AND l.account_id = a.id AND l.remaining > 0
    AND (least(l.available_at, l.released_at) > $2::text::timestamptz
      OR least(l.available_at, l.released_at) IS NULL)), 0)`;

// The tags open the perks: a blocked member has none.
const TAGS = `CASE WHEN a.status = 'member' THEN coalesce(t.tags, '{}') ELSE '{}' END`;

/** What Shopify refused is tried again after a day: the customer may be back, the tag allowed. */
const isTried = (refusedAt: string) =>
  `coalesce(${refusedAt} < $2::text::timestamptz - interval '1 day', true)`;

// A tier that was renamed, given another tag or switched off is news for all who are in it.
const DUE = `
  SELECT a.id, customer_id, balance AS sum, (balance - ${WAITING})::bigint AS balance,
    coalesce(t.name, '') AS tier, ${TAGS} AS tags,
    coalesce(written_tier, '') AS written_tier, written_tags
  FROM loyalty_account a
  LEFT JOIN jsonb_to_recordset($5::text::jsonb) AS t (id text, name text, tags text[])
    ON t.id = a.tier_id
  WHERE shop_id = $1::int AND customer_id IS NOT NULL AND status IN ('member', 'blocked')
    AND (((balance IS DISTINCT FROM written_sum OR facts_refused_at IS NOT NULL
          OR coalesce(t.name, '') <> coalesce(written_tier, ''))
        AND ${isTried('facts_refused_at')})
      OR (${TAGS} <> written_tags
        AND (${TAGS} <> refused_tags OR ${isTried('tags_refused_at')}))
      -- The tags that were refused are not wanted any more.
      OR (${TAGS} = written_tags AND tags_refused_at IS NOT NULL))
    AND a.id > $3::text::bigint
  ORDER BY a.id LIMIT $4::int`;

/** Also after the longest stop of the worker that is not noticed otherwise. */
const LOOK_BACK_DAYS = 35;

/**
 * Points that open by the clock alone: members whose written figure is no longer right are due
 * again.
 */
export async function noticeOpenedLots(shopId: number, now: Date): Promise<void> {
  const since = new Date(+now - LOOK_BACK_DAYS * DAY_MS);
  const marked = await query(
    pool,
    `UPDATE loyalty_account SET written_sum = NULL
     WHERE shop_id = $1::int AND id = ANY (ARRAY(
       -- Locked in the ledger's order.
       SELECT id FROM loyalty_account a WHERE shop_id = $1::int AND written_sum IS NOT NULL
         AND id IN (SELECT account_id FROM loyalty_lot WHERE shop_id = $1::int AND remaining > 0
           AND least(available_at, released_at) > $3::text::timestamptz
           AND least(available_at, released_at) <= $2::text::timestamptz)
         AND written_balance <> balance - ${WAITING}
       ORDER BY id FOR UPDATE))
     RETURNING id`,
    shopId,
    now.toISOString(),
    since.toISOString(),
  );
  if (marked.length === 0) return;
  await enqueue(pool, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
}

/**
 * Writes what differs, in calls of a dozen members; what is left over goes on in a further job,
 * `after` the member that this one came to.
 */
export async function writeMetafields(
  shopId: number,
  now: Date,
  options: CallOptions,
  after = 0n,
): Promise<void> {
  const shop = await shopById(shopId);
  if (!shop || shop.uninstalledAt !== null) return;
  const tiers = tiersOf(versionAt(await readVersions(pool, shopId), now)?.rules ?? null);
  let cursor = after;
  for (let done = 0; done < MEMBERS_PER_JOB; ) {
    const rows = await query<DueRow>(
      pool,
      DUE,
      shopId,
      now.toISOString(),
      cursor.toString(),
      MEMBERS_PER_CALL,
      canonicalJson(tiers),
    );
    const last = rows.at(-1);
    if (!last) return;
    cursor = last.id;
    done += rows.length;
    const refused = await writeBatch(shop, rows, options);
    const outcomes = [];
    for (const member of rows) {
      const hasTags = await retag(shop, member, options);
      outcomes.push({ ...member, hasFacts: !refused.has(member.customer_id), hasTags });
    }
    await remember(shopId, outcomes, now);
  }
  // Under a key of its own: a change meanwhile asks for all, and must not be passed over.
  const rest = { shopId, after: cursor.toString() };
  await enqueue(pool, 'loyalty/write-metafields', rest, { key: 'rest', keepRunAt: true });
}

/** What is written of each tier: its name, a tag that names it, and the one for early access. */
const tiersOf = (rules: Rules | null) =>
  (rules?.tiers?.levels ?? []).map(({ id, name, perks }) => ({
    ...{ id, name },
    tags: [`encore-tier-${id}`, ...(perks.tag ? [perks.tag] : [])],
  }));

/** Gives back the customers for whom Shopify refused. */
async function writeBatch(
  shop: { id: number; domain: string },
  members: readonly DueRow[],
  options: CallOptions,
): Promise<Set<bigint>> {
  const refused = new Set<bigint>();
  const facts = members.map((member) => ({
    customerId: member.customer_id,
    pointsBalance: member.balance,
    tierName: member.tier === member.written_tier ? null : member.tier,
  }));
  try {
    await writeMemberFacts(shop, facts, options);
  } catch (error) {
    if (!(error instanceof ShopifyRefused)) throw error;
    // One customer that is gone spoils the call for the others: then one by one.
    for (const one of facts) {
      await writeMemberFacts(shop, [one], options).catch((reason: unknown) => {
        if (!(reason instanceof ShopifyRefused)) throw reason;
        refused.add(one.customerId);
        log.warn({ shop: shop.id, reason: reason.message }, 'a member could not be written');
      });
    }
  }
  return refused;
}

/** False where Shopify refused. */
async function retag(
  shop: { id: number; domain: string },
  { customer_id: customerId, tags, written_tags: before }: DueRow,
  options: CallOptions,
): Promise<boolean> {
  const add = tags.filter((tag) => !before.includes(tag));
  const remove = before.filter((tag) => !tags.includes(tag));
  if (add.length + remove.length === 0) return true;
  try {
    await tagMember(shop, customerId, { add, remove }, options);
    return true;
  } catch (error) {
    if (!(error instanceof ShopifyRefused)) throw error;
    log.warn({ shop: shop.id, reason: error.message }, 'a member could not be tagged');
    return false;
  }
}

type Outcome = DueRow & { hasFacts: boolean; hasTags: boolean };

/** Remembers what Shopify took, not what is so by now: a change in between is written next time. */
const remember = (shopId: number, members: readonly Outcome[], now: Date) =>
  query(
    pool,
    `UPDATE loyalty_account a SET
       written_balance = CASE WHEN "hasFacts" THEN w.balance ELSE written_balance END,
       written_sum = CASE WHEN "hasFacts" THEN w.sum ELSE written_sum END,
       written_tier = CASE WHEN "hasFacts" THEN w.tier ELSE written_tier END,
       facts_refused_at = CASE WHEN NOT "hasFacts" THEN $3::text::timestamptz END,
       written_tags = CASE WHEN "hasTags" THEN w.tags ELSE written_tags END,
       tags_refused_at = CASE WHEN NOT "hasTags" THEN $3::text::timestamptz END,
       refused_tags = CASE WHEN "hasTags" THEN '{}' ELSE w.tags END
     FROM jsonb_to_recordset($2::text::jsonb) AS w (id bigint, balance bigint, sum bigint,
       tier text, tags text[], "hasFacts" boolean, "hasTags" boolean)
     WHERE a.shop_id = $1::int AND a.id = w.id`,
    shopId,
    canonicalJson(members),
    now.toISOString(),
  );
