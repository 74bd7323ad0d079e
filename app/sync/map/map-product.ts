// The one mapping from Shopify's JSON of a product to our row.
import type { ProductFieldsFragment } from '../../shopify/operations.generated.ts';
import type { ProductRow } from '../rows.ts';
import { readDate, readGid } from './read-json.ts';

export function mapProduct(product: ProductFieldsFragment, readAt: Date): ProductRow {
  return {
    id: readGid(product.id),
    title: product.title ?? '',
    handle: product.handle ?? '',
    type: product.productType ?? '',
    vendor: product.vendor ?? '',
    tags: product.tags ?? [],
    imageUrl: product.featuredMedia?.preview?.image?.url ?? null,
    updatedAt: readDate(product.updatedAt),
    readAt,
    deletedAt: null,
  };
}
