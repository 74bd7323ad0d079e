// All that Encore knows of one customer: orders, value, points.
import { lastInstantOf } from '#app/basics/calendar.ts';
import { decimalText } from '#app/basics/money.ts';
import { pool } from '#app/db.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import { levelOf } from '#app/loyalty/programme/rules.ts';
import { readMember } from '#app/loyalty/read-member.server.ts';
import { RFM_MEANING } from '#app/retention/rfm.ts';
import { type ListedCustomer, readCustomerFigures } from '#app/retention/segments/read.server.ts';
import { readHeld } from '#app/rewards/read.server.ts';
import { readSteps } from '#app/rewards/read-codes.server.ts';
import {
  customersByIds,
  orderIdsOfCustomer,
  ordersByIds,
  type Shop,
} from '#app/sync/read.server.ts';
import { personOf } from '#app/sync/read-person.server.ts';
import type { OrderState } from '#app/sync/rows.ts';
import { nameOf } from './person-name.ts';

const ordersShown = 10;

/** Null where there is no such customer. `why` is written into the access log. */
export async function readProfile(shop: Shop, customerId: bigint, now: Date, why: string) {
  const [customer] = await customersByIds(pool, shop.id, [customerId]);
  if (!customer) return null;
  const [person, orderIds, sums, figures, member, programme, held] = await Promise.all([
    personOf(shop.id, customerId, why),
    orderIdsOfCustomer(pool, shop.id, customerId, ordersShown),
    readSums(shop, customerId),
    readCustomerFigures(shop.id, customerId),
    readMember(shop.id, customerId, now),
    readProgramme(pool, shop.id, now),
    readHeld(shop.id, [customerId], now),
  ]);
  const codes = held.get(customerId)?.redemptions ?? [];
  const [orders, steps] = await Promise.all([
    ordersByIds(pool, shop.id, orderIds),
    readSteps(
      shop.id,
      codes.map(({ id }) => id),
    ),
  ]);
  return {
    id: customerId.toString(),
    name: nameOf(person, customerId),
    email: person?.email ?? null,
    phone: person?.phone ?? null,
    createdAt: customer.createdAt.toISOString(),
    country: customer.country,
    tags: customer.tags,
    takesMail: customer.emailMarketing === 'SUBSCRIBED',
    isErased: customer.redactedAt !== null,
    mergedIntoId: customer.mergedIntoId?.toString() ?? null,
    sums,
    orders: orders
      .sort((a, b) => b.processedAt.getTime() - a.processedAt.getTime())
      .map((order) => shownOrder(order)),
    figures: figures && shownFigures(figures, shop.currency),
    points: member && {
      ...shownMember(member, now),
      accountId: member.accountId.toString(),
      tier: programme && (levelOf(programme.rules, member.tier?.id ?? null)?.name ?? null),
    },
    codes: codes.map(({ id, code, kind, state, points, orderName }) => ({
      id,
      code: kind === 'store-credit' ? 'Store credit' : code,
      state,
      points,
      orderName,
      steps: steps
        .filter(({ redemptionId }) => redemptionId === id)
        .map(({ at, reason }) => ({ at: at.toISOString(), reason })),
    })),
  };
}

export type Profile = NonNullable<Awaited<ReturnType<typeof readProfile>>>;

function shownFigures(figures: ListedCustomer, currency: string) {
  const text = (minor: bigint) => decimalText(minor, currency);
  const { sales90, sales365 } = figures;
  return {
    group: RFM_MEANING[figures.group],
    classes: [figures.recency, figures.frequency, figures.monetary] as const,
    alive: figures.alive,
    nextDue: figures.nextDue,
    ahead: [
      { days: 90, orders: figures.orders90, sales: sales90 === null ? null : text(sales90) },
      { days: 365, orders: figures.orders365, sales: sales365 === null ? null : text(sales365) },
    ],
    values: [
      { months: 12, value: text(figures.clv12) },
      { months: 24, value: text(figures.clv24) },
      { months: 36, value: text(figures.clv36) },
    ],
  };
}

async function readSums(shop: Shop, customerId: bigint) {
  const { rows } = await pool.query<{
    orders: number;
    netSales: bigint;
    first: Date | null;
    last: Date | null;
  }>(
    `SELECT count(*)::int AS orders, coalesce(sum(net_sales), 0)::bigint AS "netSales",
       min(processed_at) AS first, max(processed_at) AS last
     FROM orders WHERE shop_id = $1 AND customer_id = $2 AND is_counted AND currency = $3`,
    [shop.id, customerId, shop.currency],
  );
  const { orders, netSales, first, last } = rows[0]!;
  return {
    orders,
    netSales: decimalText(netSales, shop.currency),
    averageOrderValue: orders === 0 ? null : decimalText(netSales / BigInt(orders), shop.currency),
    firstOrderAt: first?.toISOString() ?? null,
    lastOrderAt: last?.toISOString() ?? null,
  };
}

function shownOrder(order: OrderState) {
  return {
    id: order.id.toString(),
    name: order.name,
    at: order.processedAt.toISOString(),
    netSales: decimalText(order.netSales, order.currency),
    currency: order.currency,
    items: order.lines.reduce((sum, line) => sum + line.quantity, 0),
    state: stateOf(order),
    codes: order.discountCodes,
  };
}

export type OrderLabel = 'test' | 'cancelled' | 'refunded' | 'partly-refunded' | 'unpaid' | null;

function stateOf(order: OrderState): OrderLabel {
  if (order.isTest) return 'test';
  if (order.cancelledAt) return 'cancelled';
  if (order.financialStatus === 'REFUNDED') return 'refunded';
  if (order.financialStatus === 'PARTIALLY_REFUNDED') return 'partly-refunded';
  return order.paidAt ? null : 'unpaid';
}

type Member = NonNullable<Awaited<ReturnType<typeof readMember>>>;

function shownMember(member: Member, now: Date) {
  const isOpen = (lot: Member['lots'][number]) =>
    lot.opensAt !== null && lot.opensAt <= now.getTime();
  const sum = (lots: Member['lots']) => lots.reduce((total, { points }) => total + points, 0);
  const expiries = member.lots.flatMap(({ expiresAt }) => (expiresAt === null ? [] : [expiresAt]));
  const nextExpiry = expiries.length > 0 ? Math.min(...expiries) : null;
  return {
    status: member.status,
    joinedAt: new Date(member.joinedAt).toISOString(),
    balance: member.balance,
    available: sum(member.lots.filter(isOpen)),
    pending: sum(member.lots.filter((lot) => !isOpen(lot))),
    nextExpiry: nextExpiry && {
      at: lastInstantOf(nextExpiry).toISOString(),
      points: sum(member.lots.filter(({ expiresAt }) => expiresAt === nextExpiry)),
    },
    entries: member.entries.map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() })),
  };
}
