// `npm run demo`: a whole local Shopify with Encore in it. Starts PostgreSQL, devstore, app and
// worker, fills the shop, installs Encore, waits for the import, prints the addresses, and stops
// everything on Ctrl-C.
import path from 'node:path';
import { MigrationChanged, migrate } from '../../prisma/migrate.ts';
import { buildWhatIsNot } from './build.ts';
import { letShoppersShop, setUpShop } from './furnish.ts';
import {
  type AdminForms,
  adminForms,
  openApp,
  startProgramme,
  waitForImport,
  waitForPoints,
} from './install.ts';
import { forget, type Kept, keep, lock, readKept } from './keep.ts';
import { assertFree, type DemoOptions, readOptions, UsageError } from './options.ts';
import { ensureDatabase, type Postgres, startPostgres } from './postgres.ts';
import { type Part, PartFailed, Processes } from './processes.ts';

const redirect = path.join(import.meta.dirname, 'redirect.mjs');

class Demo {
  #options: DemoOptions;
  #processes: Processes;
  #postgres: Postgres | null = null;
  #unlock: () => void;
  #isStopping = false;

  constructor(options: DemoOptions) {
    this.#options = options;
    this.#unlock = lock(options.data);
    this.#processes = new Processes(path.join(options.data, 'logs'), (line) => this.say(line));
  }

  /** Everything but the result goes to stderr, so that --json has stdout for itself. */
  say(line: string) {
    const seconds = Math.round(performance.now() / 1000);
    process.stderr.write(`${String(seconds).padStart(4)} s  ${line}\n`);
  }

  async start(): Promise<void> {
    const { port, data } = this.#options;
    const kept = readKept(this.#options);
    // The leftover database of a killed demo still holds its port; starting it anew stops it.
    await assertFree([0, 1, 2, 3, 4, 5, 7].map((offset) => port + offset));
    const [databaseUrl] = await allOf([
      this.#startDatabase(),
      buildWhatIsNot((line) => this.say(line)),
      this.#processes.start(devstorePart(this.#options, kept)),
    ]);
    const environment = appEnvironment(port, databaseUrl, kept);
    await allOf([
      this.#processes.start(appPart(this.#options, environment)),
      this.#processes.start(workerPart(port, environment)),
    ]);
    this.say('app and worker are up; opening Encore in the admin');
    await openApp(`http://127.0.0.1:${port}`);
    await waitForImport(databaseUrl, (line) => this.say(line));
    const admin = adminForms(`http://127.0.0.1:${port}`, `http://localhost:${port + 1}`);
    await startProgramme(admin);
    await waitForPoints(databaseUrl, (line) => this.say(line));
    await this.#furnish(admin, databaseUrl, kept);
    await this.#announce(data);
  }

  async #startDatabase(): Promise<string> {
    const { port, data } = this.#options;
    await this.#runPostgres();
    const databaseUrl = await ensureDatabase(this.#postgres!, 'encore');
    await migrate(databaseUrl).catch((error) => {
      if (!(error instanceof MigrationChanged)) throw error;
      throw new UsageError(
        `${data} was made by another version of Encore. Add --fresh to start anew, or choose another --data.`,
      );
    });
    this.say(`database ready, kept in ${data}, port ${port + 6}`);
    return databaseUrl;
  }

  async #runPostgres(): Promise<void> {
    const { port, data } = this.#options;
    const directory = path.join(data, 'postgres');
    this.#postgres = await startPostgres({ directory, port: port + 6 });
    this.#postgres.process.once('exit', () => {
      if (this.#isStopping) return;
      this.say('database ended; starting it again');
      this.#runPostgres().catch((error) => fail(error, this));
    });
  }

  /** Sets the shop up and lets shoppers use it. Orders of a real shop are left as they are. */
  async #furnish(admin: AdminForms, database: string, kept: Kept) {
    const { isBare, data, port } = this.#options;
    if (isBare || kept.isFurnished || kept.seeding[0] === '--orders') return;
    keep(data, { ...kept, isFurnished: true });
    this.say('setting up tiers, rewards and referrals, and letting shoppers use them');
    const at = (offset: number) => `http://localhost:${port + offset}`;
    const places = { devstore: at(0), app: at(1), storefront: at(2), database };
    await setUpShop(admin, places);
    await letShoppersShop(admin, places);
  }

  async #announce(data: string) {
    const at = (offset: number, rest = '') =>
      `http://localhost:${this.#options.port + offset}${rest}`;
    const addresses = {
      admin: at(0, '/store/demo/apps/encore'),
      storefront: at(2, '/'),
      // With something in the cart; a checkout of nothing is only the empty cart.
      checkout: at(2, `/cart/${await anyVariant(at(2))}:1`),
      account: at(3, '/'),
      app: at(1, '/'),
      mail: at(4, '/'),
    };
    if (this.#options.isJson) process.stdout.write(`${JSON.stringify(addresses)}\n`);
    else {
      const lines = Object.entries(addresses).map(([name, url]) => `  ${name.padEnd(11)} ${url}`);
      process.stdout.write(
        `\nEncore is ready. Data and logs: ${data}. Ctrl-C stops everything.\n\n${lines.join('\n')}\n`,
      );
    }
  }

  async stop(): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    await this.#processes.stop();
    await this.#postgres?.stop();
    this.#unlock();
  }
}

async function anyVariant(storefront: string): Promise<number> {
  const response = await fetch(`${storefront}/products/kenya-nyeri.js`);
  const { variants } = (await response.json()) as { variants: { id: number }[] };
  return variants[0]!.id;
}

/** Like Promise.all, but waits for what still starts when one fails, so that it can be stopped. */
async function allOf<T extends readonly unknown[]>(promises: T) {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

function devstorePart({ port, data }: DemoOptions, kept: Kept): Part {
  return {
    name: 'devstore',
    args: ['devstore/serve.ts', '--port', `${port}`, '--data', data, ...kept.seeding],
    env: { SHOPIFY_API_KEY: kept.apiKey, SHOPIFY_API_SECRET: kept.apiSecret },
    readyUrl: `http://127.0.0.1:${port}/__devstore/health`,
  };
}

function appEnvironment(port: number, databaseUrl: string, kept: Kept): Record<string, string> {
  return {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    SHOPIFY_API_KEY: kept.apiKey,
    SHOPIFY_API_SECRET: kept.apiSecret,
    SHOPIFY_APP_URL: `http://localhost:${port + 1}`,
    APP_BRIDGE_URL: `http://localhost:${port}/app-bridge.js`,
    ENCRYPTION_KEYS: kept.encryptionKeys,
    DEVSTORE_URL: `http://127.0.0.1:${port}`,
    HOST: '127.0.0.1',
  };
}

function appPart({ port, isDev }: DemoOptions, environment: Record<string, string>): Part {
  const development = { NODE_ENV: 'development', HMR_PORT: `${port + 8}` };
  return {
    name: 'app',
    args: ['--import', redirect, 'app/serve.server.ts', ...(isDev ? ['--dev'] : [])],
    env: { ...environment, PORT: `${port + 5}`, ...(isDev ? development : {}) },
    readyUrl: `http://127.0.0.1:${port + 5}/health/ready`,
  };
}

function workerPart(port: number, environment: Record<string, string>): Part {
  return {
    name: 'worker',
    args: ['--import', redirect, 'app/jobs/worker.server.ts'],
    env: { ...environment, WORKER_HEALTH_PORT: `${port + 7}`, WORKER_DEAD_AFTER_MS: '4000' },
    readyUrl: `http://127.0.0.1:${port + 7}/`,
  };
}

async function fail(error: unknown, demo: Demo | null): Promise<never> {
  const isPlain = error instanceof UsageError || error instanceof PartFailed;
  const words = isPlain || !(error instanceof Error) ? String(error) : error.stack;
  process.stderr.write(`\n${words?.replace(/^(UsageError|PartFailed): /, '')}\n`);
  await demo?.stop();
  process.exit(1);
}

/**
 * npm hands a signal to a shell that ends without passing it on: what it started would live on with
 * nobody to stop it. So the end of that shell counts as the signal.
 */
function endWithNpm(stop: () => void) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 500);
  watch.unref();
}

let demo: Demo | null = null;
try {
  const options = readOptions(process.argv.slice(2));
  if (options.isFresh) {
    lock(options.data)();
    forget(options.data);
  }
  demo = new Demo(options);
  const stop = () => void demo!.stop().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  endWithNpm(stop);
  await demo.start();
} catch (error) {
  await fail(error, demo);
}
