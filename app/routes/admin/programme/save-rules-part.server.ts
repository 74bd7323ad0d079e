// Saves one part of the rules that a page edits; the rest stays as it is.
import type { z } from 'zod';
import { parseForeignJson } from '#app/basics/foreign-json.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { pool } from '#app/db.server.ts';
import {
  checkRules,
  newWarnings,
  publishRules,
  type RulesWrong,
  warningsOf,
} from '#app/loyalty/programme/publish-rules.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import type { Rules } from '#app/loyalty/programme/rules.ts';
import type { Shop } from '#app/sync/read.server.ts';
import { readEconomics, type ShownEconomics } from './economics/read-economics.server.ts';
import { lookUpNamed } from './look-up-named.server.ts';

export type PartProblem = { path: string; message: string; atField?: string };

/** `doubts`: what can be saved and may not be meant; the merchant is asked before. */
export type PartOutcome =
  | { ok: true }
  | { ok: false; reason: string; problems?: PartProblem[]; doubts?: string[] };

/** What a page shows of the rules, and how it looked when the merchant began to edit it. */
export type Shown = { of: (rules: Rules) => object; before: string };

/** Sent along by who was asked about doubts and wants the rules all the same. */
export const isSure = (form: FormData): boolean => form.get('sure') === 'yes';

/** Others may save other parts in between; more often than this, and somebody is in a loop. */
const ATTEMPTS = 3;

/**
 * `change` gets the rules in force and gives the new ones, as yet unchecked. Two who save different
 * parts at once both have theirs; of two who edited the same part the second is refused.
 */
export async function saveRulesPart(
  shop: Shop,
  staffId: string,
  change: (rules: Rules) => object,
  now: Date,
  { shown, isSure: isMeant = false }: { shown?: Shown | undefined; isSure?: boolean } = {},
): Promise<PartOutcome> {
  for (let attempt = 1; ; attempt++) {
    const before = await readProgramme(pool, shop.id, now);
    if (!before) return { ok: false, reason: 'no-programme' };
    if (shown && JSON.stringify(shown.of(before.rules)) !== shown.before) return refuse('conflict');
    const checked = await checkedRules(shop, before.rules, change, now);
    if (!checked.ok) return checked;
    const doubts = newWarnings(checked.value, before.rules, now);
    if (doubts.length > 0 && !isMeant) return { ok: false, reason: 'doubtful', doubts };
    const outcome = await publishRules(shop.id, {
      ...{ rules: checked.value, now, author: staffId, basedOn: before.version },
    });
    if (outcome.ok) return { ok: true };
    if (outcome.reason === 'conflict' && attempt < ATTEMPTS) continue;
    const problems = outcome.reason === 'rules-wrong' ? outcome.problems : [];
    return { ok: false, reason: outcome.reason, problems };
  }
}

/** The look of the page as its form sends it; who sends none has not looked. */
export function shownBefore(form: FormData, of: Shown['of']): Shown | undefined {
  const before = form.get('before');
  return typeof before === 'string' ? { of, before } : undefined;
}

export type Tried =
  | { ok: true; economics: ShownEconomics }
  | { ok: false; reason: string; problems?: PartProblem[] };

/** What the changed rules would have cost in the last 12 months; nothing is saved. */
export async function tryRulesPart(
  shop: Shop,
  change: (rules: Rules) => object,
  now: Date,
): Promise<Tried> {
  const before = await readProgramme(pool, shop.id, now);
  if (!before) return { ok: false, reason: 'no-programme' };
  const checked = await checkedRules(shop, before.rules, change, now);
  if (!checked.ok) return checked;
  const economics = await readEconomics(shop, checked.value, now);
  if (!economics) return { ok: false, reason: 'no-programme' };
  const warnings = [...warningsOf(checked.value, now), ...economics.warnings];
  return { ok: true, economics: { ...economics, warnings } };
}

async function checkedRules(
  shop: Shop,
  before: Rules,
  change: (rules: Rules) => object,
  now: Date,
): Promise<Ok<Rules> | RulesWrong> {
  const checked = checkRules({ ...before, ...change(before) });
  if (!checked.ok) return checked;
  const problems = await lookUpNamed(shop, checked.value, before, now);
  return problems.length > 0 ? refuse('rules-wrong', { problems }) : checked;
}

/** The JSON that a form sent. Refuses what is none, and what has another shape. */
export function sentJson<T>(
  form: FormData,
  name: string,
  shape: z.ZodType<T>,
): Ok<T> | Refused<'bad-input'> {
  try {
    const parsed = shape.safeParse(parseForeignJson(String(form.get(name))));
    return parsed.success ? ok(parsed.data) : refuse('bad-input');
  } catch {
    return refuse('bad-input');
  }
}
