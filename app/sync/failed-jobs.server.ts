// Jobs that fail: they are shown on the page "Data" with the reason, and a person may have them
// tried again.
import { type Sql, sqlTransaction } from '../db.server.ts';
import { ShopifyRefused, ShopifyThrottled, ShopifyUnreachable } from '../shopify/failures.ts';
import { recordIssues, resolveIssues } from './record-issue.server.ts';

const OUTSIDE = [ShopifyUnreachable, ShopifyThrottled, ShopifyRefused];

/** As the queue knows it. */
export type FailingJob = {
  id: string;
  name: string;
  /** Null for a job of its own; one with a key is put into the queue again and again. */
  key: string | null;
  isLastTry: boolean;
};

/**
 * A job with a key loses the count of its tries whenever it is put in anew, so it may fail for ever
 * without a last time: every failure counts, and the page shows it once they go on for minutes.
 */
const subjectOf = ({ id, name, key }: Pick<FailingJob, 'id' | 'name' | 'key'>): string =>
  key === null ? `job/${id}/${name}` : `job/${name}#${key}`;

/** Keeps a failed job where the merchant sees it, if it was given up or is tried for ever. */
export async function noteFailure(shopId: number, job: FailingJob, error: unknown): Promise<void> {
  if (job.key === null && !job.isLastTry) return;
  const outside = OUTSIDE.find((kind) => error instanceof kind);
  const reason = outside?.name ?? 'job-failed';
  await recordIssues(shopId, [{ source: 'job', subject: subjectOf(job), reason }]);
}

/** A job with a key that worked at last is no issue any more. */
export async function noteSuccess(
  sql: Sql,
  shopId: number,
  job: Pick<FailingJob, 'id' | 'name' | 'key'>,
): Promise<void> {
  if (job.key !== null) await resolveIssues(shopId, [subjectOf(job)], sql);
}

/** What the queue finds the job of an issue by; null if the issue is about something else. */
export function jobOfSubject(subject: string): { id: string } | { key: string } | null {
  const id = /^job\/(\d+)\//.exec(subject)?.[1];
  if (id) return { id };
  const key = /^job\/[^#]+#(.+)$/.exec(subject)?.[1];
  return key ? { key } : null;
}

/**
 * Has the job of an issue tried again at once with all its tries. One that is gone from the queue
 * has worked since, or comes again by itself: then the issue is settled.
 */
export async function retryJob(
  shopId: number,
  job: { id: string } | { key: string },
  subject: string,
): Promise<void> {
  const [column, value] = 'id' in job ? ['id::text', job.id] : ['key', job.key];
  await sqlTransaction(async (sql) => {
    await sql.query(
      `SELECT FROM graphile_worker.reschedule_jobs(
         ARRAY(SELECT id FROM graphile_worker._private_jobs
           WHERE ${column} = $1 AND payload->>'shopId' = $2::text),
         run_at := now(), attempts := 0)`,
      [value, shopId],
    );
    await resolveIssues(shopId, [subject], sql);
  });
}
