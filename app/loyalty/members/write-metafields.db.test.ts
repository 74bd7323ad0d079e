import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { seedCustomer, seedOrder } from '../../../tests/factories/shop-data.ts';
import { ReplayServer } from '../../../tests/setup/replay-shop.ts';
import { addShop } from '../../../tests/setup/sync-shop.ts';
import { awardOrders } from '../earning/award-members.server.ts';
import { spend } from '../ledger.server.ts';
import { publishRules } from '../programme/publish-rules.server.ts';
import { accountOfCustomer } from '../read.server.ts';
import { releasePending } from './adjust-points.server.ts';
import { mergeAccounts } from './merge-accounts.server.ts';
import { readRefused } from './read-refused.server.ts';
import { noticeDue, writeMetafields } from './write-metafields.server.ts';

const server = new ReplayServer();
const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n, 12));
let domain: string;
let shopId: number;
let shops = 0;
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(async () => {
  domain = `fields-${++shops}.myshopify.com`;
  shopId = await addShop(domain);
  await seedCustomer(shopId, 7n);
  const rules = {
    isActive: true,
    enrolment: 'automatic',
    order: { base: { kind: 'per-amount', points: 1, per: 100 } },
    pending: { days: 14, from: 'fulfilment' },
  };
  expect(await publishRules(shopId, { rules, now: day(0) })).toMatchObject({ ok: true });
});

const put = async (id: bigint, placed: number, fulfilled: number | null, heard = placed) => {
  await seedOrder(shopId, {
    ...{ id, customerId: 7n, placedAt: day(placed), updatedAt: day(heard) },
    fulfilledAt: fulfilled === null ? null : day(fulfilled),
  });
  await awardOrders(shopId, [id], day(heard));
};

/** What Shopify was told in one run: balances in the order of the calls. */
async function written(now: Date): Promise<string[]> {
  const calls = server.shop(domain).calls;
  const before = calls.length;
  await noticeDue(shopId, now);
  await writeMetafields(shopId, now, { priority: 'import' });
  return calls
    .slice(before)
    .filter(({ operation }) => operation === 'WriteMemberFacts')
    .flatMap(({ variables }) => variables.metafields as { key: string; value: string }[])
    .filter(({ key }) => key === 'points_balance')
    .map(({ value }) => value);
}

/** Writes who is due, and whom new rules asked for, if they did. */
async function writeAsked(now: Date): Promise<void> {
  const { rows } = await pool.query<{ payload: { isOfTiers: boolean } }>(
    `DELETE FROM graphile_worker._private_jobs WHERE key = $1 RETURNING payload`,
    [`loyalty/write-metafields:${shopId}:tiers`],
  );
  for (const walk of [{}, ...rows.map((row) => row.payload)]) {
    await writeMetafields(shopId, now, { priority: 'import' }, walk);
  }
}

test('the balance that themes see leaves out what is pending, and is written when it opens', async () => {
  await put(1n, 1, 1);
  expect(await written(day(2))).toEqual(['0']);
  expect(await written(day(3))).toEqual([]);
  // The window ends by the clock alone; nobody sends an event.
  expect(await written(day(15))).toEqual(['100']);
  expect(await written(day(16))).toEqual([]);
});

test('a fulfilment that is heard of late opens the points, and the figure follows', async () => {
  await put(1n, 1, null);
  expect(await written(day(2))).toEqual(['0']);
  // Fulfilled long ago: its window is over by more than the clock looks back.
  await put(1n, 1, 2, 40);
  expect(await written(day(40))).toEqual(['100']);
});

test('points that are released by hand are written at once', async () => {
  await put(1n, 1, 1);
  expect(await written(day(2))).toEqual(['0']);
  const { id } = (await accountOfCustomer(pool, shopId, 7n))!;
  expect(await releasePending(shopId, id, day(3))).toBe(100n);
  expect(await written(day(3))).toEqual(['100']);
});

test('the figure is the sum of the entries, however many there were in between', async () => {
  await put(1n, 1, 1);
  await put(2n, 2, 2);
  await written(day(20));
  const { id } = (await accountOfCustomer(pool, shopId, 7n))!;
  for (const at of [21, 22, 23]) {
    const subject = `redemption/${at}`;
    const asked = { accountId: id, points: 10n, subject, now: day(at) };
    expect(await spend(pool, shopId, { ...asked, key: `${subject}/reserve` })).toMatchObject({
      ok: true,
    });
  }
  expect(await written(day(24))).toEqual(['170']);
});

test('a member who changes while the figure is on its way to Shopify is due again', async () => {
  await put(1n, 1, 1);
  server.shop(domain).faults.push(({ operation, response }) => {
    if (operation !== 'WriteMemberFacts') return false;
    const answer = { data: { metafieldsSet: { metafields: [], userErrors: [] } } };
    response.setHeader('content-type', 'application/json');
    void put(2n, 2, 2).then(() => response.end(JSON.stringify(answer)));
    return true;
  });
  // Long after both opened: the clock has nothing to tell.
  expect(await written(day(80))).toEqual(['100']);
  expect(await written(day(80))).toEqual(['200']);
  expect(await written(day(80))).toEqual([]);
});

test('only members who changed are looked at, and who has no news is not due any more', async () => {
  await put(1n, 1, 1);
  await written(day(2));
  const isDue = async () => {
    const { rows } = await pool.query<{ is_fact_due: boolean }>(
      'SELECT is_fact_due FROM loyalty_account WHERE shop_id = $1',
      [shopId],
    );
    return rows.map((row) => row.is_fact_due);
  };
  expect(await isDue()).toEqual([false]);
  // Still pending on that day: the figure stays.
  await put(2n, 3, 3);
  expect(await isDue()).toEqual([true]);
  expect(await written(day(4))).toEqual([]);
  expect(await isDue()).toEqual([false]);
});

test('what Shopify refuses is not taken for written, and is tried again after a day', async () => {
  await put(1n, 1, 1);
  const shop = server.shop(domain);
  const usual = shop.answer.bind(shop);
  const userErrors = [{ field: null, message: 'Owner does not exist', code: null }];
  shop.answer = (operation, variables, text) =>
    operation === 'WriteMemberFacts'
      ? { metafieldsSet: { metafields: [], userErrors } }
      : usual(operation, variables, text);
  expect(await written(day(20))).toContain('100');
  expect(await written(day(20))).toEqual([]);
  const told = { customerId: 7n, at: day(20), hasFacts: false, hasTags: true };
  expect(await readRefused(shopId)).toMatchObject({ count: 1, members: [told] });
  shop.answer = usual;
  expect(await written(day(20))).toEqual([]);
  // One who was deleted stays so: there is nothing to try again.
  const setDeleted = (at: Date | null) =>
    pool.query('UPDATE customer SET deleted_at = $2 WHERE shop_id = $1', [shopId, at]);
  await setDeleted(day(21));
  expect(await written(day(22))).toEqual([]);
  expect(await readRefused(shopId)).toEqual({ count: 0, members: [] });
  await setDeleted(null);
  expect(await written(day(22))).toEqual(['100']);
  expect(await written(day(24))).toEqual([]);
  expect(await readRefused(shopId)).toEqual({ count: 0, members: [] });
});

test('a tag that Shopify refuses holds no balance back, and is tried again after a day', async () => {
  const levels = [{ id: 'gold', name: 'Gold', threshold: 1, percent: 100 }];
  const tiers = { basis: 'spend', window: 'lifetime', levels };
  const order = { base: { kind: 'per-amount', points: 1, per: 100 } };
  const rules = { isActive: true, enrolment: 'automatic', order, tiers };
  expect(await publishRules(shopId, { rules, now: day(0) })).toMatchObject({ ok: true });
  const shop = server.shop(domain);
  const usual = shop.answer.bind(shop);
  const userErrors = [{ field: null, message: 'Too many tags', code: null }];
  shop.answer = (operation, variables, text) =>
    operation === 'TagMember'
      ? { tagsAdd: { userErrors }, tagsRemove: { userErrors: [] } }
      : usual(operation, variables, text);
  const tagged = () => shop.calls.filter(({ operation }) => operation === 'TagMember').length;
  await put(1n, 1, 1);
  expect(await written(day(2))).toEqual(['100']);
  expect(await written(day(2))).toEqual([]);
  expect(tagged()).toBe(1);
  const told = { hasFacts: true, hasTags: false, tags: ['encore-tier-gold'] };
  expect(await readRefused(shopId)).toMatchObject({ count: 1, members: [told] });
  shop.answer = usual;
  await written(day(4));
  await written(day(6));
  expect(tagged()).toBe(2);
  expect(await readRefused(shopId)).toMatchObject({ count: 0 });
  // Refused again, and then nobody wants the tag any more.
  await pool.query(
    `UPDATE loyalty_account SET written_tags = '{}', tags_refused_at = $2, is_fact_due = false
     WHERE shop_id = $1`,
    [shopId, day(6)],
  );
  expect(
    await publishRules(shopId, { rules: { ...rules, tiers: null }, now: day(6) }),
  ).toMatchObject({ ok: true });
  await writeAsked(day(6));
  expect(await readRefused(shopId)).toMatchObject({ count: 0 });
});

test('a tier that is renamed, given another tag or switched off is news for who is in it', async () => {
  const publish = async (level: object | null, at: number) => {
    const threshold = { id: 'gold', threshold: 1, percent: 100 };
    const tiers = { basis: 'spend', window: 'lifetime', levels: [{ ...threshold, ...level }] };
    const order = { base: { kind: 'none' } };
    const rules = { isActive: true, enrolment: 'automatic', order, tiers: level && tiers };
    expect(await publishRules(shopId, { rules, now: day(at) })).toMatchObject({ ok: true });
    const before = server.shop(domain).calls.length;
    await writeAsked(day(at + 1));
    return server
      .shop(domain)
      .calls.slice(before)
      .map(({ operation, variables }) => {
        if (operation !== 'WriteMemberFacts')
          return { add: variables.add, remove: variables.remove };
        const fields = variables.metafields as { key: string; value: string }[];
        return fields.find(({ key }) => key === 'tier')?.value;
      });
  };
  await publish({ name: 'Gold', perks: { tag: 'early' } }, 1);
  await put(1n, 2, 2);
  const gold = { name: 'Gold', perks: { tag: 'early' } };
  expect(await publish({ ...gold, percent: 150 }, 3)).toEqual([
    'Gold',
    { add: ['encore-tier-gold', 'early'], remove: [] },
  ]);
  expect(await publish({ name: 'Circle', perks: { tag: 'first' } }, 5)).toEqual([
    'Circle',
    { add: ['first'], remove: ['early'] },
  ]);
  expect(await publish(null, 7)).toEqual([' ', { add: [], remove: ['encore-tier-gold', 'first'] }]);
  expect(await publish({ name: 'Gold' }, 9)).toHaveLength(2);
});

test('after a merger the tag of the lower tier is taken off, for Shopify joins those of both', async () => {
  const tier = (id: string, threshold: number) => ({ id, name: id, threshold, percent: 100 });
  const rules = {
    ...{ isActive: true, enrolment: 'automatic', order: { base: { kind: 'none' } } },
    tiers: {
      ...{ basis: 'spend', window: 'lifetime' },
      levels: [tier('silver', 10_000), tier('gold', 50_000)],
    },
  };
  expect(await publishRules(shopId, { rules, now: day(0) })).toMatchObject({ ok: true });
  await seedCustomer(shopId, 8n);
  const spent = { placedAt: day(1), updatedAt: day(1) };
  await seedOrder(shopId, { ...spent, id: 1n, customerId: 7n, net: 10_000n });
  await seedOrder(shopId, { ...spent, id: 2n, customerId: 8n, net: 50_000n });
  await awardOrders(shopId, [1n, 2n], day(1));
  await writeMetafields(shopId, day(2), { priority: 'import' });
  await mergeAccounts(shopId, { fromId: 7n, intoId: 8n }, day(3));
  const before = server.shop(domain).calls.length;
  await writeMetafields(shopId, day(3), { priority: 'import' });
  const calls = server.shop(domain).calls.slice(before);
  const tagged = calls.filter(({ operation }) => operation === 'TagMember');
  expect(tagged.map(({ variables }) => variables)).toEqual([
    { id: 'gid://shopify/Customer/8', add: [], remove: ['encore-tier-silver'] },
  ]);
});

test('what is left over goes on behind the member that was reached', async () => {
  await pool.query(
    `INSERT INTO loyalty_account (shop_id, customer_id, joined_at, balance)
     SELECT $1, 1000 + n, now(), 5 FROM generate_series(1, 1230) AS n`,
    [shopId],
  );
  expect(await written(day(2))).toHaveLength(1200);
  const { rows } = await pool.query<{ after: string }>(
    `SELECT payload ->> 'after' AS after FROM graphile_worker._private_jobs WHERE key = $1`,
    [`loyalty/write-metafields:${shopId}:rest`],
  );
  const before = server.shop(domain).calls.length;
  const after = BigInt(rows[0]!.after);
  await writeMetafields(shopId, day(2), { priority: 'import' }, { after });
  expect(server.shop(domain).calls.slice(before)).toHaveLength(3);
  expect(await written(day(3))).toEqual([]);
});
