// The database: one pool, a Prisma client over it, and transactions.
import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from '@prisma/client';
import pg from 'pg';
import { env } from './env.server.ts';

const usualInstant = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ);
const UTC_INSTANT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,3})?\+00$/;

/** The engine's own reader of ISO 8601 is many times faster than the usual one. */
const instantOf = (text: string) =>
  UTC_INSTANT.test(text)
    ? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`)
    : usualInstant(text);

// node-postgres gives int8 as text unless told otherwise; money and Shopify's ids are bigint here.
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return pg.types.getTypeParser(oid, format);
    if (oid === pg.types.builtins.INT8) return BigInt;
    if (oid === pg.types.builtins.TIMESTAMPTZ) return instantOf;
    return pg.types.getTypeParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};

/**
 * For hot paths and set-based SQL. int8 arrives as bigint, numeric as text, timestamptz as Date.
 * Holds no session state, so it works behind a pooler in transaction mode.
 */
export const pool = new pg.Pool({
  connectionString: env.DATABASE_URL,
  max: env.DATABASE_POOL_SIZE,
  types,
  // The app name shows up in pg_stat_activity.
  application_name: 'encore',
  verify: dropNamesBehindPooler,
});

/**
 * A statement prepared under a name lives in a session. A pooler in transaction mode gives every
 * transaction another one, and shows itself by a process number that is not PostgreSQL's: there
 * statements are sent without their names.
 */
function dropNamesBehindPooler(client: pg.Client, done: (error?: Error) => void): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  client.query('SELECT pg_backend_pid() AS pid', (error, result) => {
    const { processID } = client as unknown as { processID: number };
    if (!error && result.rows[0].pid !== processID) {
      client.query = ((asked: unknown, ...rest: unknown[]) =>
        query(isNamed(asked) ? { ...asked, name: undefined } : asked, ...rest)) as never;
    }
    done(error ?? undefined);
  });
}

const isNamed = (asked: unknown): asked is pg.QueryConfig =>
  typeof asked === 'object' && asked !== null && 'name' in asked && !('submit' in asked);

// A dropped idle connection is replaced by the pool; without a listener it would end the process.
pool.on('error', () => {});
// Nor may one that breaks while a transaction has it and asks nothing: the next query of it throws.
pool.on('connect', (client) => void client.on('error', () => {}));

export const prisma = new PrismaClient({
  adapter: new PrismaPg({ connectionString: env.DATABASE_URL, max: env.DATABASE_POOL_SIZE }),
});

export type Tx = Prisma.TransactionClient;

/**
 * The narrow client of a feature: it sees its own models and raw SQL, a foreign table does not
 * compile.
 * @example type LoyaltyTx = Narrow<'entry' | 'lot'>;
 */
export type Narrow<Models extends keyof Tx> = Pick<
  Tx,
  Models | '$queryRaw' | '$queryRawUnsafe' | '$executeRaw' | '$executeRawUnsafe'
>;

/** Runs `work` in one Prisma transaction. Nothing in it may call Shopify. */
export function transaction<T>(work: (tx: Tx) => Promise<T>, timeoutMs = 15_000): Promise<T> {
  return prisma.$transaction(work, { timeout: timeoutMs, maxWait: 10_000 });
}

/** Anything that takes SQL: the pool, or a client inside a transaction. */
export type Sql = Pick<pg.ClientBase, 'query'>;

/**
 * Runs `work` in one node-postgres transaction, for COPY and set-based SQL. Nothing in it may call
 * Shopify.
 */
export async function sqlTransaction<T>(work: (sql: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // A connection that cannot roll back is thrown away, never handed to the next caller.
    await client.query('ROLLBACK').then(
      () => client.release(),
      () => client.release(true),
    );
    throw error;
  }
}

/**
 * Runs `work` with a connection outside the pool, for a long stream beside a transaction: whoever
 * holds a pooled connection and waited for a second one could wait for ever.
 */
export async function ownConnection<T>(work: (sql: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: env.DATABASE_URL,
    types,
    application_name: 'encore',
  });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Closes every connection; for graceful shutdown and for tests. */
export async function closeDatabase(): Promise<void> {
  await Promise.all([prisma.$disconnect(), pool.end()]);
}
