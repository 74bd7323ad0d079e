// One point of the kill test: an import, a nightly comparison or other work of the sync begins, a
// process is killed with no warning some milliseconds into it, a new one is started, and in the end
// everything is there, once, in its newest state.
import path from 'node:path';
import type { Running, Stack } from '../setup/stack.ts';
import { type Phase, phases } from './kill-phases.ts';
import { eventsAreWorked, importIsOver, reconcile, revive, type Victim } from './kill-waits.ts';

export type Point = { phase: Phase; victim: Victim; afterMs: number };

/** How often a difference must show before it counts. */
const LOOKS = 3;

/** A stack with one app and one worker, and Encore installed in its shop. */
export async function prepare(stack: Stack): Promise<void> {
  await stack.startApp();
  await stack.startWorker();
  await stack.install();
  await importIsOver(stack);
}

/** Throws what is missing, doubled or old after the point. */
export async function killAt(stack: Stack, point: Point, round: number): Promise<void> {
  const { phase, victim, afterMs } = point;
  const isOver = await phases[phase](stack, round);
  await pause(afterMs);
  await killAndRevive(stack, victim);
  await isOver();
  // What the killed app did not answer.
  if (victim === 'app') await reconcile(stack);
  await compare(stack);
}

async function killAndRevive(stack: Stack, victim: Victim): Promise<void> {
  if (victim === 'database') return stack.crashDatabase();
  const part = stack.parts.findLast(({ name, isAlive }) => name === victim && isAlive) as Running;
  await part.kill();
  await revive(stack);
}

/**
 * Every synced row against those of a quiet import. What the app itself writes to Shopify comes
 * back as a webhook, so the shop may have moved on between the two looks: a difference must last.
 */
async function compare(stack: Stack): Promise<void> {
  let difference = '';
  for (let look = 0; look < LOOKS; look++) {
    await eventsAreWorked(stack);
    await recreate(stack, 'quiet');
    const url = new URL(stack.databaseUrl);
    url.pathname = '/quiet';
    difference = await stack.runScript(path.join(import.meta.dirname, 'quiet-rows.ts'), {
      DATABASE_URL: url.href,
      TORTURED_URL: stack.databaseUrl,
    });
    if (difference === '') return;
    await pause(2000);
  }
  throw new Error(difference);
}

async function recreate(stack: Stack, name: string): Promise<void> {
  await stack.database.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await stack.database.query(`CREATE DATABASE ${name} TEMPLATE template0`);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
