// Runs a command with DATABASE_URL set: the caller's own, or a scratch server that is thrown away
// afterwards. node devstore/launch/with-postgres.ts [--migrate] -- COMMAND [ARGS]
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from '../../prisma/migrate.ts';
import { dataDirectory, ensureDatabase, freePort, startPostgres } from './postgres.ts';

const split = process.argv.indexOf('--');
const command = process.argv.slice(split + 1);
const wantsMigrations = process.argv.slice(2, split).includes('--migrate');

process.exitCode = process.env.DATABASE_URL
  ? await runWith(process.env.DATABASE_URL)
  : await runWithScratch();

async function runWithScratch(): Promise<number> {
  const parent = mkdtempSync(path.join(tmpdir(), 'encore-scratch-'));
  const directory = path.join(parent, 'postgres');
  const server = await startPostgres({ directory, port: await freePort(), isThrowaway: true });
  try {
    return await runWith(await ensureDatabase(server, 'encore'));
  } finally {
    await server.stop();
    rmSync(dataDirectory(directory), { recursive: true, force: true });
    rmSync(parent, { recursive: true, force: true });
  }
}

async function runWith(url: string): Promise<number> {
  if (wantsMigrations) await migrate(url);
  const [program, ...args] = command;
  const child = spawn(program!, args, {
    stdio: 'inherit',
    env: { ...process.env, DATABASE_URL: url },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}
