// Changes for members who were chosen, and undoing a change as a whole.
import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { seedCustomer, seedShop } from '../../../../tests/factories/shop-data.ts';
import { spend } from '../../ledger.server.ts';
import { publishRules } from '../../programme/publish-rules.server.ts';
import { accountOfCustomer, balanceOf } from '../../read.server.ts';
import { readMember } from '../../read-member.server.ts';
import { endTierByHand, setTier } from '../../tiers/set-tier.server.ts';
import { verifyLedger } from '../../verify-ledger.server.ts';
import { adjustPoints, undoAdjustment } from '../adjust-points.server.ts';
import { eraseMember } from '../erase-member.server.ts';
import { mergeAccounts } from '../merge-accounts.server.ts';
import { readEntries } from '../read-members.server.ts';
import { applyChange, startChange } from './apply-change.server.ts';
import { checkChange } from './check-change.server.ts';
import { prepareChange } from './prepare-change.server.ts';
import { readChange } from './read-changes.server.ts';
import { receiveFile } from './receive-file.server.ts';
import type { Selection } from './selection.ts';
import { startUndo, undoChange } from './undo-change.server.ts';

const now = new Date('2026-03-01T12:00:00Z');
const hour = (n: number) => new Date(+now + n * 3_600_000);
const never = () => false;
let shopId: number;
let shops = 0;

beforeEach(async () => {
  shopId = await seedShop(`bulk-${++shops}.myshopify.com`);
  for (const id of [1n, 2n, 3n, 4n]) await seedCustomer(shopId, id);
  const level = { id: 'gold', name: 'Gold', threshold: 100, percent: 100 };
  const rules = {
    ...{ isActive: true, enrolment: 'on-joining', order: { base: { kind: 'none' } } },
    tiers: { basis: 'spend', window: 'lifetime', levels: [level] },
  };
  await publishRules(shopId, { rules, now: new Date('2026-01-01') });
});

async function bring(text: string) {
  async function* file() {
    yield Buffer.from(text);
  }
  const about = { name: 'members.csv', author: '1', now };
  const outcome = await receiveFile(shopId, file(), about);
  if (!outcome.ok) throw new Error(outcome.reason);
  const { changeId } = outcome.value;
  await checkChange(shopId, changeId, async () => null, never, now);
  await post(changeId);
  return changeId;
}

/** Members 1 to 4 with 10, 200, 0 and 40 points. */
const begin = () => bring('customer_id,points,tier\n1,10,\n2,200,Gold\n3,0,\n4,40,\n');

async function prepare(who: Selection['who'], points: number, slices: bigint[][] = []) {
  const id = randomUUID();
  const selection = { who, points };
  const about = { reason: 'For the delay', author: '1', now: hour(1) };
  const prepared = await prepareChange(shopId, { id, selection, ...about });
  expect(prepared).toMatchObject({ ok: true });
  async function* segment() {
    yield* slices;
  }
  await checkChange(shopId, id, async () => segment(), never, hour(1));
  return id;
}

async function post(changeId: string, until = never) {
  await startChange(shopId, changeId, hour(2));
  // The job comes later than the click.
  await applyChange(shopId, changeId, until, hour(3));
}

async function undo(changeId: string, until = never) {
  await startUndo(shopId, changeId, hour(5));
  await undoChange(shopId, changeId, until, hour(5));
}

const accountId = async (customerId: bigint) =>
  (await accountOfCustomer(pool, shopId, customerId))!.id;

async function balances() {
  const { rows } = await pool.query<{ balance: bigint }>(
    'SELECT balance FROM loyalty_account WHERE shop_id = $1 ORDER BY id',
    [shopId],
  );
  expect(await verifyLedger(shopId)).toMatchObject({ differences: [] });
  return rows.map((row) => Number(row.balance));
}

async function redeem(customerId: bigint, points: bigint, at: Date) {
  const about = { key: `r/${customerId}/reserve`, subject: `redemption/${customerId}`, now: at };
  const spent = await spend(pool, shopId, {
    accountId: await accountId(customerId),
    points,
    ...about,
  });
  expect(spent).toMatchObject({ ok: true });
}

const everybody = { kind: 'filter' as const, status: null, tierId: null, balance: null };

test('a selection is worked out before anything is posted: how many, and how much', async () => {
  await begin();
  const id = await prepare({ ...everybody, balance: 'some' }, 25);
  expect(await readChange(shopId, id)).toMatchObject({ rows: 3, badRows: 0, points: 75n });
  expect(await balances()).toEqual([10, 200, 0, 40]);
  await post(id);
  await post(id);
  expect(await balances()).toEqual([35, 225, 0, 65]);
  const [entry] = await readEntries(shopId, await accountId(1n), null, 1);
  expect(entry).toMatchObject({ reason: 'merchant', note: 'For the delay', author: '1' });
});

test('chosen members, a tier, and a saved segment are each taken for what they are', async () => {
  await begin();
  const accountIds = [`${await accountId(3n)}`, '999'];
  const chosen = await prepare({ kind: 'members', accountIds }, 5);
  const tier = await prepare({ ...everybody, tierId: 'gold' }, 5);
  const segment = { kind: 'segment' as const, segmentId: 'champions' };
  const inSegment = await prepare(segment, 5, [[2n], [3n, 4n], [99n]]);
  const rows = async (id: string) => (await readChange(shopId, id))!.rows;
  expect([await rows(chosen), await rows(tier), await rows(inSegment)]).toEqual([1, 1, 3]);
});

test('a segment that comes in one piece is taken whole', async () => {
  await pool.query(
    `WITH made AS (INSERT INTO customer (shop_id, id, created_at, updated_at, read_at)
       SELECT $1, n, now(), now(), now() FROM generate_series(10, 10010) n RETURNING id)
     INSERT INTO loyalty_account (shop_id, customer_id, status, joined_via, joined_at)
     SELECT $1, id, 'member', 'import', now() FROM made`,
    [shopId],
  );
  const ids = Array.from({ length: 10_001 }, (_, n) => BigInt(n + 10));
  const id = await prepare({ kind: 'segment', segmentId: 'vip' }, 5, [ids]);
  expect(await readChange(shopId, id)).toMatchObject({ rows: 10_001 });
});

test('points are taken as far as there are any, and the preview says so', async () => {
  await begin();
  const id = await prepare(everybody, -50);
  expect(await readChange(shopId, id)).toMatchObject({
    ...{ rows: 4, badRows: 1, points: -100n, short: 2 },
    problems: [{ line: 3, problem: 'nothing-to-take' }],
  });
  await redeem(2n, 170n, hour(3));
  await post(id);
  expect(await balances()).toEqual([0, 0, 0, 0]);
  expect(await readChange(shopId, id)).toMatchObject({ points: -80n, finishedAt: hour(3) });
  await undo(id);
  expect(await balances()).toEqual([10, 30, 0, 40]);
});

test('undoing a file takes its points and tiers back, once, and goes on where it was stopped', async () => {
  const lines = Array.from({ length: 2100 }, (_, n) => `${n + 10},${n + 1}`);
  await pool.query(
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at)
     SELECT $1, n, now(), now(), now() FROM generate_series(10, 2109) n`,
    [shopId],
  );
  const id = await bring(`customer_id,points,tier\n${lines.join('\n')}\n2,5,Gold`);
  expect(await startUndo(shopId, id, hour(5))).toMatchObject({ value: { isNew: true } });
  await undoChange(shopId, id, () => true, hour(5));
  expect(await readChange(shopId, id)).toMatchObject({ undoneAt: null, done: 2001 });
  await undo(id);
  await undo(id);
  expect(new Set(await balances())).toEqual(new Set([0]));
  const undone = await readChange(shopId, id);
  expect(undone).toMatchObject({ undoneAt: hour(5), keptRows: 0 });
  expect(undone!.undonePoints).toBe(-undone!.points);
  const { rows } = await pool.query(
    'SELECT DISTINCT tier_id FROM loyalty_account WHERE shop_id = $1',
    [shopId],
  );
  expect(rows).toEqual([{ tier_id: null }]);
  // The same file can now be brought once more.
  const again = await bring(`customer_id,points,tier\n${lines.join('\n')}\n2,5,Gold`);
  expect(again).not.toBe(id);
  expect(Math.max(...(await balances()))).toBe(2100);
});

test('a tier by hand that a file covered holds again when the file is undone', async () => {
  const levels = [
    { id: 'silver', name: 'Silver', threshold: 50, percent: 100 },
    { id: 'gold', name: 'Gold', threshold: 100, percent: 100 },
    { id: 'platinum', name: 'Platinum', threshold: 200, percent: 100 },
  ];
  const rules = {
    ...{ isActive: true, enrolment: 'on-joining', order: { base: { kind: 'none' } } },
    tiers: { basis: 'spend', window: 'lifetime', graceDays: 0, levels },
  };
  await publishRules(shopId, { rules, now: new Date('2026-01-02') });
  await begin();
  const promise = { accountId: await accountId(1n), tierId: 'silver', until: hour(20_000) };
  expect(await setTier(shopId, { ...promise, now: hour(3) })).toMatchObject({ ok: true });
  await undo(await bring('customer_id,points,tier\n1,5,Platinum\n'));
  expect((await readMember(shopId, 1n, hour(6)))?.tier).toMatchObject({
    ...{ id: 'silver', keptUntil: +hour(20_000) },
  });
  // It is held beneath a higher one, too, and can be ended there.
  await bring('customer_id,points,tier\n1,6,Gold\n');
  await endTierByHand(shopId, await accountId(1n), hour(7));
  expect((await readMember(shopId, 1n, hour(8)))?.tier?.id).toBeNull();
});

test('what was spent or erased since stays, and is told by line; nobody falls below zero', async () => {
  const id = await begin();
  await redeem(2n, 150n, hour(3));
  await redeem(4n, 40n, hour(3));
  await eraseMember(shopId, 1n, hour(3));
  await undo(id);
  expect(await balances()).toEqual([0, 0, 0, 0]);
  expect(await readChange(shopId, id)).toMatchObject({
    undonePoints: -50n,
    kept: [
      { line: 2, problem: 'erased' },
      { line: 3, problem: 'spent' },
      { line: 5, problem: 'spent' },
    ],
  });
});

test('a line that was undone by hand is not undone again; merged members lose both lines', async () => {
  const id = await begin();
  const [entry] = await readEntries(shopId, await accountId(1n), null, 1);
  await undoAdjustment(shopId, entry!.id, { note: '', author: '1', now: hour(3) });
  await mergeAccounts(shopId, { fromId: 4n, intoId: 2n }, hour(4));
  const heir = await accountId(2n);
  expect((await balanceOf(pool, shopId, heir, hour(4))).balance).toBe(240n);
  await undo(id);
  expect((await balanceOf(pool, shopId, heir, hour(6))).balance).toBe(0n);
  expect(await readChange(shopId, id)).toMatchObject({ undonePoints: -250n, keptRows: 0 });
  expect(await verifyLedger(shopId)).toMatchObject({ differences: [] });
});

test('one change by hand, too, is undone only as far as its points are there', async () => {
  await begin();
  const account = await accountId(3n);
  const given = { accountId: account, points: 30n, note: '', author: '1', now: hour(2) };
  const posted = await adjustPoints(shopId, { ...given, id: randomUUID() });
  if (!posted.ok) throw new Error(posted.reason);
  await redeem(3n, 30n, hour(3));
  const about = { note: '', author: '1', now: hour(4) };
  const refused = await undoAdjustment(shopId, posted.value.entryId, about);
  expect(refused).toMatchObject({ reason: 'nothing-left' });
});

test('what cannot be undone yet, or is not there, is refused', async () => {
  const id = await prepare(everybody, 5);
  expect(await startUndo(shopId, id, now)).toMatchObject({ reason: 'not-posted' });
  expect(await startUndo(shopId, randomUUID(), now)).toMatchObject({ reason: 'no-such-change' });
  const other = await seedShop(`bulk-other-${shops}.myshopify.com`);
  expect(await startChange(other, id, now)).toMatchObject({ reason: 'no-such-change' });
  const wanted = { id: randomUUID(), author: '1', now, reason: 'x' };
  const bad = [{ points: 0 }, { points: 0.5 }, { points: 20_000_000 }, { points: 1, who: {} }];
  for (const part of bad) {
    const selection = { who: everybody, ...part };
    const refused = await prepareChange(shopId, { ...wanted, selection });
    expect(refused).toMatchObject({ reason: 'bad-input' });
  }
  const unsaid = { ...wanted, selection: { who: everybody, points: 1 }, reason: ' ' };
  expect(await prepareChange(shopId, unsaid)).toMatchObject({ reason: 'no-reason' });
});
