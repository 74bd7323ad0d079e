// Which products lie in the collections that the rules name. Orders keep what was so when they were
// first seen.
import { pool, sqlTransaction } from '#app/db.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import { productsOfCollection } from '#app/shopify/member-facts.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { readVersions } from '../programme/read.server.ts';
import { query } from '../query.server.ts';

/** Reads the collections that the newest rules name. */
export async function readCollections(shopId: number, options: CallOptions): Promise<void> {
  const shop = await shopById(shopId);
  const rules = (await readVersions(pool, shopId)).at(-1)?.rules;
  if (!shop || shop.uninstalledAt !== null || !rules) return;
  const wanted = new Set(rules.order.products.flatMap((rule) => rule.match.collectionIds));
  for (const collectionId of wanted) {
    const products = await productsOfCollection(shop, collectionId, options);
    await sqlTransaction(async (tx) => {
      const values = [shopId, collectionId.toString(), `{${products.join(',')}}`];
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
}
