// Which products lie in the collections that the rules name. Orders keep what was so when they were
// first seen.
import { pool, sqlTransaction } from '#app/db.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { productsOfCollection } from '#app/shopify/member-facts.server.ts';
import { idArray, type Shop, shopById } from '#app/sync/read.server.ts';
import { readVersions } from '../programme/read.server.ts';
import { collectionsNamed } from '../programme/rules.ts';
import { query } from '../query.server.ts';

/** The nightly look at every collection that the newest rules name. */
export async function readCollections(shopId: number, options: CallOptions): Promise<void> {
  const shop = await shopById(shopId);
  const rules = (await readVersions(pool, shopId)).at(-1)?.rules;
  if (!shop || shop.uninstalledAt !== null || !rules) return;
  await keepCollections(shop, collectionsNamed(rules), options);
}

/**
 * Looks at these collections now; gives back those that Shopify does not have. Throws as
 * callShopify does.
 */
export async function keepCollections(
  shop: Shop,
  collectionIds: readonly bigint[],
  options: CallOptions,
): Promise<bigint[]> {
  const missing: bigint[] = [];
  for (const collectionId of collectionIds) {
    const products = await productsOfCollection(shop, collectionId, options);
    if (products === null) missing.push(collectionId);
    await replace(shop.id, collectionId, products ?? []);
  }
  return missing;
}

/**
 * In which of these collections each of these products lies; null if one of the collections was
 * never looked at, so that nobody can tell.
 */
export async function collectionsOfProducts(
  shopId: number,
  collectionIds: readonly bigint[],
  productIds: readonly bigint[],
): Promise<Map<bigint, bigint[]> | null> {
  const { rows } = await pool.query<{ collectionId: bigint; productIds: string[] }>(
    `SELECT collection_id AS "collectionId", coalesce(array_agg(product_id)
       FILTER (WHERE product_id = ANY ($3::bigint[])), '{}') AS "productIds"
     FROM loyalty_collection_product WHERE shop_id = $1 AND collection_id = ANY ($2::bigint[])
     GROUP BY collection_id`,
    [shopId, idArray(collectionIds), idArray(productIds)],
  );
  if (rows.length < collectionIds.length) return null;
  const found = new Map<bigint, bigint[]>(productIds.map((id) => [id, []]));
  for (const { collectionId, productIds: inside } of rows) {
    for (const id of inside.map(BigInt)) found.get(id)!.push(collectionId);
  }
  return found;
}

async function replace(shopId: number, collectionId: bigint, products: readonly bigint[]) {
  const values = [shopId, collectionId.toString(), `{${products.join(',')}}`];
  await sqlTransaction(async (tx) => {
    await query(
      tx,
      `DELETE FROM loyalty_collection_product WHERE shop_id = $1::int
         AND collection_id = $2::text::bigint AND product_id <> ALL ($3::text::bigint[])`,
      ...values,
    );
    await query(
      tx,
      `INSERT INTO loyalty_collection_product (shop_id, collection_id, product_id)
       SELECT $1::int, $2::text::bigint, unnest($3::text::bigint[]) ON CONFLICT DO NOTHING`,
      ...values,
    );
  });
}
