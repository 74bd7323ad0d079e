// The doors about earning: what a cart would bring, what an order brought, joining the programme.
import type { z } from 'zod';
import { type Ok, ok, refuse } from '#app/basics/outcome.ts';
import { sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { award } from '#app/loyalty/earning/award-members.server.ts';
import type { WorthLine } from '#app/loyalty/earning/worth.ts';
import { estimateCart, NO_TAX, type TaxRates } from '#app/loyalty/estimate.ts';
import { shopCalendar } from '#app/loyalty/expiry/lot-dates.ts';
import { birthdayOf } from '#app/loyalty/members/birthday.ts';
import { joinMember } from '#app/loyalty/members/enrol-customers.server.ts';
import { setBirthday } from '#app/loyalty/members/set-birthday.server.ts';
import { readVersions } from '#app/loyalty/programme/read.server.ts';
import { readCartFacts } from '#app/loyalty/read-cart-facts.server.ts';
import { type OrderLedger, readOrderLedger } from '#app/loyalty/read-order-points.server.ts';
import { readTaxRates } from '#app/loyalty/read-tax-rates.server.ts';
import type { BirthdayAnswer, Estimate, JoinAnswer, OrderPoints } from '#app/shoppers/contract.ts';
import { readWalletFacts } from '#app/shoppers/read-wallet.server.ts';
import { inShopMoney, type requests } from '#app/shoppers/requests.ts';
import { shopWords, walletOf } from '#app/shoppers/wallet.ts';
import { surveyOf } from './asking.server.ts';
import type { Caller, Refusal } from './doors.server.ts';

type BareLine = Omit<WorthLine, 'id' | 'traits'>;

async function worthOf(
  { shelf, now }: Caller,
  customerId: bigint | null,
  bare: readonly BareLine[],
  rates: TaxRates,
  orderId: bigint | null = null,
) {
  const { rules, shop } = shelf;
  if (!rules) return { points: 0n, lines: bare.map(() => 0n) };
  const products = bare.flatMap(({ productId }) => productId ?? []);
  const { context, traitsOf, isGiftCard } = await readCartFacts(
    shop,
    rules,
    customerId,
    products,
    now,
    orderId,
  );
  const lines = bare.map((line, index) => ({
    ...line,
    id: String(index),
    isGiftCard: line.isGiftCard || isGiftCard(line.productId ?? 0n),
    traits: traitsOf(line.productId ?? 0n),
  }));
  const worth = estimateCart({ lines, rates }, { rules, ...context }, now);
  const byLine = new Map(worth.lines.map(({ lineId, points }) => [lineId, points]));
  return { points: worth.points, lines: lines.map(({ id }) => byLine.get(id) ?? 0n) };
}

/** What this cart would earn, by the same function as the award. */
export async function estimate(
  caller: Caller,
  cart: z.output<typeof requests.estimate>,
): Promise<Ok<Estimate> | Refusal> {
  const { rules, shop } = caller.shelf;
  const lines: BareLine[] = [];
  for (const { productId, quantity, amount, isGiftCard, isSubscription } of cart.lines) {
    const minor = inShopMoney(amount, cart.currency, cart.currencyRate, shop.currency);
    if (minor === null) return refuse('bad-request');
    lines.push({ productId, quantity, amount: minor, isGiftCard, isSubscription });
  }
  const rates = await readTaxRates(shop.id, cart.country ?? null, caller.now);
  const worth = await worthOf(caller, caller.customerId, lines, rates);
  const isEarning = rules?.isActive ?? false;
  return ok({
    points: Number(worth.points),
    lines: worth.lines.map(Number),
    pendingDays: rules?.pending.days ?? 0,
    reason: worth.points > 0n ? null : isEarning ? 'excluded' : 'programme-paused',
  });
}

/** How long an order may take from Shopify to here before the answer is that it earns nothing. */
const ON_ITS_WAY_MS = 10 * 60_000;

/** The points of one of the shopper's own orders. */
export async function orderPoints(
  caller: Caller,
  { id }: z.output<typeof requests.order>,
): Promise<Ok<OrderPoints> | Refusal> {
  const { shelf, customerId, locale } = caller;
  const survey = await surveyOf(caller, id);
  const nothing = {
    survey,
    points: 0,
    spendableAt: null,
    reversed: 0,
    balance: null,
    signInUrl: shopWords(shelf, locale, caller.isOnStorefront).signInUrl,
    referral: null,
  };
  if (customerId === null) return ok({ ...nothing, state: 'guest' });
  const order = await readOrderLedger(shelf.shop.id, id);
  if (!order) return ok({ ...nothing, state: 'waiting' });
  if (order.customerId !== customerId) return refuse('not-found');
  if (order.accountId === null) {
    const { points } = await worthOf(caller, customerId, order.lines, NO_TAX, id);
    // Nobody joins a programme that is paused.
    const state = shelf.rules?.isActive ? 'visitor' : 'none';
    return ok({ ...nothing, state, points: Number(points) });
  }
  const wallet = walletOf(await readWalletFacts(caller));
  const own = {
    balance: wallet.member?.balance ?? null,
    referral: wallet.member?.referral ?? null,
  };
  const points = Number(order.earned - order.reversed);
  return ok({
    ...nothing,
    ...own,
    state: stateOf(order, caller.now),
    points: Math.max(0, points),
    reversed: Number(order.reversed),
    spendableAt: order.availableAt?.toISOString() ?? null,
  });
}

function stateOf(order: OrderLedger, now: Date): OrderPoints['state'] {
  if (order.earned === 0n) {
    const isYoung = now.getTime() - order.createdAt.getTime() < ON_ITS_WAY_MS;
    return order.isCounted && isYoung ? 'waiting' : 'none';
  }
  if (order.earned <= order.reversed) return 'none';
  return order.availableAt !== null && order.availableAt <= now ? 'earned' : 'pending';
}

/** Keeps the birthday that a member told. */
export async function birthday(
  caller: Caller,
  { birthday: told }: z.output<typeof requests.birthday>,
): Promise<Ok<BirthdayAnswer> | Refusal> {
  const { shelf, customerId, now } = caller;
  const day = birthdayOf(told);
  if (!day) return refuse('bad-birthday');
  const kept = await setBirthday(shelf.shop.id, customerId!, day, now);
  if (!kept.ok) return kept.reason === 'not-a-member' ? refuse('join') : kept;
  return ok({ wallet: walletOf(await readWalletFacts(caller)) });
}

/** Makes the shopper a member; orders since the programme began become points at once. */
export async function join(
  caller: Caller,
  _input: z.output<typeof requests.join>,
): Promise<Ok<JoinAnswer> | Refusal> {
  const { shelf, now } = caller;
  const { shop } = shelf;
  const customerId = caller.customerId!;
  const joined = await sqlTransaction(async (sql) => {
    const versions = await readVersions(sql, shop.id);
    const programme = { versions, calendar: shopCalendar(shop.timezone) };
    const member = await joinMember(sql, shop.id, customerId, 'joined', now, programme);
    if (member.ok && member.value.isNew) {
      await award(sql, shop.id, [customerId], now);
      // What does not come from orders: a newsletter agreed to on the way here.
      await enqueue(sql, 'loyalty/award-customers', { shopId: shop.id, customerIds: [customerId] });
    }
    return member;
  });
  if (!joined.ok) return joined.reason === 'programme-paused' ? joined : refuse('try-again');
  const facts = await readWalletFacts(caller);
  const claimed = (facts.member?.entries ?? [])
    .filter(({ kind, orderName }) => kind === 'earn' && orderName !== null)
    .reduce((sum, { points }) => sum + points, 0);
  return ok({ wallet: walletOf(facts), claimed: joined.value.isNew ? claimed : 0 });
}
