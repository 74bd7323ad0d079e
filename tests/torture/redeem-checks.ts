// What tests/torture/redeem.ts does around each death: prepare, repeat what the shopper would, let
// the queue work, and look at the points and the codes.
import { pool } from '#app/db.server.ts';
import { codeOf } from '#app/rewards/codes/code.ts';
import { keepPoolsFull, seedCode } from '#app/rewards/codes/keep-pools-full.server.ts';
import { resumeStuck, sweepOrphans } from '#app/rewards/codes/sweep-orphans.server.ts';
import { readRedemption } from '#app/rewards/read.server.ts';
import { askForEnd } from '#app/rewards/redemptions/end-redemption.server.ts';
import { issuePersonal } from '#app/rewards/redemptions/issue-personal.server.ts';
import { redeemReward } from '#app/rewards/redemptions/redeem-reward.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { createCustomer } from '../../devstore/shop/person.ts';
import { addMember, addReward, balanceOfCustomer } from '../factories/rewards.ts';
import type { DevstoreShop } from '../setup/devstore-shop.ts';

const standing = { tier: null, groups: [], programmeIsActive: true };
const options = { priority: 'shopper' } as const;
const LATER_MS = 20 * 60_000;

export async function threeRewards(shopId: number) {
  const pooled = await addReward(shopId);
  const personal = await addReward(shopId, { way: 'personal' });
  const value = { kind: 'store-credit', amount: 500n } as const;
  const credit = await addReward(shopId, { way: 'personal', terms: { value } });
  return { pooled: pooled.id, personal: personal.id, credit: credit.id };
}

let members = 0;
export async function newMember(at: DevstoreShop, balance: bigint): Promise<bigint> {
  const made = createCustomer(at.store, { email: `victim-${++members}@example.com` });
  if (!made.ok) throw new Error('no customer');
  return (await addMember(at.shopId, balance, BigInt(made.customer.id))).customerId;
}

/** The shopper asks until the answer is there; the same id every time. */
export async function redeemToTheEnd(
  at: DevstoreShop,
  id: string,
  customerId: bigint,
  rewardId: string,
) {
  const shop = (await shopById(at.shopId))!;
  const wish = { id, customerId, rewardId, steps: 1 };
  const redeemed = await redeemReward(shop, wish, standing, new Date());
  if (!redeemed.ok) throw new Error(`asked again and refused: ${redeemed.reason}`);
  const { kind, state } = redeemed.value.redemption;
  // A second try for money waits a minute; the queue's clock would make us wait for it.
  if (kind === 'store-credit' && state === 'reserved') {
    await issuePersonal(at.shopId, id, new Date(Date.now() + LATER_MS), options);
  }
  await work(at);
}

export async function cancelToTheEnd(at: DevstoreShop, id: string, customerId: bigint) {
  const ask = { by: 'shopper', reason: 'cancelled-by-shopper', customerId } as const;
  await askForEnd(at.shopId, id, ask, new Date());
  await work(at);
}

/** All codes of the pool were taken by somebody; the next filling makes new ones. */
export async function emptyPool(shopId: number, rewardId: string) {
  await pool.query(
    `DELETE FROM pool_code c USING code_pool p WHERE c.shop_id = $1 AND p.shop_id = $1
       AND p.id = c.pool_id AND p.reward_id = $2 AND c.state = 'free'
       AND c.code IN (SELECT code FROM pool_code WHERE shop_id = $1 AND state = 'free' LIMIT 70)`,
    [shopId, rewardId],
  );
}

async function work(at: DevstoreShop) {
  for (let round = 0; round < 6; round++) {
    await resumeStuck(at.shopId, new Date(Date.now() + LATER_MS));
    await at.runJobs();
    const { rows } = await pool.query(
      `SELECT 1 FROM redemption WHERE shop_id = $1
         AND (state = 'reserved' OR (state = 'issued' AND ending_at IS NOT NULL)) LIMIT 1`,
      [at.shopId],
    );
    if (rows.length === 0) return;
  }
}

/** What the queue and the clock would have done a while later. */
export async function settleEverything(at: DevstoreShop) {
  await work(at);
  for (let round = 0; round < 6; round++) {
    await keepPoolsFull(at.shopId, new Date(Date.now() + LATER_MS), options);
    await at.runJobs();
    const { rows } = await pool.query(
      `SELECT 1 FROM pool_code WHERE shop_id = $1 AND state = 'asked' LIMIT 1`,
      [at.shopId],
    );
    if (rows.length === 0) return;
  }
}

type Looked = {
  id: string;
  customerId: bigint;
  scenario: string;
  before: bigint;
  price: bigint;
};

/** Everything that is wrong with one redemption. */
export async function lookAt(at: DevstoreShop, looked: Looked): Promise<string[]> {
  if (looked.scenario === 'fill') return [];
  const faults: string[] = [];
  const redemption = await readRedemption(at.shopId, looked.id);
  if (!redemption) return ['the redemption is gone'];
  const isCancelled = looked.scenario === 'cancel';
  const isCredit = redemption.kind === 'store-credit';
  const state = isCancelled ? 'released' : isCredit ? 'used' : 'issued';
  if (redemption.state !== state) faults.push(`it is ${redemption.state}, not ${state}`);
  const balance = await balanceOfCustomer(at.shopId, looked.customerId);
  const due = isCancelled ? looked.before : looked.before - looked.price;
  if (balance !== due) faults.push(`the balance is ${balance}, not ${due}`);
  const inShopify = isCredit
    ? redemption.shopifyId !== null
    : at.store.discounts.codeByText(redemption.code);
  if (isCancelled && inShopify) faults.push('the code is still in Shopify');
  if (!isCancelled && !inShopify) faults.push('the code is not in Shopify');
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM redemption WHERE shop_id = $1 AND customer_id = $2',
    [at.shopId, looked.customerId],
  );
  if (rows[0]!.count !== 1) faults.push(`the member holds ${rows[0]!.count} codes`);
  const accounts = at.store.storeCreditAccounts.where('customer_id = ?', Number(looked.customerId));
  const credited = accounts.reduce((sum, account) => sum + account.balance, 0);
  if (credited !== (isCredit ? 500 : 0)) faults.push(`the member was credited ${credited}`);
  const carrying = at.store.discounts.all().filter(({ title }) => title.includes(redemption.code));
  if (carrying.length > 1) faults.push(`${carrying.length} discounts carry the code`);
  return faults;
}

/** Codes of Shopify's that nobody holds are found by one sweep; after it there are none. */
export async function lookForOrphans(at: DevstoreShop): Promise<string[]> {
  const stray = codeOf(new Uint8Array(12).fill(9), 'RW');
  const { rows: pools } = await pool.query<{ id: string; shopifyId: bigint }>(
    `SELECT id, shopify_id AS "shopifyId" FROM code_pool WHERE shop_id = $1 AND state = 'open'`,
    [at.shopId],
  );
  at.store.discounts.addCode(at.store.nextId('redeemCode'), Number(pools[0]!.shopifyId), stray);
  const removed = await sweepOrphans(at.shopId, new Date(), options);
  await at.runJobs();
  const { rows } = await pool.query<{ code: string }>(
    `SELECT code FROM pool_code WHERE shop_id = $1 AND state <> 'removed'
     UNION SELECT code FROM redemption WHERE shop_id = $1 AND state IN ('issued', 'used')`,
    [at.shopId],
  );
  const known = new Set(rows.map(({ code }) => code));
  for (const { id } of pools) known.add(seedCode(at.shopId, id));
  const ours = at.store.discounts
    .all()
    .flatMap(({ id }) => at.store.discounts.codesOf(id, 100_000))
    .map(({ code }) => code.toUpperCase())
    .filter((code) => /^(RW|POOL)-/.test(code));
  const unknown = ours.filter((code) => !known.has(code));
  console.log(`${ours.length} codes in Shopify, the sweep removed ${removed}`);
  const faults = unknown.map((code) => `nobody knows the code ${code}`);
  if (removed === 0) faults.push('the sweep did not find the stray code');
  return faults;
}
