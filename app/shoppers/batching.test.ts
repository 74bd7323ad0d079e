import { expect, test } from 'vitest';
import { batched } from './batching.server.ts';

/** A read that answers when it is told to. */
function slowRead() {
  const calls: { shopId: number; ids: readonly bigint[]; answer: (error?: Error) => void }[] = [];
  const read = batched<string>(
    (shopId, ids) =>
      new Promise((resolve, reject) => {
        const found = new Map(ids.filter((id) => id < 100n).map((id) => [id, `${shopId}/${id}`]));
        calls.push({ shopId, ids, answer: (error) => (error ? reject(error) : resolve(found)) });
      }),
  );
  return { calls, read };
}

const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve));

test('who asks in one turn shares a statement; who comes while two are under way the next', async () => {
  const { calls, read } = slowRead();
  const answers = [read(7, 1n), read(7, 2n)];
  expect(calls).toEqual([]);
  await turnOfTheLoop();
  answers.push(read(7, 3n));
  await turnOfTheLoop();
  answers.push(read(7, 4n), read(7, 5n), read(7, 4n), read(7, 500n));
  await turnOfTheLoop();
  expect(calls.map(({ ids }) => ids)).toEqual([[1n, 2n], [3n]]);
  calls[0]!.answer();
  await answers[0];
  await turnOfTheLoop();
  expect(calls[2]!.ids).toEqual([4n, 5n, 500n]);
  calls[1]!.answer();
  calls[2]!.answer();
  expect(await Promise.all(answers)).toEqual(['7/1', '7/2', '7/3', '7/4', '7/5', '7/4', null]);
});

test('two shops never share a statement', async () => {
  const { calls, read } = slowRead();
  const answers = [1, 2, 1, 2, 1, 2].map((shopId, id) => read(shopId, BigInt(id)));
  await turnOfTheLoop();
  for (const { answer } of calls) answer();
  expect(await Promise.all(answers)).toEqual(['1/0', '2/1', '1/2', '2/3', '1/4', '2/5']);
  expect(calls).toHaveLength(2);
  for (const { shopId, ids } of calls) {
    expect(ids.every((id) => Number(id) % 2 === shopId - 1)).toBe(true);
  }
});

test('a failure is told to those who waited for it and to nobody after', async () => {
  const { calls, read } = slowRead();
  const first = read(7, 1n);
  await turnOfTheLoop();
  calls[0]!.answer(new Error('gone'));
  await expect(first).rejects.toThrow('gone');
  const second = read(7, 1n);
  await turnOfTheLoop();
  calls[1]!.answer();
  expect(await second).toBe('7/1');
});
