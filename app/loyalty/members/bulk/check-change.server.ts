// Finds out for each line of a change whom it is about and what it would do. Goes on where it was
// stopped; nothing is posted.
import { pool, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import type { SegmentReader } from '../../earning/segments/keep-segments.server.ts';
import { type LedgerTx, query } from '../../query.server.ts';
import { BALANCES, type Chosen, type Selection } from './selection.ts';

/** Lines that are looked at in one statement. */
const SLICE = 10_000;

type Unchecked = { last_line: number; done: number; selection: Selection | null };

/** Checks what is left of a change until the slice of time is over; then a further job goes on. */
export async function checkChange(
  shopId: number,
  changeId: string,
  readSegment: SegmentReader,
  until: () => boolean,
  now: Date,
): Promise<void> {
  const [change] = await query<Unchecked>(
    pool,
    `SELECT last_line, done, selection FROM loyalty_bulk_change
     WHERE shop_id = $1::int AND id = $2::text::uuid AND checked_at IS NULL
       AND arrived_at IS NOT NULL`,
    shopId,
    changeId,
  );
  if (!change) return;
  // A plan made for an empty table would compare every line with every other.
  await pool.query('ANALYZE loyalty_bulk_row');
  const isComplete =
    change.selection === null
      ? await matchLines(shopId, changeId, change, until)
      : await fillLines(shopId, changeId, change.selection, readSegment, until, now);
  await sqlTransaction(async (tx) => {
    if (!isComplete) return enqueue(tx, 'loyalty/check-change', { shopId, changeId });
    if (change.selection === null) await query(tx, NAMED_TWICE, shopId, changeId);
    await query(tx, COUNT, shopId, changeId);
    await query(
      tx,
      `UPDATE loyalty_bulk_change SET checked_at = $3::text::timestamptz, done = 0
       WHERE shop_id = $1::int AND id = $2::text::uuid`,
      shopId,
      changeId,
      now.toISOString(),
    );
  });
}

/** The customers whom the lines of a file name; true when none is left. */
async function matchLines(
  shopId: number,
  changeId: string,
  { last_line: last, done: first }: Unchecked,
  until: () => boolean,
): Promise<boolean> {
  for (let done = first; done < last; ) {
    const upTo = Math.min(done + SLICE, last);
    await sqlTransaction(async (tx) => {
      await query(tx, MATCH, shopId, changeId, done, upTo);
      await moveOn(tx, shopId, changeId, upTo);
    });
    done = upTo;
    if (done < last && until()) return false;
  }
  return true;
}

const moveOn = (tx: LedgerTx, shopId: number, changeId: string, done: number) =>
  query(
    tx,
    'UPDATE loyalty_bulk_change SET done = $3::int WHERE shop_id = $1::int AND id = $2::text::uuid',
    shopId,
    changeId,
    done,
  );

// Behind the limits each customer is looked up by a key; joined, whole tables are read.
const MATCH = `
  UPDATE loyalty_bulk_row r SET customer_id = found.id, email_hashes = '{}',
    problem = CASE WHEN found.id IS NULL THEN 'no-such-customer' END
  FROM (
    SELECT given.line, coalesce(known.id, person.customer_id) AS id
    FROM loyalty_bulk_row given
    LEFT JOIN LATERAL (SELECT id FROM customer c
      WHERE c.shop_id = $1::int AND c.id = given.customer_id AND c.deleted_at IS NULL
        AND c.redacted_at IS NULL AND c.merged_into_id IS NULL LIMIT 1) known ON true
    LEFT JOIN LATERAL (SELECT customer_id FROM customer_person p
      WHERE p.shop_id = $1::int AND p.email_hash = ANY (
        ARRAY(SELECT decode(hash, 'hex') FROM unnest(given.email_hashes) AS hash))
      ORDER BY customer_id LIMIT 1) person ON true
    WHERE given.shop_id = $1::int AND given.change_id = $2::text::uuid AND given.problem IS NULL
      AND given.line > $3::int AND given.line <= $4::int) found
  WHERE r.shop_id = $1::int AND r.change_id = $2::text::uuid AND r.line = found.line`;

const NAMED_TWICE = `
  UPDATE loyalty_bulk_row r SET problem = 'named-twice'
  FROM (SELECT line, row_number() OVER (PARTITION BY customer_id ORDER BY line) AS place
    FROM loyalty_bulk_row
    WHERE shop_id = $1::int AND change_id = $2::text::uuid AND problem IS NULL) named
  WHERE r.shop_id = $1::int AND r.change_id = $2::text::uuid AND r.line = named.line
    AND named.place > 1`;

/** Brings the figures of a change in line with its lines. */
export const COUNT = `
  UPDATE loyalty_bulk_change c
  SET rows = counted.rows, bad_rows = counted.bad, points = counted.points
  FROM (SELECT count(*) AS rows, count(*) FILTER (WHERE problem IS NOT NULL) AS bad,
      coalesce(sum(points) FILTER (WHERE problem IS NULL), 0) AS points
    FROM loyalty_bulk_row
    WHERE shop_id = $1::int AND change_id = $2::text::uuid) counted
  WHERE c.shop_id = $1::int AND c.id = $2::text::uuid`;

/** A line for each member who was chosen; true when none is left. */
async function fillLines(
  shopId: number,
  changeId: string,
  { who, points }: Selection,
  readSegment: SegmentReader,
  until: () => boolean,
  now: Date,
): Promise<boolean> {
  const fillAll = async (condition: string, value: string) => {
    for (;;) {
      const filled = await fill(shopId, changeId, points, condition, value);
      if (filled > 0 && until()) return false;
      if (filled < SLICE) return true;
    }
  };
  if (who.kind !== 'segment') return fillAll(...conditionOf(who));
  const shop = (await shopById(shopId))!;
  // A piece can be longer than a slice: Shopify's segments come in one.
  for await (const ids of (await readSegment(shop, who.segmentId, now)) ?? []) {
    const isComplete = await fillAll(AMONG, `{${ids.join(',')}}`);
    if (!isComplete) return false;
  }
  return true;
}

// By a subquery the list is read once; without one its text is read anew for every member.
const AMONG = 'customer_id = ANY (ARRAY(SELECT unnest($4::text::bigint[])))';

/** The condition of SQL with its one value as $4. */
function conditionOf(who: Exclude<Chosen, { kind: 'segment' }>): [sql: string, value: string] {
  if (who.kind === 'members') {
    return ['id = ANY (ARRAY(SELECT unnest($4::text::bigint[])))', `{${who.accountIds.join(',')}}`];
  }
  const { status, tierId, balance } = who;
  const parts = [
    `($4::text::jsonb ->> 'status' IS NULL OR status = $4::text::jsonb ->> 'status')`,
    `($4::text::jsonb ->> 'tierId' IS NULL OR tier_id = $4::text::jsonb ->> 'tierId')`,
    ...(balance === null ? [] : [BALANCES[balance]]),
  ];
  return [parts.join(' AND '), JSON.stringify({ status, tierId })];
}

/** Lines for the next members that `condition` lets through; gives back how many there were. */
const fill = (
  shopId: number,
  changeId: string,
  points: number,
  condition: string,
  value: string,
): Promise<number> =>
  sqlTransaction(async (tx) => {
    const [last] = await query<{ line: number; customer_id: bigint }>(
      tx,
      `SELECT line, customer_id FROM loyalty_bulk_row
       WHERE shop_id = $1::int AND change_id = $2::text::uuid ORDER BY line DESC LIMIT 1`,
      shopId,
      changeId,
    );
    const line = last?.line ?? 0;
    const filled = await query(
      tx,
      `INSERT INTO loyalty_bulk_row (shop_id, change_id, line, customer_id, points, problem)
       SELECT shop_id, $2::text::uuid, $5::int + row_number() OVER (ORDER BY customer_id),
         customer_id, greatest($3::bigint, -greatest(balance, 0)),
         CASE WHEN $3::bigint < 0 AND balance <= 0 THEN 'nothing-to-take' END
       FROM (SELECT * FROM loyalty_account
         WHERE shop_id = $1::int AND status IN ('member', 'blocked')
           AND customer_id > $6::text::bigint AND ${condition}
         ORDER BY customer_id LIMIT ${SLICE}) chosen
       RETURNING line`,
      shopId,
      changeId,
      points,
      value,
      line,
      (last?.customer_id ?? 0n).toString(),
    );
    await moveOn(tx, shopId, changeId, line + filled.length);
    return filled.length;
  });
