import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signToken } from './session-token.ts';
import { type Devstore, startDevstore } from './start.ts';

const apiKey = 'key';
const apiSecret = 'secret';
const root = path.resolve(import.meta.dirname, '../..');
const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const offline = 'urn:shopify:params:oauth:token-type:offline-access-token';

let directory: string;
let devstore: Devstore;

const start = () =>
  startDevstore({
    port: 0,
    dataDirectory: directory,
    app: root,
    appUrl: 'http://127.0.0.1:9',
    apiKey,
    apiSecret,
  });

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'devstore-test-'));
  devstore = await start();
  await door('POST', '/install');
  // There is nobody at the app's address: webhooks would only be noise.
  await door('POST', '/faults', { webhooks: { isPaused: true } });
});

afterEach(async () => {
  await devstore.close();
  rmSync(directory, { recursive: true, force: true });
});

async function door(method: string, name: string, body?: object) {
  const response = await fetch(`${devstore.origin}/__devstore${name}`, {
    method,
    body: body && JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

interface Grant {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  refresh_token_expires_in: number;
  scope: string;
  error?: string;
}

async function token(fields: object): Promise<{ status: number; body: Grant }> {
  const response = await fetch(`${devstore.origin}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: apiKey, client_secret: apiSecret, ...fields }),
  });
  return { status: response.status, body: (await response.json()) as Grant };
}

async function newGrant(): Promise<Grant> {
  const { body } = await door('GET', '/id-token');
  const grant = await token({
    grant_type: exchange,
    subject_token: (body as { token: string }).token,
    requested_token_type: offline,
    expiring: '1',
  });
  return grant.body;
}

function gql(accessToken: string, query: string, variables?: object): Promise<Response> {
  return fetch(`${devstore.origin}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': accessToken },
    body: JSON.stringify({ query, variables }),
  });
}

const statusOf = async (accessToken: string) => (await gql(accessToken, '{ shop { id } }')).status;

describe('tokens', () => {
  test('an id token is traded for an offline token that expires', async () => {
    const grant = await newGrant();
    expect(grant).toMatchObject({
      access_token: expect.stringMatching(/^shpat_/),
      refresh_token: expect.stringMatching(/^shprt_/),
    });
    expect(grant.expires_in).toBeGreaterThan(3590);
    expect(grant.scope.split(',')).toContain('read_orders');
    expect(await statusOf(grant.access_token)).toBe(200);
  });

  test.for([
    ['of another app', { aud: 'other' }, apiSecret],
    ['signed by another', {}, 'wrong'],
    ['that is over', { exp: 1000 }, apiSecret],
  ] as const)('an id token %s is refused', async ([, change, secret]) => {
    const now = Math.floor(Date.now() / 1000);
    const payload = { dest: 'https://demo.myshopify.com', aud: apiKey, exp: now + 60, nbf: now };
    const { status, body } = await token({
      grant_type: exchange,
      subject_token: signToken({ ...payload, ...change }, secret),
      requested_token_type: offline,
    });
    expect([status, body.error]).toEqual([400, 'invalid_subject_token']);
  });

  test('a refresh token rotates; the old one is good until the new one is used', async () => {
    const first = await newGrant();
    const refresh = (text: string) => token({ grant_type: 'refresh_token', refresh_token: text });
    const second = (await refresh(first.refresh_token)).body;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const lost = await refresh(first.refresh_token);
    expect(lost.status).toBe(200);
    expect((await refresh(lost.body.refresh_token)).status).toBe(200);
    expect((await refresh(first.refresh_token)).status).toBe(400);
  });

  test('uninstalling kills every token, installing again makes new ones', async () => {
    const grant = await newGrant();
    await door('POST', '/uninstall');
    expect(await statusOf(grant.access_token)).toBe(401);
    expect(await newGrant()).toMatchObject({ error: 'invalid_subject_token' });
    await door('POST', '/install');
    expect(await statusOf((await newGrant()).access_token)).toBe(200);
    expect(await statusOf(grant.access_token)).toBe(401);
  });

  test('outlive a restart', async () => {
    const grant = await newGrant();
    await devstore.close();
    devstore = await start();
    expect(await statusOf(grant.access_token)).toBe(200);
  });
});

describe('faults of the API', () => {
  const make =
    'mutation { customerCreate(input: { email: "a@example.com" }) { customer { id } userErrors { message } } }';

  test('an answer can get lost after the effect is done', async () => {
    const { access_token } = await newGrant();
    await door('POST', '/faults', { api: { droppedAfterEffect: 1, remaining: 1 } });
    await expect(gql(access_token, make)).rejects.toThrow();
    const again = (await (await gql(access_token, make)).json()) as {
      data: { customerCreate: { userErrors: { message: string }[] } };
    };
    expect(again.data.customerCreate.userErrors).toEqual([
      { message: 'Email has already been taken' },
    ]);
  });

  test('a 500 leaves nothing behind, and hits only the fields it is meant for', async () => {
    const { access_token } = await newGrant();
    await door('POST', '/faults', { api: { serverError: 1, onlyFields: ['customerCreate'] } });
    expect((await gql(access_token, make)).status).toBe(500);
    expect(devstore.store.customers.count()).toBe(0);
    expect(await statusOf(access_token)).toBe(200);
  });

  test('throttling on demand looks like the real one', async () => {
    const { access_token } = await newGrant();
    await door('POST', '/faults', { api: { throttled: 1 } });
    const response = await gql(access_token, '{ shop { id } }');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'THROTTLED' } }],
      extensions: { cost: { requestedQueryCost: 1 } },
    });
  });
});

describe('bulk files', () => {
  async function exported(query = '{ customers { edges { node { id } } } }') {
    const { access_token } = await newGrant();
    const started = await gql(
      access_token,
      'mutation ($q: String!) { bulkOperationRunQuery(query: $q) { bulkOperation { id } } }',
      { q: query },
    );
    const { data } = (await started.json()) as {
      data: { bulkOperationRunQuery: { bulkOperation: { id: string } } };
    };
    const poll = async () => {
      const answer = await gql(
        access_token,
        'query ($id: ID!) { bulkOperation(id: $id) { status errorCode url partialDataUrl } }',
        { id: data.bulkOperationRunQuery.bulkOperation.id },
      );
      return ((await answer.json()) as { data: { bulkOperation: Operation } }).data.bulkOperation;
    };
    await expect.poll(async () => (await poll()).status).not.toMatch(/CREATED|RUNNING/);
    return poll();
  }

  interface Operation {
    status: string;
    errorCode: string | null;
    url: string;
    partialDataUrl: string;
  }

  beforeEach(async () => {
    for (let index = 0; index < 5; index++)
      await door('POST', '/customers', { email: `${index}@example.com` });
  });

  test('a download that is cut off can go on where it was', async () => {
    const { url } = await exported();
    const whole = await (await fetch(url)).text();
    await door('POST', '/faults', { bulk: { dropAfterBytes: 50, dropTimes: 1 } });
    let got = '';
    await expect(
      (async () => {
        const response = await fetch(url);
        const reader = response.body!.getReader();
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return;
          got += Buffer.from(value).toString();
        }
      })(),
    ).rejects.toThrow();
    expect(got).toBe(whole.slice(0, 50));
    const rest = await fetch(url, { headers: { range: `bytes=${got.length}-` } });
    expect(got + (await rest.text())).toBe(whole);
  });

  test('a link runs out after seven days of devstore’s clock, and cannot be made up', async () => {
    const { url } = await exported();
    expect((await fetch(url.replace(/Signature=./, 'Signature=x'))).status).toBe(403);
    await door('POST', '/clock', { advanceDays: 8 });
    expect((await fetch(url)).status).toBe(400);
    await door('POST', '/clock', { reset: true });
    expect((await fetch(url)).status).toBe(200);
  });

  test('a failed operation leaves what it had', async () => {
    await door('POST', '/faults', { bulk: { failAfterObjects: 2 } });
    const operation = await exported();
    expect(operation).toMatchObject({
      status: 'FAILED',
      errorCode: 'INTERNAL_SERVER_ERROR',
      url: null,
    });
    const text = await (await fetch(operation.partialDataUrl)).text();
    expect(text.trimEnd().split('\n')).toHaveLength(2);
  });

  test('an operation without the scope fails as such', async () => {
    await door('POST', '/scopes', { scopes: ['read_products'] });
    expect(await exported()).toMatchObject({ status: 'FAILED', errorCode: 'ACCESS_DENIED' });
  });

  test('an operation that was running when devstore died is run again at the next start', async () => {
    await door('POST', '/faults', { bulk: { sliceDelayMs: 60_000 } });
    const { access_token } = await newGrant();
    await gql(
      access_token,
      'mutation { bulkOperationRunQuery(query: "{ customers { edges { node { id } } } }") { bulkOperation { id } } }',
    );
    await devstore.close();
    devstore = await start();
    await door('DELETE', '/faults');
    await devstore.close();
    devstore = await start();
    await expect
      .poll(() => devstore.store.bulkOperations.all()[0])
      .toMatchObject({ status: 'COMPLETED', objectCount: 5 });
  });
});

describe('control doors', () => {
  test('place, refund and read an order, money as text', async () => {
    const placed = await door('POST', '/orders', {
      lines: [{ title: 'Coffee', price: '12.50', quantity: 2 }],
      email: 'a@example.com',
    });
    expect(placed.body).toMatchObject({ financialStatus: 'PAID', totals: { total: 2500 } });
    const { id } = placed.body as { id: number };
    const refunded = await door('POST', `/orders/${id}/refund`, { amount: '5.00' });
    expect(refunded.body).toMatchObject({ order: { totals: { refunded: 500 } } });
  });

  test('say what is wrong with a body, and which doors there are', async () => {
    const wrong = await door('POST', '/orders', { lines: [{ price: 12 }] });
    expect(wrong.status).toBe(400);
    expect((wrong.body as { error: string }).error).toMatch(/lines\.0/);
    const unknown = await door('GET', '/cellar');
    expect(unknown.status).toBe(404);
    expect((unknown.body as { doors: string[] }).doors).toContain('GET /__devstore/state');
  });

  test('reset empties the shop and keeps the deployment', async () => {
    await door('POST', '/customers', { email: 'a@example.com' });
    await door('POST', '/clock', { advanceDays: 3 });
    await door('POST', '/reset');
    const { store } = devstore;
    expect(store.customers.count()).toBe(0);
    expect(store.installation().isInstalled).toBe(false);
    expect(store.subscriptions.ofTopic('orders/create')).toHaveLength(1);
    expect(Math.abs(store.clock.ms() - Date.now())).toBeLessThan(1000);
  });
});
