// npm run torture:sync -- --histories 10000 [--seed N]: the long run of the property that random
// histories with lost, late, doubled and shuffled webhooks, merges, redactions and an import under
// way end in the rows of one quiet import.
import { isDeepStrictEqual, parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { withDatabase } from '../../bench/scratch.ts';
import { found } from './found-histories.ts';
import { histories } from './history-steps.ts';

const SIDE_BY_SIDE = 4;

const { values } = parseArgs({
  options: { histories: { type: 'string', default: '10000' }, seed: { type: 'string' } },
});
const runs = Number(values.histories);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);

await withDatabase(async () => {
  // Only now is there a database that the app's modules can be pointed at.
  const { ReplayServer } = await import('../setup/replay-shop.ts');
  const { playHistory } = await import('./history.ts');
  const server = new ReplayServer();
  await server.start();
  const startedAt = performance.now();
  let done = 0;
  const property = fc.asyncProperty(histories, fc.nat(), async (steps, shuffle) => {
    const { ours, quiet } = await playHistory(server, steps, shuffle);
    if (!isDeepStrictEqual(ours, quiet)) {
      throw new Error(`rows differ\nours  ${JSON.stringify(ours)}\nquiet ${JSON.stringify(quiet)}`);
    }
    done++;
    if (done % 250 === 0) console.log(`${done} of ${runs} histories equal their quiet import`);
  });
  const numRuns = Math.ceil(runs / SIDE_BY_SIDE);
  const results = await Promise.all(
    Array.from({ length: SIDE_BY_SIDE }, (_, side) =>
      fc.check(property, { numRuns, seed: seed + side, examples: side === 0 ? found : [] }),
    ),
  );
  const failed = results.filter((result) => result.failed);
  for (const result of failed) {
    console.error(fc.defaultReportMessage(result), String(result.errorInstance).slice(0, 4000));
  }
  console.log(`seed ${seed}, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  console.log(`${done} passed, ${failed.length} failed`);
  await server.stop();
  process.exitCode = failed.length > 0 ? 1 : 0;
});
