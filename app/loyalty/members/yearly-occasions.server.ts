// Birthdays and anniversaries of joining: once a day, the points of those whose day it is.
import { addDays, type Day } from '#app/basics/calendar.ts';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { awardAction } from '../earning/award-action.server.ts';
import { shopCalendar } from '../expiry/lot-dates.ts';
import { readVersions } from '../programme/read.server.ts';
import { query } from '../query.server.ts';

/** Days looked back, so that a day on which nothing ran is made up for. */
const LOOK_BACK_DAYS = 3;
/**
 * A birthday told so shortly before itself earns from the next year on: nobody has one every month.
 */
const SETTLED_DAYS = 30;

const BIRTHDAYS = `
  SELECT d.account_id AS id FROM loyalty_member_detail d
  JOIN loyalty_account a ON a.shop_id = d.shop_id AND a.id = d.account_id AND a.status = 'member'
  WHERE d.shop_id = $1::int AND d.birth_month = $2::int AND d.birth_day = $3::int
    AND d.set_at <= $4::text::timestamptz`;

const ANNIVERSARIES = `
  SELECT a.id FROM loyalty_account a JOIN shop s ON s.id = a.shop_id
  WHERE a.shop_id = $1::int AND a.status = 'member'
    AND extract(month FROM a.joined_at AT TIME ZONE s.timezone) = $2::int
    AND extract(day FROM a.joined_at AT TIME ZONE s.timezone) = $3::int
    AND a.joined_at < $4::text::timestamptz`;

/** Awards the occasions of today and of the days just before. */
export async function awardYearlyOccasions(shopId: number, now: Date): Promise<void> {
  const versions = await readVersions(pool, shopId);
  const shop = await shopById(shopId);
  if (versions.length === 0 || !shop) return;
  const calendar = shopCalendar(shop.timezone);
  const today = calendar.dayOf(now);
  for (let back = 0; back < LOOK_BACK_DAYS; back++) {
    for (const day of namesOf(addDays(today, -back))) {
      const settled = calendar.startOf(addDays(today, -back - SETTLED_DAYS));
      await awardThose('birthday', BIRTHDAYS, day, settled);
      await awardThose('anniversary', ANNIVERSARIES, day, settled);
    }
  }

  async function awardThose(
    actionKind: 'birthday' | 'anniversary',
    sql: string,
    day: Day,
    before: Date,
  ) {
    const [year, month, date] = day.split('-').map(Number);
    const rows = await query<{ id: bigint }>(pool, sql, shopId, month, date, before.toISOString());
    for (const { id } of rows) {
      const wanted = { actionKind, occurrence: `${year}`, at: now };
      await sqlTransaction(async (tx) => {
        await awardAction(tx, shopId, id, wanted, { versions, calendar });
        await enqueue(tx, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
      });
    }
  }
}

/** The 29th of February has its day on the 28th where the year has no other. */
function namesOf(day: Day): Day[] {
  const isLastOfFebruary = day.endsWith('-02-28') && addDays(day, 1).endsWith('-03-01');
  return isLastOfFebruary ? [day, day.replace(/28$/, '29')] : [day];
}
