// How far back a member has to be looked at when some orders changed. What an order is worth
// follows from those before it and never from those after, so that a customer with ten thousand
// orders is not valued from the first one on each time one is added.
import type { ShopCalendar } from '../expiry/lot-dates.ts';
import type { RuleVersion } from '../programme/rules.ts';
import { type LedgerTx, query } from '../query.server.ts';
import { startOfPeriod } from './member-worth.ts';

export type Reach = {
  /** Only orders placed from this instant on can be worth something else. */
  from: Date;
  /** Their worth follows from the orders from here on, and from how many came before. */
  since: Date;
};

/** What a change of these orders reaches; null: everything. */
export async function reachOf(
  tx: LedgerTx,
  shopId: number,
  orderIds: readonly bigint[],
  versions: readonly RuleVersion[],
  calendar: ShopCalendar,
): Promise<Reach | null> {
  // There an order prolongs the life of all points before it.
  if (versions.some(({ rules }) => rules.expiry.kind === 'after-activity')) return null;
  const [found] = await query<{ at: Date | null }>(tx, EARLIEST, shopId, `{${orderIds.join(',')}}`);
  const from = found?.at ?? null;
  if (from === null) return null;
  const units = new Set(versions.flatMap(({ rules }) => rules.order.limit?.unit ?? []));
  const starts = [...units].map((unit) =>
    calendar.startOf(startOfPeriod(calendar.dayOf(from), unit)).getTime(),
  );
  return { from, since: new Date(Math.min(from.getTime(), ...starts)) };
}

// When they were placed, and when they were when their points were booked.
const EARLIEST = `
  SELECT min(at) AS at FROM (
    SELECT processed_at AS at FROM orders
    WHERE shop_id = $1::int AND id = ANY ($2::text::bigint[])
    UNION ALL
    SELECT l.earned_at FROM unnest($2::text::bigint[]) AS wanted (id)
    JOIN loyalty_lot l ON l.shop_id = $1::int AND (l.subject = 'order/' || wanted.id
      OR l.subject >= 'order/' || wanted.id || '@' AND l.subject < 'order/' || wanted.id || 'A')
  ) placed`;
