// A reward's code as Shopify's input, and what Shopify says of a discount as a few plain facts.

import { gidOf, idOfGid } from '../basics/gid.ts';
import { decimalText } from '../basics/money.ts';
import type {
  CountryCode,
  DiscountCodeBasicInput,
  DiscountCodeBxgyInput,
  DiscountCodeFreeShippingInput,
  DiscountFactsFragment,
  DiscountItemsInput,
} from './operations.generated.ts';

export type DiscountValue =
  | { kind: 'amount-off'; amount: bigint }
  | { kind: 'percentage-off'; basisPoints: number }
  | { kind: 'free-shipping'; maximum: bigint | null }
  | {
      kind: 'free-product';
      variantId: bigint;
      quantity: number;
      buys: { productIds: bigint[]; collectionIds: bigint[]; quantity: number };
    };

/** A discount to be made in Shopify, in our words. Amounts are minor units of `currency`. */
export type DiscountDraft = {
  title: string;
  code: string;
  currency: string;
  startsAt: Date;
  endsAt: Date | null;
  /** The only customer who may use it; null: whoever has the code. */
  customerId: bigint | null;
  value: DiscountValue;
  conditions: {
    minimum: bigint | null;
    productIds: bigint[];
    collectionIds: bigint[];
    purchase: 'one-time' | 'subscription' | 'both';
    countries: string[];
    combinesWith: { order: boolean; product: boolean; shipping: boolean };
  };
};

export type DiscountFacts = {
  id: bigint;
  title: string;
  status: string;
  /** Changes when a person edits what the discount gives or when it ends. */
  essence: {
    summary: string;
    startsAt: string;
    endsAt: string | null;
    usageLimit: number | null;
    combinesWith: { order: boolean; product: boolean; shipping: boolean };
    /** Whether it is for all, for customers or for segments. */
    context: string;
  };
};

export type DiscountInput =
  | { type: 'basic'; discount: DiscountCodeBasicInput }
  | { type: 'shipping'; discount: DiscountCodeFreeShippingInput }
  | { type: 'product'; discount: DiscountCodeBxgyInput };

/** What to send to Shopify for `draft`. Every code of it can be used once. */
export function discountInput(draft: DiscountDraft): DiscountInput {
  switch (draft.value.kind) {
    case 'amount-off':
    case 'percentage-off':
      return { type: 'basic', discount: basicInput(draft, draft.value) };
    case 'free-shipping':
      return { type: 'shipping', discount: shippingInput(draft, draft.value) };
    case 'free-product':
      return { type: 'product', discount: productInput(draft, draft.value) };
  }
}

type ValueOf<Kind> = Extract<DiscountValue, { kind: Kind }>;

const sharedInput = ({ title, code, startsAt, endsAt, customerId, conditions }: DiscountDraft) => ({
  title,
  code,
  startsAt: startsAt.toISOString(),
  endsAt: endsAt?.toISOString() ?? null,
  // Counted for each code, not for the discount over them.
  usageLimit: 1,
  context:
    customerId === null
      ? { all: 'ALL' as const }
      : { customers: { add: [gidOf('Customer', customerId)] } },
  combinesWith: {
    orderDiscounts: conditions.combinesWith.order,
    productDiscounts: conditions.combinesWith.product,
    shippingDiscounts: conditions.combinesWith.shipping,
  },
});

const purchaseInput = ({ conditions: { purchase } }: DiscountDraft) => ({
  appliesOnOneTimePurchase: purchase !== 'subscription',
  appliesOnSubscription: purchase !== 'one-time',
});

function minimumInput({ conditions: { minimum }, currency }: DiscountDraft) {
  if (minimum === null) return {};
  const greaterThanOrEqualToSubtotal = decimalText(minimum, currency);
  return { minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal } } };
}

function basicInput(
  draft: DiscountDraft,
  value: ValueOf<'amount-off' | 'percentage-off'>,
): DiscountCodeBasicInput {
  return {
    ...sharedInput(draft),
    ...minimumInput(draft),
    appliesOncePerCustomer: true,
    customerGets: {
      value: amountOf(value, draft.currency),
      items: itemsOf(draft.conditions),
      ...purchaseInput(draft),
    },
  };
}

function shippingInput(
  draft: DiscountDraft,
  { maximum }: ValueOf<'free-shipping'>,
): DiscountCodeFreeShippingInput {
  const shared = sharedInput(draft);
  const { countries } = draft.conditions;
  return {
    ...shared,
    ...minimumInput(draft),
    ...purchaseInput(draft),
    // A shipping discount cannot combine with another of its class.
    combinesWith: { ...shared.combinesWith, shippingDiscounts: false },
    appliesOncePerCustomer: true,
    destination:
      countries.length === 0 ? { all: true } : { countries: { add: countries as CountryCode[] } },
    maximumShippingPrice: maximum === null ? null : decimalText(maximum, draft.currency),
  };
}

function productInput(
  draft: DiscountDraft,
  { buys, variantId, quantity }: ValueOf<'free-product'>,
): DiscountCodeBxgyInput {
  return {
    ...sharedInput(draft),
    usesPerOrderLimit: 1,
    customerBuys: { items: itemsOf(buys), value: { quantity: String(buys.quantity) } },
    customerGets: {
      items: { products: { productVariantsToAdd: [gidOf('ProductVariant', variantId)] } },
      value: { discountOnQuantity: { quantity: String(quantity), effect: { percentage: 1 } } },
    },
  };
}

function amountOf(
  value: Extract<DiscountValue, { kind: 'amount-off' | 'percentage-off' }>,
  currency: string,
) {
  // Shopify's percentage goes from 0 to 1.
  if (value.kind === 'percentage-off') return { percentage: value.basisPoints / 10_000 };
  const amount = decimalText(value.amount, currency);
  return { discountAmount: { amount, appliesOnEachItem: false } };
}

function itemsOf(chosen: { productIds: bigint[]; collectionIds: bigint[] }): DiscountItemsInput {
  if (chosen.productIds.length > 0) {
    return { products: { productsToAdd: chosen.productIds.map((id) => gidOf('Product', id)) } };
  }
  if (chosen.collectionIds.length > 0) {
    return { collections: { add: chosen.collectionIds.map((id) => gidOf('Collection', id)) } };
  }
  return { all: true };
}

/** Shopify's answer as facts; null for a discount of a type that rewards are never made as. */
export function factsOf(gid: string, discount: DiscountFactsFragment): DiscountFacts | null {
  if (discount.__typename === 'DiscountCodeApp') return null;
  const { title, status, summary, startsAt, endsAt = null, usageLimit = null } = discount;
  const { orderDiscounts, productDiscounts, shippingDiscounts } = discount.combinesWith;
  const combinesWith = {
    order: orderDiscounts,
    product: productDiscounts,
    shipping: shippingDiscounts,
  };
  const context = discount.context.__typename;
  return {
    id: idOfGid(gid),
    title,
    status,
    essence: { summary, startsAt, endsAt, usageLimit, combinesWith, context },
  };
}
