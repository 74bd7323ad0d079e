// What became of changes of many members' points.
import { pool } from '#app/db.server.ts';
import { query } from '../../query.server.ts';
import type { Selection } from './selection.ts';

export type BulkChange = {
  id: string;
  /** Null while a file is on its way; then `bytes` of about `size` have come. */
  arrivedAt: Date | null;
  heardAt: Date | null;
  bytes: bigint;
  size: bigint | null;
  source: string;
  name: string;
  selection: Selection | null;
  reason: string;
  createdAt: Date;
  checkedAt: Date | null;
  appliedAt: Date | null;
  finishedAt: Date | null;
  undoAt: Date | null;
  undoneAt: Date | null;
  rows: number;
  badRows: number;
  /** Of the good lines. */
  points: bigint;
  /** The last line of the present step. */
  done: number;
};
export type LineProblem = { line: number; problem: string };
export type ChangeReport = BulkChange & {
  /** Taking points: how many lines hold fewer than was asked for. */
  short: number;
  /** The first by line. */
  problems: LineProblem[];
  /** What undoing could not do in full; the first by line. */
  kept: LineProblem[];
  keptRows: number;
  undonePoints: bigint;
};

const CHANGE = `id, arrived_at AS "arrivedAt", heard_at AS "heardAt", bytes, size, source, name, selection, reason, created_at AS "createdAt",
  checked_at AS "checkedAt", applied_at AS "appliedAt", finished_at AS "finishedAt",
  undo_at AS "undoAt", undone_at AS "undoneAt", rows, bad_rows AS "badRows", points, done`;

/** A change with the first of its problems by line; null if there is no such change. */
export async function readChange(
  shopId: number,
  changeId: string,
  limit = 100,
): Promise<ChangeReport | null> {
  const [change] = await query<BulkChange>(
    pool,
    `SELECT ${CHANGE} FROM loyalty_bulk_change
     WHERE shop_id = $1::int AND id = $2::text::uuid AND arrived_at IS NOT NULL`,
    shopId,
    changeId,
  );
  if (!change) return null;
  const lines = (column: 'problem' | 'undo_problem') =>
    query<LineProblem>(
      pool,
      `SELECT line, ${column} AS problem FROM loyalty_bulk_row
       WHERE shop_id = $1::int AND change_id = $2::text::uuid AND ${column} IS NOT NULL
       ORDER BY line LIMIT $3::int`,
      shopId,
      changeId,
      limit,
    );
  const [figures] = await query<{ short: number; kept: number; undone: bigint }>(
    pool,
    `SELECT count(*) FILTER (WHERE problem IS NULL AND points > $3::bigint)::int AS short,
       count(*) FILTER (WHERE undo_problem IS NOT NULL)::int AS kept,
       coalesce(sum(undone), 0)::bigint AS undone
     FROM loyalty_bulk_row WHERE shop_id = $1::int AND change_id = $2::text::uuid
       AND (undone IS NOT NULL OR $3::bigint < 0)`,
    shopId,
    changeId,
    change.selection?.points ?? 0,
  );
  const [problems, kept] = [await lines('problem'), await lines('undo_problem')];
  const { short, kept: keptRows, undone: undonePoints } = figures!;
  const isTaking = (change.selection?.points ?? 0) < 0;
  return { ...change, short: isTaking ? short : 0, problems, kept, keptRows, undonePoints };
}

/** The newest changes; files on their way too, as long as something comes of them. */
export const readChanges = (shopId: number): Promise<BulkChange[]> =>
  query<BulkChange>(
    pool,
    `SELECT ${CHANGE} FROM loyalty_bulk_change
     WHERE shop_id = $1::int
       AND (arrived_at IS NOT NULL OR heard_at > clock_timestamp() - interval '1 minute')
     ORDER BY created_at DESC LIMIT 20`,
    shopId,
  );

/** Every line that was left out or not undone in full, in slices, for a file. */
export async function* readAllProblems(
  shopId: number,
  changeId: string,
): AsyncGenerator<{ line: number; problem: string | null; undoProblem: string | null }[]> {
  for (let after = 0; ; ) {
    const rows = await query<{ line: number; problem: string | null; undoProblem: string | null }>(
      pool,
      `SELECT line, problem, undo_problem AS "undoProblem" FROM loyalty_bulk_row
       WHERE shop_id = $1::int AND change_id = $2::text::uuid AND line > $3::int
         AND (problem IS NOT NULL OR undo_problem IS NOT NULL)
       ORDER BY line LIMIT 5000`,
      shopId,
      changeId,
      after,
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.line;
  }
}
