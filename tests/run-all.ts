// `npm test`: format, lint, types, both builds and every tier of tests, from a clean clone.
// The last line is the count, alone: each check counts as one test.
import { spawnSync } from 'node:child_process';
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
  // Builds everything, and holds the tomls against Shopify's own schema of them.
  ["build by Shopify's CLI", ['shopify', 'app', 'build']],
];
for (const [name, command] of checks) {
  const isGood = run(command) === 0;
  console.log(`${isGood ? '✓' : '✗'} ${name}`);
  if (isGood) passed += 1;
  else failed += 1;
}

for (const project of ['unit', 'database', 'flow', 'browser']) countTests(project);
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function run([program, ...args]: string[]): number {
  const env = { ...process.env, CI: '1', SHOPIFY_CLI_NO_ANALYTICS: '1' };
  return spawnSync(program!, args, { stdio: ['ignore', 'inherit', 'inherit'], env }).status ?? 1;
}

/**
 * Runs one tier and adds its tests to the count. A run that ends badly without a failed test counts
 * as one.
 */
function countTests(project: string) {
  const file = path.join(folder, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const status = run(['vitest', 'run', '--project', project, ...reporters]);
  const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
  passed += result?.numPassedTests ?? 0;
  const failures = result?.numFailedTests ?? 0;
  failed += failures === 0 && status !== 0 ? 1 : failures;
}
