// One member for the merchant: the points, what waits and ends, the tier, and every line of the
// ledger.
import { lastInstantOf } from '#app/basics/calendar.ts';
import { pool } from '#app/db.server.ts';
import { readAccount, readEntries } from '#app/loyalty/members/read-members.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import { balanceOf } from '#app/loyalty/read.server.ts';
import { readTierProgress } from '#app/loyalty/tiers/read-progress.server.ts';
import type { Shop } from '#app/sync/read.server.ts';
import { personOf } from '#app/sync/read-person.server.ts';
import { entryWords, reasonWords } from '../customers/entry-words.ts';
import { nameOf } from '../customers/person-name.ts';

const SHOWN = 100;

/** Null where there is no such member. */
export async function readMemberPage(
  shop: Shop,
  accountId: bigint,
  before: bigint | null,
  now: Date,
  why: string,
) {
  const account = await readAccount(shop.id, accountId);
  if (!account) return null;
  const programme = await readProgramme(pool, shop.id, now);
  const [person, balance, entries, tier] = await Promise.all([
    account.customerId === null ? null : personOf(shop.id, account.customerId, why),
    balanceOf(pool, shop.id, accountId, now),
    readEntries(shop.id, accountId, before, SHOWN + 1),
    programme ? readTierProgress(shop, accountId, programme.rules, now) : null,
  ]);
  return {
    id: accountId.toString(),
    customerId: account.customerId?.toString() ?? null,
    name: nameOf(person, account.customerId ?? 0n),
    status: account.status,
    joinedAt: account.joinedAt.toISOString(),
    birthday: account.birthday,
    tiers: (programme?.rules.tiers?.levels ?? []).map((level) => ({
      id: level.id,
      name: level.name,
    })),
    balance: Number(balance.balance),
    available: Number(balance.available),
    pending: Number(balance.pending),
    opening: balance.opening.map(({ at, points }) => ({
      at: at?.toISOString() ?? null,
      points: Number(points),
    })),
    expiring: balance.expiring.map(({ at, points }) => ({
      at: lastInstantOf(at).toISOString(),
      points: Number(points),
    })),
    debtWords: balance.negativeBecause && reasonWords(balance.negativeBecause.reason),
    tier: tier && {
      name: tier.level?.name ?? null,
      next: tier.next?.name ?? null,
      until: tier.until && lastInstantOf(tier.until).toISOString(),
      reason: tier.reason,
      byHand: tier.byHand && {
        name: tier.byHand.name,
        until: lastInstantOf(tier.byHand.until).toISOString(),
      },
    },
    entries: entries.slice(0, SHOWN).map((entry) => ({
      id: entry.id.toString(),
      number: entry.number,
      words: entryWords(entry),
      points: Number(entry.points),
      balanceAfter: Number(entry.balanceAfter),
      isOfMerged: entry.accountId !== accountId,
      at: entry.occurredAt.toISOString(),
      note: entry.note,
      canUndo: entry.canUndo,
    })),
    hasOlder: entries.length > SHOWN,
  };
}
export type MemberPage = NonNullable<Awaited<ReturnType<typeof readMemberPage>>>;
