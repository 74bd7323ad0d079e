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
import { DAY_MS, HAS_WINDOW } from '../points.ts';
import { readVersions } from '../programme/read.server.ts';
import { type Rules, versionAt } from '../programme/rules.ts';
import { query } from '../query.server.ts';

type DueRow = {
  id: bigint;
  customer_id: bigint;
  /** Another one if the account changed since. */
  version: string;
  /** Whether the customer's record in Shopify says something else, and may be written now. */
  is_news: boolean;
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
    AND l.released_at IS NULL
    AND (l.available_at IS NULL OR l.available_at > $2::text::timestamptz)), 0)`;

// The tags open the perks: a blocked member has none.
const TAGS = `CASE WHEN a.status = 'member' THEN coalesce(t.tags, '{}') ELSE '{}' END`;

/** What Shopify refused is tried again after a day: the customer may be back, the tag allowed. */
const isTried = (refusedAt: string) =>
  `coalesce(${refusedAt} < $2::text::timestamptz - interval '1 day', true)`;

const IS_TIER_NEWS = `
  (coalesce(t.name, '') <> coalesce(written_tier, '') AND ${isTried('facts_refused_at')})
  OR (${TAGS} <> written_tags AND (${TAGS} <> refused_tags OR ${isTried('tags_refused_at')}))
  -- The tags that were refused are not wanted any more.
  OR (${TAGS} = written_tags AND tags_refused_at IS NOT NULL)`;

const IS_NEWS = `
  ((written_balance IS DISTINCT FROM balance - ${WAITING} OR facts_refused_at IS NOT NULL)
    AND ${isTried('facts_refused_at')})
  OR ${IS_TIER_NEWS}`;

const members = (which: string) => `
  SELECT a.id, customer_id, a.xmin::text AS version, (${IS_NEWS}) AS is_news,
    (balance - ${WAITING})::bigint AS balance, coalesce(t.name, '') AS tier, ${TAGS} AS tags,
    coalesce(written_tier, '') AS written_tier, written_tags
  FROM loyalty_account a
  LEFT JOIN jsonb_to_recordset($5::text::jsonb) AS t (id text, name text, tags text[])
    ON t.id = a.tier_id
  WHERE shop_id = $1::int AND customer_id IS NOT NULL AND status IN ('member', 'blocked')
    AND (${which}) AND a.id > $3::text::bigint
  ORDER BY a.id LIMIT $4::int`;

const DUE = members('is_fact_due');
// A tier that was renamed, given another tag or switched off is news for all who are in it.
const IN_CHANGED_TIERS = members(IS_TIER_NEWS);

/** Also after the longest stop of the worker that is not noticed otherwise. */
const LOOK_BACK_DAYS = 35;

// Locked in the ledger's order.
const OPENED = `
  SELECT id FROM loyalty_account a WHERE shop_id = $1::int AND NOT is_fact_due
    AND id IN (SELECT account_id FROM loyalty_lot WHERE shop_id = $1::int AND remaining > 0
      AND ${HAS_WINDOW} AND available_at > $3::text::timestamptz
      AND available_at <= $2::text::timestamptz)
    AND written_balance <> balance - ${WAITING}
  ORDER BY id FOR UPDATE`;

const TRIED_AGAIN = `
  SELECT id FROM loyalty_account a WHERE shop_id = $1::int AND NOT is_fact_due
    AND (facts_refused_at IS NOT NULL OR tags_refused_at IS NOT NULL)
    AND ${isTried('least(facts_refused_at, tags_refused_at)')}
    -- A customer who was deleted never comes back.
    AND NOT EXISTS (SELECT FROM customer c WHERE c.shop_id = a.shop_id AND c.id = a.customer_id
      AND c.deleted_at IS NOT NULL)
  ORDER BY id FOR UPDATE`;

/**
 * What becomes due by the clock alone: members some of whose points opened, and those for whom
 * Shopify refused a day ago.
 */
export async function noticeDue(shopId: number, now: Date): Promise<void> {
  const since = new Date(+now - LOOK_BACK_DAYS * DAY_MS).toISOString();
  const mark = (which: string, ...values: string[]) =>
    query(
      pool,
      `UPDATE loyalty_account SET is_fact_due = true
       WHERE shop_id = $1::int AND id = ANY (ARRAY(${which}))`,
      shopId,
      now.toISOString(),
      ...values,
    );
  await mark(OPENED, since);
  await mark(TRIED_AGAIN);
  const [due] = await query<{ some: boolean }>(
    pool,
    `SELECT EXISTS (SELECT FROM loyalty_account WHERE shop_id = $1::int AND is_fact_due
       AND status IN ('member', 'blocked')) AS some`,
    shopId,
  );
  if (!due!.some) return;
  await enqueue(pool, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
}

/** Which members are looked at: all whose tier says something new, or only those marked as due. */
export type Walk = { isOfTiers?: boolean | undefined; after?: bigint };

/**
 * Writes what differs, in calls of a dozen members; what is left over goes on in a further job,
 * after the member that this one came to.
 */
export async function writeMetafields(
  shopId: number,
  now: Date,
  options: CallOptions,
  { isOfTiers = false, after = 0n }: Walk = {},
): Promise<void> {
  const shop = await shopById(shopId);
  if (!shop || shop.uninstalledAt !== null) return;
  const tiers = tierFacts(versionAt(await readVersions(pool, shopId), now)?.rules ?? null);
  let cursor = after;
  for (let done = 0; done < MEMBERS_PER_JOB; ) {
    const rows = await query<DueRow>(
      pool,
      isOfTiers ? IN_CHANGED_TIERS : DUE,
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
    await writeNews(shop, rows, now, options);
  }
  // Under keys of their own: a change meanwhile asks for all, and must not be passed over.
  const rest = { shopId, after: cursor.toString(), isOfTiers };
  const key = isOfTiers ? 'tiers' : 'rest';
  await enqueue(pool, 'loyalty/write-metafields', rest, { key, keepRunAt: true });
}

async function writeNews(
  shop: { id: number; domain: string },
  rows: readonly DueRow[],
  now: Date,
  options: CallOptions,
): Promise<void> {
  const news = rows.filter((member) => member.is_news);
  const refused = news.length > 0 ? await writeBatch(shop, news, options) : new Set<bigint>();
  const outcomes = [];
  for (const member of news) {
    const hasTags = await retag(shop, member, options);
    outcomes.push({ ...member, hasFacts: !refused.has(member.customer_id), hasTags });
  }
  if (news.length > 0) await remember(shop.id, outcomes, now);
  const others = rows.filter((member) => !member.is_news);
  if (others.length > 0) await release(shop.id, others);
}

/** What is written of each tier: its name, a tag that names it, and the one for early access. */
export const tierFacts = (rules: Rules | null) =>
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

/** Remembers what Shopify took, not what is so by now: who changed meanwhile stays due. */
const remember = (shopId: number, members: readonly Outcome[], now: Date) =>
  query(
    pool,
    `UPDATE loyalty_account a SET
       is_fact_due = a.xmin::text <> version,
       written_balance = CASE WHEN "hasFacts" THEN w.balance ELSE written_balance END,
       written_tier = CASE WHEN "hasFacts" THEN w.tier ELSE written_tier END,
       facts_refused_at = CASE WHEN NOT "hasFacts" THEN $3::text::timestamptz END,
       written_tags = CASE WHEN "hasTags" THEN w.tags ELSE written_tags END,
       tags_refused_at = CASE WHEN NOT "hasTags" THEN $3::text::timestamptz END,
       refused_tags = CASE WHEN "hasTags" THEN '{}' ELSE w.tags END
     FROM jsonb_to_recordset($2::text::jsonb) AS w (id bigint, version text, balance bigint,
       tier text, tags text[], "hasFacts" boolean, "hasTags" boolean)
     WHERE a.shop_id = $1::int AND a.id = w.id`,
    shopId,
    canonicalJson(members),
    now.toISOString(),
  );

/** Of these the record says what is so. */
const release = (shopId: number, members: readonly DueRow[]) =>
  query(
    pool,
    `UPDATE loyalty_account a SET is_fact_due = false
     FROM jsonb_to_recordset($2::text::jsonb) AS w (id bigint, version text)
     WHERE a.shop_id = $1::int AND a.id = w.id AND a.xmin::text = version`,
    shopId,
    canonicalJson(members.map(({ id, version }) => ({ id, version }))),
  );
