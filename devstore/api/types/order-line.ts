// LineItem.
import { currentShare, lineTotal } from '../../shop/totals.ts';
import type { Order, OrderLine } from '../../store/orders.ts';
import { gid } from '../gid.ts';
import type { ApiContext, Resolvers } from '../resolver.ts';
import { allocationsOf } from './discount-application.ts';
import { bag } from './money.ts';

export interface LineSource {
  order: Order;
  line: OrderLine;
}

export const lineSource = (order: Order, line: OrderLine): LineSource => ({ order, line });

/** What comes off a line: order-level codes only where they are asked for. */
function discountedTotal({ order, line }: LineSource, withCodeDiscounts: boolean): number {
  const off = line.allocations
    .filter(
      ({ application }) => withCodeDiscounts || order.discounts[application]!.method !== 'ACROSS',
    )
    .reduce((sum, { amount }) => sum + amount, 0);
  return line.unitPrice * line.quantity - off;
}

const each = (amount: number, quantity: number): number =>
  quantity === 0 ? 0 : Math.round(amount / quantity);

export const lineFields: Resolvers[string] = {
  id: ({ line }: LineSource) => gid('LineItem', line.id),
  quantity: ({ line }: LineSource) => line.quantity,
  currentQuantity: ({ line }: LineSource) => line.currentQuantity,
  refundableQuantity: ({ line }: LineSource) => line.currentQuantity,
  unfulfilledQuantity: ({ line }: LineSource) =>
    Math.max(0, line.currentQuantity - line.fulfilledQuantity),
  nonFulfillableQuantity: ({ line }: LineSource) => line.quantity - line.currentQuantity,
  isGiftCard: ({ line }: LineSource) => line.isGiftCard,
  requiresShipping: ({ line }: LineSource) => line.requiresShipping,
  restockable: ({ line }: LineSource) => line.currentQuantity > 0,
  taxable: ({ line }: LineSource) => line.isTaxable,
  sku: ({ line }: LineSource) => line.sku,
  title: ({ line }: LineSource) => line.title,
  name: ({ line }: LineSource) =>
    line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
  variantTitle: ({ line }: LineSource) => line.variantTitle,
  vendor: ({ line }: LineSource) => line.vendor,
  product: ({ line }: LineSource, _, context) =>
    line.productId === null ? null : productOf(line.productId, context),
  variant: ({ line }: LineSource, _, context) =>
    line.variantId === null ? null : variantOf(line.variantId, context),
  customAttributes: ({ line }: LineSource) => line.attributes,
  contract: () => null,
  sellingPlan: ({ line }: LineSource) =>
    line.sellingPlan ? { name: line.sellingPlan, sellingPlanId: null } : null,
  originalTotalSet: ({ order, line }: LineSource) => bag(order, line.unitPrice * line.quantity),
  originalUnitPriceSet: ({ order, line }: LineSource) => bag(order, line.unitPrice),
  discountedTotalSet: (source: LineSource, args: { withCodeDiscounts?: boolean }) =>
    bag(source.order, discountedTotal(source, args.withCodeDiscounts ?? false)),
  discountedUnitPriceSet: (source: LineSource) =>
    bag(source.order, each(discountedTotal(source, false), source.line.quantity)),
  discountedUnitPriceAfterAllDiscountsSet: ({ order, line }: LineSource) =>
    bag(order, each(lineTotal(line), line.quantity)),
  priceAfterAllDiscountsBeforeTaxesSet: ({ order, line }: LineSource) =>
    bag(order, lineTotal(line) - (order.taxesIncluded ? line.tax : 0)),
  totalDiscountSet: (source: LineSource) =>
    bag(
      source.order,
      source.line.unitPrice * source.line.quantity - discountedTotal(source, false),
    ),
  unfulfilledDiscountedTotalSet: ({ order, line }: LineSource) =>
    bag(order, currentShare(line, lineTotal(line))),
  discountAllocations: ({ order, line }: LineSource) => allocationsOf(order, line.allocations),
  taxLines: ({ order, line }: LineSource) =>
    line.tax === 0
      ? []
      : [
          {
            title: 'Tax',
            rate: order.taxRate / 1000,
            ratePercentage: order.taxRate / 10,
            priceSet: bag(order, line.tax),
            channelLiable: false,
            source: null,
          },
        ],
  image: () => null,
};

/** The same few products come up again and again; each is read once for a request. */
function productOf(id: number, { store, memo }: ApiContext): unknown {
  const key = `product ${id}`;
  if (!memo.has(key)) memo.set(key, store.products.get(id) ?? null);
  return memo.get(key);
}

function variantOf(id: number, { store, memo }: ApiContext): unknown {
  const key = `variant ${id}`;
  if (!memo.has(key)) memo.set(key, store.products.variant(id) ?? null);
  return memo.get(key);
}
