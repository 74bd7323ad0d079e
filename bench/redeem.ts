// From click to code: 50 shoppers at the checkout door, each clicking again half a second after the
// code is there, both ways, against the local Shopify. `npm run bench:redeem [-- --json]`
import { createHmac, randomUUID } from 'node:crypto';
import type { Store } from '../devstore/store/store.ts';
import { quantile, report } from './report.ts';
import { apiKey, apiSecret, startServer, withDatabase } from './scratch.ts';

const SHOPPERS = 50;
const CLICKS = Number(process.env.BENCH_CLICKS ?? 8);
const THINKING_MS = 500;

await withDatabase(async () => {
  const { openDevstoreShop } = await import('../tests/setup/devstore-shop.ts');
  const at = await openDevstoreShop();
  const ways = await fillShop(at.shopId, at.domain, at.store);
  const redirect = new URL('../devstore/launch/redirect.mjs', import.meta.url).pathname;
  const doors = await startServer('doors-server.ts', [], ['--import', redirect]);
  const measured: Record<string, number[]> = {};
  for (const { way, rewardId, customers } of ways) {
    // Compiled code, open connections, prepared statements.
    await clickAll(doors.port, at.domain, rewardId, customers, 2);
    measured[way] = await clickAll(doors.port, at.domain, rewardId, customers, CLICKS);
  }
  const result = (way: string, share: number, goal = '', limit = Number.POSITIVE_INFINITY) => {
    const value = quantile(measured[way]!, share);
    const what = `${way}-p${share * 100}-ms`;
    return { what, value, unit: 'ms', goal, met: value <= limit };
  };
  report('bench:redeem', [
    result('pooled', 0.95, '≤ 50', 50),
    result('pooled', 0.5),
    result('personal', 0.95),
    result('personal', 0.5),
  ]);
  await doors.stop();
  await at.close();
});

async function fillShop(shopId: number, domain: string, store: Store) {
  const { addMember, addReward, fillPool } = await import('../tests/factories/rewards.ts');
  const { publishRules } = await import('../app/loyalty/programme/publish-rules.server.ts');
  const { firstRules } = await import('../app/loyalty/programme/rules.ts');
  const { createCustomer } = await import('../devstore/shop/person.ts');
  const { shopByDomain } = await import('../app/sync/read.server.ts');
  const shop = (await shopByDomain(domain))!;
  await publishRules(shopId, { rules: firstRules(100n), now: new Date('2026-01-01') });
  const ways = [];
  for (const way of ['pooled', 'personal'] as const) {
    const reward = await addReward(shopId, { way, offer: { points: 10 } });
    if (way === 'pooled') await fillPool(shop, reward.id, SHOPPERS * (CLICKS + 2) + 50, new Date());
    const members = Array.from({ length: SHOPPERS }, (_, index) => {
      const made = createCustomer(store, { email: `${way}-${index}@example.com` });
      if (!made.ok) throw new Error('no customer');
      return addMember(shopId, 100_000n, BigInt(made.customer.id));
    });
    const customers = (await Promise.all(members)).map(({ customerId }) => customerId);
    ways.push({ way, rewardId: reward.id, customers });
  }
  return ways;
}

async function clickAll(
  port: number,
  domain: string,
  rewardId: string,
  customers: readonly bigint[],
  clicks: number,
): Promise<number[]> {
  const latencies: number[] = [];
  await Promise.all(
    customers.map(async (customerId, index) => {
      const headers = {
        'content-type': 'application/json',
        authorization: token(domain, customerId),
      };
      // Shoppers do not click in step.
      await pause((index / SHOPPERS) * THINKING_MS);
      for (let click = 0; click < clicks; click++) {
        const body = JSON.stringify({ id: randomUUID(), rewardId });
        const startedAt = performance.now();
        const url = `http://127.0.0.1:${port}/api/checkout/redeem`;
        const response = await fetch(url, { method: 'POST', headers, body });
        const answer = (await response.json()) as { code?: { state: string }; reason?: string };
        if (answer.code?.state !== 'ready') throw new Error(`no code: ${JSON.stringify(answer)}`);
        latencies.push(performance.now() - startedAt);
        await pause(THINKING_MS);
      }
    }),
  );
  return latencies;
}

async function pause(ms: number) {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

function token(domain: string, customerId: bigint): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({
    dest: `https://${domain}`,
    aud: apiKey,
    sub: `gid://shopify/Customer/${customerId}`,
    exp: now + 300,
    nbf: now,
  })}`;
  return `Bearer ${body}.${createHmac('sha256', apiSecret).update(body).digest('base64url')}`;
}
