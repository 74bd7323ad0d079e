// Discount nodes, the three kinds of code discounts, redeem codes and their imports.
import { discountClass } from '../../shop/combine-discounts.ts';
import { discountSummary } from '../../shop/discount-summary.ts';
import {
  type CodeImport,
  type Discount,
  discountStatus,
  type Items,
  type RedeemCode,
} from '../../store/discounts.ts';
import { arrayConnection, type Connection, type PageArguments } from '../connection.ts';
import { gid } from '../gid.ts';
import { type ApiContext, asType, type Resolvers } from '../resolver.ts';
import { metafieldFields } from './metafield.ts';
import { money } from './money.ts';

/** The GraphQL type of a discount. */
export function discountTypeName(discount: Discount): string {
  const method = discount.isAutomatic ? 'Automatic' : 'Code';
  const kinds = { freeShipping: 'FreeShipping', bxgy: 'Bxgy', basic: 'Basic' } as const;
  return `Discount${method}${kinds[discount.benefit.kind]}`;
}

const typed = (discount: Discount) => asType(discountTypeName(discount), discount);

function itemsSource(items: Items, { store }: ApiContext) {
  if (items.kind === 'all') return asType('AllDiscountItems', { allItems: true });
  if (items.kind === 'collections')
    return asType('DiscountCollections', {
      collections: items.collectionIds.flatMap((id) => store.collections.get(id) ?? []),
    });
  return asType('DiscountProducts', {
    products: items.productIds.flatMap((id) => store.products.get(id) ?? []),
    productVariants: items.variantIds.flatMap((id) => store.products.variant(id) ?? []),
  });
}

function contextSource(discount: Discount, { store }: ApiContext) {
  const { context } = discount;
  if (context.kind === 'all') return asType('DiscountBuyerSelectionAll', { all: 'ALL' });
  if (context.kind === 'customers')
    return asType('DiscountCustomers', {
      customers: context.customerIds.flatMap((id) => store.customers.get(id) ?? []),
    });
  return asType('DiscountCustomerSegments', {
    segments: context.segmentIds.flatMap((id) => store.segments.get(id) ?? []),
  });
}

function minimumSource(discount: Discount, { store }: ApiContext) {
  const { minimum } = discount;
  if (minimum.kind === 'none') return null;
  if (minimum.kind === 'quantity')
    return asType('DiscountMinimumQuantity', {
      greaterThanOrEqualToQuantity: String(minimum.quantity),
    });
  return asType('DiscountMinimumSubtotal', {
    greaterThanOrEqualToSubtotal: money(minimum.amount, store.shop().currency),
  });
}

function codesConnection(
  discount: Discount,
  args: PageArguments,
  context: ApiContext,
): Connection<RedeemCode> {
  // A reward can have tens of thousands of codes; a first page must not read them all.
  const isFirstPage = !context.isBulk && args.first != null && !args.after && !args.reverse;
  const limit = isFirstPage ? args.first! + 1 : -1;
  const codes = context.store.discounts.codesOf(discount.id, limit);
  return arrayConnection(codes, args, context);
}

const common: Resolvers[string] = {
  combinesWith: (discount: Discount) => ({
    orderDiscounts: discount.combinesWith.order,
    productDiscounts: discount.combinesWith.product,
    shippingDiscounts: discount.combinesWith.shipping,
    productDiscountsWithTagsOnSameCartLine: null,
  }),
  context: (discount: Discount, _, context) => contextSource(discount, context),
  discountClasses: (discount: Discount) => [discountClass(discount).toUpperCase()],
  discountClass: (discount: Discount) => discountClass(discount).toUpperCase(),
  status: (discount: Discount, _, { store }) => discountStatus(discount, store.now()),
  summary: (discount: Discount, _, { store }) => discountSummary(discount, store.shop().currency),
};

const withCodes: Resolvers[string] = {
  ...common,
  hasTimelineComment: () => false,
  totalSales: () => null,
  asyncUsageCount: (discount: Discount, _, { store }) =>
    store.database.get<{ n: number }>(
      'SELECT coalesce(sum(async_usage_count), 0) AS n FROM redeem_codes WHERE discount_id = ?',
      discount.id,
    )!.n,
  codes: codesConnection,
  codesCount: (discount: Discount, _, { store }) => ({
    count: store.discounts.countCodes(discount.id),
    precision: 'EXACT',
  }),
  shareableUrls: (discount: Discount, _, { store }) =>
    store.discounts.codesOf(discount.id, 1).map(({ code }) => ({
      title: 'Homepage',
      targetType: 'HOME',
      targetItemImage: null,
      url: `https://${store.shop().domain}/discount/${code}`,
    })),
};

/** How often automatic discounts were used is counted nowhere: nobody reads it here. */
const automatic: Resolvers[string] = { ...common, asyncUsageCount: () => 0 };

/** Buy X get Y has its condition in what must be bought. */
const withMinimum: Resolvers[string] = {
  minimumRequirement: (discount: Discount, _, context) => minimumSource(discount, context),
  shortSummary: (discount: Discount) => discount.title,
};

function percentageOrAmount(
  effect: { kind: 'percentage'; percentage: number } | { kind: 'amount'; amount: number },
  isOnEachItem: boolean,
  { store }: ApiContext,
) {
  if (effect.kind === 'percentage')
    return asType('DiscountPercentage', { percentage: effect.percentage });
  return asType('DiscountAmount', {
    amount: money(effect.amount, store.shop().currency),
    appliesOnEachItem: isOnEachItem,
  });
}

function customerGets(discount: Discount, _: unknown, context: ApiContext) {
  const { benefit } = discount;
  if (benefit.kind === 'freeShipping') return null;
  const common = {
    appliesOnOneTimePurchase: discount.appliesOnOneTimePurchase,
    appliesOnSubscription: discount.appliesOnSubscription,
  };
  if (benefit.kind === 'basic')
    return {
      ...common,
      items: itemsSource(benefit.items, context),
      value: percentageOrAmount(
        benefit.effect,
        benefit.effect.kind === 'amount' && benefit.effect.isOnEachItem,
        context,
      ),
    };
  return {
    ...common,
    items: itemsSource(benefit.gets, context),
    value: asType('DiscountOnQuantity', {
      quantity: { quantity: String(benefit.getsQuantity) },
      effect: percentageOrAmount(benefit.effect, true, context),
    }),
  };
}

const shippingFields: Resolvers[string] = {
  destinationSelection: ({ benefit }: Discount) =>
    benefit.kind === 'freeShipping' && benefit.countries !== 'all'
      ? asType('DiscountCountries', { countries: benefit.countries, includeRestOfWorld: false })
      : asType('DiscountCountryAll', { allCountries: true }),
  maximumShippingPrice: ({ benefit }: Discount, _, { store }) =>
    benefit.kind === 'freeShipping' && benefit.maximumShippingPrice !== null
      ? money(benefit.maximumShippingPrice, store.shop().currency)
      : null,
};

export const discountTypes: Resolvers = {
  DiscountCodeNode: {
    id: (discount: Discount) => gid('DiscountCodeNode', discount.id),
    codeDiscount: (discount: Discount) => typed({ ...discount }),
    ...metafieldFields('DISCOUNT'),
  },
  DiscountAutomaticNode: {
    id: (discount: Discount) => gid('DiscountAutomaticNode', discount.id),
    automaticDiscount: (discount: Discount) => typed({ ...discount }),
    ...metafieldFields('DISCOUNT'),
  },
  DiscountNode: {
    id: (discount: Discount) => gid('DiscountNode', discount.id),
    discount: (discount: Discount) => typed({ ...discount }),
    ...metafieldFields('DISCOUNT'),
  },
  DiscountCodeBasic: { ...withCodes, ...withMinimum, customerGets },
  DiscountAutomaticBasic: { ...automatic, ...withMinimum, customerGets },
  DiscountCodeFreeShipping: { ...withCodes, ...withMinimum, ...shippingFields },
  DiscountAutomaticFreeShipping: {
    ...automatic,
    hasTimelineComment: () => false,
    totalSales: () => null,
    ...withMinimum,
    ...shippingFields,
  },
  DiscountCodeBxgy: {
    ...withCodes,
    customerGets,
    customerBuys: ({ benefit }: Discount, _, context) =>
      benefit.kind !== 'bxgy'
        ? null
        : {
            items: itemsSource(benefit.buys, context),
            value:
              benefit.buysMinimum.kind === 'quantity'
                ? asType('DiscountQuantity', { quantity: String(benefit.buysMinimum.quantity) })
                : asType('DiscountPurchaseAmount', {
                    amount: money(benefit.buysMinimum.amount, context.store.shop().currency).amount,
                  }),
            isOneTimePurchase: true,
            isSubscription: false,
          },
    usesPerOrderLimit: ({ benefit }: Discount) =>
      benefit.kind === 'bxgy' ? benefit.usesPerOrderLimit : null,
  },
  DiscountRedeemCode: {
    id: (code: RedeemCode) => gid('DiscountRedeemCode', code.id),
    createdBy: () => null,
  },
  DiscountRedeemCodeBulkCreation: {
    id: (made: CodeImport) => gid('DiscountRedeemCodeBulkCreation', made.id),
    done: (made: CodeImport) => made.isDone,
    codesCount: (made: CodeImport) => made.codes.length,
    importedCount: (made: CodeImport) =>
      made.codes.filter(({ redeemCodeId }) => redeemCodeId !== null).length,
    failedCount: (made: CodeImport) => made.codes.filter(({ errors }) => errors.length > 0).length,
    discountCode: (made: CodeImport, _, { store }) => store.discounts.get(made.discountId) ?? null,
    codes: (made: CodeImport, args: PageArguments, context) =>
      arrayConnection(made.codes, args, context),
  },
  DiscountRedeemCodeBulkCreationCode: {
    code: ({ code }: CodeImport['codes'][number]) => code,
    discountRedeemCode: ({ redeemCodeId }: CodeImport['codes'][number], _, { store }) =>
      redeemCodeId === null ? null : (store.discounts.codeById(redeemCodeId) ?? null),
    errors: ({ errors }: CodeImport['codes'][number]) =>
      errors.map((error) => ({ field: ['code'], extraInfo: null, ...error })),
  },
};
