// A person asks to try once more what was kept aside.
import { idOfGid, typeOfGid } from '../basics/gid.ts';
import { type Outcome, ok, type Refused, refuse } from '../basics/outcome.ts';
import { pool } from '../db.server.ts';
import { callableShop } from './callable-shop.server.ts';
import { jobOfSubject, retryJob } from './failed-jobs.server.ts';
import { repair } from './reconcile/reconcile.server.ts';

const KINDS = { Order: 'orders', Customer: 'customers', Product: 'products' } as const;
type Reason = 'no-such-issue' | 'nothing-to-read' | 'shop-gone' | 'still-unusable';

/**
 * Reads the object of an issue from Shopify again, or has its job tried again. Throws Shopify's
 * failures; refuses if the issue is about neither (a line of a file: import again), or the object
 * still cannot be used.
 */
export async function retryIssue(
  shopId: number,
  issueId: bigint,
  signal?: AbortSignal,
): Promise<Outcome<null, Refused<Reason>>> {
  const shop = await callableShop(shopId);
  if (!shop) return refuse('shop-gone');
  const subject = await subjectOf(shopId, issueId);
  if (subject === undefined) return refuse('no-such-issue');
  const job = jobOfSubject(subject);
  if (job) {
    await retryJob(shopId, job, subject);
    return ok(null);
  }
  const kind = KINDS[typeOfGid(subject) as keyof typeof KINDS];
  if (!kind) return refuse('nothing-to-read');
  await repair(shop, kind, [idOfGid(subject)], signal);
  const { rowCount } = await pool.query(
    'SELECT FROM sync_issue WHERE shop_id = $1 AND subject = $2 AND resolved_at IS NULL',
    [shopId, subject],
  );
  return rowCount === 0 ? ok(null) : refuse('still-unusable');
}

async function subjectOf(shopId: number, issueId: bigint): Promise<string | undefined> {
  const { rows } = await pool.query<{ subject: string }>(
    'SELECT subject FROM sync_issue WHERE shop_id = $1 AND id = $2',
    [shopId, issueId],
  );
  return rows[0]?.subject;
}
