// Works on the pending webhooks of a shop: many events of one object become one question to
// Shopify, and what is newer is written in one transaction with the note that the events are done.
// One worker a shop at a time (lane).
import { pool, type Sql, sqlTransaction } from '../../db.server.ts';
import { isAccessDenied, ShopGone } from '../../shopify/failures.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { callableShop } from '../callable-shop.server.ts';
import { shopById } from '../read.server.ts';
import { recordIssues, resolveIssues } from '../record-issue.server.ts';
import { writeCustomers, writeProducts } from '../store/write-customers.server.ts';
import { markOrdersDeleted } from '../store/write-orders.server.ts';
import { topics, type Work } from '../topics.ts';
import { fetchCustomers } from './fetch-customers.server.ts';
import { fetchProducts } from './fetch-products.server.ts';
import { refreshOrders } from './refresh-orders.server.ts';
import { workSingleEvent } from './work-single-event.server.ts';

/** Events that are looked at together. */
const EVENTS_AT_ONCE = 1000;
/** Objects that are asked for and written in one transaction. */
const OBJECTS_AT_ONCE = 250;

export type PendingEvent = {
  webhookId: string;
  topic: string;
  objectId: bigint | null;
  detail: Record<string, unknown> | null;
};
type Outcome = { outcome: 'done' | 'ignored' | 'failed'; reason: string | null };

/** Works until nothing is pending. Throws what Shopify's failures say is worth another try. */
export async function workEvents(shopId: number, signal?: AbortSignal): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const events = await pendingEvents(shopId);
    if (events.length === 0) return;
    const shop = await callableShop(shopId);
    try {
      await workOn(shopId, shop, events, signal);
    } catch (error) {
      if (!(error instanceof ShopGone)) throw error;
      await ignoreCalls(shopId);
    }
  }
}

async function pendingEvents(shopId: number): Promise<PendingEvent[]> {
  const { rows } = await pool.query<PendingEvent>(
    `SELECT webhook_id AS "webhookId", topic, object_id AS "objectId", detail
     FROM webhook_event WHERE shop_id = $1 AND worked_at IS NULL
     ORDER BY received_at, webhook_id LIMIT $2`,
    [shopId, EVENTS_AT_ONCE],
  );
  return rows;
}

async function workOn(
  shopId: number,
  shop: CallableShop | null,
  events: readonly PendingEvent[],
  signal?: AbortSignal,
): Promise<void> {
  const byWork = Map.groupBy(events, ({ topic }): Work | undefined => topics[topic]?.work);
  // Taken in by another version of the app, before or after this one.
  const unknown = byWork.get(undefined) ?? [];
  await settle(pool, shopId, unknown, { outcome: 'ignored', reason: 'unknown-topic' });
  const failures: unknown[] = [];
  // What ends or forgets goes first: nothing is asked for a customer who must not be known any
  // more.
  for (const [work, group] of byWork) {
    if (!work || work in coalesced || work === 'order-deleted') continue;
    for (const event of group) {
      // One that cannot be done must not hold back what comes behind it.
      await workSingleEvent(shopId, work, event).catch((error) => failures.push(error));
    }
    // Nothing may be written of a shop that is erased.
    if (work === 'shop-redact' && !(await shopById(shopId))) return;
  }
  for (const work of Object.keys(coalesced) as (keyof typeof coalesced)[]) {
    const group = byWork.get(work) ?? [];
    if (group.length === 0) continue;
    if (!shop) await settle(pool, shopId, group, { outcome: 'ignored', reason: 'shop-gone' });
    else await workObjects(shop, coalesced[work], group, signal);
  }
  await endOrders(shopId, byWork.get('order-deleted') ?? []);
  if (failures.length > 0) throw failures[0];
}

/** A deletion asks Shopify nothing: it is noted for a shop that is out of reach too. */
async function endOrders(shopId: number, events: readonly PendingEvent[]): Promise<void> {
  if (events.length === 0) return;
  const ids = [...new Set(events.map(({ objectId }) => objectId!))];
  await sqlTransaction(async (sql) => {
    await markOrdersDeleted(sql, shopId, ids);
    await settle(sql, shopId, events, { outcome: 'done', reason: null });
  });
}

async function workObjects(
  shop: CallableShop,
  work: (typeof coalesced)[keyof typeof coalesced],
  events: readonly PendingEvent[],
  signal?: AbortSignal,
): Promise<void> {
  const byId = Map.groupBy(events, ({ objectId }) => objectId!);
  const ids = [...byId.keys()];
  for (let at = 0; at < ids.length; at += OBJECTS_AT_ONCE) {
    const some = ids.slice(at, at + OBJECTS_AT_ONCE);
    const told = some.flatMap((id) => byId.get(id)!);
    try {
      await work(shop, some, told, signal);
    } catch (error) {
      if (!isAccessDenied(error)) throw error;
      // The import that follows an approval brings what these tell of.
      await settle(pool, shop.id, told, { outcome: 'ignored', reason: 'access-denied' });
    }
  }
}

type ObjectWork = (
  shop: CallableShop,
  ids: bigint[],
  events: PendingEvent[],
  signal?: AbortSignal,
) => Promise<void>;

/** Work on objects whose events say no more than "look again". */
const coalesced = {
  product: async (shop, ids, events, signal) => {
    const fetched = await fetchProducts(shop, ids, { priority: 'webhook', signal });
    await sqlTransaction(async (sql) => {
      await writeProducts(sql, shop.id, fetched.products);
      await settleRead(sql, shop.id, events, fetched.issues);
    });
  },
  customer: async (shop, ids, events, signal) => {
    const fetched = await fetchCustomers(shop, ids, { priority: 'webhook', signal });
    await sqlTransaction(async (sql) => {
      await writeCustomers(sql, shop.id, fetched);
      await settleRead(sql, shop.id, events, fetched.issues);
    });
  },
  order: async (shop, ids, events, signal) => {
    await refreshOrders(shop, ids, { priority: 'webhook', signal }, (sql, { issues }) =>
      settleRead(sql, shop.id, events, issues),
    );
  },
} satisfies Partial<Record<Work, ObjectWork>>;

/** Events whose object could not be read are failed with its reason; the others are done. */
async function settleRead(
  sql: Sql,
  shopId: number,
  events: readonly PendingEvent[],
  issues: readonly { subject: string; reason: string }[],
): Promise<void> {
  const reasons = new Map(issues.map(({ subject, reason }) => [subject.split('/').at(-1), reason]));
  const failed = events.filter(({ objectId }) => reasons.has(String(objectId)));
  for (const event of failed) {
    const reason = reasons.get(String(event.objectId))!;
    await settle(sql, shopId, [event], { outcome: 'failed', reason });
  }
  await recordIssues(
    shopId,
    issues.map((issue) => ({ ...issue, source: 'webhook' as const })),
    sql,
  );
  const done = events.filter((event) => !failed.includes(event));
  await resolveIssues(shopId, subjectsOf(done), sql);
  await settle(sql, shopId, done, { outcome: 'done', reason: null });
}

const subjectsOf = (events: readonly PendingEvent[]) =>
  ['Order', 'Customer', 'Product'].flatMap((type) =>
    events.map(({ objectId }) => `gid://shopify/${type}/${objectId}`),
  );

/** Marks events as worked on. */
export async function settle(
  sql: Sql,
  shopId: number,
  events: readonly PendingEvent[],
  { outcome, reason }: Outcome,
): Promise<void> {
  if (events.length === 0) return;
  await sql.query(
    `UPDATE webhook_event SET worked_at = clock_timestamp(), outcome = $3, reason = $4
     WHERE shop_id = $1 AND webhook_id = ANY ($2) AND worked_at IS NULL`,
    [shopId, events.map(({ webhookId }) => webhookId), outcome, reason],
  );
}

/**
 * The token is dead: what would have to be asked cannot be. Uninstall and redaction need no
 * question.
 */
async function ignoreCalls(shopId: number): Promise<void> {
  const works = Object.entries(topics).filter(([, { work }]) => work in coalesced);
  await pool.query(
    `UPDATE webhook_event SET worked_at = clock_timestamp(), outcome = 'ignored',
       reason = 'shop-gone'
     WHERE shop_id = $1 AND worked_at IS NULL AND topic = ANY ($2)`,
    [shopId, [...works.map(([topic]) => topic), 'shop/update']],
  );
}
