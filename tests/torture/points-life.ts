// A random life of a shop's points through the acts that merchants, shoppers and Shopify have, and
// the rules of the ledger as questions that nothing may answer.
import fc from 'fast-check';
import { pool } from '#app/db.server.ts';
import { awardCustomers, awardOrders } from '#app/loyalty/earning/award-members.server.ts';
import { expireLots } from '#app/loyalty/expiry/expire-lots.server.ts';
import { giveBack, spend } from '#app/loyalty/ledger.server.ts';
import {
  adjustPoints,
  releasePending,
  undoAdjustment,
  writeOffDebt,
} from '#app/loyalty/members/adjust-points.server.ts';
import { eraseMember } from '#app/loyalty/members/erase-member.server.ts';
import { mergeAccounts } from '#app/loyalty/members/merge-accounts.server.ts';
import { publishRules } from '#app/loyalty/programme/publish-rules.server.ts';
import { accountOfCustomer } from '#app/loyalty/read.server.ts';
import { seedCustomer, seedOrder, seedShop } from '../factories/shop-data.ts';

const CUSTOMERS = [1n, 2n, 3n];
const HOUR = 3_600_000;
const BEGIN = Date.UTC(2026, 0, 1);

const who = fc.constantFrom(...CUSTOMERS);
const nth = fc.nat(20);
const some = fc.bigInt(1n, 150n);
const rule = fc.record({
  points: fc.constantFrom(1, 2, 5),
  // For the product that every order is of.
  percent: fc.constantFrom(100, 100, 50, 300),
  cap: fc.option(fc.constantFrom(40, 120), { nil: null }),
  minimum: fc.option(fc.constant(3_000), { nil: null }),
  // Most points of a year, extra points for the second order, tiers by what was spent.
  limit: fc.option(fc.constantFrom(100, 400), { nil: null }),
  milestone: fc.option(fc.constant(35), { nil: null }),
  hasTiers: fc.boolean(),
  opens: fc.constantFrom('payment', 'payment', 'fulfilment'),
  // Shorter than the shortest life: anything else is refused.
  pendingDays: fc.constantFrom(0, 7, 25),
  months: fc.option(fc.constantFrom(1, 2, 6), { nil: null }),
  ends: fc.constantFrom('after-earning', 'after-activity'),
});
/** By the least spending; what orders placed in it earn. */
export const TIERS = [
  { id: 'silver', name: 'Silver', threshold: 10_000, percent: 150 },
  { id: 'gold', name: 'Gold', threshold: 30_000, percent: 200 },
];
type Rule = typeof rule extends fc.Arbitrary<infer T> ? T : never;

const act = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('order'), who, net: fc.nat(20_000) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('change'),
      nth,
      percent: fc.constantFrom(0, 0, 33, 70, 130),
    }),
  },
  // Sent off, or an item was added to what had been.
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('fulfil'),
      nth,
      percent: fc.constantFrom(0, 100, 100),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('spend'), who, points: some }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('return'), nth }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('give'), who, points: some }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('take'), who, points: some }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo'), nth }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('write-off'), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('release'), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('expire') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('publish'), rule }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('merge'), who, into: who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move'), nth, into: who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('erase'), who }) },
);
type Act = { kind: string; who: bigint; into: bigint; nth: number } & {
  points: bigint;
  net: number;
  percent: number;
  rule: Rule;
};

/** A first rule and up to thirty acts with the hours between them. */
export const lives = fc.record({
  first: rule,
  acts: fc.array(fc.record({ gap: fc.nat(900), act }), { minLength: 8, maxLength: 30, size: '+1' }),
});
export type Life = typeof lives extends fc.Arbitrary<infer T> ? T : never;

type KnownOrder = {
  id: bigint;
  who: bigint;
  placedAt: Date;
  fulfilledAt: Date | null;
  net: bigint;
  first: bigint;
};
export type Lived = {
  shopId: number;
  orders: KnownOrder[];
  versions: (Rule & { from: Date })[];
  /** No order changed hands: then its worth follows from its own member's orders alone. */
  isPlain: boolean;
  /** Points given and taken by hand and by redemptions, by the customer they are with now. */
  moves: Map<bigint, bigint>;
  erased: Set<bigint>;
};
type State = Lived & {
  now: Date;
  spends: { subject: string; who: bigint; points: bigint; isBack: boolean }[];
  adjusts: { entryId: bigint; who: bigint; points: bigint; isUndone: boolean }[];
  step: number;
};

/** Lives it in a shop of its own; throws where an act breaks what was promised at once. */
export async function live(life: Life, name: string): Promise<Lived> {
  const shopId = await seedShop(`${name}.myshopify.com`);
  const now = new Date(BEGIN);
  const moves = new Map(CUSTOMERS.map((id) => [id, 0n]));
  const state: State = {
    ...{ shopId, now, moves, orders: [], versions: [], erased: new Set(), isPlain: true },
    ...{ spends: [], adjusts: [], step: 0 },
  };
  for (const id of CUSTOMERS) await seedCustomer(shopId, id);
  await publish(state, life.first);
  await awardCustomers(shopId, CUSTOMERS, now);
  for (const { gap, act } of life.acts) {
    state.now = new Date(+state.now + (gap + 1) * HOUR);
    state.step += 1;
    await perform(state, act as Act);
  }
  state.now = new Date(+state.now + 24 * HOUR);
  await expireLots(shopId, state.now);
  return state;
}

async function perform(state: State, act: Act): Promise<void> {
  if (act.kind === 'order') return order(state, act);
  if (act.kind === 'change') return change(state, act);
  if (act.kind === 'fulfil') return fulfil(state, act);
  if (act.kind === 'spend') return spendOnce(state, act);
  if (act.kind === 'return') return giveBackOnce(state, act);
  if (act.kind === 'give') return adjust(state, act.who, act.points);
  if (act.kind === 'take') return adjust(state, act.who, -act.points);
  if (act.kind === 'undo') return undo(state, act);
  if (act.kind === 'expire') return void (await expireLots(state.shopId, state.now));
  if (act.kind === 'publish') return publish(state, act.rule);
  if (act.kind === 'merge') return merge(state, act);
  if (act.kind === 'move') return moveOrder(state, act);
  if (act.kind === 'erase') return erase(state, act.who);
  const accountId = await accountOf(state, act.who);
  if (accountId === null) return;
  if (act.kind === 'release')
    return void (await releasePending(state.shopId, accountId, state.now));
  const id = `${state.step}`;
  const asked = { accountId, id, note: '', author: '', now: state.now };
  const forgiven = await writeOffDebt(state.shopId, asked);
  if (!forgiven.ok) return;
  const { rows } = await pool.query('SELECT points FROM loyalty_entry WHERE id = $1', [
    forgiven.value.entryId,
  ]);
  move(state, act.who, rows[0].points);
  state.adjusts.push({
    ...{ entryId: forgiven.value.entryId, who: act.who },
    ...{ points: rows[0].points, isUndone: false },
  });
}

const move = ({ moves }: State, customer: bigint, points: bigint) =>
  moves.set(customer, moves.get(customer)! + points);

const accountOf = async ({ shopId, erased }: State, customer: bigint) =>
  erased.has(customer) ? null : ((await accountOfCustomer(pool, shopId, customer))?.id ?? null);

async function publish(state: State, rule: Rule): Promise<void> {
  const { points, percent, cap, minimum, limit, milestone, months, ends } = rule;
  const effect = { kind: 'multiply', percent };
  const published = await publishRules(state.shopId, {
    rules: {
      isActive: true,
      enrolment: 'automatic',
      order: {
        ...{ base: { kind: 'per-amount', points, per: 100 }, cap, minimum },
        limit: limit === null ? null : { points: limit, unit: 'year' },
        milestones: milestone === null ? [] : [{ order: 2, points: milestone }],
        products: [{ id: 'of-all', name: 'Of all', match: { productIds: ['5'] }, effect }],
      },
      pending: { days: rule.pendingDays, from: rule.opens },
      expiry: months === null ? { kind: 'never' } : { kind: ends, months },
      tiers: rule.hasTiers ? { basis: 'spend', window: 'lifetime', levels: TIERS } : null,
    },
    now: state.now,
  });
  if (published.ok) state.versions.push({ ...rule, from: state.now });
  else if (published.reason !== 'rules-unchanged') throw new Error(published.reason);
}

async function write(state: State, order: KnownOrder) {
  const { id, who: customerId, placedAt, fulfilledAt, net, first } = order;
  const isCounted = net > 0n;
  const refunded = net < first ? first - net : 0n;
  const { shopId, now: updatedAt } = state;
  const lines = [{ id: id * 10n, productId: 5n, total: net }];
  const placed = { id, customerId, placedAt, fulfilledAt, updatedAt };
  await seedOrder(shopId, { ...placed, net, refunded, isCounted, lines });
  await awardOrders(shopId, [id], state.now);
}

async function order(state: State, act: Act): Promise<void> {
  if (state.erased.has(act.who)) return;
  const net = BigInt(act.net);
  const placed = { id: BigInt(state.step), who: act.who, placedAt: state.now };
  const made = { ...placed, fulfilledAt: null, net, first: net };
  state.orders.push(made);
  await write(state, made);
}

async function change(state: State, { nth, percent }: Act): Promise<void> {
  const known = state.orders[nth % state.orders.length];
  if (!known || state.erased.has(known.who)) return;
  known.net = (known.first * BigInt(percent)) / 100n;
  await write(state, known);
}

async function fulfil(state: State, { nth, percent }: Act): Promise<void> {
  const known = state.orders[nth % state.orders.length];
  if (!known || state.erased.has(known.who)) return;
  known.fulfilledAt = percent === 0 ? null : state.now;
  await write(state, known);
}

/** Shopify puts an order under another customer's name: its points go along. */
async function moveOrder(state: State, { nth, into }: Act): Promise<void> {
  const known = state.orders[nth % state.orders.length];
  if (!known || state.erased.has(known.who) || state.erased.has(into)) return;
  state.isPlain = false;
  const before = known.who;
  known.who = into;
  await write(state, known);
  await awardCustomers(state.shopId, [before], state.now);
}

async function spendOnce(state: State, { who: customer, points }: Act): Promise<void> {
  const accountId = await accountOf(state, customer);
  if (accountId === null) return;
  const subject = `redemption/${state.step}`;
  const asked = { accountId, points, key: `${subject}/reserve`, subject, now: state.now };
  const spent = await spend(pool, state.shopId, asked);
  if (!spent.ok) return;
  if (spent.value.balance < 0n) throw new Error('rule 8: a spending made the balance negative');
  state.spends.push({ subject, who: customer, points, isBack: false });
  move(state, customer, -points);
}

async function giveBackOnce(state: State, { nth }: Act): Promise<void> {
  const spent = state.spends[nth % state.spends.length];
  if (!spent || state.erased.has(spent.who)) return;
  const { subject } = spent;
  const names = { spendKey: `${subject}/reserve`, key: `${subject}/return`, reason: 'cancelled' };
  const back = await giveBack(pool, state.shopId, { ...names, now: state.now });
  if (!back.ok || back.value.isNew === spent.isBack) throw new Error('rule 3: given back twice');
  if (!spent.isBack) move(state, spent.who, spent.points);
  spent.isBack = true;
}

async function adjust(state: State, customer: bigint, points: bigint): Promise<void> {
  const accountId = await accountOf(state, customer);
  if (accountId === null) return;
  const asked = { accountId, points, id: `${state.step}`, note: 'x', author: '', now: state.now };
  const done = await adjustPoints(state.shopId, asked);
  if (!done.ok) return;
  const { entryId } = done.value;
  state.adjusts.push({ entryId, who: customer, points, isUndone: false });
  move(state, customer, points);
}

async function balanceNow({ shopId }: State, customer: bigint): Promise<bigint> {
  const { rows } = await pool.query<{ balance: bigint }>(
    'SELECT balance FROM loyalty_account WHERE shop_id = $1 AND customer_id = $2',
    [shopId, customer],
  );
  return rows[0]!.balance;
}

async function undo(state: State, { nth }: Act): Promise<void> {
  const known = state.adjusts[nth % state.adjusts.length];
  if (!known || state.erased.has(known.who)) return;
  const asked = { note: '', author: '', now: state.now };
  const before = await balanceNow(state, known.who);
  const undone = await undoAdjustment(state.shopId, known.entryId, asked);
  // Points that were given and are spent or lapsed since stay; what was taken comes back whole.
  if (!undone.ok && known.points > 0n && undone.reason === 'nothing-left') return;
  if (!undone.ok || undone.value.isNew === known.isUndone) throw new Error('rule 3: undone twice');
  if (known.isUndone) return;
  known.isUndone = true;
  const moved = undone.value.balance - before;
  const isWhole = moved === -known.points;
  const isPart = moved < 0n && moved > -known.points && undone.value.balance >= 0n;
  if (!isWhole && !isPart) throw new Error('rule 8: undoing took other points than were given');
  move(state, known.who, moved);
}

async function merge(state: State, { who: fromId, into: intoId }: Act): Promise<void> {
  const { shopId, now, orders, spends, adjusts, erased, moves } = state;
  if (fromId === intoId || erased.has(fromId) || erased.has(intoId)) return;
  state.isPlain = false;
  for (const one of [...orders, ...spends, ...adjusts]) if (one.who === fromId) one.who = intoId;
  await pool.query('UPDATE orders SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2', [
    shopId,
    fromId,
    intoId,
  ]);
  await pool.query('UPDATE customer SET merged_into_id = $3 WHERE shop_id = $1 AND id = $2', [
    shopId,
    fromId,
    intoId,
  ]);
  await mergeAccounts(shopId, { fromId, intoId }, now);
  moves.set(intoId, moves.get(intoId)! + moves.get(fromId)!);
  // Shopify deletes the first; nothing of it comes any more.
  erased.add(fromId);
  moves.set(fromId, 0n);
}

async function erase(state: State, customer: bigint): Promise<void> {
  await pool.query('UPDATE customer SET redacted_at = $3 WHERE shop_id = $1 AND id = $2', [
    state.shopId,
    customer,
    state.now,
  ]);
  await eraseMember(state.shopId, customer, state.now);
  state.erased.add(customer);
}
