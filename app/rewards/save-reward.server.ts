// The merchant makes or changes a reward. What its codes give is a new version; codes already out
// keep theirs.
import { randomUUID } from 'node:crypto';
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { type Outcome, ok, type Refused } from '#app/basics/outcome.ts';
import { type Sql, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { type OfferInput, offerSchema } from './offer.ts';
import { type Reward, readReward } from './read.server.ts';
import { collectionsNamed } from './read-cart.server.ts';
import { possibleWays, type TermsInput, termsSchema, type Way } from './terms.ts';

export type RewardInput = {
  /** Left out for a new one. */
  id?: string;
  state: 'draft' | 'active';
  way: Way;
  offer: OfferInput;
  terms: TermsInput;
};

export type SaveRefusal =
  | Refused<'not-found'>
  | Refused<'reward-archived'>
  /** `fields` maps the path of each bad field to what is wrong with it. */
  | Refused<'bad-request', { fields: Record<string, string> }>;

/** Saves a reward and says how many codes of former terms are still out. */
export async function saveReward(
  shopId: number,
  input: RewardInput,
  now: Date,
): Promise<Outcome<{ id: string; version: number; codesOut: number }, SaveRefusal>> {
  const offer = offerSchema.safeParse(input.offer);
  const terms = termsSchema.safeParse(input.terms);
  const fields: Record<string, string> = {};
  for (const [part, result] of Object.entries({ offer, terms })) {
    for (const issue of result.error?.issues ?? []) {
      fields[[part, ...issue.path].join('.')] = issue.message;
    }
  }
  if (!offer.success || !terms.success) return { ok: false, reason: 'bad-request', fields };
  const { kind } = terms.data.value;
  const isIncremental = offer.data.steps !== null;
  if (!possibleWays(kind, isIncremental).includes(input.way)) fields.way = 'not for this reward';
  if (isIncremental && !('amount' in terms.data.value)) fields['offer.steps'] = 'needs an amount';
  if (Object.keys(offer.data.names).length === 0) fields['offer.names'] = 'needs a name';
  if (Object.keys(fields).length > 0) return { ok: false, reason: 'bad-request', fields };

  return sqlTransaction(async (sql) => {
    const id = input.id ?? randomUUID();
    await sql.query('SELECT 1 FROM reward WHERE shop_id = $1 AND id = $2 FOR UPDATE', [shopId, id]);
    const former = await readReward(shopId, id, sql);
    if (input.id !== undefined && !former) return { ok: false, reason: 'not-found' };
    if (former?.state === 'archived') return { ok: false, reason: 'reward-archived' };
    const isNewTerms = !former || canonicalJson(former.terms) !== canonicalJson(terms.data);
    const version = (former?.version ?? 0) + (isNewTerms ? 1 : 0);
    const reward = { id, version, state: input.state, way: input.way, offer: offer.data };
    await write(sql, shopId, reward, now);
    if (isNewTerms) await writeTerms(sql, shopId, id, version, terms.data, now);
    await enqueue(sql, 'rewards/keep-pools-full', { shopId }, { key: 'recurring' });
    await enqueue(sql, 'rewards/close-pools', { shopId }, { key: 'recurring' });
    if (collectionsNamed(terms.data).length > 0) {
      await enqueue(sql, 'rewards/read-collections', { shopId }, { key: 'recurring' });
    }
    return ok({ id, version, codesOut: await codesOfFormerTerms(sql, shopId, id, version) });
  });
}

type Written = Pick<Reward, 'id' | 'version' | 'state' | 'way' | 'offer'>;

async function write(sql: Sql, shopId: number, reward: Written, now: Date) {
  await sql.query(
    `INSERT INTO reward (shop_id, id, state, way, version, offer, position, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6::jsonb,
       (SELECT coalesce(max(position), 0) + 1 FROM reward WHERE shop_id = $1), $7, $7)
     ON CONFLICT (shop_id, id) DO UPDATE SET state = excluded.state, way = excluded.way,
       version = excluded.version, offer = excluded.offer, updated_at = excluded.updated_at`,
    [shopId, reward.id, reward.state, reward.way, reward.version, canonicalJson(reward.offer), now],
  );
}

async function writeTerms(
  sql: Sql,
  shopId: number,
  id: string,
  version: number,
  terms: Reward['terms'],
  now: Date,
) {
  await sql.query(
    `INSERT INTO reward_terms (shop_id, reward_id, version, terms, decided_at)
     VALUES ($1, $2, $3, $4::jsonb, $5)`,
    [shopId, id, version, canonicalJson(terms), now],
  );
}

async function codesOfFormerTerms(sql: Sql, shopId: number, id: string, version: number) {
  const { rows } = await sql.query<{ count: bigint }>(
    `SELECT count(*) FROM redemption
     WHERE shop_id = $1 AND reward_id = $2 AND version < $3 AND state IN ('reserved', 'issued')`,
    [shopId, id, version],
  );
  return Number(rows[0]!.count);
}

/** Takes a reward off the shelf for good; codes already out stay good. False if there is none. */
export async function archiveReward(shopId: number, id: string, now: Date): Promise<boolean> {
  return sqlTransaction(async (sql) => {
    const { rowCount } = await sql.query(
      `UPDATE reward SET state = 'archived', archived_at = $3, updated_at = $3
       WHERE shop_id = $1 AND id = $2 AND state <> 'archived'`,
      [shopId, id, now],
    );
    await enqueue(sql, 'rewards/close-pools', { shopId }, { key: 'recurring' });
    return rowCount === 1;
  });
}

/** Puts the shop's rewards in the order of `ids`; those not named keep their place behind. */
export async function orderRewards(shopId: number, ids: readonly string[]): Promise<void> {
  await sqlTransaction((sql) =>
    sql.query(
      `UPDATE reward SET position = place.position
       FROM unnest($2::uuid[]) WITH ORDINALITY AS place (id, position)
       WHERE reward.shop_id = $1 AND reward.id = place.id`,
      [shopId, ids],
    ),
  );
}
