// A shop with a long history that starts its programme in the past: the orders as sync would have
// left them, and the start as a merchant sees it.
import type pg from 'pg';

const PER_CUSTOMER = 4;

/**
 * Customers with four orders each over three years, of one or two lines. The same every time. The
 * server is left as it is some minutes after an import: analysed, and with its log written off.
 */
export async function seedHistory(pool: pg.Pool, shopId: number, orders: number): Promise<void> {
  await pool.query(`INSERT INTO shop (id, domain, name, currency, timezone)
    VALUES (${shopId}, 'bench-${shopId}.myshopify.com', 'bench', 'EUR', 'Europe/Oslo')`);
  const customers = orders / PER_CUSTOMER;
  await pool.query(
    `INSERT INTO customer (shop_id, id, created_at, updated_at, read_at)
     SELECT $1, 7000000000 + n * 37, '2023-01-01', '2023-01-01', '2023-01-01'
     FROM generate_series(1, $2::int) n`,
    [shopId, customers],
  );
  await pool.query(
    `INSERT INTO customer_person (shop_id, customer_id, sealed, email_hash, updated_at)
     SELECT shop_id, id, '', sha256(id::text::bytea), updated_at FROM customer WHERE shop_id = $1`,
    [shopId],
  );
  // In the order in which they were placed, as Shopify numbers them: a customer's lie far apart.
  await pool.query(
    `INSERT INTO orders (shop_id, id, name, customer_id, created_at, processed_at, updated_at,
       read_at, paid_at, fulfilled_at, financial_status, currency, country, total,
       current_total, current_tax, current_shipping, discounts, refunded,
       received, tip, net_sales, is_counted)
     SELECT $1, 5100000000000 + n * 1511, '#' || n, 7000000000 + (1 + (n * 7919::bigint) % $3) * 37,
       at, at, at + interval '3 days', at + interval '3 days', at, at + interval '2 days', 'PAID',
       'EUR', 'NO', net + 590, net + 590, 0, 590, 0, 0, net + 590, 0, net, true
     FROM generate_series(1, $2::int) n,
       LATERAL (SELECT timestamptz '2023-01-01' + n * interval '3 years' / $2::int AS at,
         1000 + (n * 7417::bigint) % 20000 AS net) facts`,
    [shopId, orders, customers],
  );
  await pool.query(
    `INSERT INTO order_line (shop_id, id, order_id, product_id, variant_id, title, quantity,
       current_quantity, discounted_total, tax)
     SELECT $1, 11000000000000 + n * 2 + line, 5100000000000 + n * 1511,
       8000 + (n * 31 + line) % 500, 9000 + (n * 31 + line) % 500, 'Thing', 1, 1,
       CASE WHEN n % 3 > 0 THEN net WHEN line = 0 THEN net / 3 ELSE net - net / 3 END, 0
     FROM generate_series(1, $2::int) n, generate_series(0, 1) line,
       LATERAL (SELECT 1000 + (n * 7417::bigint) % 20000 AS net) facts
     WHERE line = 0 OR n % 3 = 0`,
    [shopId, orders],
  );
  await pool.query('VACUUM ANALYZE');
  await pool.query('CHECKPOINT');
}

/**
 * Starts the programme as the merchant does, back to the first order, and values all members as the
 * job does. Gives back the seconds; `told` hears the merchant's progress about once a second.
 */
export async function startInThePast(
  shop: { id: number; currency: string; timezone: string },
  told: (done: bigint, total: bigint) => void,
): Promise<number> {
  const { startProgramme } = await import('../app/loyalty/programme/start-programme.server.ts');
  const { awardAll } = await import('../app/loyalty/earning/start/award-all.server.ts');
  const { readProgress } = await import('../app/loyalty/programme/progress.server.ts');
  const now = new Date();
  await startProgramme(shop, { start: 'ever', now });
  const startedAt = performance.now();
  const watch = setInterval(async () => {
    const progress = await readProgress(shop.id, 'award-all').catch(() => null);
    if (progress) told(progress.done, progress.total);
  }, 1000);
  try {
    await awardAll(shop.id, { afterCustomerId: 0n, until: () => false }, now);
  } finally {
    clearInterval(watch);
  }
  return (performance.now() - startedAt) / 1000;
}
