// Two customers became one in Shopify: the points, lots, tier and history of both go on in one
// account.
import { assert } from '#app/basics/assert.ts';
import { sqlTransaction } from '#app/db.server.ts';
import { survivorOf } from '#app/sync/read.server.ts';
import { award, lockAccountsOf } from '../earning/award-members.server.ts';
import { type NewEntry, post } from '../ledger.server.ts';
import { readVersions } from '../programme/read.server.ts';
import { versionAt } from '../programme/rules.ts';
import { type LedgerTx, query } from '../query.server.ts';
import { keepByHand, writeTierChanges } from '../tiers/place-tiers.server.ts';
import { readHeldTiers } from '../tiers/read.server.ts';
import { placeByHand, placeOf } from '../tiers/tier-decision.ts';

type AccountRow = {
  id: bigint;
  customer_id: bigint;
  status: string;
  balance: bigint;
  debt: bigint;
};

/**
 * Joins the account of `fromId` to that of `intoId`, or of whom that was merged into since; again
 * it does nothing.
 */
export async function mergeAccounts(
  shopId: number,
  { fromId, intoId: keptId }: { fromId: bigint; intoId: bigint },
  now: Date,
): Promise<void> {
  await sqlTransaction(async (tx) => {
    const intoId = await survivorOf(tx, shopId, keptId);
    // All that the award below will lock: two steps could wait for each other crosswise.
    await lockAccountsOf(tx, shopId, [fromId, intoId]);
    const accounts = await query<AccountRow>(
      tx,
      `SELECT id, customer_id, status, balance, debt FROM loyalty_account
       WHERE shop_id = $1::int AND customer_id = ANY ($2::text::bigint[])`,
      shopId,
      `{${fromId},${intoId}}`,
    );
    const from = accounts.find((one) => one.customer_id === fromId);
    const into = accounts.find((one) => one.customer_id === intoId);
    assert(into?.status !== 'merged', 'a survivor lives; merged meanwhile, the job tries again');
    if (from && from.status !== 'merged') {
      await keepContexts(tx, shopId, into ? [from.id, into.id] : [from.id]);
      if (into) await join(tx, shopId, from, into, now);
      else await rename(tx, shopId, from.id, intoId);
    }
    await award(tx, shopId, [intoId], now);
  });
}

/**
 * What earlier orders were valued with stays with them: the first order of each stays a first
 * order.
 */
const keepContexts = (tx: LedgerTx, shopId: number, accountIds: readonly bigint[]) =>
  query(
    tx,
    `UPDATE loyalty_lot SET is_context_fixed = true
     WHERE shop_id = $1::int AND account_id = ANY ($2::text::bigint[]) AND context IS NOT NULL`,
    shopId,
    `{${accountIds.join(',')}}`,
  );

/** The customer that goes on had no account: it takes this one over as it is. */
const rename = (tx: LedgerTx, shopId: number, accountId: bigint, customerId: bigint) =>
  query(
    tx,
    `UPDATE loyalty_account SET customer_id = $3::text::bigint,
       is_fact_due = true, written_balance = NULL, written_tier = NULL
     WHERE shop_id = $1::int AND id = $2::text::bigint`,
    shopId,
    accountId.toString(),
    customerId.toString(),
  );

async function join(tx: LedgerTx, shopId: number, from: AccountRow, into: AccountRow, now: Date) {
  const values = [shopId, from.id.toString(), into.id.toString()];
  await query(
    tx,
    `UPDATE loyalty_lot SET account_id = $3::text::bigint, points = remaining + expired,
       carried_at = $4::text::timestamptz
     WHERE shop_id = $1::int AND account_id = $2::text::bigint`,
    ...values,
    now.toISOString(),
  );
  await post(tx, shopId, carryEntries(from, into, now));
  for (const sql of [TAKE_OVER, CLOSE, FLATTEN]) await query(tx, sql, ...values);
  await moveRecords(tx, values);
  await keepHigherTier(tx, shopId, from.id, into.id, now);
}

// Who was shut out stays so, and a member is one since the earlier of both days. Shopify gives the
// customer that goes on the tags of both: what no tier grants any more is taken off by name.
const TAKE_OVER = `
  UPDATE loyalty_account a
  SET status = CASE WHEN gone.status = 'blocked' THEN 'blocked' ELSE a.status END,
    joined_via = CASE WHEN gone.joined_at < a.joined_at THEN gone.joined_via ELSE a.joined_via END,
    joined_at = least(a.joined_at, gone.joined_at),
    written_tags = ARRAY(SELECT DISTINCT unnest(a.written_tags || gone.written_tags)),
    is_fact_due = true
  FROM loyalty_account gone
  WHERE a.shop_id = $1::int AND a.id = $3::text::bigint
    AND gone.shop_id = $1::int AND gone.id = $2::text::bigint`;

const CLOSE = `
  UPDATE loyalty_account SET status = 'merged', debt = 0, merged_into_id = $3::text::bigint
  WHERE shop_id = $1::int AND id = $2::text::bigint`;

// Whoever was merged into it before is merged into its heir: nobody has to follow a chain.
const FLATTEN = `
  UPDATE loyalty_account SET merged_into_id = $3::text::bigint
  WHERE shop_id = $1::int AND merged_into_id = $2::text::bigint`;

function carryEntries(from: AccountRow, into: AccountRow, now: Date): NewEntry[] {
  const subject = `merge/${from.id}-${into.id}`;
  const common = { kind: 'adjust' as const, subject, reason: 'merge', occurredAt: now };
  return [
    {
      ...common,
      accountId: from.id,
      effect: 'carry-out',
      points: -from.balance,
      key: `${subject}/out`,
    },
    {
      ...common,
      accountId: into.id,
      effect: 'carry-in',
      points: from.balance + from.debt,
      key: `${subject}/in`,
    },
    // A debt is carried like a spending: the lots of the other account pay it.
    ...(from.debt > 0n
      ? [
          {
            ...common,
            accountId: into.id,
            effect: 'take' as const,
            points: -from.debt,
            key: `${subject}/debt`,
          },
        ]
      : []),
  ];
}

async function moveRecords(tx: LedgerTx, values: unknown[]): Promise<void> {
  for (const sql of [
    `INSERT INTO loyalty_action (shop_id, account_id, action_id, occurrence, at, points)
     SELECT shop_id, $3::text::bigint, action_id, occurrence, at, points FROM loyalty_action
     WHERE shop_id = $1::int AND account_id = $2::text::bigint
     ON CONFLICT DO NOTHING`,
    `INSERT INTO loyalty_member_detail (shop_id, account_id, birth_month, birth_day, set_at)
     SELECT shop_id, $3::text::bigint, birth_month, birth_day, set_at FROM loyalty_member_detail
     WHERE shop_id = $1::int AND account_id = $2::text::bigint
     ON CONFLICT DO NOTHING`,
  ]) {
    await query(tx, sql, ...values);
  }
  for (const table of ['loyalty_action', 'loyalty_member_detail']) {
    await query(
      tx,
      `DELETE FROM ${table} WHERE shop_id = $1::int AND account_id = $2::text::bigint
         AND $3::text IS NOT NULL`,
      ...values,
    );
  }
}

/** The tier that is held, and the one that was promised by hand: whichever of both is higher. */
async function keepHigherTier(
  tx: LedgerTx,
  shopId: number,
  fromId: bigint,
  intoId: bigint,
  now: Date,
): Promise<void> {
  const tiers = versionAt(await readVersions(tx, shopId), now)?.rules.tiers;
  if (!tiers) return;
  const held = await readHeldTiers(tx, shopId, [fromId, intoId]);
  const from = held.get(fromId);
  const into = held.get(intoId);
  const given = placeByHand(tiers, from?.byHand ?? null, now);
  if (given > placeByHand(tiers, into?.byHand ?? null, now)) {
    await keepByHand(tx, shopId, intoId, from!.byHand);
  }
  if (!from || placeOf(tiers, from.tierId) <= placeOf(tiers, into?.tierId ?? null)) return;
  const { tierId, keptUntil } = from;
  await writeTierChanges(tx, shopId, [
    {
      tierId,
      keptUntil,
      reason: 'merge',
      accountId: intoId,
      number: (into?.number ?? 0) + 1,
      at: now,
    },
  ]);
}
