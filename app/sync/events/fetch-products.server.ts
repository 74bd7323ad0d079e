// Asks Shopify for the present state of products.
import { gidOf } from '../../basics/gid.ts';
import type { CallOptions } from '../../shopify/call.server.ts';
import {
  ProductsByIdsDocument,
  type ProductsByIdsQuery,
} from '../../shopify/operations.generated.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { mapProduct } from '../map/map-product.ts';
import { mapped } from '../map/read-json.ts';
import type { Issue } from '../record-issue.server.ts';
import type { ProductRow } from '../rows.ts';
import { databaseNow } from './fetch-orders.server.ts';
import { faultsOf, readNodes } from './read-nodes.server.ts';

type ProductJson = Extract<NonNullable<ProductsByIdsQuery['nodes'][number]>, { handle: string }>;

export type FetchedProducts = {
  /** Sorted by id. */
  products: ProductRow[];
  missing: bigint[];
  issues: Omit<Issue, 'source'>[];
};

export async function fetchProducts(
  shop: CallableShop,
  ids: readonly bigint[],
  options: CallOptions,
): Promise<FetchedProducts> {
  const readAt = await databaseNow();
  const gids = ids.map((id) => gidOf('Product', id));
  const { nodes, faulty } = await readNodes(shop, ProductsByIdsDocument, gids, options);
  const found = nodes.filter((node): node is ProductJson => 'handle' in node);
  const given = new Set([...found.map(({ id }) => id), ...faulty]);
  const missing = ids.filter((id) => !given.has(gidOf('Product', id)));
  const fetched: FetchedProducts = { products: [], missing, issues: faultsOf(faulty) };
  for (const json of found) {
    const outcome = mapped(() => mapProduct(json, readAt));
    if (outcome.ok) fetched.products.push(outcome.value);
    else fetched.issues.push({ subject: json.id, reason: outcome.reason });
  }
  fetched.products.sort((a, b) => (a.id < b.id ? -1 : 1));
  return fetched;
}
