import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RewardInReach, Wallet } from '../../app/shoppers/contract.ts';
import { ask, Refusal } from './door.ts';
import { type Context, Session } from './session.ts';

type Sent = { url: string; body: Record<string, unknown> | null };
let sent: Sent[];
let answers: (() => Response)[];

// The browser is what is stood in for here; the session is the one that is shipped.
beforeEach(() => {
  sent = [];
  answers = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    sent.push({ url, body: init.body ? JSON.parse(String(init.body)) : null });
    const answer = answers.shift();
    if (!answer) throw new Error('network');
    return answer();
  });
});
afterEach(() => vi.unstubAllGlobals());

const json =
  (body: object, status = 200) =>
  () =>
    Response.json(body, { status });
const wallet = (nonce: string) => ({ nonce, member: null, shop: {} }) as unknown as Wallet;
const session = () => new Session({ locale: 'en' } as Context, wallet('first'));
const reward = { id: 'r1', steps: null } as RewardInReach;
const code = { id: 'x', state: 'ready', code: 'RW-1' };

test('each change spends a nonce, and the answer brings the next', async () => {
  const one = session();
  answers = [json({ code, nonce: 'second' }), json(wallet('third'))];
  await one.redeem(reward, 1, false);
  expect(sent[0]!.body).toMatchObject({ rewardId: 'r1', nonce: 'first' });
  expect(one.wallet.nonce).toBe('third');
});

test('a nonce that was used up is replaced, and the same redemption asked for again', async () => {
  answers = [
    json({ reason: 'nonce-used', message: '', nonce: 'fresh' }, 409),
    json({ code, nonce: 'next' }),
    json(wallet('later')),
  ];
  await session().redeem(reward, 1, false);
  expect(sent[1]!.body).toEqual({ ...sent[0]!.body, nonce: 'fresh' });
});

test('a line that breaks is tried again with the same id and a nonce of its own', async () => {
  answers = [
    () => {
      throw new Error('network');
    },
    json(wallet('fresh')),
    json({ code, nonce: 'next' }),
    json(wallet('later')),
  ];
  await session().redeem(reward, 1, false);
  expect(sent[2]!.body).toEqual({ ...sent[0]!.body, nonce: 'fresh' });
});

const silence = () => {
  throw new Error('network');
};

test('what nobody answered is asked for again with the same id by the next click', async () => {
  const one = session();
  const loaded = json(wallet('fresh'));
  answers = [silence, loaded, silence, loaded, silence, loaded];
  await expect(one.redeem(reward, 1, false)).rejects.toThrow('network');
  // The wallet was loaded once more at the end: it shows whether it was done.
  expect(sent.at(-1)).toMatchObject({ url: '/apps/rewards/wallet?locale=en', body: null });
  answers = [json({ code, nonce: 'next' }), loaded, json({ code, nonce: 'next' }), loaded];
  await one.redeem(reward, 1, false);
  await one.redeem(reward, 1, false);
  const ids = sent.flatMap(({ body }) => (body ? [body.id] : []));
  expect(new Set(ids.slice(0, 4)).size).toBe(1);
  expect(ids[4]).not.toBe(ids[0]);
});

test('a redemption that was answered is done and shown, also when the wallet cannot be loaded', async () => {
  const member = { balance: 800, spendable: 800, codes: [{ id: 'old' }] };
  const one = new Session({ locale: 'en' } as Context, { ...wallet('first'), member } as never);
  answers = [json({ code, balance: 300, spendable: 300, nonce: 'second' }), silence];
  expect(await one.redeem(reward, 1, false)).toEqual(code);
  expect(one.wallet).toMatchObject({
    nonce: 'second',
    member: { balance: 300, spendable: 300, codes: [code, { id: 'old' }] },
  });
});

test('any other refusal is told at once', async () => {
  answers = [json({ reason: 'insufficient-points', message: '' }, 409), json(wallet('now'))];
  await expect(session().redeem(reward, 1, false)).rejects.toBeInstanceOf(Refusal);
  expect(sent.filter(({ body }) => body)).toHaveLength(1);
});

test('a page of HTML in place of an answer means that the app cannot be reached', async () => {
  const html = { headers: { 'content-type': 'text/html' } };
  answers = [() => new Response('<h1>Enter password</h1>', html)];
  await expect(ask('wallet')).rejects.toThrow('no answer');
});
