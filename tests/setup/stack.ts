// Encore as it runs: PostgreSQL, a Shopify, app and worker processes, each on a port of its own and
// each to be killed without warning. For flow tests, torture and benchmarks.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import {
  dataDirectory,
  ensureDatabase,
  freePort,
  type Postgres,
  startPostgres,
} from '../../devstore/launch/postgres.ts';
import { migrate } from '../../prisma/migrate.ts';
import { freeBlock } from './free-block.ts';

const root = path.resolve(import.meta.dirname, '../..');
const redirect = path.join(root, 'devstore/launch/redirect.mjs');
export const apiKey = 'stack-key';
export const apiSecret = 'stack-secret';
/** devstore's shop. */
export const shopDomain = 'demo.myshopify.com';
/** Shopify's library turns scripted clients away. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/147.0.0.0 Safari/537.36';

/** A child process with what it said. */
export class Running {
  readonly process: ChildProcess;
  readonly name: string;
  readonly url: string;

  constructor(name: string, url: string, child: ChildProcess) {
    this.name = name;
    this.url = url;
    this.process = child;
  }

  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** As the kernel does it when memory runs out: no word, no clean-up. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (!this.isAlive) return;
    const gone = once(this.process, 'exit');
    this.process.kill(signal);
    await gone;
  }
}

export type StackOptions = {
  /** Where *.myshopify.com is; a devstore of its own is started if this is left out. */
  shopifyUrl?: string;
  customers?: number;
  seed?: number;
  /** fsync and the like stay on; for measuring. */
  isDurable?: boolean;
  env?: Record<string, string>;
};

/** One database and one Shopify, and as many apps and workers as are started. */
export class Stack {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'encore-stack-'));
  readonly parts: Running[] = [];
  /** For looking at the database beside the app. */
  database!: pg.Pool;
  databaseUrl!: string;
  devstorePort = 0;
  /** The first encrypts; a process that is started later finds what it is then. */
  readonly encryptionKeys = [1, 2].map(
    (id) => `${id}:${Buffer.alloc(32, 6 + id).toString('base64')}`,
  );
  #postgres!: Postgres;
  #options!: StackOptions;

  static async start(options: StackOptions = {}): Promise<Stack> {
    const stack = new Stack();
    stack.#options = options;
    stack.#postgres = await startPostgres({
      directory: path.join(stack.directory, 'postgres'),
      port: await freePort(),
      isThrowaway: !options.isDurable,
    });
    stack.databaseUrl = await ensureDatabase(stack.#postgres, 'encore');
    await migrate(stack.databaseUrl);
    stack.database = new pg.Pool({ connectionString: stack.databaseUrl, max: 4 });
    stack.database.on('error', () => {}); // the server may be stopped under it
    if (!options.shopifyUrl) await stack.startDevstore();
    return stack;
  }

  /** The stand-in Shopify; started again it has the data of before. */
  async startDevstore(): Promise<Running> {
    this.devstorePort ||= await freeBlock();
    const { customers = 20, seed = 1 } = this.#options;
    const args = ['devstore/serve.ts', '--port', `${this.devstorePort}`, '--data', this.directory];
    return this.#spawn(
      'devstore',
      [...args, '--customers', `${customers}`, '--seed', `${seed}`],
      {},
      `http://127.0.0.1:${this.devstorePort}/__devstore/health`,
    );
  }

  /** An app process. The first one listens where devstore sends webhooks and the admin. */
  async startApp(): Promise<Running> {
    const isFirst = !this.parts.some(({ name, isAlive }) => name === 'app' && isAlive);
    const port = this.devstorePort && isFirst ? this.devstorePort + 5 : await freePort();
    const args = ['--import', redirect, 'app/serve.server.ts'];
    return this.#spawn('app', args, { PORT: `${port}` }, `http://127.0.0.1:${port}/health/ready`);
  }

  async startWorker(): Promise<Running> {
    const port = await freePort();
    return this.#spawn(
      'worker',
      ['--import', redirect, 'app/jobs/worker.server.ts'],
      { WORKER_HEALTH_PORT: `${port}`, WORKER_DEAD_AFTER_MS: '2000' },
      `http://127.0.0.1:${port}/`,
    );
  }

  /** Opens Encore in the admin as a merchant does, which installs it. */
  async install(): Promise<void> {
    await this.open('');
  }

  /** A page of the app as the merchant's browser gets it first; Home without a path. */
  async open(pathname: string): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${this.devstorePort}/__devstore/embed-url`);
    const { url } = (await answer.json()) as { url: string };
    const address = new URL(url);
    if (pathname) address.pathname = pathname;
    const page = await fetch(address, { headers: { 'user-agent': BROWSER }, redirect: 'manual' });
    const text = await page.text();
    if (!page.ok) throw new Error(`the app does not open: ${page.status} ${text}`);
    return text;
  }

  /** Runs a script to its end with the app's settings; returns what it printed. */
  async runScript(file: string, env: Record<string, string> = {}): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', redirect, file], {
      cwd: root,
      env: { ...process.env, ...this.settings(), LOG_LEVEL: 'error', ...env },
      maxBuffer: 1 << 30,
    });
    return stdout;
  }

  /** Delivers one webhook to an app, signed as Shopify does; returns what became of it. */
  async deliver(
    app: Running,
    topic: string,
    payload: object,
    webhookId: string = randomUUID(),
  ): Promise<string> {
    const body = JSON.stringify(payload);
    const response = await fetch(`${app.url}/webhooks`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-shopify-hmac-sha256': createHmac('sha256', apiSecret).update(body).digest('base64'),
        'x-shopify-shop-domain': shopDomain,
        'x-shopify-topic': topic,
        'x-shopify-webhook-id': webhookId,
      },
    });
    return response.text();
  }

  /** One of devstore's control doors. */
  async control<Answer>(method: string, door: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${this.devstorePort}/__devstore${door}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${door}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  /** Looks until `isTrue` says so; throws after `seconds` with what was looked at last. */
  async until(what: string, seconds: number, isTrue: () => Promise<boolean>): Promise<void> {
    for (const endsAt = Date.now() + seconds * 1000; ; ) {
      const isDone = await isTrue().catch((error: Error & { code?: string }) => {
        // The database may be away for a moment.
        if (error.code === undefined) throw error;
        return false;
      });
      if (isDone) return;
      if (Date.now() > endsAt) throw new Error(`not within ${seconds} s: ${what}\n${this.logs()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Everything that app and workers wrote. */
  logs(): string {
    return ['app', 'worker']
      .map((name) => this.#logFile(name))
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
  }

  /** Kills PostgreSQL as a power cut does, and starts it again. */
  async crashDatabase(): Promise<void> {
    const gone = once(this.#postgres.process, 'exit');
    this.#postgres.process.kill('SIGQUIT');
    await gone;
    this.#postgres = await startPostgres({
      directory: path.join(this.directory, 'postgres'),
      port: this.#postgres.port,
      isThrowaway: !this.#options.isDurable,
    });
  }

  async stop(): Promise<void> {
    for (const part of this.parts.toReversed()) await part.kill();
    await this.database.end();
    await this.#postgres.stop();
    rmSync(dataDirectory(path.join(this.directory, 'postgres')), { recursive: true, force: true });
    rmSync(this.directory, { recursive: true, force: true });
  }

  #logFile = (name: string) => path.join(this.directory, `${name}.log`);

  async #spawn(name: string, args: string[], env: Record<string, string>, readyUrl: string) {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.settings(), ...this.#options.env, ...env },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => appendFileSync(this.#logFile(name), chunk));
    }
    const running = new Running(name, new URL(readyUrl).origin, child);
    this.parts.push(running);
    await this.until(`${name} is ready`, 60, async () => {
      if (!running.isAlive) {
        throw new Error(`${name} ended:\n${readFileSync(this.#logFile(name), 'utf8')}`);
      }
      return (await fetch(readyUrl).catch(() => null))?.ok ?? false;
    });
    return running;
  }

  /** What app and worker find in their environment. */
  settings(): Record<string, string> {
    const { devstorePort } = this;
    return {
      NODE_ENV: 'production',
      DATABASE_URL: this.databaseUrl,
      SHOPIFY_API_KEY: apiKey,
      SHOPIFY_API_SECRET: apiSecret,
      SHOPIFY_APP_URL: devstorePort ? `http://localhost:${devstorePort + 1}` : 'https://app.test',
      ENCRYPTION_KEYS: this.encryptionKeys.join(','),
      DEVSTORE_URL: this.#options.shopifyUrl ?? `http://127.0.0.1:${devstorePort}`,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'debug',
    };
  }
}
