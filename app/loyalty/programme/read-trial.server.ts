// What members did in the year that rules are tried on. Of a shop of many customers a sample is
// read, with the orders of the same mailbox.
import { pool } from '#app/db.server.ts';
import { needsFrozenFacts } from '../earning/freeze-facts.server.ts';
import type { FrozenFacts, OrderFact } from '../earning/member-worth.ts';
import { readCustomerTraits, readTraits } from '../earning/read-traits.server.ts';
import { NOBODY } from '../earning/worth.ts';
import type { ShopCalendar } from '../expiry/lot-dates.ts';
import { DAY_MS } from '../points.ts';
import { query } from '../query.server.ts';
import { LIFTING_ORDER, ORDER_VALUE } from '../tiers/read.server.ts';
import type { Purchase } from '../tiers/tier-decision.ts';
import type { Happening, ReplayFacts } from './replay-member.ts';
import type { Rules } from './rules.ts';
import { SETTLED_DAYS, yearlyBetween } from './trial-year.ts';

export type TrialYear = {
  shopId: number;
  from: Date;
  now: Date;
  /** Every how many-th customer is read. */
  every: number;
  calendar: ShopCalendar;
};

type PersonRow = {
  id: bigint;
  createdAt: Date;
  agreedAt: Date | null;
  joinedAt: Date | null;
  birthday: string | null;
  isBlocked: boolean;
};
/** Two lists of the same length: people, and for each a customer whose orders are theirs. */
type Owning = [personIds: string, customerIds: string];

/** What each person's points follow from under `rules`. */
export async function readTrialFacts(year: TrialYear, rules: Rules): Promise<ReplayFacts[]> {
  const { shopId } = year;
  const people = await query<PersonRow>(pool, PEOPLE, shopId, year.every);
  const ids = people.map((one) => one.id);
  const owners = await query<{ id: bigint; customer: bigint }>(pool, OWNERS, shopId, list(ids));
  const owning: Owning = [
    list(owners.map((one) => one.id)),
    list(owners.map((one) => one.customer)),
  ];
  const [orders, past, bought, recorded, traits] = await Promise.all([
    readOrders(year, owning),
    readPast(year, owning, rules),
    readBought(year, owning, rules),
    readRecorded(year, owning, rules),
    readCustomerTraits(pool, shopId, ids),
  ]);
  const frozen = await presentFacts(shopId, [...orders.values()].flat(), rules);
  return people.map((person) => ({
    customer: traits.get(person.id) ?? NOBODY,
    orders: orders.get(person.id) ?? [],
    frozen,
    past: past.get(person.id) ?? [],
    bought: bought.get(person.id) ?? [],
    happenings: person.isBlocked ? [] : happeningsOf(person, recorded.get(person.id) ?? [], year),
  }));
}

const list = (ids: readonly bigint[]) => `{${ids.join(',')}}`;

// Shopify's numbers of one shop all leave the same remainder by 32768: a hash draws the sample.
/** Of several customers with one mailbox the first stands for all, as when members are made. */
const PEOPLE = `
  SELECT c.id, c.created_at AS "createdAt", a.joined_at AS "joinedAt",
    CASE WHEN c.email_marketing = 'SUBSCRIBED' THEN c.email_marketing_at END AS "agreedAt",
    to_char(make_date(2000, d.birth_month, d.birth_day), 'MM-DD') AS birthday,
    coalesce(a.status = 'blocked', false) AS "isBlocked"
  FROM customer c
  LEFT JOIN loyalty_account a ON a.shop_id = c.shop_id AND a.customer_id = c.id
  LEFT JOIN loyalty_member_detail d ON d.shop_id = a.shop_id AND d.account_id = a.id
  WHERE c.shop_id = $1::int AND (hashint8(c.id) & 2147483647) % $2::int = 0
    AND c.deleted_at IS NULL AND c.redacted_at IS NULL AND c.merged_into_id IS NULL
    AND NOT EXISTS (SELECT FROM customer_person own
      JOIN customer_person twin ON twin.shop_id = own.shop_id
        AND twin.email_hash = own.email_hash AND twin.customer_id < own.customer_id
      WHERE own.shop_id = c.shop_id AND own.customer_id = c.id)`;

const OWNERS = `
  SELECT unnest($2::text::bigint[]) AS id, unnest($2::text::bigint[]) AS customer
  UNION ALL
  SELECT own.customer_id, twin.customer_id FROM customer_person own
  JOIN customer_person twin ON twin.shop_id = own.shop_id
    AND twin.email_hash = own.email_hash AND twin.customer_id <> own.customer_id
  WHERE own.shop_id = $1::int AND own.customer_id = ANY ($2::text::bigint[])`;

const OWNED = `FROM unnest($2::text::bigint[], $3::text::bigint[]) AS owner (id, customer_id)
  JOIN orders o ON o.shop_id = $1::int AND o.customer_id = owner.customer_id AND o.is_counted`;

type TrialOrder = OrderFact & { person: bigint; customer_id: bigint };

async function readOrders({ shopId, from, now }: TrialYear, owning: Owning) {
  const values = [shopId, ...owning, from.toISOString(), now.toISOString()];
  const within = `o.processed_at >= $4::text::timestamptz AND o.processed_at < $5::text::timestamptz`;
  const [orders, lines] = await Promise.all([
    query<Omit<TrialOrder, 'lines'>>(
      pool,
      `SELECT owner.id AS person, o.customer_id, o.id, o.processed_at AS "placedAt",
         o.paid_at AS "paidAt", o.fulfilled_at AS "fulfilledAt",
         o.financial_status AS "financialStatus", o.is_counted AS "isCounted", false AS "isGuest",
         NULL AS "undoneAt",
         o.taxes_included AS "taxesIncluded", o.net_sales AS net, o.current_shipping AS shipping,
         o.current_tax AS tax, o.total, o.received
       ${OWNED} AND ${within}`,
      ...values,
    ),
    query<OrderFact['lines'][number] & { order_id: bigint }>(
      pool,
      `SELECT l.order_id, l.id, l.product_id AS "productId", l.quantity,
         l.current_quantity AS "currentQuantity", l.is_gift_card AS "isGiftCard",
         l.is_subscription AS "isSubscription", l.discounted_total AS "discountedTotal", l.tax
       ${OWNED} AND ${within}
       JOIN order_line l ON l.shop_id = o.shop_id AND l.order_id = o.id ORDER BY l.order_id, l.id`,
      ...values,
    ),
  ]);
  const linesOf = Map.groupBy(lines, (line) => line.order_id);
  return Map.groupBy(
    orders.map((order): TrialOrder => ({ ...order, lines: linesOf.get(order.id) ?? [] })),
    (order) => order.person,
  );
}

/** Orders before the year, where the rules ask how many there were or what they came to. */
async function readPast({ shopId, from }: TrialYear, owning: Owning, rules: Rules) {
  if (rules.tiers === null && rules.order.milestones.length === 0) return new Map<bigint, never>();
  const rows = await query<{ id: bigint; at: Date; net: bigint; isLifting: boolean }>(
    pool,
    `SELECT owner.id, o.processed_at AS at, (${ORDER_VALUE})::bigint AS net,
       ${LIFTING_ORDER} AS "isLifting"
     ${OWNED} AND o.processed_at < $4::text::timestamptz`,
    shopId,
    ...owning,
    from.toISOString(),
  );
  return Map.groupBy(rows, (row) => row.id);
}

async function readBought({ shopId, now }: TrialYear, owning: Owning, { tiers }: Rules) {
  const products = tiers?.memberships.map((one) => one.productId) ?? [];
  if (products.length === 0) return new Map<bigint, never>();
  const rows = await query<Purchase & { id: bigint }>(
    pool,
    `SELECT owner.id, o.processed_at AS at, l.product_id AS "productId",
       l.current_quantity AS pieces
     ${OWNED} AND o.paid_at IS NOT NULL AND o.processed_at < $4::text::timestamptz
     JOIN order_line l ON l.shop_id = o.shop_id AND l.order_id = o.id AND l.current_quantity > 0
       AND l.product_id = ANY ($5::text::bigint[])`,
    shopId,
    ...owning,
    now.toISOString(),
    list(products),
  );
  return Map.groupBy(rows, (row) => row.id);
}

/** What members did in the year that only the ledger knows: reviews, visits, entered codes. */
async function readRecorded({ shopId, from, now }: TrialYear, owning: Owning, { actions }: Rules) {
  const known = actions.filter(({ kind }) => !isFromData(kind)).map(({ id }) => id);
  const rows = await query<{ id: bigint; at: Date; actionId: string }>(
    pool,
    `SELECT owner.id, t.at, t.action_id AS "actionId"
     FROM unnest($2::text::bigint[], $3::text::bigint[]) AS owner (id, customer_id)
     JOIN loyalty_account a ON a.shop_id = $1::int AND a.customer_id = owner.customer_id
     JOIN loyalty_action t ON t.shop_id = a.shop_id AND t.account_id = a.id
       AND t.at >= $4::text::timestamptz AND t.at < $5::text::timestamptz
       AND t.action_id = ANY ($6::text[])`,
    shopId,
    ...owning,
    from.toISOString(),
    now.toISOString(),
    known,
  );
  return Map.groupBy(rows, (row) => row.id);
}

const FROM_DATA = ['sign-up', 'newsletter', 'birthday', 'anniversary'];
/** True where the shop's data tell when it happened, whether it gave points then or not. */
const isFromData = (kind: string): boolean => FROM_DATA.includes(kind);

function happeningsOf(
  { createdAt, agreedAt, joinedAt, birthday }: PersonRow,
  recorded: readonly { at: Date; actionId: string }[],
  { from, now, calendar }: TrialYear,
): Happening[] {
  const lies = (at: Date | null): at is Date => at !== null && at >= from && at < now;
  const days = (dayOfYear: string, since: Date) =>
    yearlyBetween(dayOfYear, from, now, calendar).filter((at) => at >= since);
  const happenings: Happening[] = recorded.map(({ at, actionId }) => ({
    at,
    wanted: { actionId },
  }));
  const add = (actionKind: 'sign-up' | 'newsletter' | 'birthday' | 'anniversary', at: Date) =>
    happenings.push({ at, wanted: { actionKind } });
  if (lies(createdAt)) add('sign-up', createdAt);
  if (lies(agreedAt)) add('newsletter', agreedAt);
  if (birthday !== null) for (const at of days(birthday, createdAt)) add('birthday', at);
  if (joinedAt !== null) {
    const settled = new Date(+joinedAt + SETTLED_DAYS * DAY_MS);
    const dayOfYear = calendar.dayOf(joinedAt).slice(5);
    for (const at of days(dayOfYear, settled)) add('anniversary', at);
  }
  return happenings.sort((a, b) => +a.at - +b.at);
}

/** What is so today stands for what was then: nobody kept it before the rules asked for it. */
async function presentFacts(
  shopId: number,
  orders: readonly TrialOrder[],
  rules: Rules,
): Promise<Map<bigint, FrozenFacts>> {
  if (!needsFrozenFacts(rules)) return new Map();
  const lines = orders.flatMap((order) => order.lines);
  const products = new Map(lines.map((line) => [line.productId, line]));
  const traits = await readTraits(shopId, [...products.values()]);
  const customers = await readCustomerTraits(pool, shopId, [
    ...new Set(orders.map((order) => order.customer_id)),
  ]);
  return new Map(
    orders.map((order) => [
      order.id,
      {
        customer: customers.get(order.customer_id) ?? NOBODY,
        traits: new Map(
          order.lines.flatMap((line) => {
            const known = line.productId === null ? undefined : traits.get(line.productId);
            return known ? [[line.id, known] as const] : [];
          }),
        ),
      },
    ]),
  );
}
