// A bulk file of orders as Shopify writes it, of a shop as there are many: one to five lines an
// order, taxes, codes, tags, guests, names beyond ASCII, one order in twenty given back in part.
// The lines stand far from their orders.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const TOGETHER = 500;
const TAX = 0.25;
const CUSTOMERS_AN_ORDER = 0.4;

const bag = (minor: number) => ({ shopMoney: { amount: (minor / 100).toFixed(2) } });
const gid = (type: string, number: number) => `gid://shopify/${type}/${number}`;
const stamp = (ms: number) => new Date(ms).toISOString().replace('.000', '');

const THINGS = ['shirt', 'mug', 'lamp', 'boots', 'scarf', 'chair', 'notebook', 'candle', 'kettle'];
const KINDS = ['Plain', 'Blå', 'Crème', 'Large', 'Organic', 'Limited “spring”', 'Nº 5', 'Weiß'];
const SIZES = ['', ' / S', ' / M', ' / L', ' / 42', ' – gift set'];
const CODES = ['WELCOME10', 'SPRING', 'FREESHIP', 'VIP-2026', 'NEWSLETTER-5'];
const TAGS = ['vip', 'spring', 'wholesale', 'Subscription', 'fragile', 'påske', 'first order'];
const COUNTRIES = ['NO', 'NO', 'NO', 'SE', 'SE', 'DK', 'DE', 'GB', 'US', 'FR', 'NL', 'FI'];
const CHANNELS = ['online_store', 'online_store', 'online_store', 'shop', 'pos', 'tiktok'];

/** What a file holds. */
export type FileCounts = { orders: number; lines: number; refunds: number };

/** Writes `count` orders to `file`; about 2 KB each with their lines. */
export async function writeOrdersFile(file: string, count: number): Promise<FileCounts> {
  const out = createWriteStream(file);
  const counts = { orders: count, lines: 0, refunds: 0 };
  for (let first = 1; first <= count; first += TOGETHER) {
    const last = Math.min(count, first + TOGETHER - 1);
    const orders: string[] = [];
    const lines: string[] = [];
    for (let number = first; number <= last; number++) {
      const order = orderOf(number, count);
      orders.push(JSON.stringify(order.json));
      for (const line of order.lines) lines.push(JSON.stringify(line));
      counts.lines += order.lines.length;
      counts.refunds += order.json.refunds.length;
    }
    if (!out.write(`${[...orders, ...lines].join('\n')}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return counts;
}

/** The details of a refund of such a file, as the Admin API gives them by its id. */
export function refundOf(id: string) {
  const number = Number(id.split('/').at(-1)) - REFUNDS_FROM;
  const { unit, placed } = firstLineOf(number);
  return {
    __typename: 'Refund',
    ...refund(number, unit, placed),
    refundLineItems: {
      nodes: [
        {
          id: null,
          quantity: 1,
          lineItem: { id: gid('LineItem', lineId(number, 0)) },
          subtotalSet: bag(unit),
          totalTaxSet: bag(Math.round(unit * TAX)),
        },
      ],
      pageInfo: { hasNextPage: false, endCursor: null },
    },
    refundShippingLines: { nodes: [] },
    transactions: {
      nodes: [
        { kind: 'REFUND', status: 'SUCCESS', gateway: 'shopify_payments', amountSet: total(unit) },
      ],
      pageInfo: { hasNextPage: false, endCursor: null },
    },
  };
}

const REFUNDS_FROM = 4_000_000_000;
const total = (net: number) => bag(net + Math.round(net * TAX));
const lineId = (number: number, part: number) => 9_000_000_000_000 + number * 5 + part;

function refund(number: number, unit: number, placed: number) {
  return {
    id: gid('Refund', REFUNDS_FROM + number),
    processedAt: stamp(placed + 5 * 86_400_000),
    totalRefundedSet: total(unit),
  };
}

/** Numbers from 0 to `limit` - 1 that depend on `seed` alone. */
function dice(seed: number) {
  let state = (seed * 0x9e3779b1) >>> 0;
  return (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
type Dice = ReturnType<typeof dice>;

function firstLineOf(number: number) {
  const roll = dice(number);
  const placed = 1_500_000_000_000 + number * 30_000 + roll(30) * 1000;
  return { roll, placed, unit: 500 + roll(30_000) };
}

/** An order and its lines. Later orders come from more customers; a few buy often. */
function orderOf(number: number, count: number) {
  const { roll, placed, unit } = firstLineOf(number);
  const amounts = [unit];
  while (amounts.length < 5 && roll(100) < 45) amounts.push(500 + roll(15_000));
  const isGuest = roll(100) < 12;
  const isGivenBack = roll(100) < 5;
  const isPaid = isGivenBack || roll(100) < 95;
  const code = roll(100) < 25 ? CODES[roll(CODES.length)]! : null;
  const shipping = roll(100) < 60 ? 4900 : 0;
  const goods = amounts.reduce((sum, amount) => sum + amount, 0);
  const present = isGivenBack ? goods - unit : goods;
  const customer = Math.floor((roll(1 << 20) / (1 << 20)) ** 2 * count * CUSTOMERS_AN_ORDER);
  const id = gid('Order', 5_000_000_000_000 + number);
  const paid = stamp(placed + 2000);
  const amountSet = total(goods + shipping);
  const sent = roll(100) < 90 ? [{ createdAt: stamp(placed + (1 + roll(72)) * 3_600_000) }] : [];
  const json = {
    id,
    name: `#${1000 + number}`,
    test: false,
    createdAt: stamp(placed),
    processedAt: stamp(placed),
    updatedAt: stamp(placed + roll(1_000_000) * 1000),
    cancelledAt: !isPaid && roll(2) ? stamp(placed + 86_400_000) : null,
    currencyCode: 'NOK',
    displayFinancialStatus: isGivenBack ? 'PARTIALLY_REFUNDED' : isPaid ? 'PAID' : 'PENDING',
    displayFulfillmentStatus: sent.length ? 'FULFILLED' : 'UNFULFILLED',
    taxesIncluded: false,
    attribution: { handle: CHANNELS[roll(CHANNELS.length)]! },
    tags: tagsOf(roll),
    discountCodes: code ? [code] : [],
    customer: isGuest ? null : { id: gid('Customer', 7_000_000_000_000 + customer) },
    email: `${isGuest ? 'guest' : 'person'}${customer}@example.com`,
    shippingAddress: roll(100) < 96 ? { countryCodeV2: COUNTRIES[roll(COUNTRIES.length)]! } : null,
    originalTotalPriceSet: total(goods + shipping),
    totalPriceSet: total(goods + shipping),
    currentTotalPriceSet: total(present + shipping),
    currentSubtotalPriceSet: bag(present),
    currentTotalTaxSet: bag(Math.round((present + shipping) * TAX)),
    currentTotalDutiesSet: null,
    currentTotalAdditionalFeesSet: null,
    currentShippingPriceSet: bag(shipping),
    totalDiscountsSet: bag(code ? Math.round(goods / 9) : 0),
    totalRefundedSet: isGivenBack ? total(unit) : bag(0),
    totalReceivedSet: isPaid ? total(goods + shipping) : bag(0),
    totalTipReceivedSet: bag(0),
    refundDiscrepancySet: bag(0),
    shippingLine: shipping
      ? { discountedPriceSet: bag(shipping), taxLines: [{ priceSet: bag(shipping * TAX) }] }
      : null,
    transactions: isPaid ? [{ kind: 'SALE', status: 'SUCCESS', processedAt: paid, amountSet }] : [],
    fulfillments: sent,
    refunds: isGivenBack ? [refund(number, unit, placed)] : [],
  };
  const back = isGivenBack ? 1 : 0;
  return { json, lines: amounts.map((amount, part) => lineOf(roll, number, part, amount, back)) };
}

function tagsOf(roll: Dice): string[] {
  const tags: string[] = [];
  while (tags.length < 3 && roll(100) < 25) tags.push(TAGS[roll(TAGS.length)]!);
  return tags;
}

function lineOf(roll: Dice, number: number, part: number, amount: number, back: number) {
  const [thing, kind, size] = [THINGS, KINDS, SIZES].map((words) => roll(words.length));
  const product = thing! * KINDS.length + kind!;
  return {
    id: gid('LineItem', lineId(number, part)),
    title: `${KINDS[kind!]} ${THINGS[thing!]}${SIZES[size!]}`,
    quantity: 1,
    currentQuantity: part === 0 ? 1 - back : 1,
    isGiftCard: false,
    product: roll(100) < 97 ? { id: gid('Product', 8_000_000 + product) } : null,
    variant: { id: gid('ProductVariant', 8_800_000 + product * SIZES.length + size!) },
    sellingPlan: roll(100) < 4 ? { sellingPlanId: gid('SellingPlan', 70 + roll(3)) } : null,
    discountedTotalSet: {
      shopMoney: { amount: (amount / 100).toFixed(2), currencyCode: 'NOK' },
    },
    taxLines: [{ priceSet: bag(Math.round(amount * TAX)) }],
    __parentId: gid('Order', 5_000_000_000_000 + number),
  };
}
