// What has to be known of a cart beside what the shopper's page says of it: in which collections
// its products lie, and which of the codes in it are ours.
import { pool } from '#app/db.server.ts';
import {
  collectionsOfProducts,
  keepCollections,
} from '#app/loyalty/earning/read-collections.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { type CartLine, discountOf, type OtherDiscount } from './cart.ts';
import { normalCode } from './codes/code.ts';
import { readRewards } from './read.server.ts';
import type { Terms } from './terms.ts';

/** Every collection that these terms name. */
export function collectionsNamed({ conditions, value }: Terms): bigint[] {
  const bought = value.kind === 'free-product' ? value.buys.collectionIds : [];
  return [...new Set([...conditions.collectionIds, ...bought])];
}

/** The lines with the collections that these terms ask for. */
export async function withCollections(
  shopId: number,
  terms: Terms,
  lines: readonly Omit<CartLine, 'collectionIds'>[],
): Promise<CartLine[]> {
  const wanted = collectionsNamed(terms);
  const products = [...new Set(lines.map(({ productId }) => productId))];
  const found = wanted.length === 0 ? null : await collectionsOfProducts(shopId, wanted, products);
  return lines.map((line) => ({ ...line, collectionIds: found?.get(line.productId) ?? null }));
}

/** The discounts behind codes, in their order; null for a code that is not ours. */
export async function readDiscounts(
  shopId: number,
  codes: readonly string[],
  termsOf: ReadonlyMap<string, Terms>,
): Promise<(OtherDiscount | null)[]> {
  if (codes.length === 0) return [];
  const texts = codes.map(normalCode);
  const { rows } = await pool.query<{ code: string; terms: string }>(
    `SELECT code, reward_id || '/' || version AS terms FROM redemption
     WHERE shop_id = $1 AND code = ANY ($2)`,
    [shopId, texts],
  );
  const known = new Map(rows.map(({ code, terms }) => [code, termsOf.get(terms)]));
  return texts.map((code) => {
    const terms = known.get(code);
    return terms ? discountOf(terms) : null;
  });
}

/** The nightly look, and the one after each saving, at every collection that a reward names. */
export async function readRewardCollections(shopId: number, options: CallOptions): Promise<void> {
  const shop = await shopById(shopId);
  if (!shop || shop.uninstalledAt !== null) return;
  const rewards = await readRewards(shopId);
  const wanted = new Set(rewards.flatMap(({ terms }) => collectionsNamed(terms)));
  await keepCollections(shop, [...wanted], options);
}
