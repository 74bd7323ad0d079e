// Loads what an estimate needs besides the cart: the rules, the member's tier, limits used, what
// rules ask of products.
import { pool } from '#app/db.server.ts';
import { type Cart, type Estimate, estimateCart } from '../estimate.ts';
import { shopCalendar } from '../expiry/lot-dates.ts';
import { readVersions } from '../programme/read.server.ts';
import { type Rules, type RuleVersion, versionAt } from '../programme/rules.ts';
import { query } from '../query.server.ts';
import { needsFrozenFacts } from './freeze-facts.server.ts';
import { loadMembers } from './load-members.server.ts';
import { startOfPeriod, tierAt, valueOrders } from './member-worth.ts';
import { type LineTraits, NO_TRAITS, type WorthContext, type WorthLine } from './worth.ts';

export type CartToEstimate = Omit<Cart, 'lines'> & { lines: readonly Omit<WorthLine, 'traits'>[] };

/**
 * What a cart would earn for a customer, or for a guest who joins (no bonus for the first order is
 * promised: it may
 * not be the first). Null where there is no running programme.
 */
export async function estimateFor(
  shop: { id: number; timezone: string },
  customerId: bigint | null,
  cart: CartToEstimate,
  now: Date,
): Promise<Estimate | null> {
  const versions = await readVersions(pool, shop.id);
  const rules = versionAt(versions, now)?.rules;
  if (!rules?.isActive) return null;
  const context = await contextOf(shop, customerId, versions, rules, now);
  const traits = needsFrozenFacts(rules)
    ? await readTraits(shop.id, cart.lines)
    : new Map<bigint, LineTraits>();
  const lines = cart.lines.map((line) => ({
    ...line,
    traits: (line.productId === null ? undefined : traits.get(line.productId)) ?? NO_TRAITS,
  }));
  return estimateCart({ ...cart, lines }, context, now);
}

async function contextOf(
  shop: { id: number; timezone: string },
  customerId: bigint | null,
  versions: RuleVersion[],
  rules: Rules,
  now: Date,
): Promise<WorthContext> {
  const stranger = { rules, tierId: null, customerTags: [], ordinal: 0, usedInPeriod: 0n };
  if (customerId === null) return stranger;
  const [customer] = await query<{ tags: string[]; account_id: bigint | null }>(
    pool,
    `SELECT c.tags, a.id AS account_id FROM customer c
     LEFT JOIN loyalty_account a ON a.shop_id = c.shop_id AND a.customer_id = c.id
       AND a.status IN ('member', 'blocked')
     WHERE c.shop_id = $1::int AND c.id = $2::text::bigint`,
    shop.id,
    customerId.toString(),
  );
  if (!customer) return stranger;
  if (customer.account_id === null) return { ...stranger, customerTags: customer.tags };
  const [member] = await loadMembers(pool, shop.id, [customer.account_id], versions);
  const calendar = shopCalendar(shop.timezone);
  const { orders, ordersBefore, tierChanges } = member!.facts;
  const unit = rules.order.limit?.unit;
  const period = (at: Date) => (unit ? startOfPeriod(calendar.dayOf(at), unit) : '');
  const used = unit
    ? valueOrders(member!.facts, versions, calendar)
        .filter((one) => period(one.dates.earnedAt) === period(now))
        .reduce((total, one) => total + one.worth.limited, 0n)
    : 0n;
  return {
    rules,
    tierId: tierAt(tierChanges, now),
    customerTags: customer.tags,
    ordinal: ordersBefore + orders.filter((order) => order.isCounted).length + 1,
    usedInPeriod: used,
  };
}

type TraitRow = { id: bigint; tags: string[]; type: string; vendor: string; collections: string[] };

/** What rules can match of products, as it is now. */
export async function readTraits(
  shopId: number,
  lines: readonly { productId: bigint | null }[],
): Promise<Map<bigint, LineTraits>> {
  const ids = lines.map((line) => line.productId).filter((id) => id !== null);
  const rows = await query<TraitRow>(
    pool,
    `SELECT p.id, p.tags, p.type, p.vendor, array(
       SELECT c.collection_id::text FROM loyalty_collection_product c
       WHERE c.shop_id = p.shop_id AND c.product_id = p.id) AS collections
     FROM product p WHERE p.shop_id = $1::int AND p.id = ANY ($2::text::bigint[])`,
    shopId,
    `{${ids.join(',')}}`,
  );
  return new Map<bigint, LineTraits>(
    rows.map(({ id, collections, ...traits }) => [
      id,
      { ...traits, collectionIds: collections.map(BigInt) },
    ]),
  );
}
