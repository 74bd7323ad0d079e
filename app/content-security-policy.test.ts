import { expect, test } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy.ts';

const production = {
  nonce: 'abc',
  frameAncestors: 'frame-ancestors https://a.myshopify.com https://admin.shopify.com;',
  appBridgeUrl: undefined,
  isDevelopment: false,
};

const parsed = (policy: string) =>
  Object.fromEntries(
    policy.split('; ').map((directive) => {
      const [name, ...sources] = directive.split(' ');
      return [name, sources];
    }),
  );

test('runs our own scripts, those with the nonce and those of Shopify, and no others', () => {
  expect(parsed(contentSecurityPolicy(production))['script-src']).toEqual([
    "'self'",
    "'nonce-abc'",
    'https://cdn.shopify.com',
  ]);
});

test('keeps the frame ancestors of the library, and allows none where it names none', () => {
  expect(parsed(contentSecurityPolicy(production))['frame-ancestors']).toEqual([
    'https://a.myshopify.com',
    'https://admin.shopify.com',
  ]);
  const bare = contentSecurityPolicy({ ...production, frameAncestors: null });
  expect(parsed(bare)['frame-ancestors']).toEqual(["'none'"]);
});

test('lets in the local Shopify only where a setting names it', () => {
  expect(contentSecurityPolicy(production)).not.toMatch(/localhost|ws:/);
  const local = parsed(
    contentSecurityPolicy({
      ...production,
      appBridgeUrl: 'http://localhost:4100/app-bridge.js',
      isDevelopment: true,
    }),
  );
  expect(local['script-src']).toContain('http://localhost:4100');
  expect(local['connect-src']).toContain('ws:');
});
