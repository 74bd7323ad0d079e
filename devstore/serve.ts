// The stand-in Shopify from the command line:
// node devstore/serve.ts --port P --data DIR [--orders FILE.csv | --customers N --seed S]
//   [--app-url URL] [--app DIRECTORY] [--clock INSTANT]
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SeedError, type Seeding, seedShop } from './seed/seed-shop.ts';
import { startDevstore } from './server/start.ts';
import { openStore } from './store/store.ts';

/** A mistake of the person at the keyboard: its message is all that is shown. */
class UsageError extends Error {}

function readArguments() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '4000' },
        data: { type: 'string', default: '.data/devstore' },
        orders: { type: 'string' },
        customers: { type: 'string' },
        seed: { type: 'string', default: '1' },
        'app-url': { type: 'string' },
        app: { type: 'string', default: path.resolve(import.meta.dirname, '..') },
        clock: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(text: string, name: string, minimum: number, maximum: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < minimum || number > maximum)
    throw new UsageError(`--${name} must be a whole number from ${minimum} to ${maximum}`);
  return number;
}

/** Fills the store before anybody can ask it for something. */
async function seed(directory: string, options: ReturnType<typeof readArguments>): Promise<void> {
  const seeding: Seeding = options.orders
    ? { ordersFile: options.orders }
    : {
        customers: wholeNumber(options.customers ?? '3000', 'customers', 1, 1_000_000),
        seed: wholeNumber(options.seed, 'seed', 0, 2 ** 32 - 1),
      };
  const store = openStore(directory);
  try {
    if (options.clock) store.clock.set(readInstant(options.clock));
    const started = performance.now();
    await seedShop(store, seeding);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `devstore: ${store.customers.count()} customers, ${store.orders.count()} orders (${seconds} s)`,
    );
  } finally {
    store.close();
  }
}

function readInstant(text: string): Date {
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime())) throw new UsageError('--clock must be an instant');
  return instant;
}

async function main(): Promise<void> {
  const options = readArguments();
  const port = wholeNumber(options.port, 'port', 1, 65_000);
  if (options.orders && options.customers)
    throw new UsageError('--orders and --customers cannot both be given');
  const { SHOPIFY_API_KEY: apiKey, SHOPIFY_API_SECRET: apiSecret } = process.env;
  if (!apiKey || !apiSecret)
    throw new UsageError('SHOPIFY_API_KEY and SHOPIFY_API_SECRET must be set');
  const dataDirectory = path.resolve(options.data);
  await seed(dataDirectory, options);
  const devstore = await startDevstore({
    port,
    dataDirectory,
    app: options.app,
    appUrl: options['app-url'] ?? `http://127.0.0.1:${port + 5}`,
    apiKey,
    apiSecret,
  });
  console.log(`devstore: ready at ${devstore.origin}`);
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    await devstore.close();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
}

try {
  await main();
} catch (error) {
  const isExpected =
    error instanceof UsageError ||
    error instanceof SeedError ||
    (error instanceof Error && /^port \d+ is in use$/.test(error.message));
  console.error(isExpected ? `devstore: ${(error as Error).message}` : error);
  process.exit(1);
}
