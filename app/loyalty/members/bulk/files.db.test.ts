import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { seedCustomer, seedOrder, seedShop } from '../../../../tests/factories/shop-data.ts';
import { publishRules } from '../../programme/publish-rules.server.ts';
import { accountOfCustomer, balanceOf } from '../../read.server.ts';
import { verifyLedger } from '../../verify-ledger.server.ts';
import { undoAdjustment } from '../adjust-points.server.ts';
import { readAllMembers, readEntries } from '../read-members.server.ts';
import { applyChange, startChange } from './apply-change.server.ts';
import { checkChange } from './check-change.server.ts';
import { EXPORTED } from './columns.ts';
import { forgetUnarrived } from './forget-files.server.ts';
import { readChange, readChanges } from './read-changes.server.ts';
import { receiveFile } from './receive-file.server.ts';

const now = new Date('2026-03-01T12:00:00Z');
const later = new Date('2026-03-01T13:00:00Z');
let shopId: number;
let shops = 0;

beforeEach(openShop);

async function openShop() {
  shopId = await seedShop(`files-${++shops}.myshopify.com`);
  for (const id of [1n, 2n, 3n]) await seedCustomer(shopId, id);
  await publishRules(shopId, {
    rules: {
      isActive: true,
      enrolment: 'on-joining',
      order: { base: { kind: 'none' } },
      actions: [{ id: 'join', kind: 'sign-up', name: 'Join', points: 100 }],
      tiers: {
        basis: 'spend',
        window: 'lifetime',
        levels: [
          { id: 'silver', name: 'Silver', threshold: 50, percent: 100 },
          { id: 'gold', name: 'Gold', threshold: 100, percent: 100 },
        ],
      },
    },
    now: new Date('2026-01-01'),
  });
}

async function* pieces(text: string, size = 7) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const about = { name: 'members.csv', author: '1', now };
const receive = (text: string) => receiveFile(shopId, pieces(text), about);
const noSegments = async () => null;
async function checked(text: string, until = () => false) {
  const outcome = await receive(text);
  if (!outcome.ok) throw new Error(outcome.reason);
  const { changeId } = outcome.value;
  await checkChange(shopId, changeId, noSegments, until, now);
  return changeId;
}
async function apply(changeId: string, until = () => false) {
  await startChange(shopId, changeId, now);
  await applyChange(shopId, changeId, until, later);
}
async function balance(customerId: bigint) {
  const account = await accountOfCustomer(pool, shopId, customerId);
  return account && (await balanceOf(pool, shopId, account.id, later)).balance;
}

const FILE = `customer_id,points,tier
1,"1,250",Gold
2,twelve,
2,40,Bronze
,5,
99,5,
1,7,
3,-3,
2,40,
`;

test('the dry run says by line what would happen, and posts nothing', async () => {
  const report = await readChange(shopId, await checked(FILE));
  expect(report).toMatchObject({ rows: 8, badRows: 6, points: 1290n, appliedAt: null });
  expect(report!.problems).toEqual([
    { line: 3, problem: 'bad-points' },
    { line: 4, problem: 'no-such-tier' },
    { line: 5, problem: 'nobody-named' },
    { line: 6, problem: 'no-such-customer' },
    { line: 7, problem: 'named-twice' },
    { line: 8, problem: 'negative-points' },
  ]);
  expect(await balance(1n)).toBeNull();
});

test('an applied file gives its points once, with the tier, and without sign-up points', async () => {
  const id = await checked(FILE);
  await apply(id);
  await apply(id);
  expect(await checked(FILE)).toBe(id);
  expect(await receive(FILE)).toEqual({ ok: true, value: { changeId: id, isPosted: true } });
  await apply(id);
  expect([await balance(1n), await balance(2n), await balance(3n)]).toEqual([1250n, 40n, null]);
  expect(await readChange(shopId, id)).toMatchObject({ finishedAt: later });
  const { rows } = await pool.query(
    'SELECT tier_id FROM loyalty_account WHERE shop_id = $1 ORDER BY customer_id',
    [shopId],
  );
  expect(rows.map((row) => row.tier_id)).toEqual(['gold', null]);
  expect(await verifyLedger(shopId)).toMatchObject({ differences: [] });
});

test('our own export comes back as it was', async () => {
  await apply(
    await checked(
      'customer_id,points,tier,status,joined_at,birthday\n' +
        '1,5,Gold,blocked,2024-05-31,1990-05-14\n2,7,,,,\n',
    ),
  );
  const exported = async () => {
    const cells: unknown[][] = [];
    for await (const members of readAllMembers(shopId)) {
      cells.push(
        ...members.map(({ customerId, balance, tierId, status, joinedAt, birthday }) => [
          ...[customerId, '', balance, tierId, status, joinedAt.toISOString(), birthday],
        ]),
      );
    }
    return [EXPORTED, ...cells].map((row) => row.join(',')).join('\n');
  };
  const file = await exported();
  expect(file).toContain('1,,5,gold,blocked,2024-05-31T00:00:00.000Z,05-14');
  await openShop();
  await apply(await checked(file));
  expect(await exported()).toBe(file);
});

test('a file lifts into a tier, and lowers nobody who holds a higher one', async () => {
  await seedCustomer(shopId, 4n);
  await seedOrder(shopId, { id: 1n, customerId: 4n, placedAt: new Date('2026-02-01') });
  await apply(await checked('customer_id,points,tier\n1,5,Gold\n2,5,Silver'));
  await apply(
    await checked('customer_id,points,tier\n1,6,Silver\n2,6,Gold\n3,6,Silver\n4,6,Silver'),
  );
  const { rows } = await pool.query(
    `SELECT tier_id, (SELECT count(*) FROM loyalty_tier_change c
       WHERE c.shop_id = a.shop_id AND c.account_id = a.id) AS changes
     FROM loyalty_account a WHERE shop_id = $1 ORDER BY customer_id`,
    [shopId],
  );
  expect(rows).toEqual([
    { tier_id: 'gold', changes: 1n },
    { tier_id: 'gold', changes: 2n },
    { tier_id: 'silver', changes: 1n },
    // Orders reach more than the file says.
    { tier_id: 'gold', changes: 2n },
  ]);
});

test('a job that was stopped goes on where it was', async () => {
  const lines = Array.from({ length: 2100 }, (_, n) => `${n + 10},${n}`);
  await pool.query(
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at)
     SELECT $1, n, now(), now(), now() FROM generate_series(10, 2109) n`,
    [shopId],
  );
  const id = await checked(`customer_id,points\n${lines.join('\n')}`);
  await apply(id, () => true);
  expect(await readChange(shopId, id)).toMatchObject({ done: 2001, finishedAt: null });
  await applyChange(shopId, id, () => false, later);
  expect(await readChange(shopId, id)).toMatchObject({ finishedAt: later });
  const { rows } = await pool.query(
    'SELECT sum(balance)::int AS points FROM loyalty_account WHERE shop_id = $1',
    [shopId],
  );
  expect(rows[0].points).toBe((2099 * 2100) / 2);
});

test('a stray quote, a number that is none and a blank line cost their own lines at most', async () => {
  const id = await checked(`customer_id,email,points
1,,5

2,a 5" nail@x.y,7
9999999999999999999,,5
3,"quoted
twice",9
3,,10000000000000000
3,,10
`);
  expect(await readChange(shopId, id)).toMatchObject({ rows: 6, badRows: 4, points: 15n });
  expect((await readChange(shopId, id))!.problems).toEqual([
    { line: 4, problem: 'bad-email' },
    { line: 5, problem: 'bad-customer-id' },
    { line: 7, problem: 'bad-email' },
    { line: 8, problem: 'bad-points' },
  ]);
  await apply(id);
  expect([await balance(1n), await balance(2n), await balance(3n)]).toEqual([5n, null, 10n]);
});

test('a spreadsheet of a country that writes semicolons is read too', async () => {
  const id = await checked('customer_id;points\n1;5\n2;"7"\n');
  expect(await readChange(shopId, id)).toMatchObject({ rows: 2, badRows: 0, points: 12n });
});

test('status, day of joining and birthday come along, and change nobody who was here', async () => {
  const heading = 'customer_id,points,status,joined_at,birthday';
  const first = [`1,5,blocked,2020-02-03T08:00:00Z,05-17`, `2,5,member,2999-01-01,`];
  await apply(await checked([heading, ...first].join('\n')));
  await apply(await checked([heading, '1,6,member,2021-01-01,06-18', '2,6,blocked,,'].join('\n')));
  const { rows } = await pool.query(
    `SELECT status, joined_at, balance, birth_month, birth_day FROM loyalty_account a
     LEFT JOIN loyalty_member_detail d ON d.shop_id = a.shop_id AND d.account_id = a.id
     WHERE a.shop_id = $1 ORDER BY customer_id`,
    [shopId],
  );
  expect(rows).toEqual([
    {
      ...{ status: 'blocked', joined_at: new Date('2020-02-03T08:00:00Z'), balance: 11n },
      ...{ birth_month: 5, birth_day: 17 },
    },
    { status: 'member', joined_at: now, balance: 11n, birth_month: null, birth_day: null },
  ]);
  const { rows: kept } = await pool.query(
    'SELECT count(birth_month)::int AS n FROM loyalty_bulk_row WHERE shop_id = $1',
    [shopId],
  );
  expect(kept).toEqual([{ n: 0 }]);
});

test('how much of a file has come is told while it comes; a broken connection leaves nothing', async () => {
  const seen: unknown[] = [];
  async function* breaking() {
    yield Buffer.from('customer_id,points\n');
    for (let at = 0; at < 4; at++) yield Buffer.from('1,5\n'.repeat(5000));
    for (let wait = 0; wait < 200 && seen.length === 0; wait++) {
      const [one] = await readChanges(shopId);
      if (one && one.rows >= 15_000) seen.push([one.rows, Number(one.bytes), Number(one.size)]);
      else await pool.query('SELECT 1');
    }
    throw new Error('aborted');
  }
  const sent = receiveFile(shopId, breaking(), { ...about, size: 200_000 });
  await expect(sent).rejects.toThrow('aborted');
  expect(seen).toEqual([[expect.any(Number), expect.any(Number), 200_000]]);
  const { rows } = await pool.query(
    `SELECT (SELECT count(*)::int FROM loyalty_bulk_row WHERE shop_id = $1) AS lines,
       (SELECT count(*)::int FROM loyalty_bulk_change WHERE shop_id = $1) AS changes`,
    [shopId],
  );
  expect(rows).toEqual([{ lines: 0, changes: 0 }]);
});

test('a file of which nothing comes any more is forgotten with the hashes of its addresses', async () => {
  const stale = await checked('email,points\nann@example.com,5');
  const fresh = await checked('email,points\nbob@example.com,5');
  await pool.query(
    `UPDATE loyalty_bulk_change SET arrived_at = NULL, checked_at = NULL,
       heard_at = now() - CASE WHEN id = $2 THEN interval '2 hours' ELSE '0' END
     WHERE shop_id = $1`,
    [shopId, stale],
  );
  await forgetUnarrived(shopId);
  const { rows } = await pool.query(
    'SELECT DISTINCT change_id FROM loyalty_bulk_row WHERE shop_id = $1',
    [shopId],
  );
  expect(rows).toEqual([{ change_id: fresh }]);
});

test('one line of a file can be undone by a compensating entry', async () => {
  await apply(await checked('customer_id,points\n1,50'));
  const account = (await accountOfCustomer(pool, shopId, 1n))!;
  const [entry] = await readEntries(shopId, account.id, null, 1);
  const undo = { note: 'wrong file', author: '1', now: later };
  expect(await undoAdjustment(shopId, entry!.id, undo)).toMatchObject({ ok: true });
  expect(await undoAdjustment(shopId, entry!.id, undo)).toMatchObject({ ok: true });
  expect(await balance(1n)).toBe(0n);
  expect(await verifyLedger(shopId)).toMatchObject({ differences: [] });
});

test('what is no list of members leaves nothing behind', async () => {
  expect(await receive('')).toMatchObject({ reason: 'empty-file' });
  expect(await receive('customer_id,points\n')).toMatchObject({ reason: 'empty-file' });
  expect(await receive('name,points\nA,5')).toMatchObject({ reason: 'no-person-column' });
  expect(await receive('customer_id,name\n1,A')).toMatchObject({ reason: 'no-points-column' });
  expect(await receive('customer_id,points\n1,"5')).toEqual({
    ...{ ok: false, reason: 'broken-quote', line: 2 },
  });
  const unclosed = `customer_id,points\n${'1,5\n'.repeat(30)}"1,5\n${'1,5\n'.repeat(20_000)}`;
  expect(await receive(unclosed)).toEqual({ ok: false, reason: 'broken-quote', line: 32 });
  const { rows } = await pool.query(
    'SELECT count(*)::int AS n FROM loyalty_bulk_row WHERE shop_id = $1',
    [shopId],
  );
  expect(rows[0].n).toBe(0);
});

test('another shop can neither see nor apply a file', async () => {
  const id = await checked(FILE);
  const other = await seedShop(`files-other-${shops}.myshopify.com`);
  expect(await readChange(other, id)).toBeNull();
  expect(await startChange(other, id, now)).toMatchObject({ reason: 'no-such-change' });
});

test('a file that is refused at its first line is still read to its end', async () => {
  let given = 0;
  async function* unusable() {
    for (; given < 50; given++) yield Buffer.from('neither,person,nor,number\n'.repeat(2000));
  }
  expect(await receiveFile(shopId, unusable(), about)).toMatchObject({ ok: false });
  expect(given).toBe(50);
});

test('who is shut out comes in no tier; the orders of who becomes a member are valued', async () => {
  await seedOrder(shopId, { id: 1n, customerId: 3n, placedAt: new Date('2026-02-01') });
  await apply(await checked('customer_id,points,status\n1,5,\n3,5,disabled\n'));
  await apply(await checked('customer_id,points\n1,7\n2,7\n'));
  const { rows: tiers } = await pool.query(
    'SELECT tier_id FROM loyalty_account WHERE shop_id = $1 AND customer_id = 3',
    [shopId],
  );
  expect(tiers).toEqual([{ tier_id: null }]);
  const { rows: jobs } = await pool.query(
    `SELECT payload -> 'customerIds' AS ids FROM graphile_worker._private_jobs
     WHERE payload -> 'customerIds' IS NOT NULL AND payload ->> 'shopId' = $1 ORDER BY id`,
    [`${shopId}`],
  );
  expect(jobs.map(({ ids }) => ids)).toEqual([['1', '3'], ['2']]);
});
