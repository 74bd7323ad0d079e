// Which perks of tiers stand in Shopify, for the job that keeps them and for the merchant's page.
import { pool } from '#app/db.server.ts';
import type { PerkKind } from './perk.ts';

export type DeliveredPerk = {
  tierId: string;
  kind: PerkKind;
  title: string;
  segmentId: bigint | null;
  /** Null where Shopify refused it; `trouble` says why. */
  discountId: bigint | null;
  trouble: string | null;
};

/** All perks of a shop that were delivered or tried. */
export async function readPerks(shopId: number): Promise<DeliveredPerk[]> {
  const { rows } = await pool.query<DeliveredPerk>(
    `SELECT tier_id AS "tierId", kind, title, segment_id AS "segmentId",
       discount_id AS "discountId", trouble
     FROM tier_perk WHERE shop_id = $1 ORDER BY tier_id, kind`,
    [shopId],
  );
  return rows;
}
