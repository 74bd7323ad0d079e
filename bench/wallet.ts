// How fast a shopper's wallet is: requests a second against a server that only answers, and the
// slowest hundredth at 500 a second. Every member has looked once before; what the first look
// costs is measured apart. `npm run bench:wallet [-- --json]`
import { createHmac } from 'node:crypto';
import { flood, getRequest, stream } from './load.ts';
import { quantile, report } from './report.ts';
import { apiSecret, startServer, withDatabase } from './scratch.ts';

const MEMBERS = 5_000;
const CONNECTIONS = 32;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 6);
const domain = 'bench.myshopify.com';
const tiers = {
  basis: 'points',
  window: 'rolling-year',
  levels: [
    { id: 'silver', name: 'Silver', threshold: 1000n, percent: 125 },
    { id: 'gold', name: 'Gold', threshold: 5000n, percent: 150 },
  ],
};

await withDatabase(async () => {
  const customers = await fillShop();
  const next = walletRequests(customers);
  const doors = await startServer('doors-server.ts');
  const bytes = await sizeOf(doors.port, next());
  const bare = await startServer('doors-server.ts', ['--bare', String(bytes)]);

  // Once unmeasured: compiled code, open connections, prepared statements.
  await flood(bare.port, next, { connections: CONNECTIONS, seconds: 1 });
  const first = await flood(doors.port, next, {
    connections: CONNECTIONS,
    seconds: 60,
    most: MEMBERS,
  });
  await flood(doors.port, next, { connections: CONNECTIONS, seconds: 1 });
  const reference = await flood(bare.port, next, { connections: CONNECTIONS, seconds: SECONDS });
  const measured = await flood(doors.port, next, { connections: CONNECTIONS, seconds: SECONDS });
  const steady = await stream(doors.port, next, { perSecond: 500, seconds: SECONDS });
  const failures = first.failures + measured.failures + steady.failures;
  if (failures > 0) throw new Error(`${failures} wallets were not answered`);
  const ratio = measured.perSecond / reference.perSecond;
  const p99 = quantile(steady.latenciesMs, 0.99);
  const floodP99 = quantile(measured.latenciesMs, 0.99);
  report('bench:wallet', [
    {
      what: 'throughput',
      value: measured.perSecond,
      unit: 'requests/s',
      reference: `node:http answering ${bytes} bytes`,
      referenceValue: reference.perSecond,
      goal: '≥ 0.15 ×',
      met: ratio >= 0.15,
    },
    { what: 'p99-ms', value: p99, unit: 'ms', goal: '≤ 10 at 500/s', met: p99 <= 10 },
    {
      what: 'p50-ms',
      value: quantile(steady.latenciesMs, 0.5),
      unit: 'ms',
      goal: '',
      met: true,
    },
    { what: 'first-look', value: first.perSecond, unit: 'requests/s', goal: '', met: true },
    { what: 'flood-p99-ms', value: floodP99, unit: 'ms', goal: '', met: true },
  ]);
  await Promise.all([doors.stop(), bare.stop()]);
});

async function fillShop(): Promise<bigint[]> {
  const { addMember, addReward, addShop } = await import('../tests/factories/rewards.ts');
  const { publishRules } = await import('../app/loyalty/programme/publish-rules.server.ts');
  const { firstRules } = await import('../app/loyalty/programme/rules.ts');
  const shop = await addShop(domain);
  await publishRules(shop.id, {
    rules: { ...firstRules(100n), tiers },
    now: new Date('2026-01-01'),
  });
  for (const points of [250, 500, 1000]) await addReward(shop.id, { offer: { points } });
  const customers: bigint[] = [];
  for (let made = 0; made < MEMBERS; made += 50) {
    const batch = Array.from({ length: 50 }, () => addMember(shop.id, 700n));
    customers.push(...(await Promise.all(batch)).map(({ customerId }) => customerId));
  }
  // As autovacuum would have done within a minute.
  const { pool } = await import('../app/db.server.ts');
  await pool.query('ANALYZE');
  return customers;
}

/** Signed as Shopify's proxy signs; made ahead of time in the second they are good for. */
function walletRequests(customers: readonly bigint[]): () => string {
  let timestamp = 0;
  let ready: string[] = [];
  let at = 0;
  return () => {
    const now = Math.floor(Date.now() / 1000);
    if (now - timestamp > 60) {
      timestamp = now;
      ready = customers.map((customerId) => getRequest(signed(customerId, now)));
    }
    at = (at + 1) % ready.length;
    return ready[at]!;
  };
}

function signed(customerId: bigint, timestamp: number): string {
  const values = {
    locale: 'en',
    logged_in_customer_id: String(customerId),
    path_prefix: '/apps/rewards',
    shop: domain,
    timestamp: String(timestamp),
  };
  const text = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  const signature = createHmac('sha256', apiSecret).update(text.join('')).digest('hex');
  return `/proxy/wallet?${new URLSearchParams({ ...values, signature })}`;
}

async function sizeOf(port: number, request: string): Promise<number> {
  const path = /^GET (\S+)/.exec(request)![1]!;
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  if (response.status !== 200) throw new Error(`the wallet answered ${response.status}`);
  return (await response.arrayBuffer()).byteLength;
}
