// Liquid's objects for products, collections and shop, with the names and units of Shopify's
// reference.
import type { Metafield } from '../../store/metafields.ts';
import { appId } from '../../store/metafields.ts';
import type { Collection, Product, Variant } from '../../store/products.ts';
import type { WebContext } from '../context.ts';
import { formatMoney } from '../liquid/money.ts';
import { toCents } from './currency.ts';
import type { Visitor } from './visitor.ts';

/** Drawings are square. */
const imageSide = 1200;

export type LiquidVariant = ReturnType<typeof variantObject>;
export type LiquidProduct = ReturnType<typeof productObject>;

export function imageObject(product: Product) {
  return {
    id: product.id,
    src: product.imageUrl,
    url: product.imageUrl,
    alt: product.imageAlt,
    width: imageSide,
    height: imageSide,
    aspect_ratio: 1,
    position: 1,
  };
}

function variantObject(visitor: Visitor, product: Product, variant: Variant) {
  const cents = (minor: number) => toCents(minor, visitor.shop, visitor.presentment);
  const values = variant.options.map(({ value }) => value);
  return {
    id: variant.id,
    product_id: product.id,
    title: variant.title,
    name: variant.title === 'Default Title' ? product.title : `${product.title} - ${variant.title}`,
    price: cents(variant.price),
    compare_at_price: variant.compareAtPrice === null ? null : cents(variant.compareAtPrice),
    sku: variant.sku,
    available: variant.isAvailable,
    inventory_quantity: variant.inventory,
    options: values,
    option1: values[0] ?? null,
    option2: values[1] ?? null,
    option3: values[2] ?? null,
    requires_shipping: product.requiresShipping,
    taxable: product.isTaxable,
    image: imageObject(product),
    featured_image: imageObject(product),
    url: `/products/${product.handle}?variant=${variant.id}`,
    metafields: {},
    selling_plan_allocations: [],
  };
}

/** `product`, with the variant that `?variant=` names. */
export function productObject(visitor: Visitor, product: Product, variantId: number | null = null) {
  const variants = product.variants.map((variant) => variantObject(visitor, product, variant));
  const prices = variants.map(({ price }) => price);
  const selected = variants.find(({ id }) => id === variantId) ?? null;
  const available = variants.find((variant) => variant.available) ?? null;
  const names = product.variants[0]?.options.map(({ name }) => name) ?? [];
  const image = imageObject(product);
  return {
    id: product.id,
    title: product.title,
    handle: product.handle,
    url: `/products/${product.handle}`,
    description: product.descriptionHtml,
    content: product.descriptionHtml,
    vendor: product.vendor,
    type: product.productType,
    tags: product.tags,
    price: Math.min(...prices),
    price_min: Math.min(...prices),
    price_max: Math.max(...prices),
    price_varies: new Set(prices).size > 1,
    compare_at_price: variants[0]?.compare_at_price ?? null,
    available: available !== null,
    featured_image: image,
    featured_media: { ...image, media_type: 'image', preview_image: image },
    images: [image],
    media: [{ ...image, media_type: 'image', preview_image: image }],
    options: names,
    options_with_values: names.map((name, index) => ({
      name,
      position: index + 1,
      values: [...new Set(variants.map((variant) => variant.options[index]))],
      selected_value: (selected ?? available ?? variants[0])?.options[index],
    })),
    variants,
    variants_count: variants.length,
    selected_variant: selected,
    first_available_variant: available,
    selected_or_first_available_variant: selected ?? available ?? variants[0] ?? null,
    has_only_default_variant: variants.length === 1 && variants[0]?.title === 'Default Title',
    gift_card: product.isGiftCard,
    'gift_card?': product.isGiftCard,
    requires_selling_plan: false,
    selling_plan_groups: product.sellingPlans.map((name) => ({ id: name, name })),
    template_suffix: null,
    metafields: {},
    created_at: product.createdAt,
    published_at: product.createdAt,
  };
}

/** `collection`; `products` are made when first read. */
export function collectionObject(
  visitor: Visitor,
  collection: Pick<Collection, 'id' | 'handle' | 'title' | 'descriptionHtml'>,
  products: () => Product[],
) {
  let made: LiquidProduct[] | null = null;
  const sold = () => {
    made ??= products()
      .filter(({ status }) => status === 'ACTIVE')
      .map((product) => productObject(visitor, product));
    return made;
  };
  return {
    id: collection.id,
    handle: collection.handle,
    title: collection.title,
    description: collection.descriptionHtml,
    url: `/collections/${collection.handle}`,
    template_suffix: null,
    get products() {
      return sold();
    },
    get products_count() {
      return sold().length;
    },
    get all_products_count() {
      return sold().length;
    },
    get featured_image() {
      return sold()[0]?.featured_image ?? null;
    },
  };
}

/**
 * `app.metafields.NAMESPACE.KEY` and every owner's metafields, also under `$app` and `app` for the
 * app's own.
 */
export function metafieldsObject(fields: Metafield[]): Record<string, Record<string, unknown>> {
  const spaces: Record<string, Record<string, unknown>> = {};
  const own = `app--${appId}`;
  for (const field of fields) {
    const entry = {
      value: typedValue(field),
      type: field.type,
      list: field.type.startsWith('list.'),
      'list?': field.type.startsWith('list.'),
    };
    const names = field.namespace === own ? [own, '$app', 'app'] : [field.namespace];
    for (const name of names) spaces[name] = { ...spaces[name], [field.key]: entry };
  }
  return spaces;
}

function typedValue({ type, value }: Metafield): unknown {
  if (type.startsWith('number_')) return Number(value);
  if (type === 'boolean') return value === 'true';
  const isStructured = type === 'json' || type === 'money' || type.startsWith('list.');
  return isStructured ? JSON.parse(value) : value;
}

/** `shop`, without anything a theme may not see. */
export function shopObject(context: WebContext, visitor: Visitor) {
  const { shop } = visitor;
  return {
    id: shop.id,
    name: shop.name,
    domain: shop.domain,
    permanent_domain: shop.domain,
    secure_url: context.origins.storefront,
    url: context.origins.storefront,
    email: shop.email,
    currency: shop.currency,
    money_format: `${formatMoney(0, shop.currency).replace(/[\d.,]+/, '{{amount}}')}`,
    money_with_currency_format: `${formatMoney(0, shop.currency).replace(/[\d.,]+/, '{{amount}}')} ${shop.currency}`,
    locale: shop.locales[0],
    published_locales: shop.locales.map(languageObject),
    enabled_currencies: Object.keys(shop.presentmentRates).map((code) => ({ iso_code: code })),
    customer_accounts_enabled: true,
    customer_accounts_optional: true,
    metafields: metafieldsObject(context.store.metafields.of('SHOP', shop.id)),
  };
}

export function languageObject(locale: string) {
  return {
    iso_code: locale,
    name: new Intl.DisplayNames('en', { type: 'language' }).of(locale) ?? locale,
    endonym_name: new Intl.DisplayNames(locale, { type: 'language' }).of(locale) ?? locale,
    root_url: '/',
  };
}
