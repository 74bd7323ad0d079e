// Puts the orders of a file into the database as a shop of its own.
import type { OrderRow } from '../../sync/rows.ts';
import { loadLog } from '../../sync/store/load-log.server.ts';
import type { FileOrder } from './orders.ts';

export type LoadedShop = {
  id: number;
  domain: string;
  timezone: string;
  currency: string;
  /** Names of the customers in the file, by the number they got here less one. */
  customerNames: string[];
};

/** Makes a shop that nobody can install and fills it. */
export async function loadOrders(
  orders: readonly FileOrder[],
  timezone: string,
  currency: string,
): Promise<LoadedShop> {
  const customerNames: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (name: string) => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, customerNames.push(name));
    return customerNames.length;
  };
  function* rows() {
    for (const [i, order] of orders.entries()) {
      const customer = order.customer === null ? null : BigInt(numberOf(order.customer));
      yield rowOf(order, BigInt(i + 1), customer, currency);
    }
  }
  const shop = await loadLog({ timezone, currency }, rows());
  return { ...shop, timezone, currency, customerNames };
}

/** An order of a file, with everything that a file does not tell left empty. */
function rowOf(
  { id: name, at, netSales, isCounted, channel, country, code }: FileOrder,
  id: bigint,
  customerId: bigint | null,
  currency: string,
): OrderRow {
  return {
    id,
    name,
    customerId,
    createdAt: at,
    processedAt: at,
    updatedAt: at,
    readAt: at,
    cancelledAt: null,
    deletedAt: null,
    paidAt: at,
    fulfilledAt: null,
    isTest: false,
    financialStatus: null,
    currency,
    channel: channel?.slice(0, 255) ?? null,
    country: country?.slice(0, 100) ?? null,
    taxesIncluded: false,
    tags: [],
    discountCodes: code === null ? [] : [code],
    total: netSales,
    currentTotal: netSales,
    currentTax: 0n,
    currentShipping: 0n,
    discounts: 0n,
    refunded: 0n,
    received: netSales,
    tip: 0n,
    netSales,
    isCounted: isCounted && customerId !== null,
    isGuestCounted: isCounted && customerId === null,
  };
}
