// Keeps aside what could not be used, with its reason, so that a person sees it on the page "Data".
import { gidOf } from '../basics/gid.ts';
import { pool, type Sql } from '../db.server.ts';

export type IssueSource = 'import' | 'webhook' | 'reconcile' | 'job';

export type Issue = {
  source: IssueSource;
  /**
   * What it is about, without personal data: a gid, a file and the byte where the line begins, or
   * the number and name of a job.
   */
  subject: string;
  reason: string;
};

/** Writes issues down; one that is known already is counted, not repeated. */
export async function recordIssues(
  shopId: number,
  issues: readonly Issue[],
  sql: Sql = pool,
): Promise<void> {
  if (issues.length === 0) return;
  await sql.query(
    `INSERT INTO sync_issue (shop_id, source, subject, reason)
     SELECT DISTINCT $1::int, i.source, i.subject, i.reason
     FROM jsonb_to_recordset($2::jsonb) AS i(source text, subject text, reason text)
     -- A job may end after its shop was erased.
     WHERE EXISTS (SELECT FROM shop WHERE id = $1)
     ORDER BY i.source, i.subject, i.reason
     ON CONFLICT (shop_id, source, subject, reason) DO UPDATE
       SET last_seen_at = now(), resolved_at = NULL,
         times = CASE WHEN sync_issue.resolved_at IS NULL THEN sync_issue.times + 1 ELSE 1 END,
         first_seen_at = CASE WHEN sync_issue.resolved_at IS NULL
           THEN sync_issue.first_seen_at ELSE now() END`,
    [shopId, JSON.stringify(issues)],
  );
}

/** Marks issues about `subjects` as settled: their object was read and written after all. */
export async function resolveIssues(
  shopId: number,
  subjects: readonly string[],
  sql: Sql = pool,
): Promise<void> {
  if (subjects.length === 0) return;
  await sql.query(
    `UPDATE sync_issue SET resolved_at = now()
     WHERE shop_id = $1 AND subject = ANY ($2) AND resolved_at IS NULL`,
    [shopId, subjects],
  );
}

/** Marks what was kept aside of objects that are gone as settled: there is nothing left to read. */
export const resolveGone = (
  sql: Sql,
  shopId: number,
  type: 'Order' | 'Customer' | 'Product',
  ids: readonly bigint[],
): Promise<void> =>
  resolveIssues(
    shopId,
    ids.map((id) => gidOf(type, id)),
    sql,
  );

/** How an issue names a part of an import or of a nightly comparison. */
export const subjectOfPart = (name: string): string => `part ${name}`;

/**
 * What an import before found and the one that began at `startedAt` did not is settled; and so for
 * the nightly comparison.
 */
export async function resolveImport(
  shopId: number,
  { isCensus, startedAt }: { isCensus: boolean; startedAt: Date },
  sql: Sql,
): Promise<void> {
  await sql.query(
    `UPDATE sync_issue SET resolved_at = now()
     WHERE shop_id = $1 AND source = 'import' AND resolved_at IS NULL AND last_seen_at < $2
       AND starts_with(subject, $3) = $4`,
    [shopId, startedAt, subjectOfPart('census'), isCensus],
  );
}
