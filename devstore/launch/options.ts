// The options of `npm run demo`, read and checked before anything starts.
import { accessSync, constants, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';

/** Something the person at the keyboard can mend: printed without a stack, exit code 1. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export type DemoOptions = {
  /** First of a block of eight ports. */
  port: number;
  data: string;
  isFresh: boolean;
  isJson: boolean;
  isDev: boolean;
  /** Only install Encore and start the programme. */
  isBare: boolean;
  /**
   * What fills the shop, as options of devstore; empty: the default, or what the data was filled
   * with.
   */
  seeding: string[];
};

const USAGE = `npm run demo -- [options]
  --orders FILE.csv     fill the shop from a log: customer_id,order_id,date,amount and,
                        where known, currency, email, type
  --customers N         or make N customers up (3000), 24 months of orders up to today
  --seed S              the same S makes the same shop (1)
  --bare                start the programme, but set up no tiers, ways to earn or
                        referrals, and let nobody exchange points
  --port P              first of a block of eight ports (4100)
  --data DIR            where everything is kept (.data)
  --fresh               forget what is kept there and start anew
  --json                print one line of JSON when ready, and nothing else`;

/** Throws UsageError with a sentence that says what to do. */
export function readOptions(args: string[]): DemoOptions {
  const values = parse(args);
  const port = wholeNumber('--port', values.port ?? '4100', 1024, 65_528);
  const data = path.resolve(values.data ?? '.data');
  if (values.orders !== undefined && (values.customers ?? values.seed) !== undefined) {
    throw new UsageError('Give --orders, or --customers and --seed: not both.');
  }
  return {
    port,
    data,
    isFresh: values.fresh ?? false,
    isJson: values.json ?? false,
    isDev: values.dev ?? false,
    isBare: values.bare ?? false,
    seeding: seedingOf(values),
  };
}

type Values = ReturnType<typeof parse>;

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        orders: { type: 'string' },
        customers: { type: 'string' },
        seed: { type: 'string' },
        port: { type: 'string' },
        data: { type: 'string' },
        fresh: { type: 'boolean' },
        json: { type: 'boolean' },
        dev: { type: 'boolean' },
        bare: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function seedingOf({ orders, customers, seed }: Values): string[] {
  if (orders !== undefined) return ['--orders', readableFile(orders)];
  if (customers === undefined && seed === undefined) return [];
  return [
    '--customers',
    String(wholeNumber('--customers', customers ?? '3000', 1, 5_000_000)),
    '--seed',
    String(wholeNumber('--seed', seed ?? '1', 0, 2 ** 31 - 1)),
  ];
}

function readableFile(name: string): string {
  const file = path.resolve(name);
  try {
    accessSync(file, constants.R_OK);
  } catch {
    throw new UsageError(`--orders: ${file} cannot be read. Is the path right?`);
  }
  if (!statSync(file).isFile()) throw new UsageError(`--orders: ${file} is not a file.`);
  return file;
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${option} takes a whole number from ${least} to ${most}, not "${text}".`);
}

/** Throws UsageError if any of `ports` is taken on this machine. */
export async function assertFree(ports: number[]): Promise<void> {
  for (const port of ports) {
    for (const host of ['127.0.0.1', '::1']) {
      const code = await listenOnce(port, host);
      if (code === 'EADDRINUSE') {
        throw new UsageError(`Port ${port} is in use. Stop what uses it, or choose --port.`);
      }
    }
  }
}

/** The error code that listening gives, or null. A machine without IPv6 is no obstacle. */
function listenOnce(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? null));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
