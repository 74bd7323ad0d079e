// npm run torture:kill -- --points 200 [--seed N]: kills app, worker and database without warning
// at random moments of every work of the sync, and lays every synced row beside those of a quiet
// import each time.
import { parseArgs } from 'node:util';
import { Stack } from '../setup/stack.ts';
import { type Phase, phases } from './kill-phases.ts';
import { killAt, type Point, prepare } from './kill-points.ts';
import type { Victim } from './kill-waits.ts';

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    customers: { type: 'string', default: '2000' },
  },
});
const points = Number(values.points);
let state = Number(values.seed) >>> 0;
const random = (limit: number) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state % limit;
};

const stack = await Stack.start({ customers: Number(values.customers), isDurable: true });
let passed = 0;
let failed = 0;
try {
  await prepare(stack);
  for (let number = 1; number <= points; number++) {
    const point = pickPoint();
    const words = `${point.phase}, ${point.victim} killed after ${point.afterMs} ms`;
    try {
      await killAt(stack, point, number);
      passed++;
      console.log(`${number} of ${points}: ${words}: nothing lost`);
    } catch (error) {
      failed++;
      const { message } = error as Error;
      // With the newest of the logs that it may carry.
      const shown =
        message.length > 4000 ? `${message.slice(0, 500)} … ${message.slice(-3500)}` : message;
      console.error(`${number} of ${points}: ${words}: ${shown}`);
    }
  }
} finally {
  await stack.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;

function pickPoint(): Point {
  const names = Object.keys(phases) as Phase[];
  const phase = names[random(names.length)]!;
  const isImport = ['import', 'again', 'census', 'uninstall'].includes(phase);
  const victims: Victim[] =
    phase === 'events' ? ['worker', 'app', 'database'] : ['worker', 'worker', 'database'];
  return {
    phase,
    victim: victims[random(victims.length)]!,
    afterMs: random(isImport ? 2500 : 250),
  };
}
