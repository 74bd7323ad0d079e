// Reads a shop's histories bucket by bucket and hands them to whoever sums something up. Memory
// stays flat.
import { assert } from '../../basics/assert.ts';
import { pool } from '../../db.server.ts';
import { copyRows } from './copy-rows.server.ts';
import type { Histories } from './histories.ts';
import { unpackHistories } from './pack.ts';

export type Column = 'ids' | 'amounts' | 'firsts';
const COLUMNS = ['ids', 'amounts', 'firsts'] as const satisfies readonly Column[];

type Scan = {
  columns: ReadonlySet<Column>;
  each: (histories: Histories) => void;
  resolve: () => void;
  reject: (error: unknown) => void;
};

/** Scans of a shop that were asked for in this turn of the event loop. */
const waiting = new Map<number, Scan[]>();

/**
 * Calls `each` with the histories of every bucket in turn, days always and at least `columns`. One
 * snapshot of the shop: a change meanwhile is seen wholly or not at all. Scans asked for at the
 * same time (a page with several figures) share one pass.
 */
export function scanHistories(
  shopId: number,
  columns: readonly Column[],
  each: (histories: Histories) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const scan = { columns: new Set(columns), each, resolve, reject };
    const others = waiting.get(shopId);
    if (others) {
      others.push(scan);
      return;
    }
    waiting.set(shopId, [scan]);
    setImmediate(() => {
      const scans = waiting.get(shopId)!;
      waiting.delete(shopId);
      pass(shopId, scans).then(
        () => {
          for (const { resolve: done } of scans) done();
        },
        (error) => {
          for (const { reject: fail } of scans) fail(error);
        },
      );
    });
  });
}

async function pass(shopId: number, scans: readonly Scan[]): Promise<void> {
  assert(Number.isInteger(shopId), 'a shop is known by a whole number');
  const columns = COLUMNS.filter((column) => scans.some((scan) => scan.columns.has(column)));
  const names = ['customers', 'orders', 'days', ...columns];
  const client = await pool.connect();
  try {
    const query = `SELECT ${names.join(', ')} FROM history_bucket WHERE shop_id = ${shopId}
      ORDER BY from_id`;
    await copyRows(client, query, ([customers, orders, days, ...others]) => {
      const histories = unpackHistories({
        customers: customers!.readInt32BE(),
        orders: orders!.readInt32BE(),
        days: days!,
        ...Object.fromEntries(columns.map((name, i) => [name, others[i]!])),
      });
      for (const { each } of scans) each(histories);
    });
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}
