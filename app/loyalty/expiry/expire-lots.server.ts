// Books what lapsed, lot by lot, and warns of what will.
import { pool, sqlTransaction } from '#app/db.server.ts';
import { announceAll, enqueue } from '#app/jobs/enqueue.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { redate } from '../earning/award-members.server.ts';
import { redatingsFor } from '../earning/booking.ts';
import { loadMembers } from '../earning/load-members.server.ts';
import { valueOrders } from '../earning/member-worth.ts';
import { DAY_MS } from '../points.ts';
import { readVersions } from '../programme/read.server.ts';
import { type Rules, type RuleVersion, versionAt } from '../programme/rules.ts';
import { query } from '../query.server.ts';
import { type ShopCalendar, shopCalendar } from './lot-dates.ts';

/** How many lots are booked in one transaction. */
const BATCH = 5000;
/** How many warnings are announced in one transaction. */
const WARNINGS = 2000;

/**
 * Expires what is due at `now` and warns of what lapses soon; gives back how many entries that
 * took.
 */
export async function expireLots(shopId: number, now: Date): Promise<number> {
  await redateDue(shopId, now);
  let entries = 0;
  for (;;) {
    const { booked, isLeft } = await sqlTransaction(async (tx) => {
      const rows = await query<{ o_entry: bigint }>(
        tx,
        'SELECT o_entry FROM loyalty_expire($1::int, $2::text::timestamptz, $3::int)',
        shopId,
        now.toISOString(),
        BATCH,
      );
      const [due] = await query<{ isLeft: boolean }>(
        tx,
        `SELECT EXISTS (SELECT FROM loyalty_lot WHERE shop_id = $1::int
           AND expires_at <= $2::text::timestamptz AND expired_at IS NULL) AS "isLeft"`,
        shopId,
        now.toISOString(),
      );
      if (rows.length > 0) {
        await enqueue(tx, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
      }
      return { booked: rows.length, isLeft: due!.isLeft };
    });
    entries += booked;
    if (!isLeft) break;
  }
  const rules = versionAt(await sqlTransaction((tx) => readVersions(tx, shopId)), now)?.rules;
  if (rules?.isActive) await warn(shopId, rules, now);
  await announceWarnings(shopId, now);
  return entries;
}

/**
 * A lot that seems due may live longer by an activity or a change of the rules that came since its
 * date was written; the job that writes all dates anew may not have come to it yet.
 */
async function redateDue(shopId: number, now: Date): Promise<void> {
  const versions = await readVersions(pool, shopId);
  const canMove = ({ rules }: RuleVersion) => rules.expiry.kind === 'after-activity';
  if (versions.length < 2 && !versions.some(canMove)) return;
  const calendar = shopCalendar((await shopById(shopId))!.timezone);
  for (let after = 0n; ; ) {
    // Looked for seldom: each look passes all lots that are due.
    const rows = await query<{ id: bigint }>(
      pool,
      `SELECT DISTINCT account_id AS id FROM loyalty_lot WHERE shop_id = $1::int
         AND expires_at <= $2::text::timestamptz AND expired_at IS NULL
         AND account_id > $3::text::bigint ORDER BY account_id LIMIT ${LOOKED}`,
      shopId,
      now.toISOString(),
      after.toString(),
    );
    for (let at = 0; at < rows.length; at += REDATED) {
      const ids = rows.slice(at, at + REDATED).map((row) => row.id);
      await redateSome(shopId, ids, { versions, calendar }, now);
    }
    if (rows.length < LOOKED) return;
    after = rows.at(-1)!.id;
  }
}

const LOOKED = 20_000;
/** In one transaction. */
const REDATED = 1000;

const redateSome = (
  shopId: number,
  accountIds: readonly bigint[],
  { versions, calendar }: { versions: readonly RuleVersion[]; calendar: ShopCalendar },
  now: Date,
): Promise<void> =>
  sqlTransaction(async (tx) => {
    const rows = await query<{ id: bigint }>(
      tx,
      `SELECT id FROM loyalty_account WHERE shop_id = $1::int AND id = ANY ($2::text::bigint[])
       ORDER BY id FOR UPDATE`,
      shopId,
      `{${accountIds.join(',')}}`,
    );
    const ids = rows.map((row) => row.id);
    const members = await loadMembers(tx, shopId, ids, versions, now);
    const redatings = members.flatMap(({ facts, lots }) =>
      redatingsFor(facts, valueOrders(facts, versions, calendar), lots, versions, calendar),
    );
    await redate(tx, shopId, redatings);
  });

/** One warning for each member and end, at the first of the merchant's days that has come. */
async function warn(shopId: number, { expiry }: Rules, now: Date): Promise<void> {
  // What has lapsed needs no warning any more.
  await query(
    pool,
    `DELETE FROM loyalty_warning
     WHERE shop_id = $1::int AND expires_at <= $2::text::timestamptz AND sent_at IS NOT NULL`,
    shopId,
    now.toISOString(),
  );
  if (expiry.kind === 'never') return;
  for (const days of [...expiry.warnDays].sort((a, b) => a - b)) {
    await query(
      pool,
      WARN,
      shopId,
      now.toISOString(),
      new Date(+now + days * DAY_MS).toISOString(),
      days,
    );
  }
}

const WARN = `
  INSERT INTO loyalty_warning (shop_id, account_id, expires_at, days, points, created_at)
  SELECT l.shop_id, l.account_id, l.expires_at, $4::int, sum(l.remaining), $2::text::timestamptz
  FROM loyalty_lot l
  WHERE l.shop_id = $1::int AND l.remaining > 0 AND l.expired_at IS NULL
    AND l.expires_at > $2::text::timestamptz AND l.expires_at <= $3::text::timestamptz
    AND NOT EXISTS (SELECT 1 FROM loyalty_warning w WHERE w.shop_id = l.shop_id
      AND w.account_id = l.account_id AND w.expires_at = l.expires_at AND w.days <= $4::int)
  GROUP BY l.shop_id, l.account_id, l.expires_at
  ON CONFLICT DO NOTHING`;

type Warned = { accountId: string; points: number; expiresAt: Date };

/** Tells whoever reacts of the warnings that nobody heard of yet, some at a time. */
async function announceWarnings(shopId: number, now: Date): Promise<void> {
  for (let told = WARNINGS; told === WARNINGS; ) {
    told = await sqlTransaction(async (tx) => {
      const warned = await query<Warned>(
        tx,
        `UPDATE loyalty_warning w SET sent_at = $2::text::timestamptz FROM (
           SELECT account_id, expires_at, days FROM loyalty_warning
           WHERE shop_id = $1::int AND sent_at IS NULL LIMIT ${WARNINGS} FOR UPDATE) due
         WHERE w.shop_id = $1::int AND w.account_id = due.account_id
           AND w.expires_at = due.expires_at AND w.days = due.days
         RETURNING w.account_id::text AS "accountId", w.points::float8 AS points,
           w.expires_at AS "expiresAt"`,
        shopId,
        now.toISOString(),
      );
      await announceAll(
        tx,
        'points.expiring',
        warned.map((one) => ({ shopId, ...one, expiresAt: one.expiresAt.toISOString() })),
      );
      return warned.length;
    });
  }
}
