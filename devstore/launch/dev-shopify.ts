// What Shopify's CLI runs (`npm run dev:shopify`): the app and a worker against a real development
// store. The CLI gives key, secret, address and port; the database is the embedded one unless
// DATABASE_URL is set.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { migrate } from '../../prisma/migrate.ts';
import { ensureDatabase, freePort, type Postgres, startPostgres } from './postgres.ts';
import { Processes } from './processes.ts';

const data = path.resolve('.data/shopify');
const given = process.env;
let postgres: Postgres | null = null;

const databaseUrl = given.DATABASE_URL ?? (await embeddedDatabase());
await migrate(databaseUrl);
const environment = {
  NODE_ENV: 'development',
  DATABASE_URL: databaseUrl,
  SHOPIFY_APP_URL: given.SHOPIFY_APP_URL ?? given.HOST ?? '',
  ENCRYPTION_KEYS: given.ENCRYPTION_KEYS ?? keptKey(),
  HOST: '127.0.0.1',
};
const processes = new Processes(path.join(data, 'logs'), (line) =>
  process.stderr.write(`${line}\n`),
);
const port = given.PORT ?? String(await freePort());
const healthPort = String(await freePort());
await processes.start({
  name: 'app',
  args: ['app/serve.server.ts', '--dev'],
  env: { ...environment, PORT: port },
  readyUrl: `http://127.0.0.1:${port}/health/ready`,
});
await processes.start({
  name: 'worker',
  args: ['app/jobs/worker.server.ts'],
  env: { ...environment, WORKER_HEALTH_PORT: healthPort },
  readyUrl: `http://127.0.0.1:${healthPort}/`,
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);

async function embeddedDatabase(): Promise<string> {
  mkdirSync(data, { recursive: true });
  postgres = await startPostgres({
    directory: path.join(data, 'postgres'),
    port: await freePort(),
  });
  return ensureDatabase(postgres, 'encore');
}

/** The key must outlive the process, or what it encrypted is lost. */
function keptKey(): string {
  const file = path.join(data, 'encryption-keys');
  mkdirSync(data, { recursive: true });
  if (!existsSync(file)) {
    writeFileSync(file, `1:${randomBytes(32).toString('base64')}`, { mode: 0o600 });
  }
  return readFileSync(file, 'utf8');
}

async function stop() {
  await processes.stop();
  await postgres?.stop();
  process.exit(0);
}
