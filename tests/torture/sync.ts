// The long run of the property that random histories with lost, late, doubled and shuffled webhooks
// end in the rows of one quiet import. `npm run torture:sync -- --histories 10000 [--seed N]`;
// needs DATABASE_URL (a scratch one).
import { isDeepStrictEqual, parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { ReplayServer } from '../setup/replay-shop.ts';
import { histories, playHistory } from './history.ts';

const { values } = parseArgs({
  options: { histories: { type: 'string', default: '10000' }, seed: { type: 'string' } },
});
const runs = Number(values.histories);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
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
const result = await fc.check(property, { numRuns: runs, seed });
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
if (result.failed) console.error(fc.defaultReportMessage(result));
console.log(`${done} passed, ${result.failed ? 1 : 0} failed`);
console.log(`seed ${seed}, ${seconds} s`);
await server.stop();
const { closeDatabase } = await import('#app/db.server.ts');
await closeDatabase();
process.exitCode = result.failed ? 1 : 0;
