// Makes a new version of the rules. Earlier versions stay: what was earned under them keeps them.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { transaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { tierFacts } from '../members/write-metafields.server.ts';
import { query } from '../query.server.ts';
import { problemsOfForm } from './form-problems.ts';
import { type Problem, problemsOf } from './problems.ts';
import { readVersions } from './read.server.ts';
import { type Rules, rulesSchema } from './rules.ts';

export type Publishing = {
  rules: unknown;
  now: Date;
  author?: string;
  /** The version that the rules were made from; refused with `conflict` if there is a newer one. */
  basedOn?: number;
  /** Only for the first version: orders since then earn points as well. */
  since?: Date;
};

export type RulesWrong = Refused<'rules-wrong', { problems: Problem[] }>;

export type PublishedRules = { version: number };

/** Rules of the right form without a contradiction; else every problem, in words for people. */
export function checkRules(given: unknown): Ok<Rules> | RulesWrong {
  const parsed = rulesSchema.safeParse(given);
  if (!parsed.success) {
    return refuse('rules-wrong', { problems: problemsOfForm(parsed.error.issues, given) });
  }
  const problems = problemsOf(parsed.data).filter((one) => one.severity === 'error');
  return problems.length > 0 ? refuse('rules-wrong', { problems }) : ok(parsed.data);
}

/** What is doubtful about rules that can be saved. */
export const warningsOf = (rules: Rules, now: Date): string[] =>
  problemsOf(rules, now).flatMap(({ severity, message }) =>
    severity === 'warning' ? [message] : [],
  );

/** What is doubtful about rules and was not about those before. */
export function newWarnings(rules: Rules, before: Rules, now: Date): string[] {
  const known = new Set(warningsOf(before, now));
  return warningsOf(rules, now).filter((warning) => !known.has(warning));
}

/**
 * Checks and saves the rules; they hold from `now` on. All members are valued again by a job: the
 * new version changes nothing of what was earned, but dates of expiry and the tiers follow it.
 */
export async function publishRules(
  shopId: number,
  { rules: given, now, author = '', since, basedOn }: Publishing,
): Promise<Ok<PublishedRules> | RulesWrong | Refused<'rules-unchanged' | 'conflict'>> {
  const checked = checkRules(given);
  if (!checked.ok) return checked;
  return transaction(async (tx) => {
    // Two merchants who save at once get two versions, one after the other.
    await query(tx, 'SELECT 1 FROM shop WHERE id = $1::int FOR UPDATE', shopId);
    const versions = await readVersions(tx, shopId);
    const last = versions.at(-1);
    if (basedOn !== undefined && last?.version !== basedOn) return refuse('conflict');
    const text = canonicalJson(checked.value);
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
    const facts = (rules: Rules | null) => canonicalJson(tierFacts(rules));
    if (facts(last?.rules ?? null) !== facts(checked.value)) {
      await enqueue(tx, 'loyalty/write-metafields', { shopId, isOfTiers: true }, { key: 'tiers' });
    }
    await enqueue(tx, 'shoppers/tell-themes', { shopId }, { key: 'all' });
    await enqueue(tx, 'rewards/deliver-perks', { shopId }, { key: 'rules' });
    return ok({ version });
  });
}
