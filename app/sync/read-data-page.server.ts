// Everything that the admin page "Data" shows about a shop's sync, in one read.
import { pool } from '../db.server.ts';
import { type BudgetState, readBudget } from '../shopify/budget.server.ts';
import { type Shop, shopById } from './read.server.ts';
import { type ImportOverview, readImport } from './read-import.server.ts';
import type { IssueSource } from './record-issue.server.ts';

export type DataPage = {
  shop: Shop;
  counts: { orders: bigint; customers: bigint; products: bigint; guests: bigint };
  /** The newest change of Shopify's that is here. */
  freshTo: Date | null;
  import: ImportOverview | null;
  reconcile: { at: Date | null; found: number };
  /** Of the last 24 hours, in milliseconds from Shopify's word to the written change. */
  webhooks: {
    received: bigint;
    pending: bigint;
    oldestPendingAt: Date | null;
    medianMs: number | null;
    p99Ms: number | null;
  };
  budget: BudgetState | null;
  /** Open ones, newest first, at most 100. */
  issues: SyncIssueRow[];
  openIssues: bigint;
  months: MonthRow[];
  dataFiles: { id: string; customerId: bigint; requestedAt: Date; downloadedAt: Date | null }[];
};

export type SyncIssueRow = {
  id: bigint;
  source: IssueSource;
  subject: string;
  /** A key of the door's table of words, such as `not-json` or `unknown-currency`. */
  reason: string;
  firstSeenAt: Date;
  lastSeenAt: Date;
  times: number;
  /** True if there is an object that can be read, or a job that can be run, once more. */
  canRetry: boolean;
};

export type MonthRow = {
  /** '2026-03' */
  month: string;
  currency: string;
  ourOrders: bigint;
  theirOrders: bigint;
  ourTotal: bigint;
  theirTotal: bigint;
  repaired: number;
  checkedAt: Date;
};

/** Null if there is no such shop. */
export async function readDataPage(shopId: number, now: Date): Promise<DataPage | null> {
  const shop = await shopById(shopId);
  if (!shop) return null;
  const [counts, overview, webhooks, budget, issues, months, dataFiles] = await Promise.all([
    readCounts(shopId),
    readImport(shopId, now),
    readWebhooks(shopId, now),
    readBudget(shopId),
    readIssues(shopId, now),
    readMonths(shopId),
    readDataFiles(shopId),
  ]);
  const { freshTo, reconciledAt, found, ...numbers } = counts;
  return {
    shop,
    counts: numbers,
    freshTo,
    import: overview,
    reconcile: { at: reconciledAt, found },
    webhooks,
    budget,
    issues: issues.rows,
    openIssues: issues.total,
    months,
    dataFiles,
  };
}

type Counts = DataPage['counts'] & {
  freshTo: Date | null;
  reconciledAt: Date | null;
  found: number;
};

/** Counting a large shop takes seconds, and the page asks every two while an import runs. */
const COUNTED_FOR_MS = 60_000;
const DEAR_MS = 200;
const counted = new Map<number, { counts: Counts; until: number }>();

async function readCounts(shopId: number): Promise<Counts> {
  const kept = counted.get(shopId);
  const startedAt = performance.now();
  if (kept && kept.until > startedAt) return kept.counts;
  const counts = await count(shopId);
  const endedAt = performance.now();
  if (endedAt - startedAt < DEAR_MS) counted.delete(shopId);
  else counted.set(shopId, { counts, until: endedAt + COUNTED_FOR_MS });
  return counts;
}

async function count(shopId: number): Promise<Counts> {
  const { rows } = await pool.query<Counts>(
    `SELECT o.*, s.reconciled_at AS "reconciledAt", s.reconcile_found AS found,
       (SELECT count(*) FROM customer
        WHERE shop_id = $1 AND deleted_at IS NULL AND redacted_at IS NULL) AS customers,
       (SELECT count(*) FROM product WHERE shop_id = $1 AND deleted_at IS NULL) AS products
     FROM shop s, (
       SELECT count(*) AS orders, count(*) FILTER (WHERE customer_id IS NULL) AS guests,
         max(updated_at) AS "freshTo"
       FROM orders WHERE shop_id = $1 AND deleted_at IS NULL) AS o
     WHERE s.id = $1`,
    [shopId],
  );
  return rows[0]!;
}

/** As many of the newest notices tell how long one takes. */
const DELAYS = 10_000;

async function readWebhooks(shopId: number, now: Date): Promise<DataPage['webhooks']> {
  type Counted = Omit<DataPage['webhooks'], 'medianMs' | 'p99Ms'>;
  const { rows } = await pool.query<Counted & { delays: [number | null, number | null] }>(
    `SELECT count(*) FILTER (WHERE received_at > $2::timestamptz - interval '24 hours') AS received,
       count(*) FILTER (WHERE worked_at IS NULL) AS pending,
       min(received_at) FILTER (WHERE worked_at IS NULL) AS "oldestPendingAt",
       (SELECT ARRAY[percentile_cont(0.5) WITHIN GROUP (ORDER BY delay),
           percentile_cont(0.99) WITHIN GROUP (ORDER BY delay)]
        FROM (SELECT 1000 * EXTRACT(EPOCH FROM
            worked_at - COALESCE(triggered_at, received_at))::float8 AS delay
          FROM webhook_event WHERE shop_id = $1 AND outcome = 'done'
            AND worked_at > $2::timestamptz - interval '24 hours'
          ORDER BY worked_at DESC LIMIT ${DELAYS}) AS newest) AS delays
     FROM webhook_event WHERE shop_id = $1
       AND (worked_at IS NULL OR worked_at > $2::timestamptz - interval '24 hours')`,
    [shopId, now],
  );
  const { delays, ...counts } = rows[0]!;
  return { ...counts, medianMs: delays[0], p99Ms: delays[1] };
}

/** A job that is put into the queue again and again may fail so long before anybody is told. */
const PATIENCE = "interval '10 minutes'";

async function readIssues(
  shopId: number,
  now: Date,
): Promise<{ rows: SyncIssueRow[]; total: bigint }> {
  const { rows } = await pool.query<SyncIssueRow & { total: bigint }>(
    `SELECT id, source, subject, reason, first_seen_at AS "firstSeenAt",
       last_seen_at AS "lastSeenAt", times, subject ~ '^(gid://shopify/(Order|Customer|Product)|job)/'
         AS "canRetry", count(*) OVER () AS total
     FROM sync_issue WHERE shop_id = $1 AND resolved_at IS NULL
       AND (subject NOT LIKE 'job/%#%' OR first_seen_at <= $2::timestamptz - ${PATIENCE})
     ORDER BY last_seen_at DESC, id DESC LIMIT 100`,
    [shopId, now],
  );
  const total = rows[0]?.total ?? 0n;
  return { total, rows: rows.map(({ total: _, ...issue }) => issue) };
}

async function readMonths(shopId: number): Promise<MonthRow[]> {
  const { rows } = await pool.query<MonthRow>(
    `SELECT to_char(month, 'YYYY-MM') AS month, currency, our_orders AS "ourOrders",
       their_orders AS "theirOrders", our_total AS "ourTotal", their_total AS "theirTotal",
       repaired, checked_at AS "checkedAt"
     FROM month_check WHERE shop_id = $1 ORDER BY month_check.month DESC, currency`,
    [shopId],
  );
  return rows;
}

async function readDataFiles(shopId: number): Promise<DataPage['dataFiles']> {
  const { rows } = await pool.query<DataPage['dataFiles'][number]>(
    `SELECT id, customer_id AS "customerId", requested_at AS "requestedAt",
       downloaded_at AS "downloadedAt"
     FROM customer_data_file WHERE shop_id = $1 ORDER BY requested_at DESC LIMIT 100`,
    [shopId],
  );
  return rows;
}
