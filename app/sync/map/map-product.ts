// The one mapping from Shopify's JSON of a product to our row.
import type { ProductFieldsFragment } from '../../shopify/operations.generated.ts';
import type { ProductRow } from '../rows.ts';
import { readDate, readGid, readText, readTextOrNull, readTexts } from './read-json.ts';

export function mapProduct(product: ProductFieldsFragment, readAt: Date): ProductRow {
  return {
    id: readGid(product.id),
    title: readText(product.title),
    handle: readText(product.handle),
    type: readText(product.productType),
    vendor: readText(product.vendor),
    isGiftCard: product.isGiftCard === true,
    tags: readTexts(product.tags),
    imageUrl: readTextOrNull(product.featuredMedia?.preview?.image?.url),
    updatedAt: readDate(product.updatedAt),
    readAt,
    deletedAt: null,
  };
}
