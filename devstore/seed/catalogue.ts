// The made-up shop's range: a small shop for coffee, tea and what one needs for them.
import type { Product } from '../store/products.ts';
import type { Store } from '../store/store.ts';

type Made = {
  title: string;
  type: string;
  vendor: string;
  price: number;
  /** How often it is bought, relative to the others. */
  weight: number;
  collection: string;
  tags?: string[];
  sizes?: [title: string, factor: number][];
  isGiftCard?: boolean;
  sellingPlans?: string[];
};

const BAGS: Made['sizes'] = [
  ['250 g', 1],
  ['1 kg', 3.4],
];
const MONTHLY = ['Every month'];

const RANGE: Made[] = [
  made('House espresso', 'Coffee', 1290, 18, 'Coffee', { sizes: BAGS, sellingPlans: MONTHLY }),
  made('Ethiopia Guji', 'Coffee', 1690, 12, 'Coffee', { sizes: BAGS, sellingPlans: MONTHLY }),
  made('Colombia Huila', 'Coffee', 1590, 11, 'Coffee', { sizes: BAGS, sellingPlans: MONTHLY }),
  made('Kenya Nyeri', 'Coffee', 1890, 7, 'Coffee', { sizes: BAGS }),
  made('Decaf Sugarcane', 'Coffee', 1490, 5, 'Coffee', { sizes: BAGS }),
  made('Cold brew bags', 'Coffee', 1390, 6, 'Coffee', { tags: ['summer'] }),
  made('Jasmine pearls', 'Tea', 1450, 6, 'Tea'),
  made('Earl Grey', 'Tea', 990, 8, 'Tea'),
  made('Sencha', 'Tea', 1250, 5, 'Tea'),
  made('Rooibos', 'Tea', 890, 4, 'Tea'),
  made('Masala chai', 'Tea', 1090, 5, 'Tea', { tags: ['winter'] }),
  made('Pour-over cone', 'Equipment', 2400, 6, 'Equipment'),
  made('Paper filters', 'Equipment', 650, 12, 'Equipment'),
  made('Gooseneck kettle', 'Equipment', 7900, 3, 'Equipment'),
  made('Hand grinder', 'Equipment', 8900, 3, 'Equipment'),
  made('Digital scale', 'Equipment', 3900, 3, 'Equipment'),
  made('French press', 'Equipment', 3400, 4, 'Equipment'),
  made('Espresso machine', 'Equipment', 64_900, 0.4, 'Equipment', { tags: ['no-points'] }),
  made('Stoneware mug', 'Cups', 1800, 7, 'Cups'),
  made('Travel cup', 'Cups', 2600, 5, 'Cups'),
  made('Glass server', 'Cups', 2900, 2, 'Cups'),
  made('Oat milk, six', 'Pantry', 1740, 4, 'Pantry'),
  made('Dark chocolate', 'Pantry', 590, 9, 'Pantry'),
  made('Almond biscotti', 'Pantry', 790, 7, 'Pantry'),
  made('Gift card', 'Gift card', 5000, 1.5, 'Gifts', { isGiftCard: true }),
];

function made(
  title: string,
  type: string,
  price: number,
  weight: number,
  collection: string,
  more: Partial<Made> = {},
): Made {
  return { title, type, vendor: 'Kestrel Roasters', price, weight, collection, ...more };
}

export type Stocked = { product: Product; weight: number };

/** Puts the range into the store and returns it with how often each product is bought. */
export function stockCatalogue(store: Store, at: string): Stocked[] {
  const names = [...new Set(RANGE.map(({ collection }) => collection))];
  const collections = new Map(
    names.map((title) => {
      const id = store.nextId('collection');
      const handle = handleOf(title);
      store.collections.put({ id, handle, title, descriptionHtml: '', updatedAt: at });
      return [title, id];
    }),
  );
  return RANGE.map((one) => ({
    product: store.products.put(productOf(store, one, collections.get(one.collection)!, at)),
    weight: one.weight,
  }));
}

function productOf(store: Store, one: Made, collectionId: number, at: string): Product {
  const handle = handleOf(one.title);
  const sizes = one.sizes ?? [['Default Title', 1] as [string, number]];
  return {
    id: store.nextId('product'),
    handle,
    title: one.title,
    descriptionHtml: `<p>${one.title}, chosen and packed by ${one.vendor}.</p>`,
    vendor: one.vendor,
    productType: one.type,
    status: 'ACTIVE',
    tags: one.tags ?? [],
    imageUrl: `/cdn/products/${handle}.svg`,
    imageAlt: one.title,
    isGiftCard: one.isGiftCard ?? false,
    isTaxable: !one.isGiftCard,
    requiresShipping: !one.isGiftCard,
    sellingPlans: one.sellingPlans ?? [],
    collectionIds: [collectionId],
    variants: sizes.map(([title, factor], at) => ({
      id: store.nextId('variant'),
      title,
      sku: `${handle}-${at + 1}`.toUpperCase(),
      price: Math.round((one.price * factor) / 10) * 10,
      compareAtPrice: null,
      options: one.sizes ? [{ name: 'Size', value: title }] : [],
      isAvailable: true,
      inventory: 500,
    })),
    createdAt: at,
    updatedAt: at,
  };
}

const handleOf = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
