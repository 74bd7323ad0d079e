// npm run torture:ledger -- --histories 10000 [--seed 1]: random histories of points, each lived
// loudly and quietly.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  dataDirectory,
  ensureDatabase,
  freePort,
  startPostgres,
} from '../../devstore/launch/postgres.ts';
import { migrate } from '../../prisma/migrate.ts';

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '1000' },
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
const { closeDatabase, pool } = await import('#app/db.server.ts');

const from = Number(values.seed);
const count = Number(values.histories);
let failed = 0;
let entries = 0;
let next = from;
const startedAt = performance.now();
try {
  await Promise.all(Array.from({ length: 4 }, worker));
} finally {
  await closeDatabase();
  await server.stop();
  rmSync(dataDirectory(directory), { recursive: true, force: true });
  rmSync(parent, { recursive: true, force: true });
}
const seconds = (performance.now() - startedAt) / 1000;
console.log(
  `${count} histories, ${entries} entries, ${failed} failed, ${seconds.toFixed(0)} s (seeds ${from} to ${from + count - 1})`,
);
process.exitCode = failed > 0 ? 1 : 0;

async function worker() {
  while (next < from + count && failed < 10) {
    const seed = next++;
    try {
      const end = await liveBoth(historyOf(seed), `history-${seed}`);
      entries += end.entries;
      if (end.loud === end.quiet && end.differences === 0) continue;
      console.error(`seed ${seed}: ${end.differences} differences\n  ${end.loud}\n  ${end.quiet}`);
    } catch (error) {
      console.error(`seed ${seed}:`, error);
    }
    failed += 1;
  }
  // The queue is not worked on here and would only grow.
  await pool.query('TRUNCATE graphile_worker._private_jobs');
}
