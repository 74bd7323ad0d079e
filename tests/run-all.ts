// `npm test`: format, lint, types, both builds and every tier of tests, from a clean clone.
// The last line is the count, alone: each check counts as one test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folder = mkdtempSync(path.join(tmpdir(), 'encore-run-'));
let passed = 0;
let failed = 0;

const checks: [string, string[]][] = [
  ['format and lint', ['npm', 'run', '--silent', 'lint']],
  ['typed GraphQL is up to date', ['node', 'app/shopify/generate.ts', '--check']],
  ['types', ['npm', 'run', '--silent', 'types']],
];

// Two at a time, as they leave each other room. The build makes what all tests read, and holds the
// tomls against Shopify's own schema of them.
await Promise.all([check("build by Shopify's CLI", ['shopify', 'app', 'build']), checkSources()]);
await countTests('unit');
await Promise.all([countTests('database'), countTests('flow')]);
await countTests('browser');
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function checkSources() {
  for (const [name, command] of checks) await check(name, command);
}

async function check(name: string, command: string[]) {
  const isGood = (await run(command)) === 0;
  console.log(`${isGood ? '✓' : '✗'} ${name}`);
  if (isGood) passed += 1;
  else failed += 1;
}

/** Runs a command to its end; what it says is printed then, in one piece. Its exit code. */
async function run([program, ...args]: string[]): Promise<number> {
  const env = { ...process.env, CI: '1', SHOPIFY_CLI_NO_ANALYTICS: '1' };
  const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => said.push(chunk));
  }
  const [code] = await once(child, 'close');
  process.stdout.write(Buffer.concat(said));
  return code ?? 1;
}

/**
 * Runs one tier and adds its tests to the count. A run that ends badly without a failed test counts
 * as one.
 */
async function countTests(project: string) {
  const file = path.join(folder, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const status = await run(['vitest', 'run', '--project', project, ...reporters]);
  const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
  passed += result?.numPassedTests ?? 0;
  const failures = result?.numFailedTests ?? 0;
  failed += failures === 0 && status !== 0 ? 1 : failures;
}
