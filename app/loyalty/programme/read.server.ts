// The programme of a shop, with all its versions.
import { pool } from '#app/db.server.ts';
import { type LedgerTx, query } from '../query.server.ts';
import { type Rules, type RuleVersion, rulesSchema, segmentsNamed, versionAt } from './rules.ts';

type VersionRow = { version: number; effective_from: Date; rules: unknown };

/** All versions in ascending order; empty before the shop has a programme. */
export async function readVersions(tx: LedgerTx, shopId: number): Promise<RuleVersion[]> {
  const rows = await query<VersionRow>(
    tx,
    `SELECT version, effective_from, rules FROM loyalty_programme_version
     WHERE shop_id = $1::int ORDER BY version`,
    shopId,
  );
  return rows.map((row) => ({
    version: row.version,
    effectiveFrom: row.effective_from,
    rules: parseRules(row.rules),
  }));
}

const parsed = new Map<string, Rules>();

/** Versions never change, so each text is read once. */
function parseRules(stored: unknown): Rules {
  const text = JSON.stringify(stored);
  const known = parsed.get(text);
  if (known) return known;
  if (parsed.size > 1000) parsed.clear();
  const rules = rulesSchema.parse(stored);
  parsed.set(text, rules);
  return rules;
}

/** The rules in force at `now`; null where there is no programme. */
export async function readProgramme(
  tx: LedgerTx,
  shopId: number,
  now: Date,
): Promise<RuleVersion | null> {
  return versionAt(await readVersions(tx, shopId), now);
}

/** The ids of all ways to earn that there ever were: members' limits are counted by them. */
export async function readActionIds(shopId: number): Promise<string[]> {
  const versions = await readVersions(pool, shopId);
  return [...new Set(versions.flatMap(({ rules }) => rules.actions.map(({ id }) => id)))];
}

/** True if the newest rules look at this segment of customers: then it cannot be removed. */
export async function isSegmentNamed(shopId: number, segmentId: string): Promise<boolean> {
  const newest = (await readVersions(pool, shopId)).at(-1);
  return newest !== undefined && segmentsNamed(newest.rules).includes(segmentId);
}
