// The parts of the demo as child processes: started, brought back when they die, stopped in order.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';

export type Part = {
  name: string;
  /** Arguments of node. */
  args: string[];
  env: Record<string, string>;
  /** Answers 200 when the part is ready. */
  readyUrl: string;
};

const root = path.resolve(import.meta.dirname, '../..');
const dieWithParent = path.join(import.meta.dirname, 'die-with-parent.mjs');

export class Processes {
  #children = new Map<string, ChildProcess>();
  #isStopping = false;
  #logs: string;
  #say: (line: string) => void;

  constructor(logs: string, say: (line: string) => void) {
    this.#logs = logs;
    this.#say = say;
    mkdirSync(logs, { recursive: true });
  }

  /** Starts a part and waits until it answers. Throws with its last words if it ends before. */
  async start(part: Part): Promise<void> {
    const { child, lastWords } = this.#spawn(part);
    await untilReady(part, child, lastWords);
    child.once('exit', () => this.#bringBack(part));
  }

  #spawn(part: Part) {
    const child = spawn(process.execPath, ['--import', dieWithParent, ...part.args], {
      cwd: root,
      env: { ...process.env, ...part.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Ctrl-C reaches the launcher alone, which then stops the parts in order.
      detached: true,
    });
    this.#children.set(part.name, child);
    const log = createWriteStream(path.join(this.#logs, `${part.name}.log`), { flags: 'a' });
    child.stdout!.pipe(log, { end: false });
    child.stderr!.pipe(log, { end: false });
    return { child, lastWords: remember(child.stderr!) };
  }

  #bringBack(part: Part) {
    if (this.#isStopping) return;
    this.#say(`${part.name} ended; starting it again`);
    setTimeout(() => {
      if (this.#isStopping) return;
      const { child } = this.#spawn(part);
      child.once('exit', () => this.#bringBack(part));
    }, 500);
  }

  /** Stops every part, the last started first. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const child of [...this.#children.values()].reverse()) await stopChild(child);
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(timer);
}

/** Keeps the end of what a stream said. */
function remember(stream: Readable): () => string {
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-4000);
  });
  return () => text.trim();
}

async function untilReady(part: Part, child: ChildProcess, lastWords: () => string) {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new PartFailed(part.name, lastWords());
    }
    const response = await fetch(part.readyUrl).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export class PartFailed extends Error {
  override name = 'PartFailed';
  part: string;
  lastWords: string;
  constructor(part: string, lastWords: string) {
    super(`${part} did not start:\n${lastWords}`);
    this.part = part;
    this.lastWords = lastWords;
  }
}
