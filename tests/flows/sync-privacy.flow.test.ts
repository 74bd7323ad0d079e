// One person, known to every feature, is forgotten: nothing of them is left in any table of the
// database or in anything the processes wrote. Then the whole shop goes, its ledger included.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, Stack, shopDomain } from '../setup/stack.ts';

const PERSON = {
  firstName: 'Karianne',
  lastName: 'Østervåg',
  email: 'karianne.ostervag@example.no',
  phone: '+4790531227',
  tags: ['friend of Karianne'],
  addresses: [{ address1: 'Ytterøyvegen 12', city: 'Ytterøy', zip: '7629', countryCode: 'NO' }],
};
const TRACES = /karianne|stervåg|ostervag|90531227|ytterøy/i;

/** Tables that may hold no row of a person who is forgotten. */
const EMPTIED = ['customer_data_file', 'customer_person', 'person_access', 'referral_code'];

let stack: Stack;
let app: Awaited<ReturnType<typeof loadApp>>;
let shopId: number;
let customerId: number;
let running: Running;
/** What the person's e-mail address is found by; as bytes it is in no text. */
let emailHash: string;

// Loaded once DATABASE_URL leads to the stack's database.
async function loadApp() {
  return {
    ...(await import('#app/db.server.ts')),
    ...(await import('#app/loyalty/members/adjust-points.server.ts')),
    ...(await import('#app/loyalty/members/set-birthday.server.ts')),
    ...(await import('#app/loyalty/programme/start-programme.server.ts')),
    ...(await import('#app/rewards/redemptions/redeem-reward.server.ts')),
    ...(await import('#app/referrals/claim-referral.server.ts')),
    ...(await import('#app/sync/read.server.ts')),
    ...(await import('#app/sync/read-person.server.ts')),
    ...(await import('../factories/rewards.ts')),
  };
}

beforeAll(async () => {
  stack = await Stack.start({ customers: 8, seed: 4 });
  running = await stack.startApp();
  await stack.startWorker();
  await stack.install();
  process.env.DATABASE_URL = stack.databaseUrl;
  app = await loadApp();
  await idle();
  const shop = (await app.shopByDomain(shopDomain))!;
  shopId = shop.id;
  await app.startProgramme(shop, { start: 'ever', now: new Date() });
  customerId = (await stack.control<{ id: number }>('POST', '/customers', PERSON)).id;
});
afterAll(async () => {
  await app?.closeDatabase();
  await stack?.stop();
});

/** No delivery, no event and no job is left to be done. */
const idle = () =>
  stack.until('nothing is left to do', 90, async () => {
    const deliveries = await stack.control<unknown[]>('GET', '/deliveries?state=waiting');
    const { rows } = await stack.database.query(
      `SELECT (SELECT count(*) FROM webhook_event WHERE worked_at IS NULL)
         + (SELECT count(*) FROM graphile_worker.jobs WHERE run_at <= now() + interval '5 seconds'
             AND attempts < max_attempts) AS n, (SELECT count(*) FROM import_run
             WHERE finished_at IS NOT NULL) AS imports`,
    );
    return deliveries.length === 0 && Number(rows[0].n) === 0 && Number(rows[0].imports) > 0;
  });

const buy = (more: object) =>
  stack.control<{ id: number }>('POST', '/orders', {
    lines: [{ title: 'A coat', price: '120.00' }],
    payment: 'paid',
    ...more,
  });

type Cell = { table: string; text: string };

/** Every row of every table, bytes in hex. */
async function everything(): Promise<Cell[]> {
  const { rows: tables } = await stack.database.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const cells: Cell[] = [];
  for (const { name } of tables) {
    const { rows } = await stack.database.query<{ text: string }>(
      `SELECT to_jsonb(t)::text AS text FROM ${name} t`,
    );
    cells.push(...rows.map(({ text }) => ({ table: name.replace('public.', ''), text })));
  }
  return cells;
}

const tablesWith = (cells: readonly Cell[], pattern: RegExp) => [
  ...new Set(cells.filter(({ text }) => pattern.test(text)).map(({ table }) => table)),
];

/** Lets every feature learn of the person, in words wherever a merchant may write some. */
async function becomeKnown(): Promise<void> {
  await buy({ customerId, tags: ['for Karianne'], note: 'call 90531227' });
  await buy({ customerId, email: PERSON.email });
  await idle();
  const { rows } = await app.pool.query<{ id: bigint }>(
    'SELECT id FROM loyalty_account WHERE shop_id = $1 AND customer_id = $2',
    [shopId, customerId],
  );
  const accountId = rows[0]!.id;
  const now = new Date();
  const by = { accountId, id: randomUUID(), author: 'Merchant', now };
  await app.adjustPoints(shopId, { ...by, points: 5000n, note: 'Sorry, Karianne Østervåg' });
  await app.setBirthday(shopId, BigInt(customerId), { month: 5, day: 17 }, now);
  const shop = (await app.shopById(shopId))!;
  const reward = await app.addReward(shopId, { way: 'personal' });
  const wish = { id: randomUUID(), customerId: BigInt(customerId), rewardId: reward.id, steps: 1 };
  const standing = { tier: null, groups: [], programmeIsActive: true };
  const redeemed = await app.redeemReward(shop, wish, standing, now);
  expect(redeemed).toMatchObject({ ok: true });
  await app.openReferralCode(shopId, BigInt(customerId), now);
  await app.pool.query(
    `INSERT INTO referral (shop_id, id, advocate_id, friend_id, state, redemption_id, email_hash,
       device_hash, claimed_at) VALUES ($1, $2, 1, $3, 'claimed', $4, $5, $5, now())`,
    [shopId, randomUUID(), customerId, randomUUID(), Buffer.from(emailHash, 'hex')],
  );
  await app.personOf(shopId, BigInt(customerId), 'profile opened');
  await stack.control('POST', `/customers/${customerId}/data-request`);
  await stack.control('PATCH', `/customers/${customerId}`, { lastName: 'Østervåg-Ytterøy' });
  await idle();
}

async function hashOfPerson(): Promise<string> {
  const { rows } = await app.pool.query<{ hash: string }>(
    `SELECT encode(email_hash, 'hex') AS hash FROM customer_person
     WHERE shop_id = $1 AND customer_id = $2`,
    [shopId, customerId],
  );
  return rows[0]!.hash;
}

test('after a redaction nothing of the person is in any table or log, and the ledger balances', async () => {
  await idle();
  emailHash = await hashOfPerson();
  await becomeKnown();
  const before = await everything();
  // So the search can find, and the person really is everywhere.
  expect(tablesWith(before, TRACES)).toEqual(
    expect.arrayContaining(['customer', 'orders', 'loyalty_note']),
  );
  expect(tablesWith(before, new RegExp(emailHash))).toEqual(['customer_person', 'referral']);
  const withNumber = new RegExp(`customer_id": ${customerId}\\b`);
  expect(tablesWith(before, withNumber)).toEqual(
    expect.arrayContaining([...EMPTIED, 'loyalty_account', 'orders', 'redemption']),
  );
  await stack.control('POST', `/customers/${customerId}/redact`);
  await idle();
  const after = await everything();
  expect(after.filter(({ text }) => TRACES.test(text))).toEqual([]);
  expect(tablesWith(after, new RegExp(emailHash))).toEqual([]);
  // What is sealed has no words to find, so its rows have to be gone.
  const left = tablesWith(after, withNumber);
  expect(left.filter((table) => EMPTIED.includes(table))).toEqual([]);
  expect(stack.logs().length).toBeGreaterThan(1000);
  expect(stack.logs()).not.toMatch(TRACES);
  const entries = (cells: readonly Cell[]) =>
    cells.filter(({ table }) => table === 'loyalty_entry').length;
  expect(entries(after)).toBeGreaterThanOrEqual(entries(before));
  const { rows } = await app.pool.query(
    `SELECT count(*)::int AS n FROM loyalty_account a WHERE balance <>
       (SELECT COALESCE(sum(points), 0) FROM loyalty_entry e
        WHERE e.shop_id = a.shop_id AND e.account_id = a.id)`,
  );
  expect(rows[0].n).toBe(0);
});

test('a shop that asks for it is erased with its ledger, and no other ledger can be touched', async () => {
  const other = await app.addShop('other.myshopify.com');
  await app.addMember(other.id, 700n);
  const entriesOf = async (id: number) => {
    const { rows } = await app.pool.query(
      'SELECT count(*)::int AS n FROM loyalty_entry WHERE shop_id = $1',
      [id],
    );
    return rows[0].n as number;
  };
  expect(await entriesOf(shopId)).toBeGreaterThan(10);
  await expect(
    app.pool.query('DELETE FROM loyalty_entry WHERE shop_id = $1', [shopId]),
  ).rejects.toThrow(/append-only/);
  await stack.control('POST', '/uninstall');
  await stack.until('the uninstall is known', 30, async () =>
    Boolean((await app.shopById(shopId))!.uninstalledAt),
  );
  expect(await stack.deliver(running, 'shop/redact', { shop_domain: shopDomain })).toBe('queued');
  await stack.until('the shop is gone', 30, async () => (await app.shopById(shopId)) === null);
  const { rows: tables } = await app.pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'shop_id'`,
  );
  expect(tables.length).toBeGreaterThan(40);
  for (const { name } of tables) {
    const { rows } = await app.pool.query(
      `SELECT count(*)::int AS n FROM "${name}" WHERE shop_id = $1`,
      [shopId],
    );
    expect([name, rows[0].n]).toEqual([name, 0]);
  }
  expect(await entriesOf(other.id)).toBe(1);
  await expect(
    app.pool.query('DELETE FROM loyalty_entry WHERE shop_id = $1', [other.id]),
  ).rejects.toThrow(/append-only/);
});
