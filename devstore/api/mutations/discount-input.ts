// Reads a discount out of a mutation's input, with Shopify's complaints about it.
import { fromDecimal } from '../../shop/money.ts';
import type { Benefit, Context, Discount, Items, Minimum } from '../../store/discounts.ts';
import type { Store } from '../../store/store.ts';
import { type UserError, userError } from '../errors.ts';
import { parseGid } from '../gid.ts';

export type DiscountKind = Benefit['kind'];

interface ItemsInput {
  all?: boolean | null;
  products?: {
    productsToAdd?: string[];
    productsToRemove?: string[];
    productVariantsToAdd?: string[];
    productVariantsToRemove?: string[];
  } | null;
  collections?: { add?: string[]; remove?: string[] } | null;
}

interface EffectInput {
  percentage?: number | null;
  discountAmount?: { amount?: string | null; appliesOnEachItem?: boolean | null } | null;
  amount?: string | null;
}

/** The three inputs have most fields in common. */
export interface DiscountInput {
  title?: string | null;
  code?: string | null;
  startsAt?: string | null;
  endsAt?: string | null;
  usageLimit?: number | null;
  appliesOncePerCustomer?: boolean | null;
  appliesOnOneTimePurchase?: boolean | null;
  appliesOnSubscription?: boolean | null;
  recurringCycleLimit?: number | null;
  tags?: string[] | null;
  combinesWith?: {
    orderDiscounts?: boolean | null;
    productDiscounts?: boolean | null;
    shippingDiscounts?: boolean | null;
  } | null;
  context?: {
    all?: 'ALL' | null;
    customers?: { add?: string[]; remove?: string[] } | null;
    customerSegments?: { add?: string[]; remove?: string[] } | null;
  } | null;
  minimumRequirement?: {
    quantity?: { greaterThanOrEqualToQuantity?: string | null } | null;
    subtotal?: { greaterThanOrEqualToSubtotal?: string | null } | null;
  } | null;
  customerGets?: {
    items?: ItemsInput | null;
    value?:
      | (EffectInput & {
          discountOnQuantity?: { quantity?: string | null; effect?: EffectInput | null } | null;
        })
      | null;
    appliesOnOneTimePurchase?: boolean | null;
    appliesOnSubscription?: boolean | null;
  } | null;
  customerBuys?: {
    items?: ItemsInput | null;
    value?: { quantity?: string | null; amount?: string | null } | null;
  } | null;
  usesPerOrderLimit?: number | null;
  destination?: {
    all?: boolean | null;
    countries?: { add?: string[]; remove?: string[] } | null;
  } | null;
  maximumShippingPrice?: string | null;
}

/** A discount before anything was said about it. */
export function blankDiscount(id: number, at: string, kind: DiscountKind): Discount {
  const benefits: Record<DiscountKind, Benefit> = {
    basic: {
      kind: 'basic',
      effect: { kind: 'percentage', percentage: 0 },
      items: { kind: 'all' },
    },
    freeShipping: { kind: 'freeShipping', countries: 'all', maximumShippingPrice: null },
    bxgy: {
      kind: 'bxgy',
      buys: { kind: 'all' },
      buysMinimum: { kind: 'quantity', quantity: 1 },
      gets: { kind: 'all' },
      getsQuantity: 1,
      effect: { kind: 'percentage', percentage: 1 },
      usesPerOrderLimit: null,
    },
  };
  return {
    id,
    title: '',
    startsAt: at,
    endsAt: null,
    createdAt: at,
    updatedAt: at,
    benefit: benefits[kind],
    minimum: { kind: 'none' },
    context: { kind: 'all' },
    usageLimit: null,
    appliesOncePerCustomer: false,
    appliesOnOneTimePurchase: true,
    appliesOnSubscription: false,
    recurringCycleLimit: null,
    combinesWith: { order: false, product: false, shipping: false },
    tags: [],
  };
}

const seconds = (iso: string): string => `${new Date(iso).toISOString().slice(0, 19)}Z`;

/** Applies an input to a discount; what the input leaves out stays as it was. */
export function applyInput(
  store: Store,
  before: Discount,
  input: DiscountInput,
  root: string,
): { discount: Discount; errors: UserError[] } {
  const errors: UserError[] = [];
  const complain = (path: string[], message: string, code: string): void => {
    errors.push(userError([root, ...path], message, code));
  };
  const discount = structuredClone(before);
  if (input.title !== undefined) discount.title = input.title ?? '';
  if (!discount.title.trim()) complain(['title'], "Title can't be blank", 'BLANK');
  if (discount.title.length > 255)
    complain(['title'], 'Title is too long (maximum is 255 characters)', 'TOO_LONG');
  if (input.startsAt) discount.startsAt = seconds(input.startsAt);
  if (input.endsAt !== undefined) discount.endsAt = input.endsAt ? seconds(input.endsAt) : null;
  if (discount.endsAt && discount.endsAt <= discount.startsAt)
    complain(['endsAt'], 'Ends at needs to be after starts_at', 'END_DATE_BEFORE_START_DATE');
  if (input.usageLimit !== undefined) discount.usageLimit = input.usageLimit ?? null;
  if (discount.usageLimit !== null && discount.usageLimit < 1)
    complain(['usageLimit'], 'Usage limit must be greater than 0', 'GREATER_THAN');
  if (input.tags) discount.tags = input.tags;
  if (discount.tags.length > 5)
    complain(['tags'], 'Exceeded the maximum number of tags: 5', 'TOO_MANY_TAGS');
  discount.appliesOncePerCustomer = input.appliesOncePerCustomer ?? discount.appliesOncePerCustomer;
  const types = input.customerGets ?? input;
  discount.appliesOnOneTimePurchase =
    types.appliesOnOneTimePurchase ?? discount.appliesOnOneTimePurchase;
  discount.appliesOnSubscription = types.appliesOnSubscription ?? discount.appliesOnSubscription;
  if (input.recurringCycleLimit !== undefined)
    discount.recurringCycleLimit = input.recurringCycleLimit ?? null;
  if (input.combinesWith)
    discount.combinesWith = {
      order: input.combinesWith.orderDiscounts ?? discount.combinesWith.order,
      product: input.combinesWith.productDiscounts ?? discount.combinesWith.product,
      shipping: input.combinesWith.shippingDiscounts ?? discount.combinesWith.shipping,
    };
  const { currency } = store.shop();
  if (input.context) discount.context = readContext(store, discount.context, input, complain);
  if (input.minimumRequirement)
    discount.minimum = readMinimum(input.minimumRequirement, currency, complain);
  discount.benefit = readBenefit(store, discount.benefit, input, complain);
  discount.updatedAt = store.now();
  return { discount, errors };
}

type Complain = (path: string[], message: string, code: string) => void;

function changed(before: number[], add: string[] = [], remove: string[] = []): number[] {
  const gone = remove.map((id) => parseGid(id).id);
  return [...new Set([...before, ...add.map((id) => parseGid(id).id)])].filter(
    (id) => !gone.includes(id),
  );
}

function readContext(
  store: Store,
  before: Context,
  input: DiscountInput,
  complain: Complain,
): Context {
  const { customers, customerSegments } = input.context!;
  if (customers) {
    const base = before.kind === 'customers' ? before.customerIds : [];
    const customerIds = changed(base, customers.add, customers.remove);
    // Those it was for already are not looked at again: one may have been deleted or merged since.
    for (const added of customers.add ?? [])
      if (!store.customers.get(parseGid(added).id))
        complain(['context', 'customers', 'add'], 'Selected customer does not exist', 'INVALID');
    if (customerIds.length === 0)
      complain(['context', 'customers'], "Customers can't be blank", 'BLANK');
    return { kind: 'customers', customerIds };
  }
  if (customerSegments) {
    const base = before.kind === 'segments' ? before.segmentIds : [];
    const segmentIds = changed(base, customerSegments.add, customerSegments.remove);
    for (const id of segmentIds)
      if (!store.segments.get(id))
        complain(['context', 'customerSegments', 'add'], 'Segment does not exist', 'INVALID');
    return { kind: 'segments', segmentIds };
  }
  return { kind: 'all' };
}

function readMinimum(
  input: NonNullable<DiscountInput['minimumRequirement']>,
  currency: string,
  complain: Complain,
): Minimum {
  const quantity = input.quantity?.greaterThanOrEqualToQuantity;
  const subtotal = input.subtotal?.greaterThanOrEqualToSubtotal;
  if (quantity && subtotal)
    complain(['minimumRequirement'], 'Only one of quantity or subtotal can be given', 'CONFLICT');
  if (quantity) return { kind: 'quantity', quantity: Number(quantity) };
  if (!subtotal) return { kind: 'none' };
  const amount = fromDecimal(subtotal, currency) ?? 0;
  if (amount <= 0)
    complain(
      ['minimumRequirement', 'subtotal', 'greaterThanOrEqualToSubtotal'],
      'Minimum subtotal must be greater than 0',
      'GREATER_THAN',
    );
  return { kind: 'subtotal', amount };
}

function readItems(store: Store, before: Items, input: ItemsInput, complain: Complain): Items {
  if (input.all) return { kind: 'all' };
  if (input.collections) {
    const base = before.kind === 'collections' ? before.collectionIds : [];
    const collectionIds = changed(base, input.collections.add, input.collections.remove);
    for (const id of collectionIds)
      if (!store.collections.get(id))
        complain(
          ['customerGets', 'items', 'collections', 'add'],
          `Collection with id: ${id} is invalid`,
          'INVALID',
        );
    return { kind: 'collections', collectionIds };
  }
  if (!input.products) return before;
  const base = before.kind === 'products' ? before : { productIds: [], variantIds: [] };
  const { products } = input;
  const productIds = changed(base.productIds, products.productsToAdd, products.productsToRemove);
  const variantIds = changed(
    base.variantIds,
    products.productVariantsToAdd,
    products.productVariantsToRemove,
  );
  const isMissing =
    productIds.some((id) => !store.products.get(id)) ||
    variantIds.some((id) => !store.products.variant(id));
  if (isMissing)
    complain(['customerGets', 'items', 'products'], 'Product or variant is invalid', 'INVALID');
  return { kind: 'products', productIds, variantIds };
}

function readBenefit(
  store: Store,
  before: Benefit,
  input: DiscountInput,
  complain: Complain,
): Benefit {
  const { currency } = store.shop();
  if (before.kind === 'freeShipping') {
    const { destination, maximumShippingPrice } = input;
    return {
      kind: 'freeShipping',
      countries: destination?.all ? 'all' : (destination?.countries?.add ?? before.countries),
      maximumShippingPrice:
        maximumShippingPrice === undefined
          ? before.maximumShippingPrice
          : maximumShippingPrice === null
            ? null
            : fromDecimal(maximumShippingPrice, currency),
    };
  }
  const gets = input.customerGets;
  if (before.kind === 'basic') {
    if (!gets) return before;
    const items = gets.items ? readItems(store, before.items, gets.items, complain) : before.items;
    if (gets.value?.discountOnQuantity)
      complain(
        ['customerGets', 'value'],
        'Discount on quantity is only permitted with bxgy discounts',
        'INVALID',
      );
    const { percentage, discountAmount } = gets.value ?? {};
    if (percentage != null) {
      checkPercentage(percentage, complain);
      return { kind: 'basic', effect: { kind: 'percentage', percentage }, items };
    }
    if (!discountAmount) return { ...before, items };
    const amount = fromDecimal(discountAmount.amount ?? '0', currency) ?? 0;
    if (amount <= 0)
      complain(
        ['customerGets', 'value', 'discountAmount', 'amount'],
        'Amount must be greater than 0',
        'GREATER_THAN',
      );
    const isOnEachItem = discountAmount.appliesOnEachItem ?? false;
    return { kind: 'basic', effect: { kind: 'amount', amount, isOnEachItem }, items };
  }
  return readBuyGet(store, before, input, complain);
}

function checkPercentage(percentage: number, complain: Complain): void {
  if (percentage <= 0 || percentage > 1)
    complain(
      ['customerGets', 'value', 'percentage'],
      'Value must be between 0.0 and 1.0',
      'VALUE_OUTSIDE_RANGE',
    );
}

function readBuyGet(
  store: Store,
  before: Extract<Benefit, { kind: 'bxgy' }>,
  input: DiscountInput,
  complain: Complain,
): Benefit {
  const { currency } = store.shop();
  const next = { ...before };
  const { customerBuys: buys, customerGets: gets } = input;
  if (buys?.items) next.buys = readItems(store, before.buys, buys.items, complain);
  if (gets?.items) next.gets = readItems(store, before.gets, gets.items, complain);
  if (buys?.value?.quantity)
    next.buysMinimum = { kind: 'quantity', quantity: Number(buys.value.quantity) };
  else if (buys?.value?.amount)
    next.buysMinimum = { kind: 'amount', amount: fromDecimal(buys.value.amount, currency) ?? 0 };
  const onQuantity = gets?.value?.discountOnQuantity;
  if (gets?.value && !onQuantity)
    complain(
      ['customerGets', 'value'],
      'Only discountOnQuantity permitted with bxgy discounts.',
      'INVALID',
    );
  if (onQuantity?.quantity) next.getsQuantity = Number(onQuantity.quantity);
  const effect = onQuantity?.effect;
  if (effect?.percentage != null) {
    checkPercentage(effect.percentage, complain);
    next.effect = { kind: 'percentage', percentage: effect.percentage };
  } else if (effect?.amount)
    next.effect = { kind: 'amount', amount: fromDecimal(effect.amount, currency) ?? 0 };
  if (input.usesPerOrderLimit !== undefined)
    next.usesPerOrderLimit = input.usesPerOrderLimit ?? null;
  if (next.gets.kind === 'all')
    complain(['customerGets', 'items'], 'Items in customer get cannot be set to all', 'INVALID');
  return next;
}
