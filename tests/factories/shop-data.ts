// Rows of a shop as sync would have written them, for tests that begin after the sync.
import { pool } from '#app/db.server.ts';

export type OrderSeed = {
  id: bigint;
  customerId: bigint | null;
  /** Whose address a guest gave; only without a customer. */
  email?: string;
  placedAt: Date;
  /** Minor units of the shop's currency. */
  net?: bigint;
  paidAt?: Date | null;
  fulfilledAt?: Date | null;
  updatedAt?: Date;
  cancelledAt?: Date | null;
  isCounted?: boolean;
  isTest?: boolean;
  financialStatus?: string;
  refunded?: bigint;
  total?: bigint;
  received?: bigint;
  shipping?: bigint;
  tax?: bigint;
  lines?: LineSeed[];
};
export type LineSeed = {
  id: bigint;
  productId?: bigint | null;
  quantity?: number;
  currentQuantity?: number;
  total: bigint;
  isGiftCard?: boolean;
  isSubscription?: boolean;
};

/** A shop in UTC and EUR unless told otherwise; gives back its number. */
export async function seedShop(domain: string, timezone = 'UTC'): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO shop (domain, name, currency, timezone) VALUES ($1, $1, 'EUR', $2) RETURNING id`,
    [domain, timezone],
  );
  return rows[0]!.id;
}

/** A customer; `emailHash` stands for the person behind. */
export async function seedCustomer(
  shopId: number,
  id: bigint,
  {
    tags = [],
    createdAt = new Date(0),
    email,
  }: { tags?: string[]; createdAt?: Date; email?: string } = {},
): Promise<void> {
  await pool.query(
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at, tags)
     VALUES ($1, $2, $3, $3, $3, $4)
     ON CONFLICT (shop_id, id) DO UPDATE SET tags = excluded.tags`,
    [shopId, id, createdAt, tags],
  );
  if (email === undefined) return;
  await pool.query(
    `INSERT INTO customer_person (shop_id, customer_id, sealed, email_hash, updated_at)
     VALUES ($1, $2, '', sha256(convert_to($3, 'UTF8')), $4) ON CONFLICT DO NOTHING`,
    [shopId, id, email, createdAt],
  );
}

/** The figures of a customer as the retention feature keeps them: at risk unless told otherwise. */
export async function seedFigures(
  shopId: number,
  customerId: bigint,
  {
    clv = 100n,
    alive = 0.5,
    orders = 4,
    netSales = 40_000n,
  }: { clv?: bigint; alive?: number; orders?: number; netSales?: bigint } = {},
): Promise<void> {
  await pool.query(
    `INSERT INTO customer_summary (shop_id, customer_id, as_of, orders, net_sales, first_day,
       last_day, recency, frequency, monetary, rfm_group, alive, clv_12, clv_24, clv_36)
     VALUES ($1, $2, '2026-11-21', $5, $6, '2025-01-01', '2026-03-01', 2, 4, 4,
       'at-risk', $4, $3, $3, $3)`,
    [shopId, customerId, clv, alive, orders, netSales],
  );
}

/** Writes an order in its present state over whatever was there. */
export async function seedOrder(shopId: number, order: OrderSeed): Promise<void> {
  const net = order.net ?? 10_000n;
  const paidAt = order.paidAt === undefined ? order.placedAt : order.paidAt;
  const isSale = order.isCounted ?? !order.cancelledAt;
  await pool.query('DELETE FROM order_line WHERE shop_id = $1 AND order_id = $2', [
    shopId,
    order.id,
  ]);
  await pool.query('DELETE FROM orders WHERE shop_id = $1 AND id = $2', [shopId, order.id]);
  await pool.query(
    `INSERT INTO orders (shop_id, id, name, customer_id, created_at, processed_at, updated_at,
       read_at, cancelled_at, paid_at, fulfilled_at, is_test, financial_status, currency,
       total, current_total, current_tax, current_shipping, discounts, refunded, received, tip,
       net_sales, is_counted, is_guest_counted, email_hash)
     VALUES ($1, $2, $3, $4, $5, $5, $6, $6, $7, $8, $9, $10, $11, 'EUR', $12, $12, $13,
       $14, 0, $15, $16, 0, $17, $18, $19, sha256(convert_to($20, 'UTF8')))`,
    [
      shopId,
      order.id,
      `#${order.id}`,
      order.customerId,
      order.placedAt,
      order.updatedAt ?? order.placedAt,
      order.cancelledAt ?? null,
      paidAt,
      order.fulfilledAt ?? null,
      order.isTest ?? false,
      order.financialStatus ?? 'PAID',
      order.total ?? net,
      order.tax ?? 0n,
      order.shipping ?? 0n,
      order.refunded ?? 0n,
      order.received ?? order.total ?? net,
      net,
      isSale && order.customerId !== null,
      isSale && order.customerId === null,
      order.email ?? null,
    ],
  );
  const lines = order.lines ?? [{ id: order.id * 10n, total: net }];
  for (const line of lines) {
    const quantity = line.quantity ?? 1;
    await pool.query(
      `INSERT INTO order_line (shop_id, id, order_id, product_id, title, quantity,
         current_quantity, is_gift_card, is_subscription, discounted_total, tax)
       VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8, $9, 0)`,
      [
        shopId,
        line.id,
        order.id,
        line.productId ?? null,
        quantity,
        line.currentQuantity ?? quantity,
        line.isGiftCard ?? false,
        line.isSubscription ?? false,
        line.total,
      ],
    );
  }
}

/** A product that rules can match by its tags. */
export async function seedProduct(shopId: number, id: bigint, tags: string[] = []): Promise<void> {
  await pool.query(
    `INSERT INTO product (shop_id, id, title, tags, updated_at, read_at)
     VALUES ($1, $2, '', $3, now(), now())
     ON CONFLICT (shop_id, id) DO UPDATE SET tags = excluded.tags`,
    [shopId, id, tags],
  );
}
