import { expect, test } from 'vitest';
import { Buckets, take } from './rate.ts';

const pace = { burst: 3, perMinute: 6 };

test('a burst goes through, then one every ten seconds', () => {
  const buckets = new Buckets();
  const waits = [0, 0, 0, 0].map(() => buckets.wait('a', pace, 0));
  expect(waits).toEqual([0, 0, 0, 10]);
  expect(buckets.wait('a', pace, 9_000)).toBe(1);
  expect(buckets.wait('a', pace, 10_000)).toBe(0);
  expect(buckets.wait('b', pace, 0)).toBe(0);
});

test('a clock that is set back gives nothing and takes nothing', () => {
  const { bucket } = take(undefined, pace, 10_000);
  expect(take(bucket, pace, 0).bucket.left).toBe(1);
});

test('the longest unused are forgotten, so that memory does not grow with the number of shoppers', () => {
  const buckets = new Buckets(2);
  for (const name of ['a', 'a', 'a', 'b', 'c']) buckets.wait(name, pace, 0);
  expect(buckets.wait('a', pace, 0)).toBe(0);
});
