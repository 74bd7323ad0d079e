// A hundred redemptions, awards, refunds and give-backs at once on one account.
import { randomUUID } from 'node:crypto';
import { pool } from '#app/db.server.ts';
import { giveBack, type NewEntry, post, spend } from '#app/loyalty/ledger.server.ts';
import { verifyLedger } from '#app/loyalty/verify-ledger.server.ts';
import { seedShop } from '../factories/shop-data.ts';

const now = new Date('2026-05-01T12:00:00Z');
const dates = { earnedAt: now, availableAt: now, expiresAt: null };

export function earning(accountId: bigint, points: bigint): NewEntry {
  const subject = `order/${randomUUID()}`;
  const common = { kind: 'earn' as const, effect: 'lot' as const, reason: 'order' };
  return { ...common, accountId, points, key: subject, subject, occurredAt: now, dates };
}

/** Accounts of a shop, without points. */
export async function makeAccounts(count: number, shopId: number): Promise<bigint[]> {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO loyalty_account (shop_id, customer_id, joined_at)
     SELECT $1, n, $2 FROM generate_series(1, $3::int) n RETURNING id`,
    [shopId, now, count],
  );
  return rows.map((row) => row.id);
}

/**
 * One round in a shop of its own. Throws where a point was spent twice, a sum is wrong or the
 * ledger does not verify.
 */
export async function rush(name: string): Promise<{ spent: bigint; refused: number }> {
  const shopId = await seedShop(`${name}.myshopify.com`);
  const [accountId] = await makeAccounts(1, shopId);
  await post(pool, shopId, [earning(accountId!, 500n)]);
  let [spent, earned, back, refused] = [0n, 500n, 0n, 0];
  const spendOnce = async (at: number) => {
    const subject = `redemption/${randomUUID()}`;
    const asked = { accountId: accountId!, points: 30n, key: `${subject}/reserve`, subject, now };
    // The same request twice at once: a shopper's double click.
    const both = await Promise.all([spend(pool, shopId, asked), spend(pool, shopId, asked)]);
    const taken = both.filter((one) => one.ok && one.value.isNew).length;
    if (taken > 1) throw new Error('spent twice for one key');
    if (taken === 0) {
      refused += 1;
      return;
    }
    spent += 30n;
    if (at % 5 > 0) return;
    const names = { spendKey: asked.key, key: `${subject}/return`, reason: 'cancelled', now };
    await Promise.all([giveBack(pool, shopId, names), giveBack(pool, shopId, names)]);
    back += 30n;
  };
  await Promise.all(
    Array.from({ length: 100 }, async (_, at) => {
      if (at % 4 > 0) return spendOnce(at);
      await post(pool, shopId, [earning(accountId!, 10n)]);
      earned += 10n;
    }),
  );
  const { rows } = await pool.query<{ balance: bigint }>(
    'SELECT balance FROM loyalty_account WHERE shop_id = $1',
    [shopId],
  );
  const { balance } = rows[0]!;
  if (balance !== earned - spent + back) throw new Error(`${balance} is not what happened`);
  if (balance < 0n) throw new Error('more was spent than there was');
  const { differences } = await verifyLedger(shopId);
  if (differences.length > 0) throw new Error(JSON.stringify(differences.map((one) => one.what)));
  return { spent, refused };
}
