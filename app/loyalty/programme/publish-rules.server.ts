// Makes a new version of the rules. Earlier versions stay: what was earned under them keeps them.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { transaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { query } from '../query.server.ts';
import { type Problem, problemsOf } from './problems.ts';
import { readVersions } from './read.server.ts';
import { rulesSchema } from './rules.ts';

export type Publishing = {
  rules: unknown;
  now: Date;
  author?: string;
  /** Only for the first version: orders since then earn points as well. */
  since?: Date;
};

/**
 * Checks and saves the rules; they hold from `now` on. All members are valued again by a job: the
 * new version changes
 * nothing of what was earned, but dates of expiry and the tiers follow it.
 */
export async function publishRules(
  shopId: number,
  { rules: given, now, author = '', since }: Publishing,
): Promise<
  | Ok<{ version: number }>
  | Refused<'rules-wrong', { problems: Problem[] }>
  | Refused<'rules-unchanged'>
> {
  const parsed = rulesSchema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      path: issue.path.join('.'),
      message: issue.message,
      severity: 'error' as const,
    }));
    return refuse('rules-wrong', { problems });
  }
  const problems = problemsOf(parsed.data).filter((one) => one.severity === 'error');
  if (problems.length > 0) return refuse('rules-wrong', { problems });
  return transaction(async (tx) => {
    // Two merchants who save at once get two versions, one after the other.
    await query(tx, 'SELECT 1 FROM shop WHERE id = $1::int FOR UPDATE', shopId);
    const versions = await readVersions(tx, shopId);
    const last = versions.at(-1);
    const text = canonicalJson(parsed.data);
    if (last && canonicalJson(last.rules) === text) return refuse('rules-unchanged');
    const version = (last?.version ?? 0) + 1;
    const effectiveFrom = last === undefined && since !== undefined && since < now ? since : now;
    await query(
      tx,
      `INSERT INTO loyalty_programme_version (shop_id, version, effective_from, rules, author)
       VALUES ($1::int, $2::int, $3::text::timestamptz, $4::text::jsonb, $5)`,
      shopId,
      version,
      effectiveFrom.toISOString(),
      text,
      author,
    );
    await enqueue(tx, 'loyalty/award-all', { shopId, afterCustomerId: '0' }, { key: 'start' });
    await enqueue(tx, 'shoppers/tell-themes', { shopId }, { key: 'all' });
    return ok({ version });
  });
}
