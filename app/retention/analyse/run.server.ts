// npm run analyse -- FILE.csv: what Encore would say about a shop, from an export of its orders.
// Loads the file into the database as a shop of its own, runs the app's measures, and removes it
// again.
import { once } from 'node:events';
import { readOptions, USAGE } from './options.ts';

const words = process.argv.slice(2);
if (words.includes('--help') || words.includes('-h')) {
  console.log(USAGE);
  process.exit(0);
}
const options = readOptions(words);
if (!options.ok) {
  console.error(`${options.problem}\n\n${USAGE}`);
  process.exit(1);
}
// No shop of Shopify's is spoken to here, so the settings for that may be anything.
const UNUSED = {
  SHOPIFY_API_KEY: 'unused',
  SHOPIFY_API_SECRET: 'unused',
  SHOPIFY_APP_URL: 'https://unused.invalid',
  ENCRYPTION_KEYS: `1:${Buffer.alloc(32).toString('base64')}`,
};
for (const [name, value] of Object.entries(UNUSED)) process.env[name] ||= value;
process.env.LOG_LEVEL ||= 'warn';

// Settings are read on import, so these come after the lines above.
const { closeDatabase } = await import('../../db.server.ts');
const { analyseFile } = await import('./analyse-file.server.ts');
const { UnusableFile } = await import('./orders.ts');
// A terminal's Ctrl-C comes to every process of the command, and once more from its parent, so the
// second one must not kill what the first one has begun to tidy up.
const print = async (text: string) => {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
};
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort());
try {
  const written = await analyseFile(options.value, print, stop.signal);
  if (written.length > 0) console.error(`Written: ${written.join(', ')}`);
} catch (error) {
  if (!(error instanceof UnusableFile) && !stop.signal.aborted) throw error;
  console.error(stop.signal.aborted ? 'Stopped.' : (error as Error).message);
  process.exitCode = 1;
} finally {
  await closeDatabase();
}
