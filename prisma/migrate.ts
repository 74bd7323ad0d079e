// Brings a database to the newest schema: the SQL files of prisma/migrations, and the queue's own
// tables. Keeps the same book as `prisma migrate deploy`, so that Prisma's commands know where the
// database stands. `npm run migrate`, with DATABASE_URL set.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';

const folder = path.join(import.meta.dirname, 'migrations');
// The table of prisma-engines, schema-engine/connectors/sql-schema-connector.
const BOOK = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;
/** Any number, the same in every process: two that migrate at once take turns. */
const LOCK = 5_123_001;

/** The database was brought up by a migration that reads otherwise now. */
export class MigrationChanged extends Error {}

/**
 * Applies what is missing, each migration in one transaction with its entry in the book. Throws
 * MigrationChanged, and changes nothing, where the book and a file differ.
 */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await inTransaction(client, () => client.query(BOOK));
    for (const name of readdirSync(folder).sort()) {
      const file = path.join(folder, name, 'migration.sql');
      if (existsSync(file)) await apply(client, name, readFileSync(file, 'utf8'));
    }
  } finally {
    await client.end();
  }
  await runMigrations({ connectionString: url });
}

async function apply(client: pg.Client, name: string, sql: string): Promise<void> {
  const checksum = createHash('sha256').update(sql).digest('hex');
  try {
    await inTransaction(client, async () => {
      const known = 'SELECT checksum FROM _prisma_migrations WHERE migration_name = $1';
      const [applied] = (await client.query<{ checksum: string }>(known, [name])).rows;
      if (applied?.checksum === checksum) return;
      if (applied) throw new MigrationChanged(`Migration ${name} is another than the one applied.`);
      await client.query(sql);
      await client.query(
        `INSERT INTO _prisma_migrations
           (id, checksum, finished_at, migration_name, applied_steps_count)
         VALUES ($1, $2, now(), $3, 1)`,
        [randomUUID(), checksum, name],
      );
    });
  } catch (error) {
    if (error instanceof MigrationChanged) throw error;
    throw new Error(`Migration ${name} failed: ${(error as Error).message}`, { cause: error });
  }
}

async function inTransaction(client: pg.Client, work: () => Promise<unknown>): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

if (import.meta.main) {
  const url = process.env.DATABASE_URL;
  if (!url) {
    process.stderr.write('Set DATABASE_URL to the database that is to be migrated.\n');
    process.exit(1);
  }
  await migrate(url);
}
