// A devstore shop with members who redeem, for flow tests of codes. Import it after
// fresh-database.ts, and only dynamically: it loads the app.
import { randomUUID } from 'node:crypto';
import { pool } from '#app/db.server.ts';
import { keepPoolsFull } from '#app/rewards/codes/keep-pools-full.server.ts';
import { readRedemption } from '#app/rewards/read.server.ts';
import { redeemReward } from '#app/rewards/redemptions/redeem-reward.server.ts';
import { discountOfCode } from '#app/shopify/discounts.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { createCustomer } from '../../devstore/shop/person.ts';
import { placeOrder } from '../../devstore/shop/place-order.ts';
import type { FaultChange } from '../../devstore/store/faults.ts';
import { addMember } from '../factories/rewards.ts';
import { openDevstoreShop } from './devstore-shop.ts';

const standing = { tier: null, groups: [], programmeIsActive: true };
export const patient = { priority: 'shopper', deadlineMs: 1_500 } as const;

export async function openRedeeming() {
  const at = await openDevstoreShop();
  const shop = (await shopById(at.shopId))!;
  let members = 0;

  /** A member who is also a customer of the devstore. */
  async function member(points = 800n) {
    const made = createCustomer(at.store, { email: `member-${++members}@example.com` });
    if (!made.ok) throw new Error('no customer');
    return (await addMember(at.shopId, points, BigInt(made.customer.id))).customerId;
  }

  async function redeem(customerId: bigint, rewardId: string, id: string = randomUUID()) {
    const wish = { id, customerId, rewardId, steps: 1 };
    const redeemed = await redeemReward(shop, wish, standing, new Date());
    if (!redeemed.ok) throw new Error(redeemed.reason);
    return redeemed.value.redemption;
  }

  /** Shopify adds codes in its own time, so this asks until they are there. */
  async function fillPool(rewardId: string) {
    await keepPoolsFull(at.shopId, new Date(), patient);
    for (let round = 0; round < 20; round++) {
      await at.runJobs();
      const { rows } = await pool.query(
        `SELECT 1 FROM pool_code c JOIN code_pool p ON p.shop_id = c.shop_id AND p.id = c.pool_id
         JOIN reward r ON r.shop_id = p.shop_id AND r.id = p.reward_id AND r.version = p.version
         WHERE r.id = $1 AND p.state = 'open' AND c.state = 'free' LIMIT 1`,
        [rewardId],
      );
      if (rows.length > 0) return;
    }
  }

  const stateOf = async (id: string) => (await readRedemption(at.shopId, id))!;
  const discountOf = (code: string) =>
    discountOfCode({ id: at.shopId, domain: at.domain }, code, patient);

  /** Three pieces of one product, paid. A guest where there is no customer. */
  function buy(customerId: bigint | null, code: string) {
    const variantId = at.store.products.all()[0]!.variants[0]!.id;
    return placeOrder(at.store, {
      lines: [{ key: 'a', variantId, quantity: 3, sellingPlan: null, attributes: [] }],
      discountCodes: [code],
      customerId: customerId === null ? null : Number(customerId),
      payment: 'paid',
      isShipped: false,
    });
  }

  /** Back to no faults and no rewards, so that each test has the shop to itself. */
  async function clear() {
    at.store.faults.reset();
    await pool.query(
      `UPDATE reward SET state = 'archived', archived_at = now() WHERE state <> 'archived'`,
    );
  }
  const fault = (api: FaultChange['api']) => at.store.faults.change({ api });
  const work = async (rounds = 3) => {
    for (let round = 0; round < rounds; round++) await at.runJobs();
  };
  return { at, shop, member, redeem, fillPool, stateOf, discountOf, buy, clear, fault, work };
}

export type Redeeming = Awaited<ReturnType<typeof openRedeeming>>;
