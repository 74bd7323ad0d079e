// A merchant gives a member a tier by hand, until a day. Orders can lift the member higher in the
// meantime; after that day they decide alone again.
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { shopCalendar } from '../expiry/lot-dates.ts';
import { readVersions } from '../programme/read.server.ts';
import { levelOf, versionAt } from '../programme/rules.ts';
import { query } from '../query.server.ts';
import { keepByHand, placeTiers, writeTierChanges } from './place-tiers.server.ts';
import { readHeldTiers } from './read.server.ts';

/** Takes back a tier that was given by hand: from now on orders decide alone. */
export async function endTierByHand(
  shopId: number,
  accountId: bigint,
  now: Date,
): Promise<Ok<null> | Refused<'no-such-member' | 'nothing-to-do'>> {
  return sqlTransaction(async (tx) => {
    const rows = await query<{ timezone: string }>(
      tx,
      `SELECT s.timezone FROM loyalty_account a JOIN shop s ON s.id = a.shop_id
       WHERE a.shop_id = $1::int AND a.id = $2::text::bigint
         AND a.status IN ('member', 'blocked') FOR UPDATE OF a`,
      shopId,
      accountId.toString(),
    );
    if (rows.length === 0) return refuse('no-such-member');
    const held = (await readHeldTiers(tx, shopId, [accountId])).get(accountId);
    if (!held?.byHand || held.byHand.keptUntil <= now) return refuse('nothing-to-do');
    const { tierId, number, keptUntil } = held;
    if (keptUntil?.getTime() === held.byHand.keptUntil.getTime()) {
      const ended = { tierId, reason: 'by-hand' as const, keptUntil: now };
      await writeTierChanges(tx, shopId, [{ ...ended, accountId, number: number + 1, at: now }]);
    } else {
      // Covered by a higher tier, it leaves without a trace.
      await keepByHand(tx, shopId, accountId, null);
    }
    const programme = {
      versions: await readVersions(tx, shopId),
      calendar: shopCalendar(rows[0]!.timezone),
    };
    await placeTiers(tx, shopId, [accountId], programme, now);
    await enqueue(tx, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
    return ok(null);
  });
}

export type TierByHand = { accountId: bigint; tierId: string; until: Date; now: Date };

/** Refused with `lower-tier` where the member has a higher one already. */
export async function setTier(
  shopId: number,
  { accountId, tierId, until, now }: TierByHand,
): Promise<
  Ok<{ tierId: string }> | Refused<'no-such-member' | 'no-such-tier' | 'lower-tier' | 'bad-time'>
> {
  if (until <= now) return refuse('bad-time');
  return sqlTransaction(async (tx) => {
    const rules = versionAt(await readVersions(tx, shopId), now)?.rules;
    if (!rules?.tiers || !levelOf(rules, tierId)) return refuse('no-such-tier');
    const rows = await query<{ id: bigint }>(
      tx,
      `SELECT id FROM loyalty_account WHERE shop_id = $1::int AND id = $2::text::bigint
         AND status IN ('member', 'blocked') FOR UPDATE`,
      shopId,
      accountId.toString(),
    );
    if (rows.length === 0) return refuse('no-such-member');
    const held = (await readHeldTiers(tx, shopId, [accountId])).get(accountId);
    const place = (id: string | null) => rules.tiers!.levels.findIndex((one) => one.id === id);
    if (place(held?.tierId ?? null) > place(tierId)) return refuse('lower-tier');
    const number = (held?.number ?? 0) + 1;
    const change = { tierId, reason: 'by-hand' as const, keptUntil: until };
    await writeTierChanges(tx, shopId, [{ ...change, accountId, number, at: now }]);
    await enqueue(tx, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
    return ok({ tierId });
  });
}
