import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCustomer } from '../shop/person.ts';
import { openStore, type Store } from '../store/store.ts';
import { announce, newEvent } from './announce.ts';
import { type Dispatcher, startDispatcher } from './dispatcher.ts';

const secret = 'hush';
const minute = 60_000;

interface Received {
  headers: http.IncomingHttpHeaders;
  body: string;
}

let store: Store;
let dispatcher: Dispatcher;
let server: http.Server;
let received: Received[];
let statuses: number[];

beforeEach(async () => {
  received = [];
  statuses = [];
  server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    response.writeHead(statuses.shift() ?? 200, { location: '/elsewhere' });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A standing machine clock: only the test moves devstore's time.
  store = openStore(':memory:', () => Date.parse('2026-11-22T10:00:00Z'));
  store.saveInstallation({ ...store.installation(), isInstalled: true });
  subscribe('customers/create', 'toml');
  dispatcher = startDispatcher({
    store,
    apiSecret: secret,
    appUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publicAppUrls: ['https://encore.example.com'],
  });
});

afterEach(async () => {
  await dispatcher.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function subscribe(topic: string, source: 'api' | 'toml', extra: object = {}): void {
  store.subscriptions.put({
    id: store.nextId('other'),
    topic,
    uri: '/webhooks',
    source,
    includeFields: [],
    filter: null,
    metafieldNamespaces: [],
    name: null,
    apiVersion: '2026-10',
    failuresInARow: 0,
    createdAt: store.now(),
    updatedAt: store.now(),
    ...extra,
  });
}

let serial = 0;
const event = () => createCustomer(store, { email: `${++serial}@example.com` });

describe('a delivery', () => {
  test('is signed over its raw body and says where it comes from', async () => {
    event();
    await dispatcher.settled();
    const [{ headers, body }] = received as [Received];
    expect(headers['x-shopify-hmac-sha256']).toBe(
      createHmac('sha256', secret).update(body).digest('base64'),
    );
    expect(headers).toMatchObject({
      'x-shopify-topic': 'customers/create',
      'x-shopify-shop-domain': 'demo.myshopify.com',
      'x-shopify-api-version': '2026-10',
      'x-shopify-webhook-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-shopify-event-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-shopify-triggered-at': '2026-11-22T10:00:00.000Z',
    });
    expect(JSON.parse(body)).toMatchObject({ id: expect.any(Number), state: 'disabled' });
  });

  test('carries only the fields that were asked for, and only what the filter lets through', async () => {
    subscribe('orders/create', 'toml', {
      includeFields: ['id', 'customer.id', 'lines.quantity'],
      filter: 'test:false AND (total:>=100 OR tags:vip)',
    });
    const order = { id: 1, customer: { id: 2, email: 'x' }, lines: [{ quantity: 3, sku: 'y' }] };
    announce(store, newEvent(), 'orders/create', {
      ...order,
      test: false,
      total: '99',
      tags: 'a, VIP',
    });
    announce(store, newEvent(), 'orders/create', { ...order, test: false, total: '99', tags: '' });
    announce(store, newEvent(), 'orders/create', { ...order, test: true, total: '200', tags: '' });
    await dispatcher.settled();
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([
      { id: 1, customer: { id: 2 }, lines: [{ quantity: 3 }] },
    ]);
  });

  test('is not made while the app is not installed', async () => {
    store.saveInstallation({ ...store.installation(), isInstalled: false });
    event();
    await dispatcher.settled();
    expect(store.deliveries.count()).toBe(0);
  });
});

describe('a failing receiver', () => {
  const waitsMinutes = [10 / 60, 50 / 60, 4, 10, 15, 30, 60, 120];

  test('is tried eight times more over four hours, with the same id and body', async () => {
    statuses = Array.from({ length: 9 }, () => 500);
    event();
    await dispatcher.settled();
    for (const [index, wait] of waitsMinutes.entries()) {
      store.clock.advance(wait * minute - 1);
      await dispatcher.settled();
      expect(received).toHaveLength(index + 1);
      store.clock.advance(1);
      await dispatcher.settled();
      expect(received).toHaveLength(index + 2);
    }
    expect(waitsMinutes.reduce((sum, wait) => sum + wait, 0)).toBe(240);
    const ids = new Set(received.map(({ headers }) => headers['x-shopify-webhook-id']));
    expect([ids.size, new Set(received.map(({ body }) => body)).size]).toEqual([1, 1]);
    expect(store.deliveries.all()).toMatchObject([{ state: 'failed' }]);
  });

  test('a redirect is a failure', async () => {
    statuses = [302];
    event();
    await dispatcher.settled();
    expect(store.deliveries.all()[0]).toMatchObject({
      state: 'waiting',
      attempts: [{ status: 302 }],
    });
  });

  test('loses the subscriptions it made by the API, and keeps those of the toml', async () => {
    subscribe('customers/create', 'api');
    statuses = Array.from({ length: 18 }, () => 500);
    event();
    await dispatcher.settled();
    for (const wait of waitsMinutes) {
      store.clock.advance(wait * minute);
      await dispatcher.settled();
    }
    expect(store.subscriptions.all().map(({ source }) => source)).toEqual(['toml']);
  });

  test('deliveries outlive the process that was sending them', async () => {
    await dispatcher.close();
    event();
    dispatcher = startDispatcher({
      store,
      apiSecret: secret,
      appUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      publicAppUrls: [],
    });
    await dispatcher.settled();
    expect(received).toHaveLength(1);
  });
});

describe('faults on demand', () => {
  test('doubled: twice with the same webhook id', async () => {
    store.faults.change({ webhooks: { doubled: 1 } });
    event();
    await dispatcher.settled();
    const ids = received.map(({ headers }) => headers['x-shopify-webhook-id']);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  test('lost: never', async () => {
    store.faults.change({ webhooks: { lost: 1 } });
    event();
    await dispatcher.settled();
    expect(received).toEqual([]);
    expect(store.deliveries.all()).toMatchObject([{ state: 'lost' }]);
  });

  test('late: when devstore’s clock has come there', async () => {
    store.faults.change({ webhooks: { late: 1, lateByMs: 5 * minute } });
    event();
    await dispatcher.settled();
    expect(received).toEqual([]);
    store.clock.advance(5 * minute);
    await dispatcher.settled();
    expect(received).toHaveLength(1);
  });

  test('shuffled: all of them, in another order', async () => {
    store.faults.change({ webhooks: { shuffle: 20 }, seed: 3 });
    for (let index = 0; index < 20; index++) event();
    await dispatcher.settled();
    const ids = received.map(({ body }) => (JSON.parse(body) as { id: number }).id);
    expect(ids).toHaveLength(20);
    expect(ids).not.toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(20);
  });

  test('paused: nothing until it is over', async () => {
    store.faults.change({ webhooks: { isPaused: true } });
    event();
    await dispatcher.settled();
    expect(received).toEqual([]);
    store.faults.change({ webhooks: { isPaused: false } });
    await dispatcher.settled();
    expect(received).toHaveLength(1);
  });
});
