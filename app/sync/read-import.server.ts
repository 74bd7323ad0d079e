// The state of a shop's newest import.
import { pool } from '../db.server.ts';
import { type ImportPartFacts, type ImportProgress, progressOf } from './import-progress.ts';

export type ImportOverview = {
  runId: string;
  startedAt: Date;
  finishedAt: Date | null;
  cancelledAt: Date | null;
  progress: ImportProgress;
  parts: ImportPartFacts[];
};

/** The newest import, running or over; null if none was ever begun. */
export async function readImport(shopId: number, now: Date): Promise<ImportOverview | null> {
  const { rows } = await pool.query<Omit<ImportOverview, 'progress' | 'parts'>>(
    `SELECT id AS "runId", started_at AS "startedAt", finished_at AS "finishedAt",
       cancelled_at AS "cancelledAt"
     FROM import_run WHERE shop_id = $1 AND cause <> 'census' ORDER BY started_at DESC LIMIT 1`,
    [shopId],
  );
  const run = rows[0];
  if (!run) return null;
  const { rows: parts } = await pool.query<ImportPartFacts>(
    `SELECT name, kind, state, objects_total AS "objectsTotal", objects_done AS "objectsDone",
       reading_at AS "readingAt", finished_at AS "finishedAt", reason
     FROM import_part WHERE shop_id = $1 AND run_id = $2 ORDER BY kind, range_from`,
    [shopId, run.runId],
  );
  return { ...run, progress: progressOf(parts, now, run.cancelledAt !== null), parts };
}
