// What points buy in the shop's rewards, for previews and for the economics check.
import { addUnits, dayOf, startOfDay } from '#app/basics/calendar.ts';
import { decimalText } from '#app/basics/money.ts';
import { pool } from '#app/db.server.ts';
import { readRewards } from '#app/rewards/read.server.ts';
import type { Value } from '#app/rewards/terms.ts';
import type { Shop } from '#app/sync/read.server.ts';

export type PointsWorth = {
  /** Active rewards. */
  rewards: number;
  /** What a hundred points buy in the best reward, in minor units; null where nobody can tell. */
  ofHundred: bigint | null;
  /** The cheapest reward, in points; null without rewards. */
  cheapest: number | null;
};

type Usual = {
  /** Net sales of an average order of the last 12 months, and its shipping where some was paid. */
  order: bigint | null;
  shipping: bigint | null;
  /** What a piece of a product sold for. */
  pieces: ReadonlyMap<bigint, bigint>;
};

/**
 * A percentage is worth that share of an average order, free shipping what shipping usually costs,
 * a product what it sold for.
 */
export async function readPointsWorth(shop: Shop, now: Date): Promise<PointsWorth> {
  const active = (await readRewards(shop.id)).filter((reward) => reward.state === 'active');
  const usual = await readUsual(
    shop,
    active.map(({ terms }) => terms.value),
    now,
  );
  const worths = active.flatMap(({ offer, terms }) => {
    const worth = worthOf(terms.value, usual);
    return worth === null ? [] : [(worth * 100n) / BigInt(offer.points)];
  });
  const [cheapest] = active.map(({ offer }) => offer.points).sort((a, b) => a - b);
  return {
    rewards: active.length,
    ofHundred: worths.length > 0 ? worths.reduce((a, b) => (a > b ? a : b)) : null,
    cheapest: cheapest ?? null,
  };
}

function worthOf(value: Value, { order, shipping, pieces }: Usual): bigint | null {
  if ('amount' in value) return value.amount;
  if (value.kind === 'percentage-off') {
    return order === null ? null : (order * BigInt(value.basisPoints)) / 10_000n;
  }
  if (value.kind === 'free-shipping') {
    const { maximum } = value;
    return maximum !== null && (shipping === null || maximum < shipping) ? maximum : shipping;
  }
  const piece = pieces.get(value.productId);
  return piece === undefined ? null : piece * BigInt(value.quantity);
}

/** Asked only for what the rewards give. */
async function readUsual(shop: Shop, values: readonly Value[], now: Date): Promise<Usual> {
  const needs = (kind: Value['kind']) => values.some((value) => value.kind === kind);
  const usual: Usual = { order: null, shipping: null, pieces: new Map() };
  const year = addUnits(dayOf(now, shop.timezone), 'year', -1);
  const since = startOfDay(year, shop.timezone);
  if (needs('percentage-off') || needs('free-shipping')) {
    const { rows } = await pool.query<Pick<Usual, 'order' | 'shipping'>>(
      `SELECT avg(net_sales)::bigint AS order,
         avg(current_shipping) FILTER (WHERE current_shipping > 0)::bigint AS shipping
       FROM orders WHERE shop_id = $1 AND is_counted AND processed_at >= $2`,
      [shop.id, since],
    );
    Object.assign(usual, rows[0]);
  }
  const productIds = values.flatMap((value) =>
    value.kind === 'free-product' ? [value.productId] : [],
  );
  if (productIds.length === 0) return usual;
  const { rows } = await pool.query<{ id: bigint; piece: bigint }>(
    `SELECT l.product_id AS id, (sum(l.discounted_total) / sum(l.quantity))::bigint AS piece
     FROM order_line l JOIN orders o ON o.shop_id = l.shop_id AND o.id = l.order_id
       AND o.is_counted AND o.processed_at >= $3
     WHERE l.shop_id = $1 AND l.product_id = ANY ($2::bigint[]) AND l.quantity > 0
       AND l.discounted_total > 0
     GROUP BY l.product_id`,
    [shop.id, `{${productIds.join(',')}}`, since],
  );
  return { ...usual, pieces: new Map(rows.map(({ id, piece }) => [id, piece])) };
}

/** The same as a browser takes it: decimal text of the shop's currency. */
export async function readShownWorth(shop: Shop, now: Date) {
  const { ofHundred, ...worth } = await readPointsWorth(shop, now);
  return { ...worth, ofHundred: ofHundred === null ? null : decimalText(ofHundred, shop.currency) };
}
export type ShownWorth = Awaited<ReturnType<typeof readShownWorth>>;
