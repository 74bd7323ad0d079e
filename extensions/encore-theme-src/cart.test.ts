import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cartOf, decimal } from './cart.ts';

beforeEach(() => {
  vi.stubGlobal('window', { Shopify: { currency: { active: 'EUR', rate: '1.1' }, country: 'DE' } });
});
afterEach(() => vi.unstubAllGlobals());

const item = (final_line_price: number, quantity = 1) => ({
  product_id: 1,
  variant_id: 2,
  quantity,
  final_line_price,
  gift_card: false,
});

test('hundredths become decimal text in every currency', () => {
  expect([0, 5, 50, 1250, 100000].map(decimal)).toEqual([
    '0.00',
    '0.05',
    '0.50',
    '12.50',
    '1000.00',
  ]);
});

test('a cart carries the buyer’s currency, its rate, the country and the codes that apply', () => {
  const cart = cartOf({
    currency: 'EUR',
    items: [item(2500, 2)],
    discount_codes: [
      { code: 'YES', applicable: true },
      { code: 'NO', applicable: false },
    ],
  });
  expect(cart).toEqual({
    lines: [
      {
        productId: '1',
        variantId: '2',
        quantity: 2,
        amount: '25.00',
        isGiftCard: false,
        isSubscription: false,
      },
    ],
    currency: 'EUR',
    currencyRate: '1.1',
    country: 'DE',
    discountCodes: ['YES'],
  });
});

test('a discount on the whole cart is shared out to the last cent', () => {
  const price = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(fc.array(price, { minLength: 1, maxLength: 20 }), fc.nat(100), (prices, part) => {
      const total = prices.reduce((sum, one) => sum + one, 0);
      const off = Math.floor((total * part) / 100);
      const { lines } = cartOf({
        currency: 'EUR',
        items: prices.map((one) => item(one)),
        cart_level_discount_applications: [{ total_allocated_amount: off }],
      });
      const paid = lines.map(({ amount }) => Math.round(Number(amount) * 100));
      expect(paid.reduce((sum, one) => sum + one, 0)).toBe(total - off);
      for (const one of paid) expect(one).toBeGreaterThanOrEqual(0);
    }),
    { seed: 7 },
  );
});
