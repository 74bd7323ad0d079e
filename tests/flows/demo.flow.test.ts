// The first of the two commands, as a newcomer meets it: what it refuses, what it keeps, what it
// survives.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { startDemo } from '../setup/demo.ts';
import { freeBlock } from '../setup/free-block.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'encore-demo-flow-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const data = path.join(folder, 'data');
const SMALL = ['--customers', '40', '--seed', '3'];

/** Runs the command to its end. */
async function run(...args: string[]): Promise<{ code: number; words: string }> {
  const child = spawn(process.execPath, ['devstore/launch/demo.ts', ...args]);
  let words = '';
  child.stderr.on('data', (chunk) => {
    words += chunk;
  });
  const [code] = await once(child, 'exit');
  return { code, words };
}

function file(name: string, text: string): string {
  const place = path.join(folder, name);
  writeFileSync(place, text);
  return place;
}

async function countIn(port: number, what: string): Promise<number> {
  const client = new pg.Client(`postgres://postgres@127.0.0.1:${port + 6}/encore`);
  await client.connect();
  const { rows } = await client.query(`SELECT count(*)::int AS count FROM ${what}`);
  await client.end();
  return rows[0].count;
}

const usedCodes = "redemption WHERE state = 'used'";

test('what cannot be used is refused with a sentence and exit code 1', async () => {
  const head = 'customer_id,order_id,date,amount\n';
  const fresh = ['--port', `${await freeBlock()}`, '--data', path.join(folder, 'refused')];
  const refused: [string[], RegExp][] = [
    [['--customers', 'many'], /--customers takes a whole number/],
    [['--orders', '/nowhere.csv'], /nowhere\.csv cannot be read/],
    [['--nonsense'], /Unknown option '--nonsense'/],
    [['--orders', file('a.csv', `${head}1,a,yesterday,5\n`), ...fresh], /line 2: "yesterday"/],
    [['--fresh', '--data', folder], /is not the data of a demo/],
  ];
  for (const [args, words] of refused) {
    const result = await run(...args);
    expect(result.words, String(args)).toMatch(words);
    expect(result.code).toBe(1);
  }
});

test('a port in use is named', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const { code, words } = await run('--port', `${port}`, '--data', path.join(folder, 'port'));
  server.close();
  expect(words).toContain(`Port ${port} is in use`);
  expect(code).toBe(1);
});

test('kill -9 of the launcher and a new start lose nothing', async () => {
  const first = await startDemo(SMALL, data);
  expect(Object.keys(first.addresses)).toEqual([
    'admin',
    'storefront',
    'checkout',
    'account',
    'app',
    'mail',
  ]);
  for (const address of Object.values(first.addresses)) {
    expect((await fetch(address)).status, address).toBeLessThan(500);
  }
  // Something to look at: rewards of every price, and codes that were used in orders.
  expect(await countIn(first.port, 'reward')).toBe(4);
  await expect.poll(() => countIn(first.port, usedCodes), { timeout: 30_000 }).toBeGreaterThan(3);
  const orders = await countIn(first.port, 'orders');
  expect(orders).toBeGreaterThan(40);
  const second = await run('--port', '47000', '--data', data);
  expect(second.words).toMatch(/A demo already runs on/);

  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const other = await run('--data', data, '--customers', '41');
  expect(other.words).toMatch(/holds a shop made with --customers 40 --seed 3/);
  const again = await startDemo([], data);
  expect(await countIn(again.port, 'orders')).toBe(orders);
  expect(await countIn(again.port, 'reward')).toBe(4);
  await again.stop();
  await expect(fetch(again.addresses.admin)).rejects.toThrow();
});
