// orderCreate and draftOrderCreate: orders that do not come out of a checkout.
import { fromDecimal } from '../../shop/money.ts';
import { placeOrder } from '../../shop/place-order.ts';
import type { CustomLine } from '../../shop/price-cart.ts';
import type { CartLine, Checkout } from '../../store/carts.ts';
import type { Store } from '../../store/store.ts';
import { badRequest, userError } from '../errors.ts';
import { parseGid } from '../gid.ts';
import type { Resolver, Resolvers } from '../resolver.ts';

interface MoneyBagInput {
  shopMoney: { amount: string; currencyCode: string };
}

interface OrderInput {
  lineItems?: {
    quantity: number;
    title?: string | null;
    variantId?: string | null;
    sku?: string | null;
    giftCard?: boolean | null;
    requiresShipping?: boolean | null;
    priceSet?: MoneyBagInput | null;
  }[];
  customerId?: string | null;
  customer?: {
    toAssociate?: { id?: string | null; email?: string | null } | null;
    toUpsert?: {
      email?: string | null;
      firstName?: string | null;
      lastName?: string | null;
    } | null;
  } | null;
  email?: string | null;
  financialStatus?: 'AUTHORIZED' | 'PAID' | 'PENDING' | null;
  transactions?: { kind?: string | null; status?: string | null; amountSet: MoneyBagInput }[];
  processedAt?: string | null;
  test?: boolean | null;
  tags?: string[] | null;
  note?: string | null;
  sourceName?: string | null;
  discountCode?: unknown;
  shippingLines?: unknown[];
  taxLines?: unknown[];
}

/** A line with a price of its own keeps it, also where it names a variant. */
function readLine(
  store: Store,
  line: NonNullable<OrderInput['lineItems']>[number],
  index: number,
): CartLine | CustomLine {
  const price = line.priceSet?.shopMoney;
  if (line.variantId && !price)
    return {
      key: String(index),
      variantId: parseGid(line.variantId).id,
      quantity: line.quantity,
      sellingPlan: null,
      attributes: [],
    };
  return {
    title: line.title ?? 'Custom item',
    unitPrice: price ? (fromDecimal(price.amount, store.shop().currency) ?? 0) : 0,
    quantity: line.quantity,
    isGiftCard: line.giftCard ?? false,
    requiresShipping: line.requiresShipping ?? false,
    sku: line.sku ?? undefined,
  };
}

function paymentOf(order: OrderInput): 'authorized' | 'paid' | 'pending' {
  const first = order.transactions?.find(({ status }) => status !== 'FAILURE');
  if (first) return first.kind === 'AUTHORIZATION' ? 'authorized' : 'paid';
  if (order.financialStatus === 'PENDING') return 'pending';
  return order.financialStatus === 'AUTHORIZED' ? 'authorized' : 'paid';
}

const orderCreate: Resolver = (_, { order: input }: { order: OrderInput }, { store }) => {
  const refused = (field: string, message: string, code: string) => ({
    order: null,
    userErrors: [userError(['order', field], message, code)],
  });
  if (input.discountCode || input.shippingLines?.length || input.taxLines?.length)
    throw badRequest('devstore makes orders without discountCode, shippingLines and taxLines');
  if (!input.lineItems?.length)
    return refused('lineItems', 'Line items must have at least one line item', 'INVALID');
  const { toAssociate, toUpsert } = input.customer ?? {};
  const customer = input.customerId ?? toAssociate?.id;
  const customerId = customer ? parseGid(customer).id : null;
  if (customerId !== null && !store.customers.get(customerId))
    return refused('customerId', 'Customer does not exist', 'INVALID');
  const person = toUpsert ?? toAssociate;
  const result = placeOrder(store, {
    lines: input.lineItems.map((line, index) => readLine(store, line, index)),
    customerId,
    email: person?.email ?? input.email ?? null,
    firstName: toUpsert?.firstName,
    lastName: toUpsert?.lastName,
    // An address alone makes no customer here: that is what `customer` is for.
    isGuest: customerId === null && !person,
    payment: paymentOf(input),
    isTest: input.test ?? false,
    isShipped: false,
    tags: input.tags ?? [],
    note: input.note ?? null,
    sourceName: input.sourceName ?? 'api',
    processedAt: input.processedAt ?? undefined,
  });
  return result.ok
    ? { order: result.order, userErrors: [] }
    : refused('lineItems', 'Line items are invalid', 'INVALID');
};

/** What a draft order is sold by; the storefront's checkout opens it by its token. */
export const draftSource = 'shopify_draft_order';

interface DraftInput {
  purchasingEntity?: { customerId?: string | null } | null;
  customerId?: string | null;
  email?: string | null;
  discountCodes?: string[] | null;
  note?: string | null;
  lineItems?: { variantId?: string | null; quantity: number }[] | null;
}

const draftOrderCreate: Resolver = (_, { input }: { input: DraftInput }, { store }) => {
  const refused = (message: string) => ({
    draftOrder: null,
    userErrors: [userError(['lineItems'], message)],
  });
  if (!input.lineItems?.length) return refused('Add at least 1 product');
  if (input.lineItems.some(({ variantId }) => !variantId))
    throw badRequest('devstore makes draft orders of variants only');
  const at = store.now();
  const customer = input.purchasingEntity?.customerId ?? input.customerId;
  const draft: Checkout = {
    token: store.newToken(),
    id: store.nextId('other'),
    cartToken: null,
    createdAt: at,
    updatedAt: at,
    completedAt: null,
    orderId: null,
    lines: input.lineItems.map(({ variantId, quantity }, index) => ({
      key: String(index),
      variantId: parseGid(variantId!).id,
      quantity,
      sellingPlan: null,
      attributes: [],
    })),
    discountCodes: input.discountCodes ?? [],
    giftCardCodes: [],
    useStoreCredit: false,
    customerId: customer ? parseGid(customer).id : null,
    email: input.email ?? null,
    phone: null,
    shippingAddress: null,
    acceptsMarketing: false,
    note: input.note ?? null,
    attributes: [],
    presentmentCurrency: null,
    locale: null,
    sourceName: draftSource,
  };
  return { draftOrder: store.checkouts.put(draft), userErrors: [] };
};

export const createOrderMutations: Resolvers[string] = { orderCreate, draftOrderCreate };
