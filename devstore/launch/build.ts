// Builds the admin and the extensions if their sources changed since the last build.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

type Build = { name: string; inputs: string[]; output: string; args: string[] };

const BUILDS: Build[] = [
  {
    name: 'admin',
    inputs: ['app', 'vite.config.ts', 'package-lock.json'],
    output: 'build/server/index.js',
    args: ['node_modules/@remix-run/dev/dist/cli.js', 'vite:build', '--logLevel', 'warn'],
  },
];

/** Runs what is not built. Throws with the build's output if one fails. */
export async function buildWhatIsNot(say: (line: string) => void): Promise<void> {
  for (const build of BUILDS) {
    const stamp = path.join(root, 'build', `.${build.name}.stamp`);
    const hash = hashOf(build.inputs);
    const isFresh = existsSync(path.join(root, build.output)) && read(stamp) === hash;
    if (isFresh) continue;
    say(`building the ${build.name}`);
    await run(process.execPath, build.args, { cwd: root }).catch((error) => {
      throw new Error(`Building the ${build.name} failed:\n${error.stdout}\n${error.stderr}`);
    });
    mkdirSync(path.dirname(stamp), { recursive: true });
    writeFileSync(stamp, hash);
  }
}

const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : null);

function hashOf(inputs: string[]): string {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => filesBelow(path.join(root, input)))) {
    hash.update(path.relative(root, file)).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesBelow(place: string): string[] {
  if (statSync(place).isFile()) return /\.test\.tsx?$/.test(place) ? [] : [place];
  return readdirSync(place)
    .sort()
    .flatMap((name) => filesBelow(path.join(place, name)));
}
