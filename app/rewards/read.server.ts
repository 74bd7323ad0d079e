// What others may know of rewards and redemptions.
import { pool, type Sql } from '#app/db.server.ts';
import { type Offer, offerSchema, type RewardState } from './offer.ts';
import type { Redemption } from './redemption.ts';
import { type Terms, termsSchema, type Way } from './terms.ts';

export type Reward = {
  id: string;
  state: RewardState;
  way: Way;
  position: number;
  version: number;
  offer: Offer;
  /** Of the present version. */
  terms: Terms;
  updatedAt: Date;
};

type RewardRow = Omit<Reward, 'offer' | 'terms'> & { offer: unknown; terms: unknown };

const REWARD = `
  SELECT r.id, r.state, r.way, r.position, r.version, r.offer, t.terms, r.updated_at AS "updatedAt"
  FROM reward r JOIN reward_terms t
    ON t.shop_id = r.shop_id AND t.reward_id = r.id AND t.version = r.version
  WHERE r.shop_id = $1`;

const parsed = (row: RewardRow): Reward => ({
  ...row,
  offer: offerSchema.parse(row.offer),
  terms: termsSchema.parse(row.terms),
});

/** Rewards in the merchant's order; archived ones only if asked for. */
export async function readRewards(
  shopId: number,
  { withArchived = false, sql = pool as Sql } = {},
): Promise<Reward[]> {
  const { rows } = await sql.query<RewardRow>({
    name: 'rewards-read',
    text: `${REWARD} AND (r.state <> 'archived' OR $2) ORDER BY r.position, r.created_at, r.id`,
    values: [shopId, withArchived],
  });
  return rows.map(parsed);
}

/** One reward, archived or not; null if the shop has none of that id. */
export async function readReward(
  shopId: number,
  id: string,
  sql: Sql = pool,
): Promise<Reward | null> {
  const { rows } = await sql.query<RewardRow>({
    name: 'reward-read',
    text: `${REWARD} AND r.id = $2`,
    values: [shopId, id],
  });
  return rows[0] ? parsed(rows[0]) : null;
}

/** The terms of one version of a reward. Throws if there are none. */
export async function readTerms(
  shopId: number,
  rewardId: string,
  version: number,
  sql: Sql = pool,
): Promise<Terms> {
  const { rows } = await sql.query<{ terms: unknown }>(
    'SELECT terms FROM reward_terms WHERE shop_id = $1 AND reward_id = $2 AND version = $3',
    [shopId, rewardId, version],
  );
  return termsSchema.parse(rows[0]?.terms);
}

export type SavedRedemption = Redemption & {
  customerId: bigint;
  rewardId: string;
  steps: number;
  origin: string;
  reservedAt: Date;
  replacedById: string | null;
  attemptedAt: Date | null;
  contentHash: Buffer;
};

/** The columns of a redemption, for every statement that reads one. */
export const REDEMPTION = `id, state, way, kind, version, points, returned_points AS "returnedPoints", code,
  shopify_id AS "shopifyId", issued_at AS "issuedAt", expires_at AS "expiresAt", used_at AS "usedAt",
  used_order_id AS "usedOrderId", ending_at AS "endingAt", end_reason AS "endReason",
  released_at AS "releasedAt", customer_id AS "customerId", reward_id AS "rewardId", steps, origin,
  reserved_at AS "reservedAt", replaced_by_id AS "replacedById", attempted_at AS "attemptedAt",
  content_hash AS "contentHash"`;

/**
 * One redemption; null if the shop has none of that id. With `customerId`, only if it is theirs.
 */
export async function readRedemption(
  shopId: number,
  id: string,
  { customerId, sql = pool as Sql }: { customerId?: bigint; sql?: Sql } = {},
): Promise<SavedRedemption | null> {
  const { rows } = await sql.query<SavedRedemption>({
    name: 'redemption-read',
    text: `SELECT ${REDEMPTION} FROM redemption
      WHERE shop_id = $1 AND id = $2 AND ($3::bigint IS NULL OR customer_id = $3)`,
    values: [shopId, id, customerId?.toString() ?? null],
  });
  return rows[0] ?? null;
}
