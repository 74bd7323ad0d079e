// npm run bench:sync -- --orders 1000000[,5000000…] [--json]: a whole import from the file to
// committed rows, followed and announced, beside parsing alone in one thread and COPY alone on one
// connection in the same run on the same durable server: the same bytes into the same tables, keys
// and indexes. Two stations that ran side by side without a loss would be as fast as the slower:
// ratio 1.0. Several sizes give the growth curve, and the worst of them is judged.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir, totalmem } from 'node:os';
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
import { type FileCounts, refundOf, writeOrdersFile } from './orders-file.ts';
import { type Result, report } from './report.ts';

const { values } = parseArgs({
  options: { orders: { type: 'string', default: '1000000' }, json: { type: 'boolean' } },
});
const sizes = values.orders.split(',').map(Number);
const MEMORY_GOAL_MB = 250;

/** As docs/operations.md asks for. */
const SETTINGS = {
  shared_buffers: `${Math.round(totalmem() / 4 / 2 ** 20)}MB`,
  max_wal_size: '8GB',
};

/** A server that wrote nothing yet makes its log file by file, and whoever is first pays for it. */
const WARM_UP = Math.min(1_000_000, Math.max(...sizes));

/** Sizes in orders, speeds in orders a second. */
type Measured = {
  orders: number;
  parse: number;
  /** In one go, or in transactions of the import's size: whichever is faster. */
  copy: number;
  /** On two connections; no reference: it leaves no core to parse on. */
  copyTwo: number;
  import: number;
  /** Of the import, the end of the part: following and announcing. */
  finishingSeconds: number;
  /** Refunds a second whose details are asked of a Shopify that answers at once. */
  refunds: number;
  memoryMb: number;
};

const parent = mkdtempSync(path.join(tmpdir(), 'encore-bench-sync-'));
const directory = path.join(parent, 'postgres');
const server = await startPostgres({ directory, port: await freePort(), settings: SETTINGS });
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
const shopify = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { variables } = JSON.parse(Buffer.concat(chunks).toString());
  const bucket = { maximumAvailable: 1e6, currentlyAvailable: 1e6, restoreRate: 1e6 };
  const cost = { requestedQueryCost: 1, actualQueryCost: 1, throttleStatus: bucket };
  const nodes = variables.ids.map(refundOf);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ data: { nodes }, extensions: { cost } }));
}).listen(0, '127.0.0.1');
await once(shopify, 'listening');
const { port } = shopify.address() as AddressInfo;
Object.assign(environment, { DEVSTORE_URL: `http://127.0.0.1:${port}` });
const HEADINGS = [
  'orders',
  'import, orders/s',
  'parse only',
  'COPY only',
  'COPY on two connections',
  'ratio',
  'memory, MB',
];

const measured: Measured[] = [];
try {
  await migrate(url);
  await warmUp();
  for (const orders of sizes) measured.push(await measure(orders));
} finally {
  shopify.closeAllConnections();
  shopify.close();
  await server.stop();
  rmSync(dataDirectory(directory), { recursive: true, force: true });
  rmSync(parent, { recursive: true, force: true });
}
if (measured.length > 1) writeGrowth(measured);
report('bench:sync', results());

async function warmUp(): Promise<void> {
  const file = path.join(parent, 'warm-up.jsonl');
  await writeOrdersFile(file, WARM_UP);
  await run('import', file);
  rmSync(file);
}

async function measure(orders: number): Promise<Measured> {
  const file = path.join(parent, 'orders.jsonl');
  const counts = await writeOrdersFile(file, orders);
  const parse = await run('parse', file);
  await empty();
  const whole = await run('import', file);
  await check(counts);
  await run('dump', file);
  const copies: Record<string, number> = {};
  for (const step of ['copyAtOnce', 'copyInBatches', 'copySideBySide']) {
    await empty();
    copies[step] = orders / (await run(step, file)).seconds;
    await check(counts);
  }
  for (const name of readdirSync(parent)) {
    if (name.startsWith('orders.jsonl')) rmSync(path.join(parent, name));
  }
  return {
    orders,
    parse: orders / parse.seconds,
    copy: Math.max(copies.copyAtOnce!, copies.copyInBatches!),
    copyTwo: copies.copySideBySide!,
    import: orders / whole.seconds,
    finishingSeconds: whole.finishing!,
    refunds: counts.refunds / whole.refundSeconds!,
    memoryMb: whole.memoryMb,
  };
}

type Step = { seconds: number; memoryMb: number; finishing?: number; refundSeconds?: number };

async function run(step: string, file: string): Promise<Step> {
  const script = path.join(import.meta.dirname, 'sync-step.ts');
  // As the worker is started.
  const args = ['--max-semi-space-size=4', script, step, file];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: environment });
  return JSON.parse(stdout);
}

async function empty(): Promise<void> {
  await ask(
    `TRUNCATE orders, order_line, refund, refund_line, import_run, import_part,
       graphile_worker._private_jobs`,
  );
  await ask('CHECKPOINT');
}

/** A fast import that loses rows is none. */
async function check({ orders, lines, refunds }: FileCounts): Promise<void> {
  const [row] = await ask(
    `SELECT (SELECT count(*) FROM orders)::int AS orders,
       (SELECT count(*) FROM order_line)::int AS lines,
       (SELECT count(*) FROM refund)::int AS refunds`,
  );
  if (row.orders !== orders || row.lines !== lines || row.refunds !== refunds) {
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

function slowest({ parse, copy }: Measured): number {
  return Math.min(parse, copy);
}

function ratioOf(size: Measured): number {
  return size.import / slowest(size);
}

function results(): Result[] {
  const worst = measured.toSorted((a, b) => ratioOf(a) - ratioOf(b))[0]!;
  const memory = Math.max(...measured.map(({ memoryMb }) => memoryMb));
  const unit = 'orders/s';
  const reference = { unit, goal: 'reference', met: true };
  return [
    {
      what: 'import',
      value: worst.import,
      unit,
      reference: worst.parse < worst.copy ? 'parse only' : 'COPY only',
      referenceValue: slowest(worst),
      goal: `ratio ≥ 1.0 at any size (worst: ${worst.orders})`,
      met: ratioOf(worst) >= 1,
    },
    {
      what: 'memory-mb',
      value: memory,
      unit: 'MB',
      goal: `≤ ${MEMORY_GOAL_MB} at any size`,
      met: memory <= MEMORY_GOAL_MB,
    },
    { what: 'parse-only', value: worst.parse, ...reference },
    { what: 'copy-only', value: worst.copy, ...reference },
    { what: 'copy-two-connections', value: worst.copyTwo, unit, goal: 'told', met: true },
    { what: 'finishing', value: worst.finishingSeconds, unit: 's', goal: 'told', met: true },
    { what: 'refund-details', value: worst.refunds, unit: 'refunds/s', goal: 'told', met: true },
  ];
}

function writeGrowth(rows: readonly Measured[]): void {
  const folder = path.join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const line = (cells: unknown[]) => `| ${cells.join(' | ')} |`;
  const table = [
    line(HEADINGS),
    line(HEADINGS.map(() => '---:')),
    ...rows.map((row) => {
      const speeds = [row.import, row.parse, row.copy, row.copyTwo].map(Math.round);
      return line([row.orders, ...speeds, ratioOf(row).toFixed(2), Math.round(row.memoryMb)]);
    }),
  ];
  writeFileSync(path.join(folder, 'sync.md'), `${table.join('\n')}\n`);
  writeFileSync(path.join(folder, 'sync.svg'), growthPlot(rows));
}
