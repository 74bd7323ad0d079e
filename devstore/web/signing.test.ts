import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { frameQuery, proxyQuery } from './signing.ts';

const documented = {
  shop: 'shop-name.myshopify.com',
  pathPrefix: '/apps/awesome_reviews',
  now: 1_317_327_555,
};

test("a proxy request is signed like the example of Shopify's documentation", () => {
  const query = proxyQuery(
    new URLSearchParams('extra=1&extra=2'),
    { ...documented, customerId: '1' },
    'hush',
  );
  expect(query.get('signature')).toBe(
    '4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb',
  );
});

test("a guest's proxy request carries an empty customer id that is signed too", () => {
  const query = proxyQuery(new URLSearchParams(), { ...documented, customerId: null }, 'hush');
  expect(query.get('logged_in_customer_id')).toBe('');
  const message =
    'logged_in_customer_id=path_prefix=/apps/awesome_reviewsshop=shop-name.myshopify.comtimestamp=1317327555';
  expect(query.get('signature')).toBe(createHmac('sha256', 'hush').update(message).digest('hex'));
});

test('a shopper cannot bring a customer id, shop or signature of their own', () => {
  const forged = new URLSearchParams(
    'logged_in_customer_id=8&shop=other.myshopify.com&timestamp=1&path_prefix=/x&signature=beef',
  );
  const query = proxyQuery(forged, { ...documented, customerId: '7' }, 'hush');
  expect(query.getAll('logged_in_customer_id')).toEqual(['7']);
  expect(query.getAll('shop')).toEqual(['shop-name.myshopify.com']);
  expect(query.getAll('timestamp')).toEqual(['1317327555']);
  const honest = proxyQuery(new URLSearchParams(), { ...documented, customerId: '7' }, 'hush');
  expect(query.getAll('signature')).toEqual([honest.get('signature')]);
});

test("the admin frame's address carries host and hmac as the app's library checks them", () => {
  const query = frameQuery(
    {
      shop: 'demo.myshopify.com',
      host: 'admin.shopify.com/store/demo',
      locale: 'en',
      session: 'abc',
      idToken: 'a.b.c',
      now: 1_700_000_000,
    },
    'hush',
  );
  expect(Buffer.from(query.get('host')!, 'base64').toString()).toBe('admin.shopify.com/store/demo');
  const hmac = query.get('hmac');
  query.delete('hmac');
  const message = [...query]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join('&');
  expect(hmac).toBe(createHmac('sha256', 'hush').update(message).digest('hex'));
});
