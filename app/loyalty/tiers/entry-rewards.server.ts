// Points for entering a tier: given once in a life. What lifted a member may be refunded later, and
// then the points were never earned: they are worked out again from the orders as they stand now.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { OWNED_ORDERS, readOwners } from '../earning/owned-orders.server.ts';
import { lapsesAt, opensAt, type ShopCalendar } from '../expiry/lot-dates.ts';
import type { NewEntry } from '../ledger.server.ts';
import { type RuleVersion, type TierLevel, type Tiers, versionAt } from '../programme/rules.ts';
import { type LedgerTx, query } from '../query.server.ts';
import { LIFTING_OWNED_ORDER, ORDER_VALUE } from './read.server.ts';
import { placeOf, type Standing, windowsOf } from './tier-decision.ts';

type Programme = { versions: readonly RuleVersion[]; calendar: ShopCalendar };

/** A member whose tier is being decided. */
export type Placed = {
  accountId: bigint;
  standing: Standing;
  /** The place that orders and memberships reach now; -1: none. */
  due: number;
  /** Levels that the present change enters, and when. */
  entered: readonly TierLevel[];
  at: Date;
};

type GivenLot = {
  accountId: bigint;
  levelId: string;
  subject: string;
  booked: bigint;
  earnedAt: Date;
  availableAt: Date | null;
  expiresAt: Date | null;
  /** Given to this account; otherwise a merger carried it in. */
  isOwn: boolean;
};

/** The entries that bring members' points for entering tiers to what they should be. */
export async function entryRewards(
  tx: LedgerTx,
  shopId: number,
  placed: readonly Placed[],
  { versions, calendar }: Programme,
  now: Date,
): Promise<NewEntry[]> {
  const levels = versions.flatMap(({ rules }) => rules.tiers?.levels ?? []);
  if (!levels.some((level) => level.entryPoints > 0n)) return [];
  const { version, rules } = versionAt(versions, now)!;
  const tiers = rules.tiers!;
  const known = await readGiven(tx, shopId, placed);
  const given = known.filter((lot) => lot.isOwn);
  const levelOf = (lot: GivenLot) => `${lot.levelId}/${lot.accountId}`;
  const lotOf = new Map(given.map((lot) => [levelOf(lot), lot]));
  // Who was given them under another profile is not given them again.
  const carried = new Set(known.filter((lot) => !lot.isOwn && lot.booked > 0n).map(levelOf));
  const give = ({ accountId, at }: Placed, level: TierLevel, key: string): NewEntry => ({
    ...{ accountId, key, kind: 'earn', effect: 'lot', reason: 'tier', tier: level.id },
    ...{ points: level.entryPoints, subject: subjectOf(level.id, accountId), occurredAt: at },
    ruleVersion: version,
    dates: {
      earnedAt: at,
      // The return window of the order that lifted the member has begun with it.
      availableAt: opensAt({ ...rules.pending, from: 'payment' }, at, null),
      expiresAt: lapsesAt(at, versions, [], calendar),
    },
  });
  const entries = placed.flatMap((one) => {
    const rewards = tiers.levels.filter((level) => level.entryPoints > 0n);
    return rewards.flatMap((level) => {
      const lot = lotOf.get(`${level.id}/${one.accountId}`);
      const subject = subjectOf(level.id, one.accountId);
      if (lot === undefined) {
        const isDue = one.entered.includes(level) && !carried.has(`${level.id}/${one.accountId}`);
        return isDue ? [give(one, level, subject)] : [];
      }
      const isBack = lot.booked === 0n && placeOf(tiers, level.id) <= one.due;
      return isBack ? [give(one, level, `${subject}/as-of/${now.toISOString()}`)] : [];
    });
  });
  const doubtful = doubtfulOf(given, placed, tiers);
  return [...entries, ...(await takenBack(tx, shopId, doubtful, { versions, calendar }, now))];
}

const subjectOf = (levelId: string, accountId: bigint) => `tier/${levelId}/${accountId}`;

/** Lots of these accounts, those that a merger carried in among them. */
async function readGiven(
  tx: LedgerTx,
  shopId: number,
  placed: readonly Placed[],
): Promise<GivenLot[]> {
  const rows = await query<Omit<GivenLot, 'levelId' | 'isOwn'>>(
    tx,
    `SELECT account_id AS "accountId", subject, booked, earned_at AS "earnedAt",
       available_at AS "availableAt", expires_at AS "expiresAt"
     FROM loyalty_lot WHERE shop_id = $1::int AND account_id = ANY ($2::text::bigint[])
       AND subject LIKE 'tier/%'`,
    shopId,
    `{${placed.map((one) => one.accountId).join(',')}}`,
  );
  return rows.flatMap((row) => {
    const [, levelId, owner] = row.subject.split('/');
    return [{ ...row, levelId: levelId!, isOwn: owner === `${row.accountId}` }];
  });
}

/** Points whose tier the member does not reach any more, for whatever reason. */
function doubtfulOf(given: readonly GivenLot[], placed: readonly Placed[], tiers: Tiers) {
  const placedOf = new Map(placed.map((one) => [one.accountId, one]));
  return given.flatMap((lot) => {
    const one = placedOf.get(lot.accountId)!;
    const isReached = placeOf(tiers, lot.levelId) <= one.due && placeOf(tiers, lot.levelId) >= 0;
    return lot.booked > 0n && !isReached ? [{ lot, standing: one.standing }] : [];
  });
}

/** Takes back what was given for orders that do not stand any more. */
async function takenBack(
  tx: LedgerTx,
  shopId: number,
  doubtful: readonly { lot: GivenLot; standing: Standing }[],
  { versions, calendar }: Programme,
  now: Date,
): Promise<NewEntry[]> {
  if (doubtful.length === 0) return [];
  const asked = doubtful.flatMap(({ lot, standing }) => {
    const tiers = versionAt(versions, lot.earnedAt)?.rules.tiers;
    const place = tiers ? placeOf(tiers, lot.levelId) : -1;
    if (!tiers || place < 0) return [];
    const hadBought = standing.memberships.some(
      (one) =>
        one.at < lot.earnedAt && one.until > lot.earnedAt && placeOf(tiers, one.tierId) >= place,
    );
    return hadBought ? [] : [{ lot, tiers, threshold: tiers.levels[place]!.threshold }];
  });
  const reached = await valuesThen(tx, shopId, asked, calendar);
  return asked.flatMap(({ lot, threshold }): NewEntry[] => {
    if ((reached.get(lot.subject) ?? 0n) >= threshold) return [];
    const { accountId, subject, booked, levelId, ...dates } = lot;
    return [
      {
        ...{ accountId, subject, kind: 'reverse', effect: 'lot', tier: levelId, points: -booked },
        ...{ reason: 'correction', key: `${subject}/as-of/${now.toISOString()}`, occurredAt: now },
        dates,
      },
    ];
  });
}

/** What the orders of before a tier was entered come to as they stand now, by the lot's subject. */
async function valuesThen(
  tx: LedgerTx,
  shopId: number,
  asked: readonly { lot: GivenLot; tiers: Tiers }[],
  calendar: ShopCalendar,
): Promise<Map<string, bigint>> {
  const best = new Map<string, bigint>();
  if (asked.length === 0) return best;
  const accountIds = [...new Set(asked.map(({ lot }) => lot.accountId))];
  const owning = await readOwners(tx, shopId, accountIds);
  for (const basis of ['spend', 'orders', 'points'] as const) {
    const windows = asked
      .filter(({ tiers }) => tiers.basis === basis)
      .flatMap(({ lot, tiers }) =>
        windowsOf(tiers, lot.earnedAt, calendar).map(({ start, end }) => ({
          ...{ subject: lot.subject, accountId: lot.accountId, start },
          end: end ?? lot.earnedAt,
        })),
      );
    if (windows.length === 0) continue;
    const rows = await query<{ subject: string; value: bigint }>(
      tx,
      VALUES_THEN[basis],
      shopId,
      ...owning,
      canonicalJson(windows),
    );
    for (const { subject, value } of rows) {
      if (value > (best.get(subject) ?? 0n)) best.set(subject, value);
    }
  }
  return best;
}

const ORDERS_THEN = `FROM jsonb_to_recordset($6::text::jsonb)
    AS w (subject text, "accountId" bigint, start timestamptz, "end" timestamptz)
  JOIN ${OWNED_ORDERS} o ON o.account_id = w."accountId" AND ${LIFTING_OWNED_ORDER}
    AND o.processed_at >= coalesce(w.start, '-infinity') AND o.processed_at < w."end"
  GROUP BY w.subject, w.start`;
const VALUES_THEN: Record<Tiers['basis'], string> = {
  spend: `SELECT w.subject, sum(${ORDER_VALUE})::bigint AS value ${ORDERS_THEN}`,
  orders: `SELECT w.subject, count(*)::bigint AS value ${ORDERS_THEN}`,
  points: `SELECT w.subject, sum(l.booked)::bigint AS value
    FROM jsonb_to_recordset($6::text::jsonb)
      AS w (subject text, "accountId" bigint, start timestamptz, "end" timestamptz)
    -- All of them, for a value that is not named has no type.
    JOIN unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) AS own (account_id)
      ON own.account_id = w."accountId"
    JOIN loyalty_lot l ON l.shop_id = $1::int AND l.account_id = own.account_id
      AND (l.subject LIKE 'order/%' OR l.subject LIKE 'action/%')
      AND l.earned_at >= coalesce(w.start, '-infinity') AND l.earned_at < w."end"
    GROUP BY w.subject, w.start`,
};
