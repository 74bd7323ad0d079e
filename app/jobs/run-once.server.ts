// Runs one job at once, in this process: for operators, and for trying things out.
// `npm run job -- NAME [--shop DOMAIN] [--payload JSON]`; without --shop every installed shop gets
// its turn.
import { parseArgs } from 'node:util';
import { ZodError } from 'zod';
import { closeDatabase, pool } from '../db.server.ts';
import { NOBODY, verifyAndTell } from '../loyalty/verify-ledger.server.ts';
import { rebuild } from '../retention/rebuild.server.ts';
import { type JobName, jobNames } from './catalog.ts';
import { runJob } from './handlers.server.ts';

type Shop = { id: number; domain: string };

/** Jobs with their findings told: each returns 1 if something was not as it should be. */
const told: Record<string, (shops: readonly Shop[]) => Promise<number>> = {
  'rebuild-retention': rebuildAll,
  'verify-ledger': verifyAll,
};

process.exitCode = await main(process.argv.slice(2)).finally(closeDatabase);

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { shop: { type: 'string' }, payload: { type: 'string' } },
  });
  const given = positionals[0] ?? '';
  const name = given as JobName;
  if (!(Object.hasOwn(told, given) || jobNames.includes(name))) {
    return fail(`Which job? One of:\n  ${[...Object.keys(told), ...jobNames].join('\n  ')}`);
  }
  const shops = await shopsNamed(values.shop);
  if (shops.length === 0) {
    return fail(values.shop ? `No shop ${values.shop} is installed.` : 'No shop is installed.');
  }
  if (Object.hasOwn(told, given)) return told[given]!(shops);
  for (const { id, domain } of shops) {
    const startedAt = performance.now();
    try {
      await runJob(name, { ...JSON.parse(values.payload ?? '{}'), shopId: id }, {});
    } catch (error) {
      if (!(error instanceof ZodError)) throw error;
      const faults = error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
      return fail(`The payload of ${name} is wrong:\n${faults.join('\n')}`);
    }
    console.log(`${name} for ${domain}: done in ${Math.round(performance.now() - startedAt)} ms`);
  }
  return 0;
}

/** Recomputes the figures and says what was not as the orders say; 1 if anything was not. */
async function rebuildAll(shops: readonly Shop[]): Promise<number> {
  let code = 0;
  for (const { id, domain } of shops) {
    const result = await rebuild(id, new Date());
    if (!result) continue;
    const { customers, orders, compared, differences } = result;
    const { buckets, cells } = differences;
    console.log(
      `${domain}: ${orders} orders of ${customers} customers; ` +
        (compared
          ? `${buckets + cells} differences (${buckets} buckets, ${cells} sums)`
          : 'built for the first time'),
    );
    if (compared && buckets + cells > 0) code = 1;
  }
  return code;
}

/** Recomputes every balance and lot from the entries; 1 if any differs. */
async function verifyAll(shops: readonly Shop[]): Promise<number> {
  let code = 0;
  for (const { id, domain } of shops) {
    const { accounts, entries, differences } = await verifyAndTell(id, new Date());
    const said = `${entries} entries of ${accounts} accounts; ${differences.length} differences`;
    console.log(`${domain}: ${said}`);
    for (const { accountId, what, stored, worked } of differences.slice(0, 20)) {
      const whose = accountId === NOBODY ? 'all members' : `account ${accountId}`;
      console.log(`  ${whose}: ${what} is ${stored}, the entries say ${worked}`);
    }
    if (differences.length > 0) code = 1;
  }
  return code;
}

async function shopsNamed(domain: string | undefined) {
  const { rows } = await pool.query<Shop>(
    `SELECT id, domain FROM shop
     WHERE uninstalled_at IS NULL AND ($1::text IS NULL OR domain = $1) ORDER BY id`,
    [domain ?? null],
  );
  return rows;
}

function fail(message: string): number {
  console.error(message);
  return 1;
}
