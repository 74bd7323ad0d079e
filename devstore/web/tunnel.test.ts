import { expect, test } from 'vitest';
import { reframed } from './tunnel.ts';

const context = {
  origins: { admin: 'http://localhost:9000', tunnel: '', storefront: '', account: '', mail: '' },
};

test("lets devstore's admin frame the app beside Shopify's and drops the CDN preload", () => {
  const headers = reframed(
    {
      'content-security-policy': "default-src 'self'; frame-ancestors https://admin.shopify.com; x",
      link: '<https://cdn.shopify.com/x.js>; rel=preload',
      'content-type': 'text/html',
    },
    context,
  );
  expect(headers['content-security-policy']).toBe(
    "default-src 'self'; frame-ancestors https://admin.shopify.com http://localhost:9000; x",
  );
  expect(headers.link).toBeUndefined();
  expect(headers['content-type']).toBe('text/html');
});

test('does not add to a policy that lets nobody frame the page', () => {
  const policy = "frame-ancestors 'none'";
  const headers = reframed({ 'content-security-policy': policy }, context);
  expect(headers['content-security-policy']).toBe(policy);
});

test('leaves answers without a policy as they are', () => {
  expect(reframed({ 'content-type': 'text/css' }, context)).toEqual({ 'content-type': 'text/css' });
});
