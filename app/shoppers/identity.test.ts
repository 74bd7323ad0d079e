import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { identityOfProxy, identityOfToken } from './identity.server.ts';

const secret = 'encore-test-secret';
const now = new Date('2026-11-22T12:00:00Z');
const seconds = now.getTime() / 1000;

function proxied(given: Record<string, string>, key = secret) {
  const values: Record<string, string> = {
    shop: 'demo.myshopify.com',
    logged_in_customer_id: '7',
    path_prefix: '/apps/rewards',
    timestamp: String(seconds),
    ...given,
  };
  const text = Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('');
  const signature = createHmac('sha256', key).update(text).digest('hex');
  return new URLSearchParams({ ...values, signature });
}

test('the proxy’s signature is taken as Shopify documents it', () => {
  // The worked example of Shopify’s page on app proxies, with its secret, is signed the same way:
  // sorted, joined values, no separator.
  const query = new URLSearchParams(
    'extra=1&extra=2&shop=demo.myshopify.com&logged_in_customer_id=7',
  );
  query.append('timestamp', String(seconds));
  const text = `extra=1,2logged_in_customer_id=7shop=demo.myshopify.comtimestamp=${seconds}`;
  query.append('signature', createHmac('sha256', secret).update(text).digest('hex'));
  expect(identityOfProxy(query, now)).toEqual({
    ok: true,
    value: { domain: 'demo.myshopify.com', customerId: 7n },
  });
});

test('nobody signed in is a guest', () => {
  const guest = identityOfProxy(proxied({ logged_in_customer_id: '' }), now);
  expect(guest).toMatchObject({ ok: true, value: { customerId: null } });
});

test.each([
  ['a forged signature', proxied({}, 'another secret')],
  ['a stale one', proxied({ timestamp: String(seconds - 91) })],
  ['one from the future', proxied({ timestamp: String(seconds + 91) })],
  ['one without a time', proxied({ timestamp: 'soon' })],
  ['a shop that is none', proxied({ shop: 'evil.example.com' })],
  ['a customer that is no number', proxied({ logged_in_customer_id: '7 OR 1=1' })],
  ['no signature', new URLSearchParams({ shop: 'demo.myshopify.com' })],
])('%s is refused', (_name, query) => {
  expect(identityOfProxy(query, now)).toEqual({ ok: false, reason: 'bad-signature' });
});

test('another customer or another shop put in after signing is refused', () => {
  for (const [name, value] of [
    ['logged_in_customer_id', '8'],
    ['shop', 'other.myshopify.com'],
    ['timestamp', String(seconds - 1)],
  ] as const) {
    const query = proxied({});
    query.set(name, value);
    expect(identityOfProxy(query, now)).toEqual({ ok: false, reason: 'bad-signature' });
  }
});

test('a second customer or shop smuggled in beside the signed one is refused', () => {
  for (const name of ['shop', 'logged_in_customer_id', 'timestamp', 'signature']) {
    const query = proxied({});
    query.append(name, '8');
    expect(identityOfProxy(query, now).ok).toBe(false);
  }
});

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
function token(claims: object = {}, { key = secret, header = { alg: 'HS256', typ: 'JWT' } } = {}) {
  const body = `${encode(header)}.${encode({
    dest: 'https://demo.myshopify.com',
    aud: 'encore-test-key',
    sub: 'gid://shopify/Customer/7',
    exp: seconds + 300,
    nbf: seconds - 1,
    ...claims,
  })}`;
  return `Bearer ${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
}

test('a session token tells shop and customer, with or without https in dest', () => {
  const expected = { ok: true, value: { domain: 'demo.myshopify.com', customerId: 7n } };
  expect(identityOfToken(token(), now)).toEqual(expected);
  expect(identityOfToken(token({ dest: 'demo.myshopify.com' }), now)).toEqual(expected);
});

test('somebody not signed in, or a member of staff, is no customer', () => {
  for (const sub of [undefined, '1', 'gid://shopify/User/1']) {
    expect(identityOfToken(token({ sub }), now)).toMatchObject({ value: { customerId: null } });
  }
});

test.each([
  ['another audience', token({ aud: 'another-app' })],
  ['a run-out token', token({ exp: seconds - 11 })],
  ['a token that is not yet good', token({ nbf: seconds + 11 })],
  ['another secret', token({}, { key: 'another secret' })],
  ['a token that says it needs no signature', token({}, { header: { alg: 'none', typ: 'JWT' } })],
  ['a shop that is none', token({ dest: 'https://evil.example.com' })],
  ['a token without an end', token({ exp: undefined })],
  ['no token', undefined],
  ['nonsense', 'Bearer a.b.c'],
])('%s is refused', (_name, authorization) => {
  expect(identityOfToken(authorization, now)).toEqual({ ok: false, reason: 'not-signed-in' });
});
