import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { pool, sqlTransaction, transaction } from '#app/db.server.ts';
import { redate } from './earning/award-members.server.ts';
import { giveBack, KeyConflict, type NewEntry, post, spend } from './ledger.server.ts';
import { eraseMember } from './members/erase-member.server.ts';
import { balanceOf } from './read.server.ts';
import { verifyLedger } from './verify-ledger.server.ts';

const SHOP = 1;
const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n));
let customers = 0n;

async function member(): Promise<bigint> {
  const { rows } = await pool.query(
    `INSERT INTO loyalty_account (shop_id, customer_id, joined_at) VALUES ($1, $2, $3) RETURNING id`,
    [SHOP, ++customers, day(0)],
  );
  return rows[0].id;
}

const earning = (accountId: bigint, points: bigint, extra: Partial<NewEntry> = {}): NewEntry => {
  const subject = extra.subject ?? `order/${randomUUID()}`;
  return {
    accountId,
    kind: 'earn',
    effect: 'lot',
    points,
    key: `${subject}/${points}`,
    reason: 'order',
    occurredAt: day(1),
    dates: { earnedAt: day(1), availableAt: day(1), expiresAt: day(366) },
    ...extra,
    subject,
  };
};

const lotsOf = async (account: bigint) => {
  const { rows } = await pool.query(
    `SELECT subject, points, remaining, expires_at FROM loyalty_lot
     WHERE account_id = $1 ORDER BY expires_at, subject`,
    [account],
  );
  return rows;
};

test('an entry stores its number and the balance after it, through Prisma and node-postgres alike', async () => {
  const account = await member();
  const [first] = await transaction((tx) => post(tx, SHOP, [earning(account, 100n)]));
  const rest = await sqlTransaction((sql) =>
    post(sql, SHOP, [earning(account, 20n), earning(account, 3n)]),
  );
  expect(first).toMatchObject({ isNew: true, balance: 100n });
  expect(rest.map((posted) => posted.balance)).toEqual([120n, 123n]);
  const { rows } = await pool.query(
    'SELECT number, balance_after FROM loyalty_entry WHERE account_id = $1 ORDER BY number',
    [account],
  );
  expect(rows).toEqual([
    { number: 1, balance_after: 100n },
    { number: 2, balance_after: 120n },
    { number: 3, balance_after: 123n },
  ]);
});

test('the ledger refuses to change, delete or empty what was written', async () => {
  await post(pool, SHOP, [earning(await member(), 5n)]);
  for (const sql of [
    'UPDATE loyalty_entry SET points = 1',
    'DELETE FROM loyalty_entry',
    'TRUNCATE loyalty_entry',
  ]) {
    await expect(pool.query(sql)).rejects.toThrow('append-only');
  }
});

test('the same key is posted once; with other content it is an error and nothing is written', async () => {
  const account = await member();
  const entry = earning(account, 100n);
  await post(pool, SHOP, [entry]);
  expect(await post(pool, SHOP, [entry])).toMatchObject([{ isNew: false, balance: 100n }]);
  await expect(post(pool, SHOP, [{ ...entry, points: 90n }])).rejects.toThrow(KeyConflict);
  await expect(transaction((tx) => post(tx, SHOP, [{ ...entry, points: 90n }]))).rejects.toThrow(
    KeyConflict,
  );
  expect((await balanceOf(pool, SHOP, account, day(2))).balance).toBe(100n);
});

test('spending takes the lot that expires first, and a give-back returns to it', async () => {
  const account = await member();
  const dates = { earnedAt: day(1), availableAt: day(1) };
  await post(pool, SHOP, [
    earning(account, 50n, { subject: 'order/late', dates: { ...dates, expiresAt: day(300) } }),
    earning(account, 50n, { subject: 'order/soon', dates: { ...dates, expiresAt: day(100) } }),
  ]);
  const spending = {
    accountId: account,
    points: 70n,
    key: 'redemption/a/reserve',
    subject: 'redemption/a',
    now: day(10),
  };
  expect(await spend(pool, SHOP, spending)).toMatchObject({ ok: true, value: { balance: 30n } });
  expect(await spend(pool, SHOP, { ...spending, now: day(11) })).toMatchObject({
    ok: true,
    value: { isNew: false },
  });
  expect((await lotsOf(account)).map((lot) => lot.remaining)).toEqual([0n, 30n]);
  expect(await spend(pool, SHOP, { ...spending, key: 'redemption/b/reserve' })).toEqual({
    ok: false,
    reason: 'insufficient-points',
    missing: 40n,
    available: 30n,
  });
  const back = {
    spendKey: 'redemption/a/reserve',
    key: 'redemption/a/return',
    reason: 'cancelled',
    now: day(20),
  };
  expect(await giveBack(pool, SHOP, back)).toMatchObject({ ok: true, value: { balance: 100n } });
  expect(await giveBack(pool, SHOP, back)).toMatchObject({ ok: true, value: { isNew: false } });
  expect((await lotsOf(account)).map((lot) => lot.remaining)).toEqual([50n, 50n]);
});

test('points that come back to a lapsed lot get 14 days of grace', async () => {
  const account = await member();
  await post(pool, SHOP, [
    earning(account, 50n, {
      dates: { earnedAt: day(1), availableAt: day(1), expiresAt: day(30) },
    }),
  ]);
  const subject = 'redemption/g';
  await spend(pool, SHOP, {
    accountId: account,
    points: 40n,
    key: `${subject}/reserve`,
    subject,
    now: day(5),
  });
  await pool.query('SELECT * FROM loyalty_expire($1, $2, 100)', [SHOP, day(31)]);
  await giveBack(pool, SHOP, {
    spendKey: `${subject}/reserve`,
    key: `${subject}/return`,
    reason: 'cancelled',
    now: day(40),
  });
  expect(await balanceOf(pool, SHOP, account, day(41))).toMatchObject({
    balance: 40n,
    available: 40n,
    expiring: [{ at: day(54), points: 40n }],
  });
});

test('points that come back to an erased member lapse at once, and nothing is owed', async () => {
  const account = await member();
  await post(pool, SHOP, [earning(account, 100n)]);
  const [subject, spendKey] = ['redemption/open', 'redemption/open/reserve'];
  const asked = { accountId: account, points: 60n, subject, key: spendKey, now: day(5) };
  expect(await spend(pool, SHOP, asked)).toMatchObject({ ok: true });
  await eraseMember(SHOP, customers, day(6));
  const back = { spendKey, key: `${subject}/return`, reason: 'cancelled', now: day(7) };
  expect(await giveBack(pool, SHOP, back)).toMatchObject({ ok: true, value: { isNew: true } });
  expect(await giveBack(pool, SHOP, back)).toMatchObject({ ok: true, value: { isNew: false } });
  expect(await balanceOf(pool, SHOP, account, day(8))).toMatchObject({
    ...{ balance: 0n, available: 0n, pending: 0n, negativeBecause: null },
  });
  expect((await verifyLedger(SHOP)).differences).toEqual([]);
});

test('an expiry that never was is taken back on its own day', async () => {
  const account = await member();
  const dates = { earnedAt: day(1), availableAt: day(1), expiresAt: day(30) };
  await post(pool, SHOP, [earning(account, 50n, { subject: 'order/short', dates })]);
  const subject = 'redemption/never';
  const taking = { accountId: account, points: 40n, key: `${subject}/reserve`, subject };
  await spend(pool, SHOP, { ...taking, now: day(5) });
  await pool.query('SELECT * FROM loyalty_expire($1, $2, 100)', [SHOP, day(31)]);
  const back = { spendKey: taking.key, key: `${subject}/return`, reason: 'cancelled' };
  await giveBack(pool, SHOP, { ...back, now: day(40) });
  await pool.query('SELECT * FROM loyalty_expire($1, $2, 100)', [SHOP, day(55)]);
  // It becomes known that the lot lived on: there was no grace, and nothing lapsed.
  await sqlTransaction((tx) =>
    redate(tx, SHOP, [
      { subject: 'order/short', availableAt: day(1), expiresAt: day(200), isRevived: true },
    ]),
  );
  const entries = await pool.query(
    `SELECT reason, points, occurred_at FROM loyalty_entry
     WHERE account_id = $1 AND kind = 'expire' ORDER BY reason, occurred_at`,
    [account],
  );
  expect(entries.rows).toEqual([
    { reason: 'expired', points: -10n, occurred_at: day(30) },
    { reason: 'expired', points: -40n, occurred_at: day(54) },
    { reason: 'expiry-corrected', points: 10n, occurred_at: day(30) },
    { reason: 'expiry-corrected', points: 40n, occurred_at: day(54) },
  ]);
});

const step = fc.record({
  who: fc.nat(1),
  about: fc.nat(2),
  points: fc.bigInt(-60n, 90n).filter((points) => points !== 0n),
  takes: fc.nat(5).map((one) => one === 0),
  isAgain: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A taking, or a change of one of three lots of each account. */
function entryOf(accounts: readonly bigint[], step: Step, at: number) {
  const { who, about, points, takes } = step;
  // One of the lots is earned after some of the takings.
  const earnedAt = day(about === 2 ? 6 : 1);
  const subject = takes ? `adjust/${who}-${at}` : `order/${who}-${about}`;
  const amount = takes && points > 0n ? -points : points;
  const isEarning = amount > 0n;
  return {
    ...{ accountId: accounts[who]!, effect: takes ? 'take' : 'lot', points: amount, subject },
    kind: takes ? 'adjust' : isEarning ? 'earn' : 'reverse',
    ...{ key: `${subject}/${at}`, reason: 'order', occurredAt: day(at), ruleVersion: 1 },
    ...(takes
      ? { dates: undefined }
      : { dates: { earnedAt, availableAt: day(1), expiresAt: day(300 + about) } }),
    ...(isEarning ? { breakdown: { points: amount }, tier: 'gold' } : {}),
  } as NewEntry;
}

async function stateOf(accounts: readonly bigint[]) {
  const rows = async (sql: string) => (await pool.query(sql, [accounts])).rows;
  const place = 'array_position($1::bigint[], account_id)';
  return canonicalJson([
    await rows(`SELECT balance, debt, last_number FROM loyalty_account
      WHERE id = ANY ($1::bigint[]) ORDER BY array_position($1::bigint[], id)`),
    await rows(`SELECT ${place}, number, kind, effect, points, balance_after, subject, reason, tier,
      occurred_at, rule_version, breakdown FROM loyalty_entry
      WHERE account_id = ANY ($1::bigint[]) ORDER BY 1, 2`),
    await rows(`SELECT ${place}, subject, points, booked, remaining, earned_at, expires_at
      FROM loyalty_lot WHERE account_id = ANY ($1::bigint[]) ORDER BY 1, 2`),
    await rows(`SELECT ${place}, u.subject, u.points FROM loyalty_lot_use u
      JOIN loyalty_lot l ON l.shop_id = u.shop_id AND l.subject = u.subject
      WHERE account_id = ANY ($1::bigint[]) ORDER BY 1, 2, 3`),
  ]);
}

test('entries posted one by one leave the ledger as posted together', async () => {
  let shop = 100;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const states = [];
      for (const size of [1, 3]) {
        shop += 1;
        const accounts: bigint[] = [];
        for (const customer of [1, 2]) {
          const { rows } = await pool.query(
            `INSERT INTO loyalty_account (shop_id, customer_id, joined_at) VALUES ($1, $2, $3)
             RETURNING id`,
            [shop, customer, day(0)],
          );
          accounts.push(rows[0].id);
        }
        const entries = steps.map((one, at) => entryOf(accounts, one, 2 + at));
        for (let at = 0; at < entries.length; at += size) {
          const posted = await post(pool, shop, entries.slice(at, at + size));
          expect(posted.map((one) => one.isNew)).not.toContain(false);
        }
        for (const [at, { isAgain }] of steps.entries()) {
          const again = isAgain ? await post(pool, shop, [entries[at]!]) : [];
          expect(again.map((one) => one.isNew)).not.toContain(true);
        }
        expect((await verifyLedger(shop)).differences).toEqual([]);
        states.push(await stateOf(accounts));
      }
      expect(states[0]).toBe(states[1]);
    }),
    { numRuns: 40, seed: 20261122 },
  );
});
