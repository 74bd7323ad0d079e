// The offer for those at risk and worth most, through the doors: what the form saves is what these
// customers, and no others, are shown and given.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { pool } from '#app/db.server.ts';
import { publishRules } from '#app/loyalty/programme/publish-rules.server.ts';
import { firstRules } from '#app/loyalty/programme/rules.ts';
import { readReward } from '#app/rewards/read.server.ts';
import { saveReward } from '#app/rewards/save-reward.server.ts';
import { clearShelves, shelfOf } from '#app/shoppers/shelf.server.ts';
import { addMember, addShop, fillPool } from '../../../tests/factories/rewards.ts';
import { seedFigures } from '../../../tests/factories/shop-data.ts';
import { rewardDraft, rewardInput } from '../admin/rewards/draft.ts';
import type { Caller } from './doors.server.ts';
import { redeem } from './redeeming.server.ts';
import { wallet } from './referring.server.ts';

let shop: Awaited<ReturnType<typeof addShop>>;
let rewardId: string;
const now = new Date();

beforeAll(async () => {
  shop = await addShop();
  await publishRules(shop.id, { rules: firstRules(100n), now: new Date('2026-01-01') });
  const form = {
    ...rewardDraft(null, { ...shop, languages: ['en'] }),
    'name-en': 'We miss you',
    segments: 'at-risk-and-worth-most',
    worth: 'quarter',
  };
  const input = rewardInput(form, null, shop);
  if (!input.ok) throw new Error(JSON.stringify(input));
  const saved = await saveReward(shop.id, input.value, now);
  if (!saved.ok) throw new Error(saved.reason);
  rewardId = saved.value.id;
  await fillPool(shop, rewardId, 5, now);
  // The chance of staying tells customers apart.
  await pool.query(
    `INSERT INTO value_model (shop_id, fitted_at, as_of, content)
     VALUES ($1, '2026-11-21', '2026-11-21', '{"basis": "sales", "noDropOut": false}')`,
    [shop.id],
  );
  // Eight customers who are as good as ever, and worth little to much.
  for (let worth = 1n; worth <= 8n; worth++) await addCustomer({ clv: worth * 100n, alive: 0.95 });
});

/** A member with points, as the retention feature sees them. */
async function addCustomer({ clv, alive }: { clv: bigint; alive: number }) {
  const { customerId } = await addMember(shop.id, 800n);
  await seedFigures(shop.id, customerId, { clv, alive });
  return customerId;
}

async function callerOf(customerId: bigint): Promise<Caller> {
  clearShelves();
  const shelf = (await shelfOf(shop.domain, now))!;
  return { shelf, customerId, locale: 'en', isOnStorefront: true, network: null, now } as Caller;
}

/** What the wallet says of the reward, and what the door does when it is asked all the same. */
async function ask(customerId: bigint) {
  const caller = await callerOf(customerId);
  const { value } = await wallet(caller);
  const shown = value.rewards.find(({ id }) => id === rewardId)!;
  const redeemed = await redeem(caller, { id: randomUUID(), rewardId, steps: 1 } as never);
  return {
    whyNot: shown.whyNot,
    given: redeemed.ok,
    refusal: redeemed.ok ? null : redeemed.reason,
  };
}

test.each([
  ['at risk and worth most', { clv: 900n, alive: 0.4 }, null],
  ['at risk and worth little', { clv: 150n, alive: 0.4 }, 'not-for-you'],
  ['worth most and not at risk', { clv: 900n, alive: 0.95 }, 'not-for-you'],
] as const)('a customer who is %s', async (_who, customer, whyNot) => {
  expect(await ask(await addCustomer(customer))).toEqual({
    whyNot,
    given: whyNot === null,
    refusal: whyNot,
  });
});

test('who has never ordered is not among them', async () => {
  const { customerId } = await addMember(shop.id, 800n);
  expect(await ask(customerId)).toMatchObject({ whyNot: 'not-for-you', given: false });
});

test('the form opens on it again as it was saved', async () => {
  const reward = await readReward(shop.id, rewardId);
  expect(rewardDraft(reward, { ...shop, languages: ['en'] })).toMatchObject({
    segments: 'at-risk-and-worth-most',
    worth: 'quarter',
  });
});
