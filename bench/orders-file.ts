// A bulk file of orders with two lines each, as Shopify writes it: the lines stand far from their
// orders.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const TOGETHER = 500;
const bag = (amount: string) => ({ shopMoney: { amount } });

/** Writes `count` orders to `file`; about 2 KB each. */
export async function writeOrdersFile(file: string, count: number): Promise<void> {
  const out = createWriteStream(file);
  for (let first = 1; first <= count; first += TOGETHER) {
    const last = Math.min(count, first + TOGETHER - 1);
    let text = '';
    for (let number = first; number <= last; number++) text += `${JSON.stringify(order(number))}\n`;
    for (let number = first; number <= last; number++) {
      for (const part of [0, 1]) text += `${JSON.stringify(line(number, part))}\n`;
    }
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

const amountOf = (number: number) => (((number * 7919) % 20_000) / 100).toFixed(2);
const gidOf = (number: number) => `gid://shopify/Order/${5_000_000_000_000 + number}`;

function order(number: number) {
  const placed = new Date(1_500_000_000_000 + number * 30_000).toISOString().replace('.000', '');
  const paid = new Date(1_500_000_002_000 + number * 30_000).toISOString().replace('.000', '');
  const amount = bag(amountOf(number));
  const customer = 7_000_000_000_000 + ((number * 31) % 300_000);
  return {
    id: gidOf(number),
    name: `#${1000 + number}`,
    test: false,
    createdAt: placed,
    processedAt: placed,
    updatedAt: paid,
    cancelledAt: null,
    currencyCode: 'EUR',
    displayFinancialStatus: 'PAID',
    displayFulfillmentStatus: 'FULFILLED',
    taxesIncluded: false,
    attribution: { handle: 'online_store' },
    tags: number % 5 ? [] : ['vip', 'spring'],
    discountCodes: number % 4 ? [] : ['WELCOME10'],
    customer: { id: `gid://shopify/Customer/${customer}` },
    email: `customer-${customer}@example.com`,
    shippingAddress: { countryCodeV2: 'NO' },
    totalPriceSet: amount,
    currentTotalPriceSet: amount,
    currentSubtotalPriceSet: amount,
    currentTotalTaxSet: bag('0.0'),
    currentTotalDutiesSet: null,
    currentTotalAdditionalFeesSet: null,
    currentShippingPriceSet: bag('0.0'),
    totalDiscountsSet: bag('0.0'),
    totalRefundedSet: bag('0.0'),
    totalReceivedSet: amount,
    totalTipReceivedSet: bag('0.0'),
    shippingLine: { taxLines: [] },
    transactions: [{ kind: 'SALE', status: 'SUCCESS', processedAt: paid }],
    fulfillments: [{ createdAt: paid }],
    refunds: [],
  };
}

function line(number: number, part: number) {
  return {
    id: `gid://shopify/LineItem/${9_000_000_000_000 + number * 2 + part}`,
    title: `Product ${(number * (part + 1)) % 97}`,
    quantity: 1 + part,
    currentQuantity: 1 + part,
    isGiftCard: false,
    product: { id: `gid://shopify/Product/${8_000_000 + (number % 97)}` },
    variant: { id: `gid://shopify/ProductVariant/${8_800_000 + (number % 97)}` },
    sellingPlan: null,
    discountedTotalSet: { shopMoney: { amount: amountOf(number), currencyCode: 'EUR' } },
    taxLines: [],
    __parentId: gidOf(number),
  };
}
