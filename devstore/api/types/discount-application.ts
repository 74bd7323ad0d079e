// How a discount was applied to an order, and what it took off a line.
import type { DiscountApplication, Order, OrderLine } from '../../store/orders.ts';
import { asType } from '../resolver.ts';
import { bag, money } from './money.ts';

/** A discount application of an order, with the fields of all its kinds. */
export function applicationSource(order: Order, application: DiscountApplication, index: number) {
  const types = {
    code: 'DiscountCodeApplication',
    automatic: 'AutomaticDiscountApplication',
    manual: 'ManualDiscountApplication',
  };
  return asType(types[application.kind], {
    index,
    code: application.code,
    title: application.title,
    description: null,
    allocationMethod: application.method,
    targetSelection: application.selection,
    targetType: application.target,
    value:
      application.value.kind === 'percentage'
        ? asType('PricingPercentageValue', { percentage: application.value.percentage * 100 })
        : asType('MoneyV2', money(application.value.amount, order.currency)),
  });
}

/** What each discount took off a line or the shipping. */
export const allocationsOf = (order: Order, allocations: OrderLine['allocations']) =>
  allocations.map(({ application, amount }) => ({
    allocatedAmountSet: bag(order, amount),
    discountApplication: applicationSource(order, order.discounts[application]!, application),
  }));
