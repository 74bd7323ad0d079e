// Advocates, friends and their orders in a shop whose referrals are on, for database tests.
import { pool } from '#app/db.server.ts';
import { claimReferral, openReferralCode } from '#app/referrals/claim-referral.server.ts';
import { followOrders } from '#app/referrals/follow-orders.server.ts';
import { saveReferralSettings } from '#app/referrals/judge-referral.server.ts';
import { readReferrals } from '#app/referrals/read.server.ts';
import type { SettingsInput } from '#app/referrals/settings.ts';
import type { Person } from '#app/sync/rows.ts';
import {
  addMember,
  addReward,
  addShop,
  fillPool,
  nextNumber,
  noon,
  putOrder,
  putPerson,
} from './rewards.ts';

/** A shop in which a friend gets 5 € off and an advocate 300 points, unless told otherwise. */
export async function openReferrals(settings: Partial<SettingsInput> = {}) {
  const shop = await addShop();
  const friendReward = await addReward(shop.id);
  await fillPool(shop, friendReward.id, 100);
  const advocate = { kind: 'points', points: 300 } as const;
  const chosen = { isOn: true, friendRewardId: friendReward.id, advocate, ...settings };
  const saved = await saveReferralSettings(shop.id, chosen, noon);
  if (!saved.ok) throw new Error(JSON.stringify(saved));

  const addPerson = (customerId: bigint, person: Partial<Person>) =>
    putPerson(shop.id, customerId, person);

  async function addAdvocate(person: Partial<Person> = {}) {
    const { customerId } = await addMember(shop.id, 100n);
    await addPerson(customerId, { email: `advocate-${customerId}@example.com`, ...person });
    return { customerId, code: await openReferralCode(shop.id, customerId, noon) };
  }

  /** A friend asks for the code behind a link, with an address of their own unless told. */
  const claim = (code: string, more: Partial<Parameters<typeof claimReferral>[1]> = {}) =>
    claimReferral(
      shop,
      {
        code,
        email: `friend-${nextNumber()}@example.com`,
        customerId: null,
        device: null,
        network: null,
        ...more,
      },
      noon,
    );

  /** The code that a friend got; throws if they were refused. */
  async function codeOf(...asked: Parameters<typeof claim>): Promise<string> {
    const claimed = await claim(...asked);
    if (!claimed.ok) throw new Error(claimed.reason);
    return claimed.value.code;
  }

  /** A new customer orders with the code, and has paid. */
  async function buy(code: string, person: Partial<Person> = {}, order: object = {}) {
    const friendId = nextNumber();
    await addPerson(friendId, { email: `buyer-${friendId}@example.com`, ...person });
    const orderId = await putOrder(shop.id, { customerId: friendId, codes: [code], ...order });
    await pool.query('UPDATE orders SET paid_at = $3 WHERE shop_id = $1 AND id = $2', [
      shop.id,
      orderId,
      noon,
    ]);
    await followOrders(shop.id, [orderId], noon);
    return { friendId, orderId };
  }

  /** The one referral of an advocate. */
  const referralOf = async (advocateId: bigint) =>
    (await readReferrals(shop.id)).rows.find((row) => row.advocateId === advocateId);

  return { shop, settings: chosen, addPerson, addAdvocate, claim, codeOf, buy, referralOf };
}

export type Referrals = Awaited<ReturnType<typeof openReferrals>>;

/** So many days after noon of the tests. */
export const daysLater = (days: number) => new Date(noon.getTime() + days * 86_400_000);
