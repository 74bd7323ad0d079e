// Products with variants, images and collections.
import { type Database, DocumentTable } from './sqlite.ts';

export interface Variant {
  id: number;
  title: string;
  sku: string;
  price: number;
  compareAtPrice: number | null;
  options: { name: string; value: string }[];
  isAvailable: boolean;
  inventory: number;
}

export interface Product {
  id: number;
  handle: string;
  title: string;
  descriptionHtml: string;
  vendor: string;
  productType: string;
  status: 'ACTIVE' | 'ARCHIVED' | 'DRAFT';
  tags: string[];
  /** An SVG, drawn by the store itself, so that nothing is fetched from outside. */
  imageUrl: string;
  imageAlt: string;
  isGiftCard: boolean;
  isTaxable: boolean;
  requiresShipping: boolean;
  sellingPlans: string[];
  collectionIds: number[];
  variants: Variant[];
  createdAt: string;
  updatedAt: string;
}

export interface Collection {
  id: number;
  handle: string;
  title: string;
  descriptionHtml: string;
  updatedAt: string;
}

export class Products extends DocumentTable<Product> {
  readonly #database: Database;

  constructor(database: Database) {
    super(
      database,
      'products',
      ['id', 'handle', 'title', 'status', 'created_at', 'updated_at'],
      (product) => ({
        id: product.id,
        handle: product.handle,
        title: product.title,
        status: product.status,
        created_at: product.createdAt,
        updated_at: product.updatedAt,
      }),
    );
    this.#database = database;
  }

  override put(product: Product): Product {
    super.put(product);
    for (const variant of product.variants)
      this.#database.run('INSERT OR REPLACE INTO variants VALUES (?, ?)', variant.id, product.id);
    return product;
  }

  override delete(id: number): boolean {
    this.#database.run('DELETE FROM variants WHERE product_id = ?', id);
    return super.delete(id);
  }

  byHandle(handle: string): Product | undefined {
    return this.first('handle = ?', handle);
  }

  /** A variant together with its product. */
  variant(variantId: number): { product: Product; variant: Variant } | undefined {
    const product = this.first('id = (SELECT product_id FROM variants WHERE id = ?)', variantId);
    const variant = product?.variants.find((candidate) => candidate.id === variantId);
    return product && variant && { product, variant };
  }

  inCollection(collectionId: number): Product[] {
    return this.where(
      "EXISTS (SELECT 1 FROM json_each(doc, '$.collectionIds') WHERE value = ?) ORDER BY id",
      collectionId,
    );
  }
}
