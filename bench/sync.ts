// npm run bench:sync -- --orders 1000000[,5000000…] [--json]: a whole import from the file to
// committed rows, beside parsing alone and COPY alone in the same run on the same durable server:
// the same rows, tables, keys and indexes. Several sizes give the growth curve.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import pg from 'pg';
import {
  dataDirectory,
  ensureDatabase,
  freePort,
  startPostgres,
} from '../devstore/launch/postgres.ts';
import { migrate } from '../prisma/migrate.ts';
import { growthPlot } from './growth-plot.ts';
import { writeOrdersFile } from './orders-file.ts';
import { type Result, report } from './report.ts';

const { values } = parseArgs({
  options: { orders: { type: 'string', default: '1000000' }, json: { type: 'boolean' } },
});
const sizes = values.orders.split(',').map(Number);
const MEMORY_GOAL_MB = 250;

/** A server that wrote nothing yet makes its log file by file, and whoever is first pays for it. */
const WARM_UP = Math.min(1_000_000, Math.max(...sizes));

/** Sizes in orders, speeds in orders a second. */
type Measured = {
  orders: number;
  parse: number;
  /** In one go, or in transactions of the import's size: whichever is faster. */
  copy: number;
  import: number;
  memoryMb: number;
};

const parent = mkdtempSync(path.join(tmpdir(), 'encore-bench-sync-'));
const directory = path.join(parent, 'postgres');
const server = await startPostgres({ directory, port: await freePort() });
const url = await ensureDatabase(server, 'encore');
const environment = {
  ...process.env,
  DATABASE_URL: url,
  SHOPIFY_API_KEY: 'bench',
  SHOPIFY_API_SECRET: 'bench',
  SHOPIFY_APP_URL: 'https://encore.test',
  ENCRYPTION_KEYS: `1:${Buffer.alloc(32, 7).toString('base64')}`,
  LOG_LEVEL: 'silent',
};
const measured: Measured[] = [];
try {
  await migrate(url);
  await warmUp();
  for (const orders of sizes) measured.push(await measure(orders));
} finally {
  await server.stop();
  rmSync(dataDirectory(directory), { recursive: true, force: true });
  rmSync(parent, { recursive: true, force: true });
}
if (measured.length > 1) writeGrowth(measured);
report('bench:sync', resultsOf(measured.at(-1)!));

async function warmUp(): Promise<void> {
  const file = path.join(parent, 'warm-up.jsonl');
  await writeOrdersFile(file, WARM_UP);
  await run('import', file);
  rmSync(file);
}

async function measure(orders: number): Promise<Measured> {
  const file = path.join(parent, 'orders.jsonl');
  await writeOrdersFile(file, orders);
  const parse = await run('parse', file);
  await empty();
  const whole = await run('import', file);
  await check(orders);
  await run('dump', file);
  const copies = [];
  for (const step of ['copyAtOnce', 'copyInBatches']) {
    await empty();
    copies.push(orders / (await run(step, file)).seconds);
    await check(orders);
  }
  for (const part of ['', '.orders', '.order_line']) rmSync(`${file}${part}`);
  return {
    orders,
    parse: orders / parse.seconds,
    copy: Math.max(...copies),
    import: orders / whole.seconds,
    memoryMb: whole.memoryMb,
  };
}

async function run(step: string, file: string): Promise<{ seconds: number; memoryMb: number }> {
  const script = path.join(import.meta.dirname, 'sync-step.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, step, file], {
    env: environment,
  });
  return JSON.parse(stdout);
}

async function empty(): Promise<void> {
  await ask('TRUNCATE orders, order_line, refund, import_part');
  await ask('CHECKPOINT');
}

/** A fast import that loses rows is none. */
async function check(orders: number): Promise<void> {
  const [row] = await ask(
    'SELECT (SELECT count(*) FROM orders) AS orders, (SELECT count(*) FROM order_line) AS lines',
  );
  if (Number(row.orders) !== orders || Number(row.lines) !== 2 * orders) {
    throw new Error(`${orders} orders were to be here: ${JSON.stringify(row)}`);
  }
}

async function ask(sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function resultsOf({ orders, parse, copy, import: whole, memoryMb }: Measured): Result[] {
  const slower = parse < copy ? 'parse only' : 'COPY only';
  const slowest = Math.min(parse, copy);
  const unit = 'orders/s';
  return [
    {
      what: 'import',
      value: whole,
      unit,
      reference: slower,
      referenceValue: slowest,
      goal: 'ratio ≥ 1.0',
      met: whole >= slowest,
    },
    {
      what: 'memory-mb',
      value: memoryMb,
      unit: 'MB',
      goal: `≤ ${MEMORY_GOAL_MB} at any size (${orders} orders)`,
      met: memoryMb <= MEMORY_GOAL_MB,
    },
    { what: 'parse-only', value: parse, unit, goal: 'reference', met: true },
    { what: 'copy-only', value: copy, unit, goal: 'reference', met: true },
  ];
}

function writeGrowth(rows: readonly Measured[]): void {
  const folder = path.join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const line = (cells: unknown[]) => `| ${cells.join(' | ')} |`;
  const table = [
    line(['orders', 'import, orders/s', 'parse only', 'COPY only', 'ratio', 'memory, MB']),
    line(['---:', '---:', '---:', '---:', '---:', '---:']),
    ...rows.map(({ orders, import: whole, parse, copy, memoryMb }) => {
      const [speed, parsing, copying, memory] = [whole, parse, copy, memoryMb].map(Math.round);
      const ratio = (whole / Math.min(parse, copy)).toFixed(2);
      return line([orders, speed, parsing, copying, ratio, memory]);
    }),
  ];
  writeFileSync(path.join(folder, 'sync.md'), `${table.join('\n')}\n`);
  writeFileSync(path.join(folder, 'sync.svg'), growthPlot(rows));
}
