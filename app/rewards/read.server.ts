// What others may know of rewards and redemptions.
import { pool, type Sql } from '#app/db.server.ts';
import { idArray, idRows } from '#app/sync/read.server.ts';
import { type Offer, offerSchema, type RewardState } from './offer.ts';
import type { Redemption, State } from './redemptions/redemption.ts';
import { type Kind, type Terms, termsSchema, type Way } from './terms.ts';

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

/** True if a reward or the draft of one is for this segment: then it cannot be removed. */
export async function isSegmentAskedFor(shopId: number, segmentId: string): Promise<boolean> {
  const rewards = await readRewards(shopId);
  return rewards.some(({ offer }) => offer.audience.segments.includes(segmentId));
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
  /** Null for the code of a friend who is nobody's customer yet. */
  customerId: bigint | null;
  rewardId: string;
  steps: number;
  origin: string;
  reservedAt: Date;
  replacedById: string | null;
  /** The redemption whose points this one carries. */
  spentAsId: string | null;
  attemptedAt: Date | null;
  contentHash: Buffer;
};

/** The columns of a redemption, for every statement that reads one. */
export const REDEMPTION = `id, state, way, kind, version, points, code, steps, origin,
  returned_points AS "returnedPoints", shopify_id AS "shopifyId", issued_at AS "issuedAt",
  expires_at AS "expiresAt", used_at AS "usedAt", used_order_id AS "usedOrderId",
  ending_at AS "endingAt", end_reason AS "endReason", released_at AS "releasedAt",
  customer_id AS "customerId", reward_id AS "rewardId", reserved_at AS "reservedAt",
  spent_as_id AS "spentAsId", replaced_by_id AS "replacedById",
  attempted_at AS "attemptedAt", content_hash AS "contentHash"`;

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

/** The terms of every version of every reward, by `reward/version`. */
export async function readAllTerms(shopId: number): Promise<Map<string, Terms>> {
  const { rows } = await pool.query<{ id: string; version: number; terms: unknown }>(
    'SELECT reward_id AS id, version, terms FROM reward_terms WHERE shop_id = $1',
    [shopId],
  );
  return new Map(rows.map((row) => [`${row.id}/${row.version}`, termsSchema.parse(row.terms)]));
}

/** A redemption as its holder sees it; instants are milliseconds since 1970. */
export type HeldRedemption = {
  id: string;
  rewardId: string;
  version: number;
  steps: number;
  kind: Kind;
  points: number;
  state: State;
  code: string;
  reservedAt: number;
  expiresAt: number | null;
  usedAt: number | null;
  isEnding: boolean;
  endReason: string | null;
  returnedPoints: number;
  /** Only if the order is the holder's own. */
  orderName: string | null;
};

export type Held = {
  redemptions: HeldRedemption[];
  /** When each reward was exchanged and not released, for the limits: reward → milliseconds. */
  exchanges: Record<string, number[]>;
};

const MS = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const HELD_COLUMNS = `json_build_object('id', r.id, 'rewardId', r.reward_id, 'version', r.version,
  'steps', r.steps, 'kind', r.kind, 'points', r.points, 'state', r.state, 'code', r.code,
  'reservedAt', ${MS('r.reserved_at')}, 'expiresAt', ${MS('r.expires_at')},
  'usedAt', ${MS('r.used_at')}, 'isEnding', r.ending_at IS NOT NULL, 'endReason', r.end_reason,
  'returnedPoints', r.returned_points, 'orderName', (SELECT o.name FROM orders o
     WHERE o.shop_id = r.shop_id AND o.id = r.used_order_id AND o.customer_id = r.customer_id))`;

const HELD = `
  SELECT wanted.customer_id AS "customerId", coalesce((
      SELECT json_agg(${HELD_COLUMNS} ORDER BY r.reserved_at DESC)
      FROM (
        SELECT * FROM redemption WHERE shop_id = $1 AND customer_id = wanted.customer_id
          AND (state IN ('reserved', 'issued') OR coalesce(released_at, used_at) > $3)
        ORDER BY reserved_at DESC LIMIT 50
      ) r
    ), '[]') AS redemptions,
    coalesce((
      SELECT json_object_agg(c.reward_id, c.at) FROM (
        SELECT reward_id, json_agg(${MS('reserved_at')}) AS at FROM redemption
        WHERE shop_id = $1 AND customer_id = wanted.customer_id AND state <> 'released'
          AND origin IN ('shopper', 'replacement')
        GROUP BY reward_id
      ) c
    ), '{}') AS exchanges
  FROM ${idRows('$2')} AS wanted (customer_id)
  WHERE EXISTS (SELECT 1 FROM redemption WHERE shop_id = $1 AND customer_id = wanted.customer_id)`;

/**
 * What customers hold and have exchanged, in one statement; settled ones of the last 90 days. Who
 * never exchanged anything is left out.
 */
export async function readHeld(
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
): Promise<Map<bigint, Held>> {
  const { rows } = await pool.query<Held & { customerId: bigint }>({
    name: 'rewards-held',
    text: HELD,
    values: [shopId, idArray(customerIds), new Date(now.getTime() - 90 * 86_400_000)],
  });
  return new Map(rows.map((row) => [row.customerId, row]));
}
