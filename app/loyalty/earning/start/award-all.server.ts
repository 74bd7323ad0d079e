// Values every member of a shop, a slice of time a job: for a programme that starts in the past,
// new rules, an import.
import { pool, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { isTaken } from '../../ledger-bulk.server.ts';
import {
  advanceProgress,
  finishProgress,
  readProgress,
  startProgress,
} from '../../programme/progress.server.ts';
import { readVersions } from '../../programme/read.server.ts';
import { query } from '../../query.server.ts';
import { awardCustomers } from '../award-members.server.ts';
import type { CustomerRange } from './read-newcomers.server.ts';
import { startNewcomers } from './start-newcomers.server.ts';

/** How many customers are valued in one transaction. */
const BATCH = 2000;
/** The first time few, so that the database soon knows how large the ledger has become. */
const FIRST_BATCH = 25;
/** Batches under way at once: while the database reads and writes some, the next is valued here. */
const AT_ONCE = 4;

/** Where it goes on, of the work that began at `startedAt`, and until when this job may work. */
export type Slice = { afterCustomerId: bigint; startedAt?: Date | undefined; until: () => boolean };

type Batch = { last: bigint; customers: number; work: Promise<void> };

/**
 * Values customers in ascending order until all are done or the slice is over; then a further job
 * goes on. Stopped at any point, it loses nothing: valuing a member twice writes nothing twice.
 * What was begun anew meanwhile, for newer rules, is left to that.
 */
export async function awardAll(shopId: number, slice: Slice, now: Date): Promise<void> {
  if ((await readVersions(pool, shopId)).length === 0) return;
  const startedAt = slice.startedAt ?? now;
  if (slice.afterCustomerId === 0n) {
    await startProgress(shopId, 'award-all', COUNT, startedAt);
  } else {
    const newest = await readProgress(shopId, 'award-all');
    if (+newest!.startedAt !== +startedAt) return;
  }
  const underWay: Batch[] = [];
  let last = slice.afterCustomerId;
  let isOver = false;
  try {
    while (!isOver && !slice.until()) {
      const batch = await begin(shopId, last, now);
      isOver = batch === null;
      if (batch) underWay.push(batch);
      if (underWay.length === (last === 0n ? 1 : AT_ONCE)) await finish(shopId, underWay.shift()!);
      // Plans that were made for an empty ledger read the whole of one that is not.
      if (last === 0n) await pool.query(`ANALYZE ${LEDGER_TABLES}`);
      last = batch?.last ?? last;
    }
    while (underWay.length > 0) await finish(shopId, underWay.shift()!);
  } finally {
    await Promise.allSettled(underWay.map((batch) => batch.work));
  }
  if (isOver) {
    await finishProgress(shopId, 'award-all', now);
    return enqueue(pool, 'loyalty/keep-months', { shopId }, { key: 'all' });
  }
  const afterCustomerId = last.toString();
  const next = { shopId, afterCustomerId, startedAt: startedAt.toISOString() };
  await enqueue(pool, 'loyalty/award-all', next);
}

/** Begins to value the customers that follow `after`; null where there are none. */
async function begin(shopId: number, after: bigint, now: Date): Promise<Batch | null> {
  const [range] = await query<{ last: bigint | null; customers: bigint }>(
    pool,
    `SELECT max(id) AS last, count(*) AS customers FROM (
       SELECT id FROM customer WHERE shop_id = $1::int AND id > $2::text::bigint
       ORDER BY id LIMIT $3::int) next`,
    shopId,
    after.toString(),
    after === 0n ? FIRST_BATCH : BATCH,
  );
  const { last, customers } = range!;
  if (last === null) return null;
  const work = awardRange(shopId, { after, last }, now);
  // A failure is thrown where the batch is waited for, which may be after another one's.
  work.catch(() => {});
  return { last, customers: Number(customers), work };
}

/** New members go in by COPY; whoever is none, or came in between, goes the usual way. */
async function awardRange(shopId: number, range: CustomerRange, now: Date): Promise<void> {
  const others = await sqlTransaction((tx) => startNewcomers(tx, shopId, range, now)).catch(
    (error: unknown) => {
      if (isTaken(error)) return customersIn(shopId, range);
      throw error;
    },
  );
  await awardCustomers(shopId, others, now);
}

async function customersIn(shopId: number, { after, last }: CustomerRange): Promise<bigint[]> {
  const rows = await query<{ id: bigint }>(
    pool,
    `SELECT id FROM customer WHERE shop_id = $1::int
       AND id > $2::text::bigint AND id <= $3::text::bigint ORDER BY id`,
    shopId,
    after.toString(),
    last.toString(),
  );
  return rows.map((row) => row.id);
}

/** Progress is told in the order of the customers, whichever batch is done first. */
async function finish(shopId: number, { last, customers, work }: Batch): Promise<void> {
  await work;
  await advanceProgress(shopId, 'award-all', last, customers);
}

/** What an award writes; their statistics decide how fast the next one is. */
export const LEDGER_TABLES =
  'loyalty_account, loyalty_entry, loyalty_lot, loyalty_lot_use, loyalty_order_facts';
const COUNT = 'SELECT count(*) AS total FROM customer WHERE shop_id = $1::int';
