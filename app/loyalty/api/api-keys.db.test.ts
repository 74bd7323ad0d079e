// A key's pace holds however many processes of the app take its events: it is counted in the
// database.
import { expect, test } from 'vitest';
import { seedShop } from '../../../tests/factories/shop-data.ts';
import { holderOfApiKey, makeApiKey, readApiKeys } from './api-keys.server.ts';

const now = new Date('2026-11-22T10:00:00Z');
const after = (seconds: number) => new Date(+now + seconds * 1000);
const pass = (holders: ({ waitSeconds: number } | null)[]) =>
  holders.filter((one) => one?.waitSeconds === 0).length;

test('a hundred at once and ten a second, over all connections together', async () => {
  const shopId = await seedShop('pace.myshopify.com');
  const made = await makeApiKey(shopId, { name: 'Quiz app', may: ['events'] }, now);
  if (!made.ok) throw new Error(made.reason);
  const { key } = made.value;
  const ask = (count: number, at: Date) =>
    Promise.all(Array.from({ length: count }, () => holderOfApiKey(key, at)));
  expect(pass(await ask(130, now))).toBe(100);
  expect(await holderOfApiKey(key, now)).toEqual({
    ...{ shopId, domain: 'pace.myshopify.com', may: ['events'], waitSeconds: 1 },
  });
  expect(pass(await ask(25, after(2)))).toBe(20);
  // A machine whose clock is behind gets nothing for it, and spoils nothing.
  expect(pass(await ask(5, after(-60)))).toBe(0);
  expect(pass(await ask(15, after(3)))).toBe(10);
  expect(pass(await ask(130, after(3600)))).toBe(100);
  expect(await readApiKeys(shopId)).toMatchObject([{ lastUsedAt: after(3600) }]);
});
