// Members with points, rewards, and pools that are full, for database tests.
import { randomUUID } from 'node:crypto';
import { pool } from '#app/db.server.ts';
import { post } from '#app/loyalty/ledger.server.ts';
import { randomCodes } from '#app/rewards/codes/code.server.ts';
import { bucketOf } from '#app/rewards/codes/pool.ts';
import type { OfferInput } from '#app/rewards/offer.ts';
import { readReward } from '#app/rewards/read.server.ts';
import { saveReward } from '#app/rewards/save-reward.server.ts';
import type { TermsInput, Way } from '#app/rewards/terms.ts';
import { sealPerson } from '#app/sync/person/person-cipher.server.ts';
import { idArray } from '#app/sync/read.server.ts';
import type { Person } from '#app/sync/rows.ts';

export const noon = new Date('2026-11-22T12:00:00Z');
let numbers = 1000n;
/** A number that nothing else has: for customers, orders, Shopify's ids. */
export const nextNumber = () => ++numbers;

export async function addShop(domain = `shop-${nextNumber()}.myshopify.com`) {
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO shop (domain, name, currency, timezone) VALUES ($1, 'Test', 'EUR', 'Europe/Prague')
     RETURNING id`,
    [domain],
  );
  return { id: rows[0]!.id, domain, timezone: 'Europe/Prague', currency: 'EUR' };
}

/** A member with so many points that can be spent. */
export async function addMember(shopId: number, points: bigint, customerId = nextNumber()) {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO loyalty_account (shop_id, customer_id, joined_at) VALUES ($1, $2, $3)
     RETURNING id`,
    [shopId, customerId, new Date('2026-01-01')],
  );
  const accountId = rows[0]!.id;
  const earnedAt = new Date('2026-01-02');
  const subject = `order/${nextNumber()}`;
  await post(pool, shopId, [
    {
      accountId,
      kind: 'earn',
      effect: 'lot',
      points,
      key: subject,
      subject,
      reason: 'order',
      occurredAt: earnedAt,
      dates: { earnedAt, availableAt: earnedAt, expiresAt: null },
    },
  ]);
  return { customerId, accountId };
}

export const balanceOfCustomer = async (shopId: number, customerId: bigint) => {
  const { rows } = await pool.query<{ balance: bigint }>(
    'SELECT balance FROM loyalty_account WHERE shop_id = $1 AND customer_id = $2',
    [shopId, customerId],
  );
  return rows[0]!.balance;
};

type RewardChoice = { way?: Way; offer?: Partial<OfferInput>; terms?: Partial<TermsInput> };

/** An active reward: 5 € for 500 points, good for 60 days, unless told otherwise. */
export async function addReward(
  shopId: number,
  { way = 'pooled', offer, terms }: RewardChoice = {},
) {
  const saved = await saveReward(
    shopId,
    {
      state: 'active',
      way,
      offer: { points: 500, names: { en: { name: '5 € off', description: '' } }, ...offer },
      terms: { value: { kind: 'amount-off', amount: 500n }, validDays: 60, ...terms },
    },
    noon,
  );
  if (!saved.ok) throw new Error(JSON.stringify(saved));
  return (await readReward(shopId, saved.value.id))!;
}

/** The open pool of a reward's present version and month, with free codes in it. */
export async function fillPool(
  shop: { id: number; timezone: string },
  rewardId: string,
  count: number,
  now = noon,
) {
  const reward = (await readReward(shop.id, rewardId))!;
  const { month, endsAt } = bucketOf(now, reward.terms.validDays, shop.timezone);
  const id = randomUUID();
  const shopifyId = nextNumber();
  await pool.query(
    `INSERT INTO code_pool (shop_id, id, reward_id, version, month, ends_at, state, shopify_id)
     VALUES ($1, $2, $3, $4, $5, $6, 'open', $7)`,
    [shop.id, id, rewardId, reward.version, month, endsAt, shopifyId],
  );
  const codes = randomCodes(count, 'RW');
  await pool.query(
    `INSERT INTO pool_code (shop_id, code, pool_id, batch_id, state, shopify_id)
     SELECT $1, code, $2, $2, 'free', number FROM unnest($3::text[]) WITH ORDINALITY c (code, number)`,
    [shop.id, id, codes],
  );
  return { id, shopifyId, codes };
}

type OrderChoice = Partial<{
  id: bigint;
  customerId: bigint;
  codes: string[];
  cancelledAt: Date;
  financialStatus: string;
  refunded: bigint;
  netSales: bigint;
  quantity: number;
  currentQuantity: number;
}>;

/** An order as the sync wrote it. Again with the same id: its new state. */
export async function putOrder(shopId: number, choice: OrderChoice = {}) {
  const id = choice.id ?? nextNumber();
  await pool.query(
    `INSERT INTO orders (shop_id, id, name, customer_id, created_at, processed_at, updated_at, read_at,
       paid_at, cancelled_at, financial_status, currency, discount_codes, total, current_total,
       current_tax, current_shipping, discounts, refunded,
       received, tip, net_sales, is_counted)
     VALUES ($1, $2::bigint, '#' || $2::bigint, $3::bigint, $4, $4, $4, $4,
       CASE WHEN $6 IN ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED') THEN $4::timestamptz END,
       $5, $6, 'EUR', $7, 2000, 2000, 0,
       0, 500, $8, 2000, 0, $9, $3::bigint IS NOT NULL)
     ON CONFLICT (shop_id, id) DO UPDATE SET cancelled_at = excluded.cancelled_at,
       financial_status = excluded.financial_status, refunded = excluded.refunded,
       net_sales = excluded.net_sales, discount_codes = excluded.discount_codes`,
    [
      shopId,
      id,
      choice.customerId ?? null,
      noon,
      choice.cancelledAt ?? null,
      choice.financialStatus ?? 'PAID',
      choice.codes ?? [],
      choice.refunded ?? 0n,
      choice.netSales ?? 1500n,
    ],
  );
  await pool.query('DELETE FROM order_line WHERE shop_id = $1 AND order_id = $2', [shopId, id]);
  await pool.query(
    `INSERT INTO order_line (shop_id, id, order_id, quantity, current_quantity, discounted_total)
     VALUES ($1, $2, $2, $3, $4, 1500)`,
    [shopId, id, choice.quantity ?? 1, choice.currentQuantity ?? choice.quantity ?? 1],
  );
  return id;
}

const nobody: Person = { firstName: null, lastName: null, email: null, phone: null, address: null };

/** What the shop knows of a customer, kept as the sync keeps it. */
export async function putPerson(
  shopId: number,
  customerId: bigint,
  person: Partial<Person>,
): Promise<void> {
  const row = sealPerson(shopId, customerId, { ...nobody, ...person });
  await pool.query(
    `INSERT INTO customer_person (shop_id, customer_id, sealed, email_hash,
       search_hashes, updated_at) VALUES ($1, $2, $3, $4, $5::text::bigint[], $6)`,
    [...[shopId, customerId, row.sealed, row.emailHash], ...[idArray(row.searchHashes), noon]],
  );
}
