// All that a wallet shows of members' points, in one prepared statement.
import { pool } from '#app/db.server.ts';
import { idArray, idRows } from '#app/sync/read.server.ts';

/** Instants are milliseconds since 1970, points are numbers: this goes to browsers as it is. */
export type MemberPoints = {
  accountId: bigint;
  status: 'member' | 'blocked' | 'merged' | 'erased';
  joinedAt: number;
  balance: number;
  /**
   * What is left of each lot that has not lapsed; `opensAt` null: its return window has not begun.
   */
  lots: {
    points: number;
    opensAt: number | null;
    expiresAt: number | null;
    orderName: string | null;
  }[];
  tier: { id: string | null; since: number; keptUntil: number | null } | null;
  /** The newest 50 entries, those of accounts that were merged into it among them. */
  entries: {
    id: string;
    /** The member has read up to here. */
    isTold: boolean;
    kind: 'earn' | 'reverse' | 'redeem' | 'return' | 'expire' | 'adjust';
    points: number;
    balanceAfter: number;
    reason: string;
    at: number;
    orderName: string | null;
    note: string | null;
  }[];
  /** When each way to earn other than orders was used, by its id; for their limits. */
  actions: Record<string, number[]>;
  /** `setAt`: when it was told. */
  birthday: { month: number; day: number; setAt: number } | null;
};

const MS = (column: string) => `(extract(epoch FROM (${column})) * 1000)::bigint`;
const ORDER_NAME = (subject: string) => `(SELECT o.name FROM orders o
  WHERE ${subject} LIKE 'order/%' AND o.shop_id = $1
    AND o.id = substring(${subject} FROM '^order/(\\d+)')::bigint)`;

// Both histories are one: what was carried from one into the other would be told twice.
const OWN_ENTRIES = (account: string) => `(SELECT * FROM loyalty_entry
  WHERE shop_id = $1 AND account_id = ${account} AND reason <> 'merge'
  ORDER BY number DESC LIMIT 50)`;

// greatest() overlooks null, and null says here that the return window has not begun.
const OPENS_AT = `CASE WHEN least(l.available_at, l.released_at) IS NOT NULL
  THEN greatest(l.earned_at, least(l.available_at, l.released_at)) END`;

const MEMBER = `
  SELECT a.customer_id AS "customerId", a.id AS "accountId", a.status,
    ${MS('a.joined_at')}::float8 AS "joinedAt",
    a.balance::float8 AS balance,
    coalesce((
      SELECT json_agg(json_build_object('points', l.remaining,
        'opensAt', ${MS(OPENS_AT)},
        'expiresAt', ${MS('l.expires_at')}, 'orderName', ${ORDER_NAME('l.subject')}))
      FROM loyalty_lot l
      WHERE l.shop_id = $1 AND l.account_id = a.id AND l.remaining > 0
        AND (l.expires_at IS NULL OR l.expires_at > $3)
    ), '[]') AS lots,
    (
      SELECT json_build_object('id', t.tier_id, 'since', ${MS('t.at')},
        'keptUntil', ${MS('t.kept_until')})
      FROM loyalty_tier_change t WHERE t.shop_id = $1 AND t.account_id = a.id
      ORDER BY t.number DESC LIMIT 1
    ) AS tier,
    coalesce((
      SELECT json_agg(json_build_object('id', e.id::text, 'isTold', e.is_told,
        'kind', e.kind, 'points', e.points,
        'balanceAfter', e.balance_after, 'reason', e.reason, 'at', ${MS('e.occurred_at')},
        'orderName', ${ORDER_NAME('e.subject')}, 'note', n.text) ORDER BY e.id DESC)
      FROM (
        SELECT id, number <= a.told_number AS is_told, kind, points, balance_after, reason,
          occurred_at, subject
        FROM ${OWN_ENTRIES('a.id')}
        UNION ALL
        -- What happened in accounts that were joined to it.
        SELECT e.id, number <= m.told_number, kind, points, balance_after, reason, occurred_at,
          subject
        FROM loyalty_account m CROSS JOIN LATERAL ${OWN_ENTRIES('m.id')} e
        WHERE m.shop_id = $1 AND m.merged_into_id = a.id
        ORDER BY id DESC LIMIT 50
      ) e LEFT JOIN loyalty_note n ON n.shop_id = $1 AND n.entry_id = e.id
    ), '[]') AS entries,
    coalesce((
      SELECT json_object_agg(x.action_id, x.at) FROM (
        SELECT action_id, json_agg(${MS('at')}) AS at FROM loyalty_action
        WHERE shop_id = $1 AND account_id = a.id GROUP BY action_id
      ) x
    ), '{}') AS actions,
    (
      SELECT json_build_object('month', d.birth_month, 'day', d.birth_day,
        'setAt', ${MS('d.set_at')})
      FROM loyalty_member_detail d WHERE d.shop_id = $1 AND d.account_id = a.id
    ) AS birthday
  FROM ${idRows('$2')} AS wanted (customer_id)
  JOIN loyalty_account a ON a.shop_id = $1 AND a.customer_id = wanted.customer_id`;

/** Points of customers at `now`; who takes no part is left out. */
export async function readMembers(
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
): Promise<Map<bigint, MemberPoints>> {
  const { rows } = await pool.query<MemberPoints & { customerId: bigint }>({
    name: 'loyalty-members',
    text: MEMBER,
    values: [shopId, idArray(customerIds), now],
  });
  return new Map(rows.map((row) => [row.customerId, row]));
}

/** One customer's points at `now`; null if the customer takes no part. */
export const readMember = async (
  shopId: number,
  customerId: bigint,
  now: Date,
): Promise<MemberPoints | null> =>
  (await readMembers(shopId, [customerId], now)).get(customerId) ?? null;
