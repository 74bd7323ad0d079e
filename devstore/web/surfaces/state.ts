// What extensions see of a checkout or an order, in the shapes of @shopify/ui-extensions. Plain
// data: signals are made in the frame.

import type { Customer } from '../../store/customers.ts';
import { appId } from '../../store/metafields.ts';
import type { Address, Order } from '../../store/orders.ts';
import type { Product, Variant } from '../../store/products.ts';
import type { WebContext } from '../context.ts';
import { decimals } from '../liquid/money.ts';
import { type Presentment, toPresentment } from '../storefront/currency.ts';

export type Money = { amount: number; currencyCode: string };
export type DiscountAllocation = { type: 'code'; code: string; discountedAmount: Money };
export type StateLine = {
  id: string;
  quantity: number;
  cost: { totalAmount: Money };
  attributes: { key: string; value: string }[];
  discountAllocations: DiscountAllocation[];
  lineComponents: never[];
  parentRelationship: null;
  merchandise: Record<string, unknown>;
};
export type MetafieldEntry = {
  target: { type: 'customer' | 'shop'; id: string };
  metafield: { namespace: string; key: string; value: string; valueType: string; type: string };
};
/** Everything any surface may show; a surface leaves out what it does not have. */
export type SurfaceState = {
  lines?: StateLine[];
  cost?: Record<
    'subtotalAmount' | 'totalShippingAmount' | 'totalTaxAmount' | 'totalAmount',
    Money | undefined
  >;
  discountCodes?: { code: string }[];
  discountAllocations?: DiscountAllocation[];
  appliedGiftCards?: unknown[];
  attributes?: { key: string; value: string }[];
  note?: string;
  appMetafields?: MetafieldEntry[];
  buyer?: { customer?: Record<string, unknown>; email?: string; phone?: string };
  shippingAddress?: Record<string, string | null> | null;
  instructions?: Record<string, Record<string, boolean>>;
  checkoutToken?: string;
  orderConfirmation?: { order: { id: string }; number: string; isFirstOrder: boolean };
  order?: Record<string, string | undefined>;
  authenticationState?: 'fully_authenticated' | 'pre_authenticated';
  localization: { currency: string; timezone: string; language: string; country: string };
  shop: { id: string; name: string; storefrontUrl: string; myshopifyDomain: string };
};

/** Money of the shop as a number of the buyer's currency. */
export function money(context: WebContext, minor: number, presentment: Presentment): Money {
  const shown = toPresentment(minor, context.store.shop(), presentment);
  return {
    amount: shown / 10 ** decimals(presentment.currency),
    currencyCode: presentment.currency,
  };
}

/** The parts that every surface has. */
export function commonState(
  context: WebContext,
  presentment: Presentment,
  locale: string,
): Pick<SurfaceState, 'localization' | 'shop'> {
  const shop = context.store.shop();
  return {
    localization: {
      currency: presentment.currency,
      timezone: shop.timezone,
      language: locale,
      country: shop.countryCode,
    },
    shop: {
      id: `gid://shopify/Shop/${shop.id}`,
      name: shop.name,
      storefrontUrl: context.origins.storefront,
      myshopifyDomain: shop.domain,
    },
  };
}

/** A variant as `line.merchandise`. */
export function merchandise(
  context: WebContext,
  line: { title: string; sku: string | null; product: Product | null; variant: Variant | null },
): Record<string, unknown> {
  const { product, variant } = line;
  return {
    type: 'variant',
    id: `gid://shopify/ProductVariant/${variant?.id ?? 0}`,
    title: line.title,
    subtitle: variant && variant.title !== 'Default Title' ? variant.title : undefined,
    image: product
      ? { url: context.origins.storefront + product.imageUrl, altText: product.imageAlt }
      : undefined,
    selectedOptions: variant?.options ?? [],
    product: {
      id: `gid://shopify/Product/${product?.id ?? 0}`,
      vendor: product?.vendor ?? '',
      productType: product?.productType ?? '',
    },
    requiresShipping: product?.requiresShipping ?? true,
    sku: line.sku ?? undefined,
  };
}

/** The buyer, with only what the app was approved for. */
export function buyerOf(
  context: WebContext,
  customer: Customer | null,
  contact: { email: string | null; phone: string | null },
): NonNullable<SurfaceState['buyer']> {
  const allowed = context.store.installation().protectedData;
  return {
    customer:
      customer && allowed.customer
        ? {
            id: `gid://shopify/Customer/${customer.id}`,
            email: allowed.email ? (customer.email ?? undefined) : undefined,
            phone: allowed.phone ? (customer.phone ?? undefined) : undefined,
            firstName: allowed.name ? (customer.firstName ?? undefined) : undefined,
            lastName: allowed.name ? (customer.lastName ?? undefined) : undefined,
            fullName: allowed.name
              ? [customer.firstName, customer.lastName].filter(Boolean).join(' ')
              : undefined,
            acceptsMarketing: customer.emailConsent.state === 'SUBSCRIBED',
            storeCreditAccounts: [],
            image: { url: '' },
          }
        : undefined,
    email: allowed.email ? (contact.email ?? undefined) : undefined,
    phone: allowed.phone ? (contact.phone ?? undefined) : undefined,
  };
}

/**
 * The app's metafields of the customer and the shop; the frame keeps those its extension's toml
 * asks for.
 */
export function metafieldsOf(context: WebContext, customer: Customer | null): MetafieldEntry[] {
  const { store } = context;
  const shopId = store.shop().id;
  const mayReadCustomer = customer && store.installation().protectedData.customer;
  const own = [
    ...(mayReadCustomer
      ? store.metafields.of('CUSTOMER', customer.id).map((field) => ({
          field,
          target: { type: 'customer' as const, id: `gid://shopify/Customer/${customer.id}` },
        }))
      : []),
    ...store.metafields.of('SHOP', shopId).map((field) => ({
      field,
      target: { type: 'shop' as const, id: `gid://shopify/Shop/${shopId}` },
    })),
  ];
  return own.map(({ field, target }) => ({
    target,
    metafield: {
      namespace: field.namespace.replace(`app--${appId}`, '$app').replace('$app--', '$app:'),
      key: field.key,
      value: field.value,
      valueType: valueType(field.type),
      type: field.type,
    },
  }));
}

function valueType(type: string): string {
  if (type === 'number_integer') return 'integer';
  if (type === 'number_decimal') return 'float';
  if (type === 'boolean') return 'boolean';
  return type === 'json' || type.startsWith('list.') ? 'json_string' : 'string';
}

/** An address without the parts that extensions do not get. */
export function addressState(address: Address | null): SurfaceState['shippingAddress'] {
  if (!address) return null;
  const { firstName, lastName, company, address1, address2, city, zip, phone } = address;
  const { countryCode, provinceCode } = address;
  return {
    name: [firstName, lastName].filter(Boolean).join(' '),
    firstName,
    lastName,
    company,
    address1,
    address2,
    city,
    zip,
    countryCode,
    provinceCode,
    phone,
  };
}

/** Codes and the sum each took off a list of allocations. */
export function codeAllocations(
  discounts: Order['discounts'],
  allocations: { application: number; amount: number }[],
  show: (minor: number) => Money,
): DiscountAllocation[] {
  return allocations.flatMap(({ application, amount }) => {
    const code = discounts[application]?.code;
    return code ? [{ type: 'code' as const, code, discountedAmount: show(amount) }] : [];
  });
}
