// The whole app behind PgBouncer in transaction mode, where every transaction may run on another
// connection: nothing may live in a session. Needs pgbouncer here: apt install pgbouncer.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../devstore/launch/postgres.ts';
import { Stack } from '../setup/stack.ts';

const isInstalled = has('pgbouncer');
type Order = { id: number; updatedAt: string };

describe.skipIf(!isInstalled)('behind PgBouncer in transaction mode', () => {
  let stack: Stack;
  let bouncer: ChildProcess;
  const env: Record<string, string> = { WORKER_POLL_MS: '200' };

  beforeAll(async () => {
    stack = await Stack.start({ customers: 60, seed: 5, env });
    const port = await freePort();
    bouncer = startBouncer(stack, port);
    env.DATABASE_URL = `postgres://postgres@127.0.0.1:${port}/encore`;
    await stack.startApp();
    await stack.startWorker();
    await stack.startWorker();
    await stack.install();
  });
  afterAll(async () => {
    await stack?.stop();
    bouncer?.kill();
    if (bouncer) await once(bouncer, 'exit');
  });

  const theirs = async () => {
    const orders = await stack.control<Order[]>('GET', '/orders?limit=5000');
    return orders
      .map(({ id, updatedAt }) => [String(id), new Date(updatedAt).getTime()])
      .toSorted();
  };
  const ours = async () => {
    const { rows } = await stack.database.query('SELECT id, updated_at FROM orders');
    return rows.map((row) => [row.id, row.updated_at.getTime()]).toSorted();
  };

  test('an import brings every order', async () => {
    await stack.until('the import is over', 90, async () => {
      const { rows } = await stack.database.query(
        'SELECT FROM import_run WHERE finished_at IS NOT NULL',
      );
      return rows.length > 0;
    });
    expect(await ours()).toEqual(await theirs());
  });

  test('webhooks bring every change, and the queue keeps none', async () => {
    const before = await theirs();
    const changes = before.flatMap(([id]) => [1, 2].map((round) => ({ id, round })));
    for (const { id, round } of changes.slice(0, 60)) {
      await stack.control('PATCH', `/orders/${id}`, { tags: [`round ${round}`] });
    }
    expect(await theirs()).not.toEqual(before);
    await stack.until('every change is here', 60, async () =>
      isDeepStrictEqual(await ours(), await theirs()),
    );
    await stack.until('no job is left or failed', 60, async () => {
      const { rows } = await stack.database.query(
        'SELECT FROM graphile_worker.jobs WHERE attempts > 0',
      );
      return rows.length === 0;
    });
    expect(stack.logs()).not.toContain('job will be tried again');
  });
});

function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Few connections for many clients, so that transactions really change places. */
function startBouncer(stack: Stack, port: number): ChildProcess {
  const database = new URL(stack.databaseUrl);
  const settings = path.join(stack.directory, 'pgbouncer.ini');
  writeFileSync(
    settings,
    `[databases]
encore = host=127.0.0.1 port=${database.port} dbname=encore user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 5
max_client_conn = 200
`,
  );
  // It does not run as root.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  return spawn('pgbouncer', ['-q', ...user, settings], { stdio: 'ignore' });
}
