// Rows that are damaged on purpose, behind the ledger's back: the verification must name each.
import { beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { seedShop } from '../../tests/factories/shop-data.ts';
import { post, spend } from './ledger.server.ts';
import { readVerification, verifyAndTell, verifyLedger } from './verify-ledger.server.ts';

const now = new Date('2026-05-01T12:00:00Z');
const later = new Date('2026-05-02T12:00:00Z');
let shopId: number;
let accountId: bigint;
let shops = 0;

beforeEach(async () => {
  shopId = await seedShop(`damaged-${++shops}.myshopify.com`);
  const { rows } = await pool.query(
    `INSERT INTO loyalty_account (shop_id, customer_id, joined_at) VALUES ($1, 1, $2) RETURNING id`,
    [shopId, now],
  );
  accountId = rows[0].id;
  const dates = { earnedAt: now, availableAt: now, expiresAt: null };
  const earning = { accountId, kind: 'earn', effect: 'lot', reason: 'order' } as const;
  await post(
    pool,
    shopId,
    ['order/1', 'order/2'].map((subject) => ({
      ...{ ...earning, subject, key: subject },
      ...{ points: 100n, occurredAt: now, dates },
    })),
  );
  const subject = 'redemption/a';
  const asked = { accountId, points: 30n, key: `${subject}/reserve`, subject, now: later };
  expect(await spend(pool, shopId, asked)).toMatchObject({ ok: true });
});

const found = async () =>
  (await verifyLedger(shopId)).differences.map(({ what, stored, worked }) => [
    what,
    stored,
    worked,
  ]);

test('a ledger that nobody touched verifies', async () => {
  expect(await verifyLedger(shopId)).toEqual({ accounts: 1, entries: 3, differences: [] });
});

test('what is posted and spent while it verifies is no difference', async () => {
  let isOver = false;
  const traffic = Array.from({ length: 4 }, async (_, lane) => {
    for (let at = 0; !isOver; at++) {
      const subject = `order/busy-${lane}-${at}`;
      const dates = { earnedAt: now, availableAt: now, expiresAt: null };
      const earning = { accountId, kind: 'earn', effect: 'lot', reason: 'order' } as const;
      const entry = { ...earning, points: 5n, key: subject, subject, occurredAt: now, dates };
      await post(pool, shopId, [entry]);
      const redemption = `redemption/${lane}-${at}`;
      const asked = { accountId, points: 5n, key: `${redemption}/reserve`, subject: redemption };
      await spend(pool, shopId, { ...asked, now: later });
    }
  });
  const differences = [];
  for (let round = 0; round < 15; round++) {
    differences.push(...(await verifyLedger(shopId)).differences);
  }
  isOver = true;
  await Promise.all(traffic);
  expect(differences).toEqual([]);
});

test('a balance that was changed is found', async () => {
  await pool.query('UPDATE loyalty_account SET balance = 999 WHERE id = $1', [accountId]);
  expect(await found()).toContainEqual(['balance', '999', '170']);
});

test('a lot with more left than the entries say is found', async () => {
  await pool.query(
    `UPDATE loyalty_lot SET remaining = 100 WHERE shop_id = $1 AND subject = 'order/1'`,
    [shopId],
  );
  expect(await found()).toEqual([['left of order/1', '100', '70']]);
});

test('a lot that was booked with other points than its entries is found', async () => {
  await pool.query(
    `UPDATE loyalty_lot SET booked = 90 WHERE shop_id = $1 AND subject = 'order/2'`,
    [shopId],
  );
  expect(await found()).toEqual([['booked for order/2', '90', '100']]);
});

test('a lot that was deleted is found', async () => {
  await pool.query(`DELETE FROM loyalty_lot WHERE shop_id = $1 AND subject = 'order/2'`, [shopId]);
  expect(await found()).toContainEqual(['booked for order/2', '0', '100']);
  expect(await found()).toContainEqual(['lots without debt', '170', '70']);
});

test('a debt that nobody owes, and one that is forgotten, are found', async () => {
  await pool.query('UPDATE loyalty_account SET debt = 5 WHERE id = $1', [accountId]);
  expect(await found()).toEqual([['debt', '5', '0']]);
});

test('the record of what a redemption took is compared as well', async () => {
  await pool.query('UPDATE loyalty_lot_use SET points = 20 WHERE shop_id = $1', [shopId]);
  expect((await found()).map(([what]) => what)).toEqual(['uses']);
});

test('an entry that vanished is found by the chain of its account', async () => {
  await pool.query('ALTER TABLE loyalty_entry DISABLE TRIGGER loyalty_entry_is_final');
  await pool.query(
    `DELETE FROM loyalty_entry WHERE shop_id = $1 AND key = 'order/1'`, //
    [shopId],
  );
  await pool.query('ALTER TABLE loyalty_entry ENABLE TRIGGER loyalty_entry_is_final');
  const whats = (await found()).map(([what]) => what);
  expect(whats).toContain('balance');
  expect(whats).toContain('last number');
  expect(whats).toContain('entries out of their chain');
});

test('what the newest verification found can be shown', async () => {
  expect(await readVerification(shopId)).toBeNull();
  await verifyAndTell(shopId, now);
  expect(await readVerification(shopId)).toMatchObject({ at: now, differences: 0, entries: 3n });
  await pool.query('UPDATE loyalty_account SET balance = 999 WHERE id = $1', [accountId]);
  await verifyAndTell(shopId, later);
  expect(await readVerification(shopId)).toMatchObject({
    at: later,
    found: [{ what: 'balance', stored: '999', worked: '170' }, { what: 'lots without debt' }],
  });
});
