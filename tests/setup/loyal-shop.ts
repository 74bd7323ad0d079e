// A replay shop with a running programme: what Shopify tells goes the whole way, from the signed
// webhook over the sync to the ledger.
import { pool } from '#app/db.server.ts';
import { awardOrders } from '#app/loyalty/earning/award-members.server.ts';
import { publishRules } from '#app/loyalty/programme/publish-rules.server.ts';
import type { RulesInput } from '#app/loyalty/programme/rules.ts';
import { workEvents } from '#app/sync/events/work-events.server.ts';
import { seedCustomer } from '../factories/shop-data.ts';
import { changeOrder, type OrderChange, placeCustomer, placeOrder } from './replay-order.ts';
import type { ReplayOrder, ReplayServer, ReplayShop } from './replay-shop.ts';
import { addShop, deliver } from './sync-shop.ts';

export class LoyalShop {
  readonly domain: string;
  readonly shopId: number;
  readonly replay: ReplayShop;

  private constructor(domain: string, shopId: number, replay: ReplayShop) {
    this.domain = domain;
    this.shopId = shopId;
    this.replay = replay;
  }

  /** A shop with two customers. */
  static async open(server: ReplayServer, domain: string): Promise<LoyalShop> {
    const replay = server.shop(domain);
    const shop = new LoyalShop(domain, await addShop(domain), replay);
    await pool.query(`UPDATE shop SET currency = 'EUR' WHERE id = $1`, [shop.shopId]);
    for (const id of [1, 2]) {
      placeCustomer(replay, id, { email: `c${id}@example.com` });
      await seedCustomer(shop.shopId, BigInt(id));
    }
    return shop;
  }

  /** Now, by the shop's own clock. */
  get now(): Date {
    return new Date(this.replay.clock);
  }

  /** One point for every euro unless told otherwise. */
  async publish(order: Partial<RulesInput['order']> = {}): Promise<void> {
    this.replay.tick();
    const base = { kind: 'per-amount' as const, points: 1, per: 100 };
    const rules = { isActive: true, enrolment: 'automatic', order: { base, ...order } };
    const published = await publishRules(this.shopId, { rules, now: this.now });
    if (!published.ok) throw new Error(published.reason);
  }

  /** An order of the first customer, two pieces of each price, paid and heard of. */
  async paid(units: number[], more: Partial<ReplayOrder> = {}): Promise<ReplayOrder> {
    const order = placeOrder(this.replay, 1, units, more);
    await this.change(order, { kind: 'pay' });
    return order;
  }

  async change(order: ReplayOrder, how: OrderChange): Promise<void> {
    changeOrder(this.replay, order, how);
    await this.hear(order);
  }

  /** Delivers the word of an order and does what the queue would do, down to the ledger. */
  async hear(order: ReplayOrder, topic = 'orders/updated', webhookId?: string): Promise<void> {
    const id = Number(order.id.split('/').at(-1));
    await deliver(this.domain, topic, { id, updated_at: order.updatedAt }, webhookId);
    await workEvents(this.shopId);
    const { rows } = await pool.query<{ ids: string[] }>(
      `SELECT j.payload -> 'orderIds' AS ids FROM graphile_worker._private_jobs j
       JOIN graphile_worker._private_tasks t ON t.id = j.task_id
       WHERE j.payload ->> 'shopId' = $1 AND t.identifier = 'loyalty/award-orders' ORDER BY j.id`,
      [String(this.shopId)],
    );
    await pool.query(`DELETE FROM graphile_worker._private_jobs WHERE payload ->> 'shopId' = $1`, [
      String(this.shopId),
    ]);
    for (const { ids } of rows) await awardOrders(this.shopId, ids.map(BigInt), this.now);
  }

  /** The ledger in words, oldest first. */
  async entries(): Promise<string[]> {
    const { rows } = await pool.query(
      `SELECT kind, points, reason FROM loyalty_entry
       WHERE shop_id = $1 ORDER BY account_id, number`,
      [this.shopId],
    );
    return rows.map((row) => `${row.kind} ${row.points} ${row.reason}`);
  }
}
