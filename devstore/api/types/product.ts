// Product, ProductVariant, Collection, Image.

import { toDecimal } from '../../shop/money.ts';
import type { Collection, Product, Variant } from '../../store/products.ts';
import { arrayConnection, type PageArguments } from '../connection.ts';
import { gid } from '../gid.ts';
import { type ApiContext, asType, type Resolvers } from '../resolver.ts';
import { metafieldFields } from './metafield.ts';
import { money } from './money.ts';

export interface VariantSource {
  product: Product;
  variant: Variant;
}

const imageOf = (product: Product) => ({
  id: gid('ImageSource', product.id),
  altText: product.imageAlt,
  url: product.imageUrl,
  src: product.imageUrl,
  originalSrc: product.imageUrl,
  width: 800,
  height: 800,
});

const priceRange = (product: Product, _: unknown, { store }: ApiContext) => {
  const prices = product.variants.map(({ price }) => price);
  const { currency } = store.shop();
  return {
    minVariantPrice: money(Math.min(...prices), currency),
    maxVariantPrice: money(Math.max(...prices), currency),
  };
};

const collectionsOf = (product: Product, { store }: ApiContext): Collection[] =>
  product.collectionIds.flatMap((id) => store.collections.get(id) ?? []);

const plain = (html: string): string => html.replace(/<[^>]*>/g, '');

export const productTypes: Resolvers = {
  Product: {
    id: (product: Product) => gid('Product', product.id),
    legacyResourceId: (product: Product) => String(product.id),
    description: (product: Product) => plain(product.descriptionHtml),
    publishedAt: (product: Product) => product.createdAt,
    onlineStoreUrl: (product: Product, _, { store }) =>
      `https://${store.shop().domain}/products/${product.handle}`,
    featuredImage: imageOf,
    featuredMedia: (product: Product) =>
      asType('MediaImage', {
        id: gid('MediaImage', product.id),
        alt: product.imageAlt,
        image: imageOf(product),
        preview: { image: imageOf(product) },
        mediaContentType: 'IMAGE',
        status: 'READY',
      }),
    images: (product: Product, args: PageArguments, context) =>
      arrayConnection([imageOf(product)], args, context),
    options: (product: Product) =>
      [...new Set(product.variants.flatMap(({ options }) => options.map(({ name }) => name)))].map(
        (name, index) => ({
          id: gid('ProductOption', `${product.id}${index}`),
          name,
          position: index + 1,
          values: [
            ...new Set(
              product.variants.flatMap(({ options }) =>
                options.filter((option) => option.name === name).map(({ value }) => value),
              ),
            ),
          ],
        }),
      ),
    priceRangeV2: priceRange,
    priceRange,
    hasOnlyDefaultVariant: (product: Product) => product.variants.length === 1,
    totalInventory: (product: Product) =>
      product.variants.reduce((sum, variant) => sum + variant.inventory, 0),
    tracksInventory: () => true,
    variantsCount: (product: Product) => ({ count: product.variants.length, precision: 'EXACT' }),
    variants: (product: Product, args: PageArguments, context) =>
      arrayConnection(
        product.variants.map((variant) => ({ product, variant })),
        args,
        context,
      ),
    collections: (product: Product, args: PageArguments, context) =>
      arrayConnection(collectionsOf(product, context), args, context),
    inCollection: (product: Product, { id }: { id: string }) =>
      product.collectionIds.some((candidate) => gid('Collection', candidate) === id),
    requiresSellingPlan: () => false,
    ...metafieldFields('PRODUCT'),
  },
  ProductVariant: {
    id: ({ variant }: VariantSource) => gid('ProductVariant', variant.id),
    legacyResourceId: ({ variant }: VariantSource) => String(variant.id),
    title: ({ variant }: VariantSource) => variant.title,
    displayName: ({ product, variant }: VariantSource) => `${product.title} - ${variant.title}`,
    sku: ({ variant }: VariantSource) => variant.sku,
    barcode: () => null,
    price: ({ variant }: VariantSource, _, { store }) =>
      toDecimal(variant.price, store.shop().currency),
    compareAtPrice: ({ variant }: VariantSource, _, { store }) =>
      variant.compareAtPrice === null
        ? null
        : toDecimal(variant.compareAtPrice, store.shop().currency),
    availableForSale: ({ variant }: VariantSource) => variant.isAvailable,
    inventoryQuantity: ({ variant }: VariantSource) => variant.inventory,
    position: ({ product, variant }: VariantSource) => product.variants.indexOf(variant) + 1,
    selectedOptions: ({ variant }: VariantSource) => variant.options,
    taxable: ({ product }: VariantSource) => product.isTaxable,
    createdAt: ({ product }: VariantSource) => product.createdAt,
    updatedAt: ({ product }: VariantSource) => product.updatedAt,
    product: ({ product }: VariantSource) => product,
    image: ({ product }: VariantSource) => imageOf(product),
    ...metafieldFields('PRODUCTVARIANT', ({ variant }: VariantSource) => variant.id),
  },
  Collection: {
    id: (collection: Collection) => gid('Collection', collection.id),
    legacyResourceId: (collection: Collection) => String(collection.id),
    description: (collection: Collection) => plain(collection.descriptionHtml),
    image: () => null,
    sortOrder: () => 'BEST_SELLING',
    products: (collection: Collection, args: PageArguments, context) =>
      arrayConnection(context.store.products.inCollection(collection.id), args, context),
    productsCount: (collection: Collection, _, { store }) => ({
      count: store.products.inCollection(collection.id).length,
      precision: 'EXACT',
    }),
    hasProduct: (collection: Collection, { id }: { id: string }, { store }) =>
      store.products
        .inCollection(collection.id)
        .some((product) => gid('Product', product.id) === id),
    ...metafieldFields('COLLECTION'),
  },
};
