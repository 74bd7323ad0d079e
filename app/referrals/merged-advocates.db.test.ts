// Two members who each have a code to share become one customer.
import { beforeEach, expect, test } from 'vitest';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { mergeCustomers } from '#app/sync/privacy/merge-customers.server.ts';
import { daysLater, openReferrals, type Referrals } from '../../tests/factories/referrals.ts';
import { noon } from '../../tests/factories/rewards.ts';
import { noteVisit } from './claim-referral.server.ts';
import { followReferralMerge, forgetPerson, forgetTraces } from './forget-traces.server.ts';
import { advocateOfCode, readFunnel, readReferralCounts } from './read.server.ts';

let world: Referrals;
beforeEach(async () => {
  world = await openReferrals();
});

/** Both were seen with the own link, and the first was visited. */
async function twoAdvocates() {
  const [first, second] = [await world.addAdvocate(), await world.addAdvocate()];
  const { id } = world.shop;
  for (const [at, { customerId, code }] of [first, second].entries()) {
    const own = { customerId, device: `phone-${at}`, network: `198.51.100.${at}` };
    await noteVisit(id, code, own, daysLater(at));
    const friend = { customerId: null, device: null, network: null };
    await noteVisit(id, code, friend, daysLater(at));
  }
  const merge = async () => {
    await sqlTransaction((sql) => mergeCustomers(sql, id, first.customerId, second.customerId));
    await followReferralMerge(id, first.customerId, second.customerId);
  };
  return { id, first, second, merge };
}

async function traces(): Promise<unknown[]> {
  const { rows } = await pool.query(
    `SELECT code FROM referral_code WHERE shop_id = $1
       AND (device_hash IS NOT NULL OR network_hash IS NOT NULL OR traced_at IS NOT NULL)`,
    [world.shop.id],
  );
  return rows;
}

test('both links go on for the customer that is left, who is shown one code and all visits', async () => {
  const { id, first, second, merge } = await twoAdvocates();
  await merge();
  const left = second.customerId;
  expect(await advocateOfCode(id, first.code)).toEqual({ customerId: left, code: first.code });
  expect(await advocateOfCode(id, second.code)).toEqual({ customerId: left, code: second.code });
  await world.claim(first.code);
  await world.claim(second.code);
  const counts = await readReferralCounts(id, [first.customerId, left]);
  expect([...counts.keys()]).toEqual([left]);
  expect(counts.get(left)).toMatchObject({ visited: 2, joined: 2 });
  expect([first.code, second.code]).toContain(counts.get(left)!.code);
  expect(await readFunnel(id)).toMatchObject({ advocates: 1, visits: 2 });
});

test('nobody refers themselves through the link of the other half, told of the merge or not', async () => {
  const { id, first, second, merge } = await twoAdvocates();
  await sqlTransaction((sql) => mergeCustomers(sql, id, first.customerId, second.customerId));
  const own = { email: `advocate-${second.customerId}@example.com` };
  expect(await world.claim(first.code, own)).toMatchObject({ reason: 'referral-own' });
  await merge();
  expect(await world.claim(first.code, own)).toMatchObject({ reason: 'referral-own' });
});

test('the fraud check compares with where the advocate was seen last, by either link', async () => {
  const { second, first, merge } = await twoAdvocates();
  await merge();
  await world.buy(await world.codeOf(first.code, { device: 'phone-1' }));
  expect(await world.referralOf(second.customerId)).toMatchObject({ reasons: ['same-device'] });
});

test.each(['after the merge is followed', 'before it is followed'])(
  'who is forgotten leaves no trace of either half, %s',
  async (when) => {
    const { id, first, second, merge } = await twoAdvocates();
    // The second brought the first, who was another then.
    await world.claim(second.code, { customerId: first.customerId, device: 'phone-9' });
    await merge();
    if (when.startsWith('before')) {
      await pool.query('UPDATE referral_code SET customer_id = $2 WHERE code = $1', [
        first.code,
        first.customerId,
      ]);
    }
    await forgetPerson(id, second.customerId, null);
    const { rows } = await pool.query(
      `SELECT (SELECT count(*)::int FROM referral_code WHERE shop_id = $1) AS codes,
         (SELECT count(*)::int FROM referral WHERE shop_id = $1 AND friend_id IS NULL
            AND coalesce(email_hash, device_hash, network_hash) IS NULL) AS empty`,
      [id],
    );
    expect(rows).toEqual([{ codes: 0, empty: 1 }]);
  },
);

test('where an advocate was seen is forgotten after 180 days', async () => {
  const { id } = await twoAdvocates();
  expect(await traces()).toHaveLength(2);
  await forgetTraces(id, new Date(noon.getTime() + 180.5 * 86_400_000));
  expect(await traces()).toHaveLength(1);
  await forgetTraces(id, daysLater(182));
  expect(await traces()).toEqual([]);
});
