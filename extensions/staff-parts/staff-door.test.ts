import { afterEach, expect, test, vi } from 'vitest';
import { adjust } from './staff-door.ts';

afterEach(() => vi.unstubAllGlobals());

test('a change that nobody answered is asked for again with the same id, another has its own', async () => {
  const ids: string[] = [];
  let isSilent = true;
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    ids.push(JSON.parse(String(init.body)).id);
    if (isSilent) throw new Error('network');
    return Response.json({});
  });
  const change = { customerId: '7', points: 200, note: 'Sorry' };
  const token = async () => 'token';
  await expect(adjust(token, change)).rejects.toThrow('network');
  isSilent = false;
  await adjust(token, change);
  await adjust(token, change);
  expect(ids).toHaveLength(4);
  expect(new Set(ids.slice(0, 3)).size).toBe(1);
  expect(ids[3]).not.toBe(ids[0]);
});
