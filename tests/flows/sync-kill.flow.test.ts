import { afterAll, beforeAll, expect, test } from 'vitest';
import { Stack } from '../setup/stack.ts';
import { killAt, type Point, prepare } from '../torture/kill-points.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.start({ customers: 120, seed: 9, isDurable: true });
  await prepare(stack);
});
afterAll(() => stack?.stop());

test.each<Point>([
  { phase: 'import', victim: 'worker', afterMs: 40 },
  { phase: 'import', victim: 'database', afterMs: 150 },
  { phase: 'again', victim: 'worker', afterMs: 300 },
  { phase: 'census', victim: 'worker', afterMs: 2300 },
  { phase: 'single', victim: 'worker', afterMs: 10 },
  { phase: 'events', victim: 'worker', afterMs: 60 },
  { phase: 'events', victim: 'app', afterMs: 30 },
  { phase: 'uninstall', victim: 'worker', afterMs: 20 },
])('nothing is lost or doubled: $phase, $victim killed after $afterMs ms', async (point) => {
  await expect(killAt(stack, point, point.afterMs)).resolves.toBeUndefined();
});
