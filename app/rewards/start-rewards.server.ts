// A shop's first reward, so that points are worth something from the first hour; the merchant
// changes it at will.
import { exponentOf } from '#app/basics/money.ts';
import { pool } from '#app/db.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { saveReward } from './save-reward.server.ts';

/**
 * In the programme that shops begin with, five points a unit of money, this is 5 % back: enough to
 * be joined for.
 */
const POINTS = 500;
const UNITS_OFF = 5n;

/** Makes the first reward of a shop that never had one. */
export async function startRewards(shopId: number, now: Date): Promise<void> {
  const shop = await shopById(shopId);
  const { rows } = await pool.query('SELECT 1 FROM reward WHERE shop_id = $1 LIMIT 1', [shopId]);
  if (!shop || rows.length > 0) return;
  // A currency whose unit is small takes a larger number: 500 yen, not 5.
  const units = exponentOf(shop.currency) === 0 ? UNITS_OFF * 100n : UNITS_OFF;
  const amount = units * 10n ** BigInt(exponentOf(shop.currency));
  // Not its worth: that is said beside the name everywhere, in the shopper's own way of writing it.
  const names = {
    en: { name: 'Thank-you discount', description: 'For your next order.' },
    de: { name: 'Dankeschön-Rabatt', description: 'Für die nächste Bestellung.' },
    fr: { name: 'Remise merci', description: 'Sur la prochaine commande.' },
    cs: { name: 'Sleva jako poděkování', description: 'Na příští objednávku.' },
    nb: { name: 'Takkerabatt', description: 'På neste bestilling.' },
    uk: { name: 'Знижка на знак подяки', description: 'На наступне замовлення.' },
    th: { name: 'ส่วนลดแทนคำขอบคุณ', description: 'สำหรับคำสั่งซื้อครั้งถัดไป' },
    he: { name: 'הנחת תודה', description: 'להזמנה הבאה.' },
  };
  await saveReward(
    shopId,
    {
      state: 'active',
      way: 'pooled',
      offer: { points: POINTS, names },
      terms: { value: { kind: 'amount-off', amount }, validDays: 60 },
    },
    now,
  );
}
