// Brings a database to the newest schema: the SQL files of prisma/migrations, and the queue's own
// tables. Writes the same book-keeping as `prisma migrate deploy`, which production uses, so the
// two can take turns.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';

const folder = path.resolve(import.meta.dirname, '../../prisma/migrations');
// The table of prisma/prisma-engines, schema-engine/connectors/sql-schema-connector.
const BOOK = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/** Applies what is missing; each migration in one transaction with its book entry. */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(BOOK);
    const { rows } = await client.query('SELECT migration_name FROM _prisma_migrations');
    const known = new Set(rows.map((row) => row.migration_name));
    for (const name of readdirSync(folder).sort()) {
      const file = path.join(folder, name, 'migration.sql');
      if (!known.has(name) && existsSync(file))
        await apply(client, name, readFileSync(file, 'utf8'));
    }
  } finally {
    await client.end();
  }
  await runMigrations({ connectionString: url });
}

async function apply(client: pg.Client, name: string, sql: string): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
       VALUES ($1, $2, now(), $3, 1)`,
      [randomUUID(), createHash('sha256').update(sql).digest('hex'), name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`Migration ${name} failed: ${(error as Error).message}`, { cause: error });
  }
}
