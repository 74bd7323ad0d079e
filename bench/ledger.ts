// npm run bench:ledger [-- ORDERS] [--json]: entries a second one by one, against TPC-B on the same
// server in the same run, and in bulk: a programme that starts in the past over so many orders,
// from reading them to the last balance. fsync and synchronous_commit are on. TPC-B is pgbench
// itself where the machine has it; beside it, or in its place, stands the same transaction as one
// call of a function through our driver, as an entry is.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import {
  dataDirectory,
  ensureDatabase,
  freePort,
  startPostgres,
} from '../devstore/launch/postgres.ts';
import { migrate } from '../prisma/migrate.ts';
import { seedHistory, startInThePast } from './programme-start.ts';
import { report } from './report.ts';

const CLIENTS = 8;
const SECONDS = 8;
const ACCOUNTS = 100_000;
/** Earned, spent, reversed. */
const ENTRIES_OF_A_LIFE = 3;
const ORDERS = Number(process.argv.find((one) => /^\d+$/.test(one)) ?? 1_000_000);
const OLD_SHOP = { id: 2, currency: 'EUR', timezone: 'Europe/Oslo' };
const SHOP = 1;
const earnedAt = new Date('2026-01-01T00:00:00Z');
const statement = (name: string, text: string, values: unknown[]) => ({ name, text, values });
const below = (limit: number) => 1 + Math.floor(Math.random() * limit);

const parent = mkdtempSync(path.join(tmpdir(), 'encore-bench-'));
const directory = path.join(parent, 'postgres');
// The memory that PostgreSQL's manual advises for a server of a few gigabytes, as
// docs/operations.md does; its own 128 MB are meant to start anywhere. The reference has the same.
const settings = { shared_buffers: '1GB', max_wal_size: '8GB' };
const server = await startPostgres({ directory, port: await freePort(), settings });
const url = await ensureDatabase(server, 'encore');
await migrate(url);
Object.assign(process.env, {
  DATABASE_URL: url,
  SHOPIFY_API_KEY: 'bench',
  SHOPIFY_API_SECRET: 'bench',
  SHOPIFY_APP_URL: 'http://localhost',
  ENCRYPTION_KEYS: `1:${Buffer.alloc(32, 7).toString('base64')}`,
  LOG_LEVEL: 'silent',
});
const { closeDatabase, pool } = await import('../app/db.server.ts');
const { post } = await import('../app/loyalty/ledger.server.ts');
const { verifyLedger } = await import('../app/loyalty/verify-ledger.server.ts');

try {
  await prepare();
  const called = await rate(tpcB);
  console.log(`TPC-B as one call of a function ${called.toFixed(0)}/s`);
  const pgbench = await runPgbench();
  console.log(pgbench === null ? 'there is no pgbench here' : `pgbench ${pgbench.toFixed(0)}/s`);
  const reference = pgbench ?? called;
  const single = await rate(postOne);
  console.log(`one by one ${single.toFixed(0)}/s`);
  const mixed = (await rate(liveOnce)) * ENTRIES_OF_A_LIFE;
  console.log(`earned, spent, given back: ${mixed.toFixed(0)}/s`);
  await seedHistory(pool, OLD_SHOP.id, ORDERS);
  const seconds = await startInThePast(OLD_SHOP, (done, total) =>
    console.log(`  ${done} of ${total} members`),
  );
  const { rows } = await pool.query<{ entries: bigint }>(
    'SELECT count(*) AS entries FROM loyalty_entry WHERE shop_id = $1',
    [OLD_SHOP.id],
  );
  const bulk = Number(rows[0]!.entries) / seconds;
  console.log(`bulk ${bulk.toFixed(0)}/s`);
  const verified = [await verifyLedger(SHOP), await verifyLedger(OLD_SHOP.id)];
  const differences = verified.reduce((total, one) => total + one.differences.length, 0);
  console.log(`ledger verified afterwards: ${differences} differences`);
  report('ledger', [
    {
      what: 'single',
      value: single,
      unit: 'entries/s',
      reference: pgbench === null ? 'TPC-B, one call each' : 'pgbench TPC-B',
      referenceValue: reference,
      goal: '>= 1 x',
      met: single >= reference,
    },
    {
      what: 'single-against-one-call',
      value: single,
      unit: 'entries/s',
      reference: 'TPC-B, one call each',
      referenceValue: called,
      goal: 'told',
      met: true,
    },
    {
      what: 'mixed',
      value: mixed,
      unit: 'entries/s',
      reference: pgbench === null ? 'TPC-B, one call each' : 'pgbench TPC-B',
      referenceValue: reference,
      goal: 'told: earned, spent, refunded after it was spent',
      met: true,
    },
    { what: 'bulk', value: bulk, unit: 'entries/s', goal: '>= 50000', met: bulk >= 50_000 },
  ]);
  process.exitCode = differences === 0 ? 0 : 1;
} finally {
  await closeDatabase();
  await server.stop();
  rmSync(dataDirectory(directory), { recursive: true, force: true });
  rmSync(parent, { recursive: true, force: true });
}

/**
 * The tables of pgbench at scale 1 (postgresql.org/docs/18/pgbench.html), and accounts of a shop.
 */
async function prepare() {
  await pool.query(`
    CREATE TABLE pgbench_branches (bid int PRIMARY KEY, bbalance int, filler char(88));
    CREATE TABLE pgbench_tellers (tid int PRIMARY KEY, bid int, tbalance int, filler char(84));
    CREATE TABLE pgbench_accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84));
    CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int,
      mtime timestamp, filler char(22));
    -- Scale 10: with a single branch every transaction would wait for the same row.
    INSERT INTO pgbench_branches SELECT b, 0, '' FROM generate_series(1, 10) b;
    INSERT INTO pgbench_tellers SELECT t, (t - 1) / 10 + 1, 0, '' FROM generate_series(1, 100) t;
    INSERT INTO pgbench_accounts SELECT a, 1, 0, '' FROM generate_series(1, 1000000) a;
    CREATE FUNCTION tpc_b(p_aid int, p_tid int, p_bid int, p_delta int) RETURNS int
    LANGUAGE plpgsql AS $$
    DECLARE v_balance int;
    BEGIN
      UPDATE pgbench_accounts SET abalance = abalance + p_delta WHERE aid = p_aid;
      SELECT abalance INTO v_balance FROM pgbench_accounts WHERE aid = p_aid;
      UPDATE pgbench_tellers SET tbalance = tbalance + p_delta WHERE tid = p_tid;
      UPDATE pgbench_branches SET bbalance = bbalance + p_delta WHERE bid = p_bid;
      INSERT INTO pgbench_history (tid, bid, aid, delta, mtime)
      VALUES (p_tid, p_bid, p_aid, p_delta, CURRENT_TIMESTAMP);
      RETURN v_balance;
    END $$`);
  await pool.query(
    `INSERT INTO loyalty_account (shop_id, customer_id, joined_at)
     SELECT $1, n, now() FROM generate_series(1, $2::int) n`,
    [SHOP, ACCOUNTS],
  );
  // A ledger that has begun, with the statistics that autovacuum gathers within its first minute.
  const first = Array.from({ length: 2000 }, (_, at) => entry(`3${at}`));
  await post(pool, SHOP, first);
  await pool.query('VACUUM ANALYZE');
}

/** Runs `work` on CLIENTS connections for SECONDS; how often a second it was done. */
async function rate(work: (client: pg.PoolClient, at: number) => Promise<void>): Promise<number> {
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => pool.connect()));
  let done = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + SECONDS * 1000;
  try {
    await Promise.all(
      clients.map(async (client) => {
        while (performance.now() < endsAt) {
          done += 1;
          await work(client, done);
        }
      }),
    );
  } finally {
    for (const client of clients) client.release();
  }
  return done / ((performance.now() - startedAt) / 1000);
}

/** The transaction of pgbench's built-in tpcb-like script, in one round trip. */
async function tpcB(client: pg.PoolClient) {
  const values = [below(1_000_000), below(100), below(10), below(5000)];
  await client.query(statement('tpc-b', 'SELECT tpc_b($1, $2, $3, $4)', values));
}

/** Transactions a second of pgbench itself, with prepared statements; null where there is none. */
async function runPgbench(): Promise<number | null> {
  const { hostname, port, username } = new URL(url);
  const args = ['-h', hostname, '-p', port, '-U', username, '-n', '-s', '10', '-M', 'prepared'];
  const load = ['-c', `${CLIENTS}`, '-j', '2', '-T', `${SECONDS}`, 'encore'];
  try {
    const { stdout } = await promisify(execFile)('pgbench', [...args, ...load]);
    return Number(/tps = ([\d.]+)/.exec(stdout)![1]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function entry(order: string) {
  const subject = `order/${order}`;
  return {
    accountId: BigInt(below(ACCOUNTS)),
    kind: 'earn' as const,
    effect: 'lot' as const,
    points: BigInt(below(500)),
    key: `${subject}/as-of/2026-01-01T00:00:00.000Z`,
    subject,
    reason: 'order',
    occurredAt: earnedAt,
    ruleVersion: 1,
    breakdown: { points: 100, lines: [{ lineId: order, points: 100, rule: null }] },
    dates: { earnedAt, availableAt: earnedAt, expiresAt: null },
  };
}

/** An order is paid, its points are spent, and then it is refunded: the account goes into debt. */
async function liveOnce(client: pg.PoolClient, at: number) {
  const earned = entry(`2${at}`);
  const { accountId, points, subject } = earned;
  const more = { accountId, reason: 'order', occurredAt: earnedAt };
  const spent = { ...more, kind: 'redeem' as const, effect: 'take' as const, points: -points };
  const redemption = `redemption/${at}`;
  const refunded = { ...earned, kind: 'reverse' as const, points: -points };
  await inTransaction(client, [earned]);
  await inTransaction(client, [{ ...spent, key: `${redemption}/reserve`, subject: redemption }]);
  await inTransaction(client, [{ ...refunded, key: `${subject}/as-of/refund` }]);
}

/** What settles lots takes several statements under one lock. */
async function inTransaction(client: pg.PoolClient, entries: Parameters<typeof post>[2]) {
  await client.query('BEGIN');
  await post(client, SHOP, entries);
  await client.query('COMMIT');
}

async function postOne(client: pg.PoolClient, at: number) {
  await post(client, SHOP, [entry(`1${at}`)]);
}
