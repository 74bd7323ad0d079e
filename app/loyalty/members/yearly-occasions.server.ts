// Birthdays and anniversaries of joining: once a day, the points of those whose day it is.
import { addDays, type Day } from '#app/basics/calendar.ts';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { findAction } from '../earning/action-worth.ts';
import { awardMany } from '../earning/award-action.server.ts';
import { type ShopCalendar, shopCalendar } from '../expiry/lot-dates.ts';
import { readVersions } from '../programme/read.server.ts';
import { type RuleVersion, versionAt } from '../programme/rules.ts';
import { query } from '../query.server.ts';

/** Days looked back, so that a day on which nothing ran is made up for. */
const LOOK_BACK_DAYS = 3;
/**
 * A birthday told so shortly before itself earns from the next year on: nobody has one every month.
 */
const SETTLED_DAYS = 30;

const BATCH = 1000;

// Who had the points of this year already is left out; members follow one another by their number.
const DUE = `a.shop_id = $1::int AND a.status = 'member' AND a.id > $5::text::bigint
  AND NOT EXISTS (SELECT FROM loyalty_action t WHERE t.shop_id = a.shop_id
    AND t.account_id = a.id AND t.action_id = ANY ($6::text[]) AND t.occurrence = $7)
  ORDER BY a.id LIMIT ${BATCH}`;

const MEMBERS = {
  birthday: `
    SELECT a.id FROM loyalty_member_detail d
    JOIN loyalty_account a ON a.shop_id = d.shop_id AND a.id = d.account_id
    WHERE d.shop_id = $1::int AND d.birth_month = $2::int AND d.birth_day = $3::int
      AND d.set_at <= $4::text::timestamptz AND ${DUE}`,
  anniversary: `
    SELECT a.id FROM loyalty_account a JOIN shop s ON s.id = a.shop_id
    WHERE extract(month FROM a.joined_at AT TIME ZONE s.timezone) = $2::int
      AND extract(day FROM a.joined_at AT TIME ZONE s.timezone) = $3::int
      AND a.joined_at < $4::text::timestamptz AND ${DUE}`,
};
type Kind = keyof typeof MEMBERS;
const KINDS = Object.keys(MEMBERS) as Kind[];

/**
 * Awards the occasions of today and of the days just before, until the slice of time is over; then
 * a further job goes on. Each counts for its own day, whenever it is made up for.
 */
export async function awardYearlyOccasions(
  shopId: number,
  now: Date,
  until: () => boolean = () => false,
): Promise<void> {
  const versions = await readVersions(pool, shopId);
  const shop = await shopById(shopId);
  if (versions.length === 0 || !shop) return;
  const programme = { versions, calendar: shopCalendar(shop.timezone) };
  const { calendar } = programme;
  const today = calendar.dayOf(now);
  for (let back = 0; back < LOOK_BACK_DAYS; back++) {
    const day = addDays(today, -back);
    // The last instant of a day that is over: rules that began on it hold.
    const at = back === 0 ? now : new Date(+calendar.startOf(addDays(day, 1)) - 1);
    const settled = calendar.startOf(addDays(day, -SETTLED_DAYS));
    for (const name of namesOf(day)) {
      for (const kind of KINDS) {
        const occasion = { kind, name, at, settled };
        if (await awardThose(shopId, occasion, programme, now, until)) continue;
        await enqueue(pool, 'loyalty/yearly-occasions', { shopId });
        return;
      }
    }
  }
}

type Occasion = { kind: Kind; name: Day; at: Date; settled: Date };
type Programme = { versions: RuleVersion[]; calendar: ShopCalendar };

/** True when none is left; false where the slice of time was over before. */
async function awardThose(
  shopId: number,
  { kind, name, at, settled }: Occasion,
  programme: Programme,
  now: Date,
  until: () => boolean,
): Promise<boolean> {
  const rules = versionAt(programme.versions, at)?.rules;
  if (!rules?.isActive || findAction(rules, { actionKind: kind }) === null) return true;
  const [year, month, date] = name.split('-').map(Number);
  const ids = programme.versions.flatMap((version) =>
    version.rules.actions.filter((one) => one.kind === kind).map((one) => one.id),
  );
  const occurrence = `${year}`;
  const fixed = [shopId, month, date, settled.toISOString()];
  for (let after = 0n; ; ) {
    const args = [...fixed, after.toString(), ids, occurrence];
    const rows = await query<{ id: bigint }>(pool, MEMBERS[kind], ...args);
    const wanted = new Map(rows.map(({ id }) => [id, { actionKind: kind, occurrence, at }]));
    await sqlTransaction(async (tx) => {
      const awarded = await awardMany(tx, shopId, wanted, programme, now);
      if (awarded === 0) return;
      await enqueue(tx, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
    });
    if (rows.length < BATCH) return true;
    if (until()) return false;
    after = rows.at(-1)!.id;
  }
}

/** The 29th of February has its day on the 28th where the year has no other. */
function namesOf(day: Day): Day[] {
  const isLastOfFebruary = day.endsWith('-02-28') && addDays(day, 1).endsWith('-03-01');
  return isLastOfFebruary ? [day, day.replace(/28$/, '29')] : [day];
}
