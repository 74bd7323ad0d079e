// What the demo keeps about itself in its data directory: its secrets, what filled the shop, and
// who runs it.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DemoOptions } from './options.ts';
import { UsageError } from './options.ts';
import { dataDirectory } from './postgres.ts';

export type Kept = {
  apiKey: string;
  apiSecret: string;
  encryptionKeys: string;
  seeding: string[];
  /** Set once it has begun: what the merchant changed since is not set up a second time. */
  isFurnished: boolean;
};

const DEFAULT_SEEDING = ['--customers', '3000', '--seed', '1'];

const fileIn = (data: string) => path.join(data, 'demo.json');

/** Writes what is kept. */
export function keep(data: string, kept: Kept): void {
  mkdirSync(data, { recursive: true });
  writeFileSync(fileIn(data), `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
}

/**
 * Reads what is kept, or makes it. Throws UsageError if the data was filled from something else.
 */
export function readKept({ data, seeding }: DemoOptions): Kept {
  const file = fileIn(data);
  if (!existsSync(file)) {
    const kept = {
      apiKey: 'encore-local',
      apiSecret: randomBytes(24).toString('hex'),
      encryptionKeys: `1:${randomBytes(32).toString('base64')}`,
      seeding: seeding.length > 0 ? seeding : DEFAULT_SEEDING,
      isFurnished: false,
    };
    keep(data, kept);
    return kept;
  }
  const kept: Kept = JSON.parse(readFileSync(file, 'utf8'));
  if (seeding.length > 0 && seeding.join(' ') !== kept.seeding.join(' ')) {
    throw new UsageError(
      `${data} holds a shop made with ${kept.seeding.join(' ')}.\nAdd --fresh to replace it, or choose another --data.`,
    );
  }
  return kept;
}

/** Removes the data of an earlier demo. Refuses a folder that is not one. */
export function forget(data: string): void {
  if (!existsSync(data)) return;
  if (!existsSync(fileIn(data))) {
    throw new UsageError(`${data} is not the data of a demo: --fresh will not remove it.`);
  }
  rmSync(dataDirectory(path.join(data, 'postgres')), { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
}

/**
 * Throws UsageError if another demo runs on the same data; returns what gives the data free again.
 */
export function lock(data: string): () => void {
  const file = path.join(data, 'demo.pid');
  const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (holder && isDemo(holder)) {
    throw new UsageError(
      `A demo already runs on ${data} (process ${holder}). Stop it, or choose another --data.`,
    );
  }
  mkdirSync(data, { recursive: true });
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function isDemo(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('demo.ts');
  } catch {
    return false;
  }
}
