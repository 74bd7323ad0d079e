// Decides the tiers of members and writes what changed: the history, the entry rewards, and the
// word to who delivers perks.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { announce } from '#app/jobs/enqueue.server.ts';
import { readOwners } from '../earning/load-members.server.ts';
import { readExcluded } from '../earning/read-excluded.server.ts';
import { lapsesAt, type ShopCalendar } from '../expiry/lot-dates.ts';
import { later, type NewEntry, post } from '../ledger.server.ts';
import { type RuleVersion, type TierLevel, versionAt } from '../programme/rules.ts';
import { type LedgerTx, query } from '../query.server.ts';
import { announceEarnings } from '../tell-flow.server.ts';
import { readHeldTiers, readStandings } from './read.server.ts';
import { decideTier, levelsEntered, type TierState } from './tier-decision.ts';

type Programme = { versions: readonly RuleVersion[]; calendar: ShopCalendar };
export type WrittenChange = TierState & { accountId: bigint; number: number; at: Date };

/** Places accounts that the caller has locked; gives back how many changed. */
export async function placeTiers(
  tx: LedgerTx,
  shopId: number,
  accountIds: readonly bigint[],
  { versions, calendar }: Programme,
  now: Date,
): Promise<number> {
  const version = versionAt(versions, now);
  const tiers = version?.rules.tiers ?? null;
  if (version === null || tiers === null || !version.rules.isActive) return 0;
  const standings = await readStandings(tx, shopId, accountIds, tiers, calendar, now);
  for (const id of await readExcluded(tx, shopId, accountIds, version.rules)) standings.delete(id);
  const held = await readHeldTiers(tx, shopId, accountIds);
  const changes: WrittenChange[] = [];
  const entries: NewEntry[] = [];
  for (const accountId of accountIds) {
    const current = held.get(accountId) ?? null;
    const standing = standings.get(accountId) ?? { value: 0n, memberships: [] };
    const change = decideTier(tiers, current, standing, now);
    if (change === null) continue;
    changes.push({ ...change, accountId, number: (current?.number ?? 0) + 1, at: now });
    const entered = levelsEntered(
      tiers,
      current?.tierId ?? null,
      change.tierId,
      current?.had ?? new Set(),
    );
    const expiresAt = lapsesAt(now, versions, [], calendar);
    entries.push(
      ...entered
        .filter((level) => level.entryPoints > 0n)
        .map((level) => entryReward(accountId, level, version.version, now, expiresAt)),
    );
  }
  await writeTierChanges(tx, shopId, await afterTheirOrders(tx, shopId, changes));
  const rewards = await notYetPosted(tx, shopId, entries);
  await post(tx, shopId, rewards);
  await announceEarnings(tx, shopId, rewards, now);
  return changes.length;
}

/**
 * An order is valued with the tier that was held when it was placed: the one that lifted the member
 * must lie before the change, also where Shopify's clock is ahead of ours.
 */
async function afterTheirOrders(
  tx: LedgerTx,
  shopId: number,
  changes: readonly WrittenChange[],
): Promise<WrittenChange[]> {
  if (changes.length === 0) return [];
  const rows = await query<{ id: bigint; at: Date }>(
    tx,
    `SELECT owner.account_id AS id, max(o.processed_at) + interval '1 millisecond' AS at
     FROM unnest($2::bigint[], $3::bigint[]) AS owner (account_id, customer_id)
     JOIN orders o ON o.shop_id = $1::int AND o.customer_id = owner.customer_id
     GROUP BY owner.account_id`,
    shopId,
    ...(await readOwners(
      tx,
      shopId,
      changes.map((one) => one.accountId),
    )),
  );
  const earliest = new Map(rows.map((row) => [row.id, row.at]));
  return changes.map((one) => ({ ...one, at: later(one.at, earliest.get(one.accountId) ?? null) }));
}

/**
 * A tier's entry reward is given once in a life. Who skipped a level was given its reward too, and
 * the history of tiers does not tell.
 */
async function notYetPosted(
  tx: LedgerTx,
  shopId: number,
  entries: readonly NewEntry[],
): Promise<NewEntry[]> {
  if (entries.length === 0) return [];
  const rows = await query<{ key: string }>(
    tx,
    `SELECT key FROM loyalty_entry WHERE shop_id = $1::int
       AND key IN (SELECT jsonb_array_elements_text($2::text::jsonb))`,
    shopId,
    canonicalJson(entries.map((entry) => entry.key)),
  );
  const posted = new Set(rows.map((row) => row.key));
  return entries.filter((entry) => !posted.has(entry.key));
}

function entryReward(
  accountId: bigint,
  level: TierLevel,
  ruleVersion: number,
  now: Date,
  expiresAt: Date | null,
): NewEntry {
  const subject = `tier/${level.id}/${accountId}`;
  return {
    accountId,
    kind: 'earn',
    effect: 'lot',
    points: level.entryPoints,
    key: subject,
    subject,
    reason: 'tier',
    occurredAt: now,
    ruleVersion,
    tier: level.id,
    dates: { earnedAt: now, availableAt: now, expiresAt },
  };
}

/** Writes tier changes of locked accounts and tells who reacts. */
export async function writeTierChanges(
  tx: LedgerTx,
  shopId: number,
  changes: readonly WrittenChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await query(
    tx,
    `WITH change AS (
       INSERT INTO loyalty_tier_change
         (shop_id, account_id, number, tier_id, at, reason, kept_until)
       SELECT $1::int, "accountId", number, "tierId", at, reason, "keptUntil"
       FROM jsonb_to_recordset($2::text::jsonb) AS c ("accountId" bigint, number int,
         "tierId" text, at timestamptz, reason text, "keptUntil" timestamptz)
       RETURNING account_id, tier_id)
     UPDATE loyalty_account a SET tier_id = change.tier_id FROM change
     WHERE a.shop_id = $1::int AND a.id = change.account_id`,
    shopId,
    canonicalJson(changes),
  );
  const accountIds = changes.map((one) => one.accountId.toString());
  for (let at = 0; at < accountIds.length; at += 1000) {
    await announce(tx, 'tier.changed', { shopId, accountIds: accountIds.slice(at, at + 1000) });
  }
}
