import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RewardInReach } from '../../app/shoppers/contract.ts';
import { appDoor, newId, Refusal } from './door.ts';
import { giveBack, redeem } from './redeeming.ts';

type Sent = { url: string; method: string; headers: Record<string, string>; body: unknown };
let sent: Sent[];
let answers: (() => Response)[];

// Shopify's runtime is what is stood in for here: its fetch and its session token.
beforeEach(() => {
  sent = [];
  answers = [];
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const body = init.body ? JSON.parse(String(init.body)) : null;
    sent.push({ url, method: init.method!, headers: init.headers as Sent['headers'], body });
    return (answers.shift() ?? (() => Promise.reject(new Error('network'))))();
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const ask = appDoor('checkout', { get: async () => 'token-of-now' });
const reward = { id: 'r1', steps: null } as RewardInReach;
const json = (body: object, status = 200) => Response.json(body, { status });
const code = (state: string) => json({ code: { id: 'x', state, code: 'RW-1' } });

test('each request carries the session token of its moment, and a body only as JSON', async () => {
  answers = [() => json({}), () => json({})];
  await ask('wallet?locale=en');
  await ask('estimate', { lines: [] });
  expect(sent.map(({ method, headers }) => [method, headers])).toEqual([
    ['GET', { authorization: 'Bearer token-of-now' }],
    ['POST', { authorization: 'Bearer token-of-now', 'content-type': 'application/json' }],
  ]);
  expect(sent[0]!.url).toMatch(/^https:\/\/encore\.test\/api\/checkout\/wallet/);
});

test('a broken line is tried once more with the same id, so that points go once', async () => {
  answers = [
    () => {
      throw new Error('network');
    },
    () => code('ready'),
  ];
  await redeem(ask, { reward, locale: 'en' });
  expect(sent).toHaveLength(2);
  expect(sent[1]!.body).toEqual(sent[0]!.body);
});

test('what nobody answered is asked for again with the same id, and the next wish has its own', async () => {
  await expect(redeem(ask, { reward, locale: 'en' })).rejects.toThrow('network');
  answers = [() => code('ready'), () => code('ready')];
  await redeem(ask, { reward, locale: 'en' });
  await redeem(ask, { reward, locale: 'en' });
  const ids = sent.map(({ body }) => (body as { id: string }).id);
  expect(new Set(ids.slice(0, 3)).size).toBe(1);
  expect(ids[3]).not.toBe(ids[0]);
});

test('a refusal is an answer: it is not asked again', async () => {
  answers = [() => json({ reason: 'insufficient-points', message: '' }, 409)];
  await expect(redeem(ask, { reward, locale: 'en' })).rejects.toBeInstanceOf(Refusal);
  expect(sent).toHaveLength(1);
});

test('a code in the making is asked for until it can be used', async () => {
  answers = [() => code('preparing'), () => code('preparing'), () => code('ready')];
  const redeemed = redeem(ask, { reward, locale: 'en' });
  await vi.advanceTimersByTimeAsync(5000);
  expect((await redeemed).state).toBe('ready');
  expect(sent.slice(1).every(({ url }) => url.includes('redemption?id=x'))).toBe(true);
});

test('an app that does not answer is given up after eight seconds', async () => {
  answers = [() => new Promise<Response>(() => {}) as never];
  const asked = expect(ask('wallet')).rejects.toThrow('slow');
  await vi.advanceTimersByTimeAsync(8000);
  await asked;
});

test('giving back names the redemption', async () => {
  answers = [() => code('returned')];
  await giveBack(ask, 'x', 'cs');
  expect(sent[0]).toMatchObject({ body: { id: 'x', locale: 'cs' } });
});

test('ids are uuids of version 4', () => {
  const ids = new Set(Array.from({ length: 50 }, newId));
  expect(ids.size).toBe(50);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});
