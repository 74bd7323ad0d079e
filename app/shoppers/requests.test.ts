import { expect, test } from 'vitest';
import { inShopMoney, requests } from './requests.ts';

test('amounts come in the buyer’s currency and are worked out in the shop’s', () => {
  expect(inShopMoney('12.50', 'EUR', undefined, 'EUR')).toBe(1250n);
  // 1 EUR = 25.10 CZK; 251.00 CZK are 10.00 EUR
  expect(inShopMoney('251.00', 'CZK', '25.10', 'EUR')).toBe(1000n);
  expect(inShopMoney('1650', 'JPY', '165', 'EUR')).toBe(1000n);
  expect(inShopMoney('10.00', 'EUR', '0.00606', 'JPY')).toBe(1650n);
  expect(inShopMoney('1.234', 'KWD', '0.3085', 'EUR')).toBe(400n);
});

test('without a rate another currency is not guessed', () => {
  expect(inShopMoney('12.50', 'CZK', undefined, 'EUR')).toBeNull();
  expect(inShopMoney('12.50', 'CZK', '0', 'EUR')).toBeNull();
});

const line = { productId: '1', variantId: '2', quantity: 1, amount: '1.00' };

test('numbers and gids are the same; anything else is refused', () => {
  const cart = { lines: [{ ...line, productId: 'gid://shopify/Product/1' }], currency: 'EUR' };
  expect(requests.estimate.parse(cart).lines[0]).toMatchObject({ productId: 1n, variantId: 2n });
  for (const wrong of [
    { ...cart, currency: 'euro' },
    { ...cart, lines: [{ ...line, productId: '1; DROP TABLE' }] },
    { ...cart, lines: [{ ...line, amount: '-5' }] },
    { ...cart, lines: [{ ...line, quantity: 0 }] },
    { ...cart, lines: Array.from({ length: 501 }, () => line) },
  ]) {
    expect(requests.estimate.safeParse(wrong).success).toBe(false);
  }
});

test('a redemption needs a uuid made by the caller', () => {
  const wish = { id: crypto.randomUUID(), rewardId: crypto.randomUUID() };
  expect(requests.redeem.parse(wish)).toMatchObject({ steps: 1, locale: 'en' });
  expect(requests.redeem.safeParse({ ...wish, id: '1' }).success).toBe(false);
  expect(requests.redeem.safeParse({ ...wish, steps: 0 }).success).toBe(false);
});
