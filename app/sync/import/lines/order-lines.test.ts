import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { type FragmentDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { expect, test } from 'vitest';
import { readLine, readOrder } from '../../map/map-order.ts';
import { mapped, readId } from '../../map/read-json.ts';
import { type KnownLine, OrderLines } from './order-lines.ts';

const SEED = 20261123;
const DOCUMENT = new URL('../../../shopify/documents/order-fields.graphql', import.meta.url);
const fragments = new Map(
  parse(readFileSync(DOCUMENT, 'utf8'))
    .definitions.filter((node): node is FragmentDefinitionNode => 'typeCondition' in node)
    .map((node) => [node.name.value, node.selectionSet]),
);

type Json = { [name: string]: Json } | Json[] | string | number | boolean | null;

const digits = fc.nat({ max: 9_999_999 }).map(String);
/** As Shopify writes them, and sometimes as it does not. */
const amount = fc.oneof(
  { weight: 80, arbitrary: fc.tuple(digits, fc.nat(99)).map(([a, b]) => `${a}.${b}`) },
  fc.constantFrom('0.0', '12', '-3.50', '1.999', '0012.5', '7.', '.5', '1e3', '', '90071992547409'),
);
const instant = fc.oneof(
  {
    weight: 80,
    arbitrary: fc
      .date({ min: new Date('1899-01-01'), max: new Date('2200-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().replace(/\.\d+/, '')),
  },
  fc.constantFrom('2026-02-29T00:00:00Z', '2024-02-29T00:00:00Z', '2026-13-01T00:00:00Z'),
  fc.constantFrom('2026-01-31T24:00:00Z', '2026-01-01T00:00:00.5Z', '2026-01-01T00:00:00+01:00'),
);
const words = ['', 'PAID', 'SUCCESS', 'SALE', 'CAPTURE', 'VOIDED', 'FULFILLED', 'Blå „Nº 5“'];
const text = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...words) },
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const number = fc.oneof(
  { weight: 20, arbitrary: fc.nat(1e9) },
  fc.constantFrom(0, 7, -1, 1.5, 5_000_000_000),
);
const gid = (type: string) =>
  fc.oneof(
    { weight: 80, arbitrary: fc.nat().map((id) => `gid://shopify/${type}/${id}`) },
    fc.constantFrom('', `gid://shopify/${type}/`, 'gid://shopify/Thing/1').map(String),
    fc.constantFrom(1e15 - 1, 1e15, 9_223_372_036_854n).map((id) => `gid://shopify/${type}/${id}`),
  );

const TYPES: Record<string, string> = {
  customer: 'Customer',
  product: 'Product',
  variant: 'ProductVariant',
  refunds: 'Refund',
};
const CURRENCIES = ['EUR', 'USD', 'SEK', 'NOK', 'PLN', 'KWD', 'KWD', 'XXXX', 'JPY'];
const LISTS = new Set(['transactions', 'fulfillments', 'refunds', 'taxLines']);

/** A value of the field `name` of `parent`, whose own fields are `selected`. */
function fieldOf(name: string, parent: string, selected?: SelectionSetNode): fc.Arbitrary<Json> {
  if (selected) {
    const object = objectOf(selected, name);
    if (LISTS.has(name)) return fc.array(object, { maxLength: 3 });
    if (['shopMoney', 'discountedTotalSet'].includes(name)) return object;
    return fc.option(object, { freq: 9 });
  }
  if (name === 'id') return gid(TYPES[parent] ?? parent);
  if (name === 'sellingPlanId') return gid('SellingPlan');
  if (name === 'amount') return amount;
  if (name === 'currencyCode') return fc.constantFrom(...CURRENCIES);
  if (name.endsWith('At')) return name === 'cancelledAt' ? fc.option(instant) : instant;
  if (name.endsWith('uantity')) return number;
  if (['test', 'taxesIncluded', 'isGiftCard'].includes(name)) return fc.boolean();
  if (['tags', 'discountCodes'].includes(name)) return fc.array(text, { maxLength: 3 });
  return ['name', 'title', 'kind', 'status'].includes(name) ? text : fc.option(text, { freq: 9 });
}

function objectOf(selected: SelectionSetNode, parent: string): fc.Arbitrary<Json> {
  const fields = selected.selections.filter((node) => node.kind === Kind.FIELD);
  return fc.record(
    Object.fromEntries(
      fields.map((field) => {
        const name = field.name.value;
        return [name, fieldOf(name, parent, field.selectionSet)];
      }),
    ),
  ) as fc.Arbitrary<Json>;
}

const order = objectOf(fragments.get('OrderFields')!, 'Order');
const line = fc
  .tuple(objectOf(fragments.get('LineFields')!, 'LineItem'), gid('Order'))
  .map(([fields, parent]) => ({ ...(fields as object), __parentId: parent }));

/** What JSON.parse makes of a line; null where it is refused. */
function exactly(bytes: Buffer): KnownLine | null {
  try {
    const json = JSON.parse(bytes.toString());
    const outcome = mapped<KnownLine>(() =>
      json.__parentId === undefined
        ? { kind: 'order', facts: readOrder(json) }
        : { kind: 'line', row: readLine(json, readId(json.__parentId)) },
    );
    return outcome.ok ? outcome.value : null;
  } catch {
    return null;
  }
}

function plainOrder(): string {
  const money = (amount: string) => ({ shopMoney: { amount } });
  const at = '2026-01-31T23:59:59Z';
  const known: Record<string, Json> = {
    id: 'gid://shopify/Order/5000000000001',
    name: '#1001',
    currencyCode: 'EUR',
    cancelledAt: null,
    displayFinancialStatus: 'PAID',
    displayFulfillmentStatus: null,
    attribution: { handle: 'shop' },
    tags: ['Blå'],
    discountCodes: [],
    customer: { id: 'gid://shopify/Customer/7' },
    email: null,
    shippingAddress: { countryCodeV2: null },
    currentTotalDutiesSet: null,
    shippingLine: {
      discountedPriceSet: money('49.00'),
      taxLines: [{ priceSet: money('12.25') }, { priceSet: null }],
    },
    transactions: [
      { kind: 'SALE', status: 'SUCCESS', processedAt: at, amountSet: money('1.0') },
      { kind: 'SALE', status: 'FAILURE', processedAt: null, amountSet: null },
    ],
    fulfillments: [{ createdAt: at }],
    refunds: [{ id: 'gid://shopify/Refund/8', processedAt: at, totalRefundedSet: money('0.0') }],
  };
  const fields = fragments.get('OrderFields')!.selections.flatMap((node) => {
    const name = node.kind === Kind.FIELD ? node.name.value : '';
    if (name in known) return [[name, known[name]]];
    if (name.endsWith('At')) return [[name, at]];
    return [[name, name.endsWith('Set') ? money('454.83') : false]];
  });
  return JSON.stringify(Object.fromEntries(fields));
}

const PLAIN_LINE =
  '{"id":"gid://shopify/LineItem/9","title":"Weiß","quantity":2,"currentQuantity":1,' +
  '"isGiftCard":false,"product":{"id":"gid://shopify/Product/3"},"variant":null,' +
  '"sellingPlan":{"sellingPlanId":"gid://shopify/SellingPlan/71"},"discountedTotalSet":' +
  '{"shopMoney":{"amount":"59.9","currencyCode":"EUR"}},"taxLines":[],' +
  '"__parentId":"gid://shopify/Order/5000000000001"}';

test('the lines of a file are known as the documents ask for them', () => {
  const reader = new OrderLines();
  for (const text of [plainOrder(), PLAIN_LINE]) {
    const bytes = Buffer.from(`\n${text}\n`);
    expect(reader.read(bytes, 1)).toStrictEqual(exactly(bytes));
    expect(reader.read(bytes, 1)).not.toBeNull();
    expect(reader.next).toBe(bytes.length);
    expect(reader.read(Buffer.from(text), 0)).toStrictEqual(exactly(bytes));
  }
});

test('a line that is known says what JSON.parse reads in it', () => {
  const reader = new OrderLines();
  const met = { known: 0, other: 0 };
  const check = (json: Json) => {
    const bytes = Buffer.from(`${JSON.stringify(json)}\n`);
    const known = reader.read(bytes, 0);
    if (known) expect(known).toStrictEqual(exactly(bytes));
    met[known ? 'known' : 'other']++;
  };
  fc.assert(fc.property(fc.oneof(order, line as fc.Arbitrary<Json>), check), {
    seed: SEED,
    numRuns: 5000,
  });
  expect(met.known).toBeGreaterThan(500);
  expect(met.other).toBeGreaterThan(500);
});

test('with any of its bytes changed it is left alone, or read as JSON.parse reads it', () => {
  const reader = new OrderLines();
  const byte = fc.oneof(
    fc.constantFrom(...Buffer.from('"\\{}[]:,-+.eE019ntZ \t\r\n')),
    fc.nat(255),
  );
  const damages = fc.array(fc.tuple(fc.nat(), byte), { minLength: 1, maxLength: 2 });
  const lines = [plainOrder(), PLAIN_LINE].map((text) => Buffer.from(text));
  let known = 0;
  for (const whole of lines) {
    fc.assert(
      fc.property(damages, (given) => {
        const bytes = Buffer.from(whole);
        for (const [at, put] of given) bytes[at % bytes.length] = put;
        const end = bytes.indexOf('\n');
        const found = reader.read(bytes, 0);
        if (!found) return;
        known++;
        expect(found).toStrictEqual(exactly(end < 0 ? bytes : bytes.subarray(0, end)));
      }),
      { seed: SEED, numRuns: 5000 },
    );
  }
  expect(known).toBeGreaterThan(100);
});

test('a line that is cut off is not known', () => {
  const reader = new OrderLines();
  for (const text of [plainOrder(), PLAIN_LINE]) {
    const bytes = Buffer.from(text);
    for (let size = 0; size < bytes.length; size++) {
      expect(reader.read(bytes.subarray(0, size), 0)).toBeNull();
    }
  }
});

test.each([
  ['"quantity":2', '"quantity":02'],
  ['"quantity":2', '"quantity":3000000000'],
  ['gid://shopify/Product/3', 'gid://shopify/Product/1234567890123456'],
  ['gid://shopify/Order/5000000000001', 'gid://shopify/Draft/5000000000001'],
  ['"amount":"59.9"', '"amount":"59.999"'],
  ['2026-01-31T23:59:59Z', '2026-02-29T23:59:59Z'],
  ['2026-01-31T23:59:59Z', '2026-01-31T24:00:00Z'],
  ['2026-01-31T23:59:59Z', '1899-01-31T23:59:59Z'],
  ['"currencyCode":"EUR"', '"currencyCode":"EURO"'],
])('%s in a line is known, %s is not', (plain, other) => {
  const line = [plainOrder(), PLAIN_LINE].find((text) => text.includes(plain))!;
  const reader = new OrderLines();
  expect(reader.read(Buffer.from(line), 0)).not.toBeNull();
  expect(reader.read(Buffer.from(line.replace(plain, other)), 0)).toBeNull();
});
