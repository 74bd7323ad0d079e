// Asks Shopify for everything that was updated since the last look, so that a lost webhook costs
// minutes, not data.
import { gidOf, idOfGid } from '../../basics/gid.ts';
import { pool, type Sql, sqlTransaction } from '../../db.server.ts';
import { log } from '../../log.server.ts';
import { callShopify } from '../../shopify/call.server.ts';
import { isAccessDenied, ShopGone } from '../../shopify/failures.ts';
import {
  CustomersSinceDocument,
  OrdersSinceDocument,
  ProductsSinceDocument,
} from '../../shopify/operations.generated.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { callableShop } from '../callable-shop.server.ts';
import { fetchCustomers } from '../events/fetch-customers.server.ts';
import { databaseNow } from '../events/fetch-orders.server.ts';
import { fetchProducts } from '../events/fetch-products.server.ts';
import { refreshOrders } from '../events/refresh-orders.server.ts';
import { hastenImport } from '../import/hasten-import.server.ts';
import { idArray } from '../read.server.ts';
import { type Issue, recordIssues, resolveIssues } from '../record-issue.server.ts';
import { writeCustomers, writeProducts } from '../store/write-customers.server.ts';
import { followLostMerges } from './lost-merges.server.ts';

/** Shopify's search lags behind its data; so much is looked at once more every time. */
const MARGIN_MS = 10 * 60_000;
const PAGE = 250;
/**
 * Shopify ends a paged list at 25,000 objects; before that the question is asked anew from where it
 * stands.
 */
const PAGES_A_QUESTION = 80;

type Kind = 'orders' | 'customers' | 'products';
type Changed = { id: bigint; updatedAt: Date };
type Page = { nodes: { id: string; updatedAt: string }[]; pageInfo: PageInfo };
type PageInfo = { hasNextPage: boolean; endCursor: string | null };

/**
 * Looks at all that changed and repairs what is not here yet. Before the first import is through it
 * sees to it that the import goes on, and no more.
 */
export async function reconcile(shopId: number, signal?: AbortSignal): Promise<void> {
  await hastenImport(shopId);
  const shop = await callableShop(shopId);
  const since = await reconciledTo(shopId);
  if (!shop || !since) return;
  const from = new Date(since.getTime() - MARGIN_MS);
  // What is asked for first misses what changes while the rest is read: the next look begins here.
  const startedAt = await databaseNow();
  let newest = since;
  let found = 0;
  try {
    for (const kind of ['products', 'customers', 'orders'] as const) {
      const looked = await lookAt(shop, kind, from, signal);
      found += looked.found;
      if (looked.newest > newest) newest = looked.newest;
    }
    await followLostMerges(shop, { priority: 'webhook', signal });
  } catch (error) {
    if (error instanceof ShopGone) return;
    throw error;
  }
  await pool.query(
    `UPDATE shop SET reconciled_to = GREATEST(reconciled_to, $2), reconciled_at = now(),
       reconcile_found = $3 WHERE id = $1`,
    [shopId, newest < startedAt ? newest : startedAt, found],
  );
  if (found > 0) log.info({ shopId, found }, 'reconciliation found changes no webhook had told');
}

/** Repairs what changed of one kind; what may not be read is for the import after the approval. */
async function lookAt(
  shop: CallableShop,
  kind: Kind,
  from: Date,
  signal?: AbortSignal,
): Promise<{ found: number; newest: Date }> {
  let found = 0;
  let newest = from;
  try {
    for await (const page of changedSince(shop, kind, from, signal)) {
      const unknown = await differing(shop.id, kind, page);
      const told = await toldOf(shop.id, unknown);
      const changed = await repair(shop, kind, unknown, signal);
      found += changed.filter((id) => !told.has(id)).length;
      for (const { updatedAt } of page) if (updatedAt > newest) newest = updatedAt;
    }
  } catch (error) {
    if (!isAccessDenied(error)) throw error;
  }
  return { found, newest };
}

async function reconciledTo(shopId: number): Promise<Date | null> {
  const { rows } = await pool.query<{ at: Date | null }>(
    'SELECT reconciled_to AS at FROM shop WHERE id = $1',
    [shopId],
  );
  return rows[0]?.at ?? null;
}

async function* changedSince(
  shop: CallableShop,
  kind: Kind,
  from: Date,
  signal?: AbortSignal,
): AsyncGenerator<Changed[]> {
  let start = from;
  for (;;) {
    let after: string | null = null;
    let last = start;
    for (let pages = 0; pages < PAGES_A_QUESTION; pages++) {
      const query = `updated_at:>='${start.toISOString().slice(0, 19)}Z'`;
      const page: Page = await ask(shop, kind, { first: PAGE, after, query }, signal);
      const changed = page.nodes.map(({ id, updatedAt }) => ({
        id: idOfGid(id),
        updatedAt: new Date(updatedAt),
      }));
      if (changed.length > 0) yield changed;
      last = changed.at(-1)?.updatedAt ?? last;
      if (!page.pageInfo.hasNextPage) return;
      after = page.pageInfo.endCursor;
    }
    // More than a question's worth in one second cannot be paged past: the nightly comparison finds
    // it.
    if (last <= start) return;
    start = last;
  }
}

async function ask(
  shop: CallableShop,
  kind: Kind,
  variables: { first: number; after: string | null; query: string },
  signal?: AbortSignal,
): Promise<Page> {
  const options = { priority: 'webhook' as const, signal };
  if (kind === 'orders') {
    return (await callShopify(shop, OrdersSinceDocument, variables, options)).orders;
  }
  if (kind === 'customers') {
    return (await callShopify(shop, CustomersSinceDocument, variables, options)).customers;
  }
  return (await callShopify(shop, ProductsSinceDocument, variables, options)).products;
}

const TYPES = { orders: 'Order', customers: 'Customer', products: 'Product' } as const;
const TABLES: Record<Kind, string> = {
  orders: 'orders',
  customers: 'customer',
  products: 'product',
};

/**
 * Those of `changed` that are not here in this state. Shopify counts in whole seconds, so what was
 * read in the very
 * second of its change may have changed once more within it.
 */
async function differing(shopId: number, kind: Kind, changed: Changed[]): Promise<bigint[]> {
  const { rows } = await pool.query<{ id: bigint; updatedAt: Date; readAt: Date }>(
    `SELECT id, updated_at AS "updatedAt", read_at AS "readAt" FROM ${TABLES[kind]}
     WHERE shop_id = $1 AND id = ANY ($2::text::bigint[])`,
    [shopId, idArray(changed.map(({ id }) => id))],
  );
  const ours = new Map(rows.map((row) => [row.id, row]));
  return changed
    .filter(({ id, updatedAt }) => {
      const our = ours.get(id);
      if (!our || our.updatedAt < updatedAt) return true;
      const isSettled = our.readAt.getTime() >= updatedAt.getTime() + 1000;
      return our.updatedAt.getTime() === updatedAt.getTime() && !isSettled;
    })
    .map(({ id }) => id);
}

/** Those of `ids` that a webhook has told of, though nobody came to it yet. */
async function toldOf(shopId: number, ids: readonly bigint[]): Promise<ReadonlySet<bigint>> {
  if (ids.length === 0) return new Set();
  const { rows } = await pool.query<{ id: bigint }>(
    `SELECT object_id AS id FROM webhook_event
     WHERE shop_id = $1 AND worked_at IS NULL AND object_id = ANY ($2::text::bigint[])`,
    [shopId, idArray(ids)],
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Reads objects back, writes what is newer, and returns those that really differed. What was kept
 * aside of them is settled, or found again.
 */
export async function repair(
  shop: CallableShop,
  kind: Kind,
  ids: readonly bigint[],
  signal?: AbortSignal,
): Promise<bigint[]> {
  if (ids.length === 0) return [];
  const options = { priority: 'webhook' as const, signal };
  const about = async (sql: Sql, issues: Omit<Issue, 'source'>[]) => {
    const subjects = ids.map((id) => gidOf(TYPES[kind], id));
    await resolveIssues(shop.id, subjects, sql);
    const kept = issues.map((issue): Issue => ({ ...issue, source: 'reconcile' }));
    await recordIssues(shop.id, kept, sql);
  };
  if (kind === 'orders') {
    return refreshOrders(shop, ids, options, (sql, { issues }) => about(sql, issues));
  }
  if (kind === 'customers') {
    const fetched = await fetchCustomers(shop, ids, options);
    return sqlTransaction(async (sql) => {
      await about(sql, fetched.issues);
      return writeCustomers(sql, shop.id, fetched);
    });
  }
  const { products, issues } = await fetchProducts(shop, ids, options);
  return sqlTransaction(async (sql) => {
    await about(sql, issues);
    return writeProducts(sql, shop.id, products);
  });
}
