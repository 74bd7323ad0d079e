// npm run torture:redeem [-- --points 200]: kill -9 at every step of an exchange and of its
// cancellation, both ways, of an exchange for store credit, and of filling a pool. After each death
// the shopper asks again and the queue does its work; then no point may be lost, no code may be
// there twice or unknown to us, and no credit given twice.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { withDatabase } from '../../bench/scratch.ts';

const { values } = parseArgs({ options: { points: { type: 'string', default: '200' } } });
const wanted = Number(values.points);
const root = path.resolve(import.meta.dirname, '../..');
const PRICE = 500n;
const BALANCE = 800n;
const faults: string[] = [];
const counts: Record<string, number> = {};

await withDatabase(async () => {
  const { openDevstoreShop } = await import('../setup/devstore-shop.ts');
  const at = await openDevstoreShop();
  const app = await import('./redeem-checks.ts');
  const rewards = await app.threeRewards(at.shopId);
  await app.settleEverything(at);
  const courses = [
    { name: 'redeem pooled', scenario: 'redeem', way: 'pooled' },
    { name: 'redeem personal', scenario: 'redeem', way: 'personal' },
    { name: 'redeem store credit', scenario: 'redeem', way: 'credit' },
    { name: 'cancel pooled', scenario: 'cancel', way: 'pooled' },
    { name: 'cancel personal', scenario: 'cancel', way: 'personal' },
    { name: 'fill a pool', scenario: 'fill', way: 'pooled' },
  ] as const;
  let killed = 0;
  // Whole rounds through all courses, until there have been enough deaths.
  do {
    for (const { name, scenario, way } of courses) {
      for (let killAt = 1; faults.length < 10; killAt++) {
        const id = randomUUID();
        const customerId = await app.newMember(at, BALANCE);
        const rewardId = rewards[way];
        if (scenario === 'cancel') await app.redeemToTheEnd(at, id, customerId, rewardId);
        if (scenario === 'fill') await app.emptyPool(at.shopId, rewardId);
        const isThrough = await runVictim([
          scenario,
          String(at.shopId),
          id,
          String(customerId),
          rewardId,
          String(killAt),
        ]);
        if (!isThrough) killed++;
        counts[name] = (counts[name] ?? 0) + (isThrough ? 0 : 1);
        if (scenario === 'redeem') await app.redeemToTheEnd(at, id, customerId, rewardId);
        if (scenario === 'cancel') await app.cancelToTheEnd(at, id, customerId);
        await app.settleEverything(at);
        const found = await app.lookAt(at, {
          id,
          customerId,
          scenario,
          before: BALANCE,
          price: PRICE,
        });
        for (const fault of found) faults.push(`${name}, point ${killAt}: ${fault}`);
        if (isThrough) break;
      }
    }
  } while (killed < wanted && faults.length < 10);
  for (const fault of await app.lookForOrphans(at)) faults.push(fault);
  console.table(counts);
  console.log(`${killed} deaths, ${faults.length} faults`);
  await at.close();
});
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

/** True if it got through alive. */
async function runVictim(args: string[]): Promise<boolean> {
  const redirect = path.join(root, 'devstore/launch/redirect.mjs');
  const victim = path.join(root, 'tests/torture/redeem-victim.ts');
  const child = spawn(process.execPath, ['--import', redirect, victim, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (signal === 'SIGKILL') return false;
  if (code !== 0 || !text.includes('done')) throw new Error(`a victim ended by itself: ${code}`);
  return true;
}
