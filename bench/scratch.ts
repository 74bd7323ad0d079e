// A throwaway PostgreSQL with the schema and the app's settings in the environment, for one
// benchmark.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureDatabase, freePort, startPostgres } from '../devstore/launch/postgres.ts';
import { migrate } from '../prisma/migrate.ts';

export const apiKey = 'bench-key';
export const apiSecret = 'bench-secret';

/**
 * Runs `work` against a fresh database; everything is gone afterwards. Call before anything of app
 * is imported. `settings`: further ones of postgresql.conf.
 */
export async function withDatabase(
  work: () => Promise<void>,
  settings: Record<string, string> = {},
): Promise<void> {
  const parent = mkdtempSync(path.join(tmpdir(), 'encore-bench-'));
  const directory = path.join(parent, 'postgres');
  const server = await startPostgres({
    directory,
    port: await freePort(),
    isThrowaway: true,
    settings,
  });
  Object.assign(process.env, {
    DATABASE_URL: await ensureDatabase(server, 'encore'),
    SHOPIFY_API_KEY: apiKey,
    SHOPIFY_API_SECRET: apiSecret,
    SHOPIFY_APP_URL: 'https://encore.test',
    ENCRYPTION_KEYS: `1:${Buffer.alloc(32, 7).toString('base64')}`,
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
  });
  try {
    await migrate(process.env.DATABASE_URL!);
    await work();
  } finally {
    const { closeDatabase } = await import('../app/db.server.ts');
    await closeDatabase();
    await server.stop();
    rmSync(parent, { recursive: true, force: true });
    rmSync(server.directory, { recursive: true, force: true });
  }
}

/** Starts a TypeScript file of this folder as a process of its own that prints its port first. */
export async function startServer(file: string, args: string[] = [], nodeArgs: string[] = []) {
  const url = new URL(file, import.meta.url).pathname;
  const child: ChildProcess = spawn(process.execPath, [...nodeArgs, url, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  const stop = async () => {
    child.kill();
    await once(child, 'exit');
  };
  return { port: Number(line.toString().trim()), stop };
}
