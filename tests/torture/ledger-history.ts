// One random history of a shop's points, lived twice: once with events doubled, late, lost and
// shuffled, once as one quiet resync. Both must end in the same balances and the same lots, and the
// ledger must follow from its entries.
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { pool } from '#app/db.server.ts';
import { awardCustomers, awardOrders } from '#app/loyalty/earning/award-members.server.ts';
import { expireLots } from '#app/loyalty/expiry/expire-lots.server.ts';
import { giveBack, post, spend } from '#app/loyalty/ledger.server.ts';
import { publishRules } from '#app/loyalty/programme/publish-rules.server.ts';
import type { RulesInput } from '#app/loyalty/programme/rules.ts';
import { balanceOf } from '#app/loyalty/read.server.ts';
import { verifyLedger } from '#app/loyalty/verify-ledger.server.ts';
import { type OrderSeed, seedCustomer, seedOrder, seedShop } from '../factories/shop-data.ts';

const HOUR = 3_600_000;
const LENGTH_HOURS = 24 * 200;
const at = (hour: number) => new Date(Date.UTC(2026, 0, 1) + hour * HOUR);
const END = at(LENGTH_HOURS + 24);

type Random = { whole: (below: number) => number; chance: (of: number) => boolean };

/** mulberry32: small, fast, the same on every machine. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (below: number) => Math.floor(next() * below);
  return { whole, chance: (of) => whole(of) === 0 };
}

type Step = { hour: number } & (
  | { kind: 'write'; order: OrderSeed }
  | { kind: 'hear'; orderId: bigint }
  | { kind: 'spend'; customerId: bigint; points: bigint; id: number }
  | { kind: 'return'; id: number }
  | { kind: 'expire' }
  | { kind: 'publish'; rules: RulesInput }
  | { kind: 'tier'; customerId: bigint; tierId: string | null }
);
export type History = { seed: number; customers: bigint[]; first: RulesInput; steps: Step[] };

/** A history that follows from its seed alone. */
export function historyOf(seed: number): History {
  const random = randomOf(seed);
  const customers = Array.from({ length: 1 + random.whole(2) }, (_, at) => BigInt(at + 1));
  const steps: Step[] = [];
  const orders = 1 + random.whole(6);
  for (let id = 1; id <= orders; id++) steps.push(...orderSteps(BigInt(id), customers, random));
  const redemptions = random.whole(5);
  for (let id = 0; id < redemptions; id++) {
    const hour = random.whole(LENGTH_HOURS);
    const customerId = customers[random.whole(customers.length)]!;
    steps.push({ hour, kind: 'spend', customerId, points: BigInt(1 + random.whole(150)), id });
    if (random.chance(2)) {
      steps.push({ hour: hour + random.whole(LENGTH_HOURS - hour), kind: 'return', id });
    }
  }
  for (let count = random.whole(6); count > 0; count--) {
    steps.push({ hour: random.whole(LENGTH_HOURS), kind: 'expire' });
  }
  for (let count = random.whole(3); count > 0; count--) {
    steps.push({ hour: random.whole(LENGTH_HOURS), kind: 'publish', rules: rulesOf(random) });
  }
  for (let count = random.whole(3); count > 0; count--) {
    const tierId = random.chance(3) ? null : 'gold';
    const customerId = customers[random.whole(customers.length)]!;
    steps.push({ hour: random.whole(LENGTH_HOURS), kind: 'tier', customerId, tierId });
  }
  steps.sort((a, b) => a.hour - b.hour);
  // Running at first, so that both lives have the same members.
  return { seed, customers, first: { ...rulesOf(random), isActive: true }, steps };
}

function orderSteps(id: bigint, customers: readonly bigint[], random: Random): Step[] {
  const placed = random.whole(LENGTH_HOURS - 24);
  const customerId = customers[random.whole(customers.length)]!;
  const whole = BigInt(500 + random.whole(20_000));
  const steps: Step[] = [];
  let hour = placed;
  for (let states = 1 + random.whole(4); states > 0; states--) {
    const share = BigInt([100, 100, 70, 33, 120, 0][random.whole(6)]!);
    const net = (whole * share) / 100n;
    const isCancelled = random.chance(6);
    const order: OrderSeed = {
      id,
      customerId,
      placedAt: at(placed),
      updatedAt: at(hour),
      paidAt: random.chance(8) ? null : at(placed + 1),
      fulfilledAt: random.chance(3) ? null : at(placed + 30),
      net,
      refunded: share < 100n ? whole - net : 0n,
      cancelledAt: isCancelled ? at(hour) : null,
      isCounted: !isCancelled && net > 0n,
      lines: linesOf(id, net, random),
    };
    steps.push({ hour, kind: 'write', order });
    // Heard of at once, late, several times or never.
    for (let hearings = random.whole(4); hearings > 0; hearings--) {
      const late = random.chance(2) ? 0 : random.whole(LENGTH_HOURS - hour);
      steps.push({ hour: hour + late, kind: 'hear', orderId: id });
    }
    hour += 1 + random.whole(LENGTH_HOURS - hour);
    if (hour >= LENGTH_HOURS) break;
  }
  return steps;
}

function linesOf(id: bigint, net: bigint, random: Random) {
  const first = (net * BigInt(random.whole(101))) / 100n;
  return [
    { id: id * 10n, productId: 5n, total: first, quantity: 2, currentQuantity: 2 },
    { id: id * 10n + 1n, productId: 6n, total: net - first, isGiftCard: random.chance(5) },
  ];
}

function rulesOf(random: Random): RulesInput {
  const months = 1 + random.whole(4);
  const kind = (['never', 'after-earning', 'after-activity'] as const)[random.whole(3)]!;
  return {
    isActive: !random.chance(10),
    enrolment: 'automatic',
    order: {
      base: random.chance(6)
        ? { kind: 'per-order', points: 1 + random.whole(90) }
        : { kind: 'per-amount', points: 1 + random.whole(5), per: 100 },
      rounding: (['floor', 'nearest', 'ceil'] as const)[random.whole(3)],
      cap: random.chance(4) ? 120 : null,
      minimum: random.chance(4) ? 2_000 : null,
      limit: random.chance(3) ? { points: 150, unit: 'month' } : null,
      milestones: random.chance(3) ? [{ order: 2, points: 40 }] : [],
      products: random.chance(2)
        ? [
            {
              id: 'more',
              name: 'More',
              match: { productIds: ['5'] },
              effect: { kind: 'multiply', percent: 50 + random.whole(300) },
            },
          ]
        : [],
    },
    campaigns: random.chance(3)
      ? [{ id: 'double', name: 'Double', startsAt: at(1000), endsAt: at(2500), percent: 200 }]
      : [],
    pending: {
      days: random.whole(3) * 7,
      from: random.chance(2) ? 'payment' : 'fulfilment',
    },
    expiry: kind === 'never' ? { kind } : { kind, months, graceDays: random.whole(2) * 5 },
    tiers: {
      basis: 'spend',
      window: 'lifetime',
      levels: [{ id: 'gold', name: 'Gold', threshold: 999_999_999, percent: 150 }],
    },
  };
}

export type Outcome = { loud: string; quiet: string; differences: number; entries: number };

/** Lives a history both ways in two shops of their own; gives back what each ended in. */
export async function liveBoth(history: History, name: string): Promise<Outcome> {
  const loudId = await seedShop(`${name}-loud.myshopify.com`);
  const happened = await liveLoudly(loudId, history);
  const quietId = await seedShop(`${name}-quiet.myshopify.com`);
  await liveQuietly(quietId, history, happened);
  const verified = [await verifyLedger(loudId), await verifyLedger(quietId)];
  return {
    loud: await endOf(loudId, history),
    quiet: await endOf(quietId, history),
    differences: verified.reduce((total, one) => total + one.differences.length, 0),
    entries: verified.reduce((total, one) => total + one.entries, 0),
  };
}

/** What became of redemptions: the quiet life takes it over as it was. */
type Happened = {
  spends: Map<number, { entryAt: Date; points: bigint; customerId: bigint }>;
  returns: Map<number, Date>;
};

const subjectOf = (id: number) => `redemption/${id}`;

async function begin(shopId: number, history: History): Promise<void> {
  for (const id of history.customers) await seedCustomer(shopId, id);
  await publish(shopId, history.first, at(0));
  await awardCustomers(shopId, history.customers, at(0));
}

async function liveLoudly(shopId: number, history: History): Promise<Happened> {
  await begin(shopId, history);
  const happened: Happened = { spends: new Map(), returns: new Map() };
  for (const step of history.steps) await live(shopId, step, happened);
  await expireLots(shopId, END);
  // The reconciliation hears of what the webhooks lost, order by order; nothing is left then.
  for (const orderId of lastHeard(history)) await awardOrders(shopId, [orderId], END);
  const missed = await awardCustomers(shopId, history.customers, END);
  if (missed > 0) throw new Error(`${missed} entries were missed order by order`);
  await expireLots(shopId, END);
  return happened;
}

/** Every order once, in an order that has nothing to do with when they were placed. */
function lastHeard({ seed, steps }: History): bigint[] {
  const ids = [...new Set(steps.flatMap((step) => (step.kind === 'write' ? step.order.id : [])))];
  const random = randomOf(seed + 1);
  return ids
    .map((id) => ({ id, place: random.whole(1 << 30) }))
    .sort((a, b) => a.place - b.place)
    .map(({ id }) => id);
}

async function live(shopId: number, step: Step, happened: Happened): Promise<void> {
  const now = at(step.hour);
  if (step.kind === 'write') await seedOrder(shopId, step.order);
  else if (step.kind === 'hear') await awardOrders(shopId, [step.orderId], now);
  else if (step.kind === 'expire') await expireLots(shopId, now);
  else if (step.kind === 'publish') await publish(shopId, step.rules, now);
  else if (step.kind === 'tier') await changeTier(shopId, step, now);
  else if (step.kind === 'spend') await spendOnce(shopId, step, now, happened);
  else await returnOnce(shopId, step.id, now, happened);
}

async function publish(shopId: number, rules: RulesInput, now: Date): Promise<void> {
  const published = await publishRules(shopId, { rules, now });
  if (!published.ok && published.reason !== 'rules-unchanged') {
    throw new Error(canonicalJson(published));
  }
}

async function changeTier(
  shopId: number,
  { customerId, tierId }: { customerId: bigint; tierId: string | null },
  now: Date,
): Promise<void> {
  await pool.query(
    `INSERT INTO loyalty_tier_change (shop_id, account_id, number, tier_id, at, reason, kept_until)
     SELECT shop_id, id, 1 + (SELECT count(*) FROM loyalty_tier_change t
       WHERE t.shop_id = a.shop_id AND t.account_id = a.id), $3, $4, 'by-hand', 'infinity'
     FROM loyalty_account a WHERE shop_id = $1 AND customer_id = $2`,
    [shopId, customerId, tierId, now],
  );
}

async function accountOf(shopId: number, customerId: bigint): Promise<bigint | null> {
  const { rows } = await pool.query(
    'SELECT id FROM loyalty_account WHERE shop_id = $1 AND customer_id = $2',
    [shopId, customerId],
  );
  return rows[0]?.id ?? null;
}

async function spendOnce(
  shopId: number,
  { customerId, points, id }: { customerId: bigint; points: bigint; id: number },
  now: Date,
  happened: Happened,
): Promise<void> {
  const accountId = await accountOf(shopId, customerId);
  if (accountId === null) return;
  const subject = subjectOf(id);
  const spending = { accountId, points, key: `${subject}/reserve`, subject, now };
  const spent = await spend(pool, shopId, spending);
  const { available, balance } = await balanceOf(pool, shopId, accountId, now);
  if (spent.ok && balance < 0n) throw new Error('a spending made the balance negative');
  if (!spent.ok) {
    if (spent.reason === 'insufficient-points' && available >= points) {
      throw new Error(`refused ${points} with ${available} available`);
    }
    return;
  }
  const { rows } = await pool.query('SELECT occurred_at FROM loyalty_entry WHERE id = $1', [
    spent.value.entryId,
  ]);
  happened.spends.set(id, { entryAt: rows[0].occurred_at, points, customerId });
}

async function returnOnce(shopId: number, id: number, now: Date, happened: Happened) {
  if (!happened.spends.has(id)) return;
  const subject = subjectOf(id);
  const names = { spendKey: `${subject}/reserve`, key: `${subject}/return` };
  const back = await giveBack(pool, shopId, { ...names, reason: 'cancelled', now });
  if (!back.ok) throw new Error(back.reason);
  const { rows } = await pool.query('SELECT occurred_at FROM loyalty_entry WHERE id = $1', [
    back.value.entryId,
  ]);
  happened.returns.set(id, rows[0].occurred_at);
}

/**
 * The last state of every order, the rules, tiers and redemptions as they were, and one look at it
 * all.
 */
async function liveQuietly(shopId: number, history: History, happened: Happened): Promise<void> {
  await begin(shopId, history);
  for (const step of history.steps) {
    if (step.kind === 'publish' || step.kind === 'tier') {
      await live(shopId, step, happened);
    }
    if (step.kind === 'write') await seedOrder(shopId, step.order);
  }
  await awardCustomers(shopId, history.customers, END);
  await takeOver(shopId, happened);
  // Redemptions keep points alive under one of the rules, so the dates are looked at again.
  await awardCustomers(shopId, history.customers, END);
  await expireLots(shopId, END);
}

async function takeOver(shopId: number, { spends, returns }: Happened): Promise<void> {
  const moves = [
    ...[...spends].map(([id, spent]) => ({ id, at: spent.entryAt, spent, isReturn: false })),
    ...[...returns].map(([id, when]) => ({
      id,
      at: when,
      spent: spends.get(id)!,
      isReturn: true,
    })),
  ].sort((a, b) => +a.at - +b.at || Number(a.isReturn) - Number(b.isReturn));
  for (const { id, at: occurredAt, spent, isReturn } of moves) {
    const subject = subjectOf(id);
    await post(pool, shopId, [
      {
        accountId: (await accountOf(shopId, spent.customerId))!,
        kind: isReturn ? 'return' : 'redeem',
        effect: isReturn ? 'give-back' : 'take',
        points: isReturn ? spent.points : -spent.points,
        key: `${subject}/${isReturn ? 'return' : 'reserve'}`,
        subject,
        reason: isReturn ? 'cancelled' : 'redemption',
        occurredAt,
        breakdown: isReturn ? { of: `${subject}/reserve` } : undefined,
      },
    ]);
  }
}

/** Balances and what is left of every lot, as text that can be compared. */
async function endOf(shopId: number, history: History): Promise<string> {
  const { rows: balances } = await pool.query(
    `SELECT customer_id, balance FROM loyalty_account WHERE shop_id = $1 ORDER BY customer_id`,
    [shopId],
  );
  // A lot that is worth nothing any more is as good as one that never was.
  const { rows: lots } = await pool.query(
    `SELECT subject, points, remaining, expired FROM loyalty_lot
     WHERE shop_id = $1 AND points <> 0 ORDER BY subject COLLATE "C"`,
    [shopId],
  );
  return canonicalJson({ seed: history.seed, balances, lots });
}
