// Once for a run of browser tests: the demo, started as a newcomer starts it, on a small shop of
// its own. With DEMO set to the JSON line of a demo that already runs, that one is used.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { freeBlock } from './free-block.ts';

export type Addresses = Record<
  'admin' | 'storefront' | 'checkout' | 'account' | 'app' | 'mail',
  string
>;

declare module 'vitest' {
  interface ProvidedContext {
    demo: Addresses;
  }
}

export default async function setup(project: TestProject) {
  if (process.env.DEMO) {
    project.provide('demo', JSON.parse(process.env.DEMO));
    return undefined;
  }
  const parent = mkdtempSync(path.join(tmpdir(), 'encore-demo-'));
  const demo = await startDemo(
    ['--customers', '200', '--seed', '7', '--bare'],
    path.join(parent, 'data'),
  );
  project.provide('demo', demo.addresses);
  return async () => {
    await demo.stop();
    rmSync(parent, { recursive: true, force: true });
  };
}

/**
 * Starts a demo on free ports; resolves when it is ready, rejects with its words if it ends before.
 */
export async function startDemo(options: string[], data: string) {
  const port = await freeBlock();
  const args = ['devstore/launch/demo.ts', '--json', '--port', `${port}`, '--data', data];
  const child = spawn(process.execPath, [...args, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  child.stderr.on('data', (chunk) => {
    words += chunk;
  });
  const line = await Promise.race([
    once(child.stdout, 'data').then(([chunk]) => String(chunk)),
    once(child, 'exit').then(() => Promise.reject(new Error(`The demo ended:\n${words}`))),
  ]);
  return {
    addresses: JSON.parse(line) as Addresses,
    port,
    child,
    words: () => words,
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGINT');
      await gone;
    },
  };
}
