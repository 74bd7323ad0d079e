// Once for all database tests: a throwaway PostgreSQL with a migrated template that each test file
// clones.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureDatabase, freePort, startPostgres } from '../../devstore/launch/postgres.ts';
import { migrate } from '../../prisma/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

export default async function setup(project: TestProject) {
  const parent = mkdtempSync(path.join(tmpdir(), 'encore-test-'));
  const directory = path.join(parent, 'postgres');
  const server = await startPostgres({ directory, port: await freePort(), isThrowaway: true });
  await migrate(await ensureDatabase(server, 'template_encore'));
  project.provide('postgresUrl', server.url);
  return async () => {
    await server.stop();
    rmSync(server.directory, { recursive: true, force: true });
    rmSync(parent, { recursive: true, force: true });
  };
}
