// npm run torture:ledger -- [--histories 10000] [--lives 1000] [--rounds 1000] [--seed 1]:
// histories are lived loudly and quietly and must end alike; lives go through everything a member
// can meet and must keep every rule; a round is a hundred acts at once on one account.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import {
  dataDirectory,
  ensureDatabase,
  freePort,
  startPostgres,
} from '../../devstore/launch/postgres.ts';
import { migrate } from '../../prisma/migrate.ts';

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '0' },
    lives: { type: 'string', default: '0' },
    rounds: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
  },
});
const parent = mkdtempSync(path.join(tmpdir(), 'encore-torture-'));
const directory = path.join(parent, 'postgres');
const server = await startPostgres({ directory, port: await freePort(), isThrowaway: true });
const url = await ensureDatabase(server, 'encore');
await migrate(url);
Object.assign(process.env, {
  DATABASE_URL: url,
  SHOPIFY_API_KEY: 'torture',
  SHOPIFY_API_SECRET: 'torture',
  SHOPIFY_APP_URL: 'http://localhost',
  ENCRYPTION_KEYS: `1:${Buffer.alloc(32, 7).toString('base64')}`,
  LOG_LEVEL: 'silent',
});
const { historyOf, liveBoth } = await import('./ledger-history.ts');
const { live, lives } = await import('./points-life.ts');
const { offencesOf } = await import('./points-rules.ts');
const { rush } = await import('./points-rush.ts');
const { closeDatabase, pool } = await import('#app/db.server.ts');

const from = Number(values.seed);
let failed = 0;
let entries = 0;
try {
  await many('histories', Number(values.histories), async (seed) => {
    const end = await liveBoth(historyOf(seed), `history-${seed}`);
    entries += end.entries;
    if (end.loud === end.quiet && end.differences === 0) return;
    throw new Error(`${end.differences} differences\n  ${end.loud}\n  ${end.quiet}`);
  });
  await many('lives', Number(values.lives), async (seed) => {
    const [life] = fc.sample(lives, { numRuns: 1, seed });
    const offences = await offencesOf(await live(life!, `life-${seed}`));
    if (offences.length > 0) throw new Error(offences.join('\n'));
  });
  await many('rounds', Number(values.rounds), (seed) => rush(`rush-${seed}`));
} finally {
  await closeDatabase();
  await server.stop();
  rmSync(dataDirectory(directory), { recursive: true, force: true });
  rmSync(parent, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;

/** Does `work` for so many seeds, four at once, and says how it went. */
async function many(what: string, count: number, work: (seed: number) => Promise<unknown>) {
  if (count === 0) return;
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(0);
  let next = from;
  const worker = async () => {
    while (next < from + count && failed < 10) {
      const seed = next++;
      await work(seed).catch((error: unknown) => {
        failed += 1;
        console.error(`${what}, seed ${seed}:`, error);
      });
      if ((seed - from + 1) % 500 > 0) continue;
      console.log(`${seed - from + 1} ${what}, ${failed} failed, ${seconds()} s`);
      // The queue is not worked on here and would only grow.
      await pool.query('TRUNCATE graphile_worker._private_jobs');
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  const seeds = `seeds ${from} to ${from + count - 1}`;
  console.log(`${count} ${what}, ${entries} entries, ${failed} failed, ${seconds()} s (${seeds})`);
}
