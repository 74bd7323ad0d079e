// A member's birthday, told by themselves or by the merchant. A member can change it once a year,
// so that nobody has one every month.
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { sqlTransaction } from '#app/db.server.ts';
import { query } from '../query.server.ts';
import { type Birthday, isBirthday, longAgo, mayChange } from './birthday.ts';

export type BirthdayRefusal = Refused<'bad-birthday' | 'not-a-member' | 'blocked' | 'birthday-set'>;
type Row = { id: bigint; status: string; month: number | null; day: number | null; set_at: Date };

/**
 * Keeps a customer's birthday. The same one again changes nothing; another one within a year of the
 * last is refused with `birthday-set`, unless the merchant corrects it.
 */
export async function setBirthday(
  shopId: number,
  customerId: bigint,
  birthday: Birthday,
  now: Date,
  by: 'member' | 'merchant' = 'member',
): Promise<Ok<Birthday> | BirthdayRefusal> {
  if (!isBirthday(birthday)) return refuse('bad-birthday');
  return sqlTransaction(async (tx) => {
    const [known] = await query<Row>(
      tx,
      `SELECT a.id, a.status, d.birth_month AS month, d.birth_day AS day, d.set_at
       FROM loyalty_account a
       LEFT JOIN loyalty_member_detail d ON d.shop_id = a.shop_id AND d.account_id = a.id
       WHERE a.shop_id = $1::int AND a.customer_id = $2::text::bigint
         AND a.status IN ('member', 'blocked')
       FOR UPDATE OF a`,
      shopId,
      customerId.toString(),
    );
    if (!known) return refuse('not-a-member');
    if (known.status === 'blocked' && by === 'member') return refuse('blocked');
    if (known.month === birthday.month && known.day === birthday.day) return ok(birthday);
    const setAt = known.month === null ? null : known.set_at;
    if (by === 'member' && !mayChange(setAt, now)) return refuse('birthday-set');
    await query(
      tx,
      `INSERT INTO loyalty_member_detail (shop_id, account_id, birth_month, birth_day, set_at)
       VALUES ($1::int, $2::text::bigint, $3::int, $4::int, $5::text::timestamptz)
       ON CONFLICT (shop_id, account_id) DO UPDATE SET birth_month = excluded.birth_month,
         birth_day = excluded.birth_day, set_at = excluded.set_at`,
      shopId,
      known.id.toString(),
      birthday.month,
      birthday.day,
      (by === 'merchant' ? longAgo(now) : now).toISOString(),
    );
    return ok(birthday);
  });
}
