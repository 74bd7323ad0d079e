// What a cart is valued with beside its own lines: the shopper's side and the products' traits, as
// the award would find them.
import { pool } from '#app/db.server.ts';
import { needsFrozenFacts } from './earning/freeze-facts.server.ts';
import { startOfPeriod } from './earning/member-worth.ts';
import { guestOrders, IS_PAID } from './earning/owned-orders.server.ts';
import { segmentsOf } from './earning/segments/keep-segments.server.ts';
import { type CustomerTraits, type LineTraits, NO_TRAITS } from './earning/worth.ts';
import { shopCalendar } from './expiry/lot-dates.ts';
import type { OrderContext } from './points.ts';
import type { Rules } from './programme/rules.ts';

export type CartFacts = {
  context: OrderContext & { customer: CustomerTraits };
  traitsOf: (productId: bigint) => LineTraits;
  /** Checkouts do not tell which of their lines are gift cards; their products do. */
  isGiftCard: (productId: bigint) => boolean;
};

type FactsRow = {
  ordinal: number;
  customer_tags: string[] | null;
  segment_ids: string[];
  tier_id: string | null;
  used: bigint;
  gift_cards: string[];
  traits: Record<string, { collectionIds: string[]; tags: string[]; type: string; vendor: string }>;
};

const FACTS = `
  SELECT
    (SELECT count(*)::int + 1 FROM (
       SELECT processed_at, id FROM orders o
       WHERE shop_id = $1 AND customer_id = $2::bigint AND is_counted AND ${IS_PAID}
       UNION ALL
       SELECT o.processed_at, o.id
       FROM (${guestOrders('$1', 'SELECT a.id, $2::bigint AS customer_id')}) guest
       JOIN orders o ON o.shop_id = $1 AND o.id = guest.order_id
         AND (o.is_counted OR o.is_guest_counted) AND ${IS_PAID}) o
     WHERE $5::bigint IS NULL OR (o.processed_at, o.id) <
       (SELECT own.processed_at, own.id FROM orders own
        WHERE own.shop_id = $1 AND own.id = $5::bigint)) AS ordinal,
    (SELECT tags FROM customer c WHERE c.shop_id = $1 AND c.id = $2::bigint) AS customer_tags,
    ${segmentsOf('$1', '$2::bigint')} AS segment_ids,
    (SELECT t.tier_id FROM loyalty_tier_change t
     WHERE t.shop_id = $1 AND t.account_id = a.id ORDER BY t.number DESC LIMIT 1) AS tier_id,
    -- As the award counts: extra points for the ordinal of an order do not use up a limit.
    (SELECT coalesce(sum(l.booked - coalesce((
       SELECT (e.breakdown ->> 'milestone')::bigint FROM loyalty_entry e
       WHERE e.shop_id = $1 AND e.account_id = a.id AND e.subject = l.subject
       ORDER BY e.number DESC LIMIT 1), 0)), 0)::bigint FROM loyalty_lot l
     WHERE l.shop_id = $1 AND l.account_id = a.id AND l.subject LIKE 'order/%'
       AND l.earned_at >= $3::timestamptz
       -- What was ordered before there was such a limit used up nothing of it.
       AND $7::text = (SELECT v.rules #>> '{order,limit,unit}' FROM loyalty_programme_version v
         WHERE v.shop_id = $1 AND v.effective_from <= l.earned_at
         ORDER BY v.version DESC LIMIT 1)) AS used,
    (SELECT coalesce(array_agg(p.id::text), '{}') FROM product p
     WHERE p.shop_id = $1 AND p.is_gift_card AND p.id = ANY ($6::bigint[])) AS gift_cards,
    coalesce((
      SELECT jsonb_object_agg(p.id::text, jsonb_build_object('tags', p.tags, 'type', p.type,
        'vendor', p.vendor, 'collectionIds', coalesce((
          SELECT jsonb_agg(c.collection_id::text) FROM loyalty_collection_product c
          WHERE c.shop_id = $1 AND c.product_id = p.id), '[]')))
      FROM product p WHERE p.shop_id = $1 AND p.id = ANY ($4::bigint[])
    ), '{}') AS traits
  FROM (SELECT 1) one
  LEFT JOIN loyalty_account a ON a.shop_id = $1 AND a.customer_id = $2::bigint`;

/**
 * Facts for a cart of these products at `now`; without a customer those of somebody new. With
 * `orderId` the cart has become that order, and only what was ordered before it counts.
 */
export async function readCartFacts(
  shop: { id: number; timezone: string },
  rules: Rules,
  customerId: bigint | null,
  productIds: readonly bigint[],
  now: Date,
  orderId: bigint | null = null,
): Promise<CartFacts> {
  const { limit } = rules.order;
  const calendar = shopCalendar(shop.timezone);
  const since = limit && calendar.startOf(startOfPeriod(calendar.dayOf(now), limit.unit));
  const { rows } = await pool.query<FactsRow>({
    name: 'loyalty-cart-facts',
    text: FACTS,
    values: [
      shop.id,
      customerId,
      since ?? 'infinity',
      needsFrozenFacts(rules) ? productIds.map(String) : [],
      orderId,
      productIds.map(String),
      limit?.unit ?? null,
    ],
  });
  const { ordinal, customer_tags: tags, segment_ids: segmentIds, ...row } = rows[0]!;
  const { tier_id: tierId, used: usedInPeriod, traits, gift_cards: giftCards } = row;
  return {
    context: { tierId, ordinal, usedInPeriod, customer: { tags: tags ?? [], segmentIds } },
    isGiftCard: (productId) => giftCards.includes(productId.toString()),
    traitsOf(productId) {
      const known = traits[productId.toString()];
      return known ? { ...known, collectionIds: known.collectionIds.map(BigInt) } : NO_TRAITS;
    },
  };
}
