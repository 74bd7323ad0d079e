// Tells Shopify Flow that a member earned points, and that points will soon lapse.
import { lastInstantOf } from '#app/basics/calendar.ts';
import { pool } from '#app/db.server.ts';
import { announceAll } from '#app/jobs/enqueue.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { fireFlowTrigger } from '#app/shopify/flow.server.ts';
import { type Shop, shopById } from '#app/sync/read.server.ts';
import { shopCalendar } from './expiry/lot-dates.ts';
import type { NewEntry } from './ledger.server.ts';
import { DAY_MS } from './points.ts';
import { type LedgerTx, query } from './query.server.ts';
import { shownBalance } from './read.server.ts';

/** What lies further back is a history that is read in, not something a member did. */
const NEWS_DAYS = 3;

type Earning = Pick<NewEntry, 'accountId' | 'kind' | 'points' | 'reason' | 'occurredAt'>;

/** True if it happened these days. */
export const isNews = ({ occurredAt }: Pick<Earning, 'occurredAt'>, now: Date) =>
  now.getTime() - occurredAt.getTime() < NEWS_DAYS * DAY_MS;

/** Announces the earnings of these days, in the transaction that posted them. */
export async function announceEarnings(
  tx: LedgerTx,
  shopId: number,
  entries: readonly Earning[],
  now: Date,
): Promise<void> {
  const news = entries.filter(
    (entry) => entry.kind === 'earn' && entry.points > 0n && isNews(entry, now),
  );
  const payloads = news.map(({ accountId, points, reason }) => ({
    ...{ shopId, accountId: String(accountId), points: Number(points), reason },
  }));
  await announceAll(tx, 'points.earned', payloads);
}

/** One earning a job: a repeat after a failure fires for none of the others. */
export async function tellFlowOfEarning(
  earned: { shopId: number; accountId: bigint; points: number; reason: string },
  now: Date,
  options: CallOptions,
): Promise<void> {
  const { shopId, accountId, points, reason } = earned;
  const told = await addressee(shopId, accountId, now);
  if (!told) return;
  const fields = { Points: points, Balance: told.balance, Reason: reason };
  await fireFlowTrigger(told.shop, 'encore-points-earned', told.customerId, fields, options);
}

/** One warning a job; the day is the last one in the shop on which the points are good. */
export async function tellFlowOfExpiry(
  warned: { shopId: number; accountId: bigint; points: number; expiresAt: Date },
  now: Date,
  options: CallOptions,
): Promise<void> {
  const { shopId, accountId, points, expiresAt } = warned;
  const told = await addressee(shopId, accountId, now);
  if (!told) return;
  const day = shopCalendar(told.shop.timezone).dayOf(lastInstantOf(expiresAt));
  const fields = { Points: points, Balance: told.balance, 'Expires on': day };
  await fireFlowTrigger(told.shop, 'encore-points-expiring', told.customerId, fields, options);
}

type Addressee = { shop: Shop; customerId: bigint; balance: number };

/** Null where there is nobody to tell any more, or no shop to do it. */
async function addressee(shopId: number, accountId: bigint, now: Date): Promise<Addressee | null> {
  const shop = await shopById(shopId);
  const [account] = await query<{ customerId: bigint }>(
    pool,
    `SELECT customer_id AS "customerId" FROM loyalty_account
     WHERE shop_id = $1::int AND id = $2::bigint AND customer_id IS NOT NULL`,
    shopId,
    accountId,
  );
  if (!shop || shop.uninstalledAt !== null || !account) return null;
  const balance = await shownBalance(pool, shopId, accountId, now);
  return { shop, customerId: account.customerId, balance: Number(balance) };
}
