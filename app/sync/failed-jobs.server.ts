// Jobs that failed on their last try: they are shown on the page "Data" with the reason, and a
// person may have them tried again.
import { sqlTransaction } from '../db.server.ts';
import { ShopifyRefused, ShopifyThrottled, ShopifyUnreachable } from '../shopify/failures.ts';
import { recordIssues, resolveIssues } from './record-issue.server.ts';

const OUTSIDE = [ShopifyUnreachable, ShopifyThrottled, ShopifyRefused];

/** Keeps a job that was given up where the merchant sees it. */
export async function recordFailedJob(
  shopId: number,
  job: { id: string; name: string },
  error: unknown,
): Promise<void> {
  const outside = OUTSIDE.find((kind) => error instanceof kind);
  const subject = `job/${job.id}/${job.name}`;
  await recordIssues(shopId, [{ source: 'job', subject, reason: outside?.name ?? 'job-failed' }]);
}

/** The number of the job that an issue is about; null if it is about something else. */
export const jobOfSubject = (subject: string): string | null =>
  /^job\/(\d+)\//.exec(subject)?.[1] ?? null;

/** Puts a job that was given up back into the queue with all its tries; false if it is gone. */
export async function retryJob(shopId: number, jobId: string, subject: string): Promise<boolean> {
  return sqlTransaction(async (sql) => {
    const { rowCount } = await sql.query(
      `SELECT FROM graphile_worker.reschedule_jobs(
         ARRAY(SELECT id FROM graphile_worker._private_jobs
           WHERE id = $1 AND payload->>'shopId' = $2::text),
         run_at := now(), attempts := 0)`,
      [jobId, shopId],
    );
    if (rowCount === 0) return false;
    await resolveIssues(shopId, [subject], sql);
    return true;
  });
}
