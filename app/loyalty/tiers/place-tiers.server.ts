// Decides the tiers of members and writes what changed: the history, the entry rewards, and the
// word to who delivers perks.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { announce } from '#app/jobs/enqueue.server.ts';
import { OWNED_ORDERS, readOwners } from '../earning/owned-orders.server.ts';
import { readExcluded } from '../earning/read-excluded.server.ts';
import type { ShopCalendar } from '../expiry/lot-dates.ts';
import { later, post } from '../ledger.server.ts';
import { type RuleVersion, versionAt } from '../programme/rules.ts';
import { type LedgerTx, query } from '../query.server.ts';
import { announceEarnings } from '../tell-flow.server.ts';
import { entryRewards, type Placed } from './entry-rewards.server.ts';
import { readHeldTiers, readStandings } from './read.server.ts';
import {
  type ByHand,
  decideTier,
  levelsEntered,
  OUTSIDE,
  placeDue,
  type TierState,
} from './tier-decision.ts';

type Programme = { versions: readonly RuleVersion[]; calendar: ShopCalendar };
export type WrittenChange = TierState & { accountId: bigint; number: number; at: Date };

/**
 * Places accounts that the caller has locked; gives back how many changed. The tier of a blocked
 * member rests, and so do its points and perks.
 */
export async function placeTiers(
  tx: LedgerTx,
  shopId: number,
  wantedIds: readonly bigint[],
  { versions, calendar }: Programme,
  now: Date,
): Promise<number> {
  const version = versionAt(versions, now);
  const tiers = version?.rules.tiers ?? null;
  if (version === null || tiers === null || !version.rules.isActive) return 0;
  const accountIds = await membersAmong(tx, shopId, wantedIds);
  const standings = await readStandings(tx, shopId, accountIds, tiers, calendar, now);
  for (const id of await readExcluded(tx, shopId, accountIds, version.rules)) {
    standings.set(id, OUTSIDE);
  }
  const held = await readHeldTiers(tx, shopId, accountIds);
  const standingOf = (id: bigint) => standings.get(id) ?? { value: 0n, memberships: [] };
  const decided = accountIds.flatMap((accountId) => {
    const current = held.get(accountId) ?? null;
    const byHand = current?.byHand ?? null;
    const change = decideTier(tiers, current, standingOf(accountId), now, byHand);
    const number = (current?.number ?? 0) + 1;
    return change === null ? [] : [{ ...change, accountId, number, at: now }];
  });
  const changes = await afterTheirOrders(tx, shopId, decided);
  await writeTierChanges(tx, shopId, changes);
  const changeOf = new Map(changes.map((one) => [one.accountId, one]));
  const placed = accountIds.map((accountId): Placed => {
    const standing = standingOf(accountId);
    const change = changeOf.get(accountId);
    const before = held.get(accountId);
    const entered = change
      ? levelsEntered(tiers, before?.tierId ?? null, change.tierId, before?.had ?? new Set())
      : [];
    const due = placeDue(tiers, standing, now);
    return { accountId, standing, due, entered, at: change?.at ?? now };
  });
  const rewards = await entryRewards(tx, shopId, placed, { versions, calendar }, now);
  await post(tx, shopId, rewards);
  const earned = rewards.filter((entry) => entry.kind === 'earn');
  await announceEarnings(tx, shopId, earned, now);
  return changes.length;
}

async function membersAmong(
  tx: LedgerTx,
  shopId: number,
  accountIds: readonly bigint[],
): Promise<bigint[]> {
  const rows = await query<{ id: bigint }>(
    tx,
    `SELECT id FROM loyalty_account
     WHERE shop_id = $1::int AND id = ANY ($2::bigint[]) AND status = 'member' ORDER BY id`,
    shopId,
    accountIds,
  );
  return rows.map((row) => row.id);
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
    `SELECT o.account_id AS id, max(o.processed_at) + interval '1 millisecond' AS at
     FROM ${OWNED_ORDERS} o GROUP BY o.account_id`,
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

/** Sets or ends what a locked account was promised by hand, where its present tier is another. */
export const keepByHand = (
  tx: LedgerTx,
  shopId: number,
  accountId: bigint,
  byHand: ByHand | null,
) =>
  query(
    tx,
    `UPDATE loyalty_account SET hand_tier_id = $3, hand_tier_until = $4::text::timestamptz
     WHERE shop_id = $1::int AND id = $2::text::bigint`,
    shopId,
    accountId.toString(),
    byHand?.tierId ?? null,
    byHand?.keptUntil.toISOString() ?? null,
  );

/**
 * Writes tier changes of locked accounts and tells who reacts. One by hand is a promise until its
 * day.
 */
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
       RETURNING account_id, tier_id, reason, kept_until)
     UPDATE loyalty_account a SET tier_id = change.tier_id, is_fact_due = true,
       hand_tier_id = CASE reason WHEN 'by-hand' THEN change.tier_id ELSE hand_tier_id END,
       hand_tier_until = CASE reason WHEN 'by-hand' THEN kept_until ELSE hand_tier_until END
     FROM change
     WHERE a.shop_id = $1::int AND a.id = change.account_id`,
    shopId,
    canonicalJson(changes),
  );
  const accountIds = changes.map((one) => one.accountId.toString());
  for (let at = 0; at < accountIds.length; at += 1000) {
    await announce(tx, 'tier.changed', { shopId, accountIds: accountIds.slice(at, at + 1000) });
  }
}
