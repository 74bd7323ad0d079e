// Reads a shop's histories bucket by bucket and hands them to whoever sums something up. Memory
// stays flat.
import { assert } from '../../basics/assert.ts';
import { pool } from '../../db.server.ts';
import { copyRows } from './copy-rows.server.ts';
import { FIGURE_NAMES, type Figure, type Figures, unpackFigures } from './figures.ts';
import type { Histories } from './histories.ts';
import { ReusedArrays, unpackHistories } from './pack.ts';

/** Of the histories, beside the days. */
export type Column = 'ids' | 'amounts' | 'firsts';
const COLUMNS = ['ids', 'days', 'amounts', 'firsts'] as const;

/** A bucket as a scan hands it out, for the call alone: what it did not ask for is empty. */
export type Each = (histories: Histories, figures: Figures) => void;

type Scan = {
  columns: ReadonlySet<string>;
  each: Each;
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
  each: Each,
  figures: readonly Figure[] = [],
): Promise<void> {
  return scan(shopId, ['days', ...columns, ...figures], each);
}

/**
 * The same with the numbers of the customers and some of their figures alone. Figures that are not
 * stored for a bucket are not handed out.
 */
export function scanFigures(shopId: number, figures: readonly Figure[], each: Each): Promise<void> {
  return scan(shopId, ['ids', ...figures], each);
}

function scan(shopId: number, columns: readonly string[], each: Each): Promise<void> {
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
  const isAsked = (name: string) => scans.some(({ columns }) => columns.has(name));
  const columns = COLUMNS.filter(isAsked);
  const names = FIGURE_NAMES.filter(isAsked);
  const reused = new ReusedArrays();
  const client = await pool.connect();
  try {
    const query = `SELECT ${['customers', 'orders', ...columns, ...names].join(', ')}
      FROM history_bucket WHERE shop_id = ${shopId} ORDER BY from_id`;
    await copyRows(client, query, ([customers, orders, ...packed]) => {
      const counts = { customers: customers!.readInt32BE(), orders: orders!.readInt32BE() };
      const asked = Object.fromEntries(columns.map((name, i) => [name, packed[i]!]));
      const histories = unpackHistories({ ...counts, ...asked }, reused);
      const figures: Figures = {};
      for (const [i, name] of names.entries()) {
        const values = unpackFigures(name, packed[columns.length + i]!, counts.customers);
        if (values) figures[name] = values;
      }
      for (const { each } of scans) each(histories, figures);
    });
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}
