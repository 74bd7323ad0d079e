// Before the imports of each database test file: a clone of the template, and DATABASE_URL pointing
// at it.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';

const server = inject('postgresUrl');
const name = `test_${randomBytes(6).toString('hex')}`;
await onServer(`CREATE DATABASE ${name} TEMPLATE template_encore`);
process.env.DATABASE_URL = `${server}/${name}`;

afterAll(async () => {
  const { closeDatabase } = await import('#app/db.server.ts');
  await closeDatabase();
  await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
});

async function onServer(sql: string) {
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  await client.query(sql);
  await client.end();
}
