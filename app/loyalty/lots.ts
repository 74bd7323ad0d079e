// What is left of every lot, worked out of an account's whole history. The fast paths of the
// database (loyalty_post, loyalty_take) must give the same; whenever they cannot, and every night,
// this file decides.
import { DAY_MS, GRACE_DAYS } from './points.ts';

/**
 * One earning as it stands now. A later refund makes `points` smaller as if it had never been more.
 */
export type LotFact = {
  subject: string;
  points: bigint;
  /** When it came into this account. */
  bornAt: Date;
  earnedAt: Date;
  availableAt: Date | null;
  expiresAt: Date | null;
  /** Its expiry was booked, so that what is left of it is to be booked as expired. */
  isExpired: boolean;
};

/** A spending or a give-back, in the order of `at`, then `number`. */
export type Movement = {
  effect: 'take' | 'give-back';
  subject: string;
  points: bigint;
  at: Date;
  number: number;
  entryId: bigint;
  /**
   * For a give-back whose taking lies in an account that was merged into this one: what it had
   * taken.
   */
  foreignUses?: { subject: string; points: bigint }[];
};

export type SettledLot = LotFact & { remaining: bigint; expired: bigint; isGrace: boolean };
export type LotUse = { entryId: bigint; subject: string; points: bigint };
export type Settled = {
  lots: SettledLot[];
  uses: LotUse[];
  /** Points spent that no lot covers: the balance is negative by exactly this. */
  debt: bigint;
  /** When points last paid a debt: whoever was earned before that may have to pay it instead. */
  paidAt: Date | null;
};

/** Stands for the shrinking of a carried lot, which is no spending of this account. */
const NO_ENTRY = 0n;

type Use = LotUse & { spending: string };
type Debt = { entryId: bigint; spending: string; points: bigint };
type State = { lots: SettledLot[]; uses: Use[]; debts: Debt[]; paidAt: Date | null };

/**
 * Replays an account. Spending takes what is available and expires first; then, only where a refund
 * shrank a lot that had been spent, what is still pending; what is then uncovered is a debt that
 * the next points fill. Points given back return to their lots; where such a lot has lapsed they
 * get a lot of their own with a grace.
 * @param graceExpired subjects of grace lots whose expiry was booked
 */
export function settleLots(
  facts: readonly LotFact[],
  movements: readonly Movement[],
  graceExpired: ReadonlySet<string> = new Set(),
): Settled {
  const births = [...facts].sort(byBirth);
  const steps = [...movements].sort((a, b) => +a.at - +b.at || a.number - b.number);
  const state: State = { lots: [], uses: [], debts: [], paidAt: null };
  let born = 0;
  for (const step of steps) {
    for (; born < births.length && births[born]!.bornAt <= step.at; born++) {
      bear(state, births[born]!);
    }
    if (step.effect === 'take') take(state, step);
    else giveBack(state, step, graceExpired);
  }
  for (; born < births.length; born++) bear(state, births[born]!);
  const lots = state.lots.map((lot) =>
    lot.isExpired ? { ...lot, expired: lot.remaining, remaining: 0n } : lot,
  );
  return { lots, uses: netUses(state.uses), debt: sum(state.debts), paidAt: state.paidAt };
}

function bear(state: State, fact: LotFact): void {
  const remaining = fact.points > 0n ? fact.points : 0n;
  state.lots.push({ ...fact, remaining, expired: 0n, isGrace: false });
  // Only a lot that came by a merge, partly spent where it came from, can be worth less than
  // nothing here.
  if (fact.points < 0n) {
    state.debts.push({ entryId: NO_ENTRY, spending: fact.subject, points: -fact.points });
  }
  fillDebts(state, fact.bornAt);
}

function take(state: State, step: Movement): void {
  const alive = state.lots.filter((lot) => isAlive(lot, step.at)).sort(byExpiry);
  const open = alive.filter((lot) => isAvailable(lot, step.at));
  const pending = alive.filter((lot) => !isAvailable(lot, step.at));
  const debt = { entryId: step.entryId, spending: step.subject, points: step.points };
  cover(state, debt, [...open, ...pending]);
  if (debt.points > 0n) state.debts.push(debt);
}

/** Pays as much of `debt` out of `lots` as they hold. */
function cover(state: State, debt: Debt, lots: SettledLot[]): void {
  for (const lot of lots) {
    const part = lot.remaining < debt.points ? lot.remaining : debt.points;
    if (part <= 0n) continue;
    lot.remaining -= part;
    debt.points -= part;
    state.uses.push({ ...debt, subject: lot.subject, points: part });
  }
}

function fillDebts(state: State, at: Date): void {
  if (state.debts.length === 0) return;
  const alive = state.lots.filter((lot) => isAlive(lot, at)).sort(byExpiry);
  const owed = sum(state.debts);
  for (const debt of state.debts) cover(state, debt, alive);
  if (sum(state.debts) < owed) state.paidAt = at;
  state.debts = state.debts.filter((debt) => debt.points > 0n);
}

function giveBack(state: State, step: Movement, graceExpired: ReadonlySet<string>): void {
  // What was never covered is simply no longer owed.
  const owed = state.debts.filter((debt) => debt.spending === step.subject);
  state.debts = state.debts.filter((debt) => debt.spending !== step.subject);
  let left = step.points - sum(owed);
  const taken =
    step.foreignUses ?? netUses(state.uses.filter((use) => use.spending === step.subject));
  for (const use of taken) {
    const part = use.points < left ? use.points : left;
    if (part <= 0n) continue;
    left -= part;
    const own = unshrink(state, step, { subject: use.subject, points: part }, graceExpired);
    if (!putBack(state, step, own, graceExpired)) continue;
    const { entryId, subject: spending } = step;
    state.uses.push({ entryId, spending, subject: own.subject, points: -own.points });
  }
  // What a spending owed in an account that was merged away came over as a debt of the merger:
  // given back, it is owed no more.
  const rest = forgive(state, left, () => true);
  // What other debts of a merged account were paid with in the meantime is not lost either.
  putBack(state, step, { subject: 'rest', points: rest }, graceExpired);
  fillDebts(state, step.at);
}

type Part = { subject: string; points: bigint };

/**
 * A lot that came by a merge and then shrank to less than nothing is a debt, or other lots paid for
 * it: what comes back to it undoes that first. Returns what is left for the lot itself.
 */
function unshrink(
  state: State,
  step: Movement,
  { subject, points }: Part,
  graceExpired: ReadonlySet<string>,
): Part {
  let left = forgive(state, points, (debt) => debt.spending === subject);
  for (const use of state.uses.filter((one) => one.spending === subject)) {
    const part = use.points < left ? use.points : left;
    use.points -= part;
    left -= part;
    putBack(state, step, { subject: use.subject, points: part }, graceExpired);
  }
  return { subject, points: left };
}

/** True if the points are in their lot again; false if there are none or it lapsed: in a grace. */
function putBack(
  state: State,
  step: Movement,
  { subject, points }: Part,
  graceExpired: ReadonlySet<string>,
): boolean {
  if (points === 0n) return false;
  const lot = state.lots.find((one) => one.subject === subject);
  if (lot && isAlive(lot, step.at)) {
    lot.remaining += points;
    return true;
  }
  const grace = graceLot(step, subject, points, graceExpired);
  const known = state.lots.find((one) => one.subject === grace.subject);
  if (known) {
    known.points += points;
    known.remaining += points;
  } else state.lots.push(grace);
  return false;
}

/** Takes `points` off the debts in question; returns what is left of them. */
function forgive(state: State, points: bigint, isMeant: (debt: Debt) => boolean): bigint {
  let left = points;
  for (const debt of state.debts.filter(isMeant)) {
    const part = debt.points < left ? debt.points : left;
    debt.points -= part;
    left -= part;
  }
  state.debts = state.debts.filter((debt) => debt.points > 0n);
  return left;
}

function graceLot(
  step: Movement,
  origin: string,
  points: bigint,
  graceExpired: ReadonlySet<string>,
): SettledLot {
  const subject = `grace/${step.subject}/${origin}`;
  return {
    subject,
    points,
    remaining: points,
    expired: 0n,
    bornAt: step.at,
    earnedAt: step.at,
    availableAt: step.at,
    expiresAt: new Date(+step.at + GRACE_DAYS * DAY_MS),
    isExpired: graceExpired.has(subject),
    isGrace: true,
  };
}

/** True if the lot has not lapsed at `at`. */
const isAlive = (lot: LotFact, at: Date) => lot.expiresAt === null || lot.expiresAt > at;

/** True if the lot can be spent at `at` as far as its return window goes. */
const isAvailable = (lot: LotFact, at: Date) => lot.availableAt !== null && lot.availableAt <= at;

/** The order in which lots are spent: what lapses first, then what was earned first. */
export function byExpiry(a: LotFact, b: LotFact): number {
  const never = Number.POSITIVE_INFINITY;
  const ends = [a.expiresAt ? +a.expiresAt : never, b.expiresAt ? +b.expiresAt : never];
  if (ends[0] !== ends[1]) return ends[0]! < ends[1]! ? -1 : 1;
  return +a.earnedAt - +b.earnedAt || (a.subject < b.subject ? -1 : 1);
}

const byBirth = (a: LotFact, b: LotFact) =>
  +a.bornAt - +b.bornAt || (a.subject < b.subject ? -1 : 1);

/** One use for each entry and lot; what came to nothing is left out. */
function netUses<T extends LotUse>(uses: readonly T[]): T[] {
  const net = new Map<string, T>();
  for (const use of uses) {
    const key = `${use.entryId}|${use.subject}`;
    const known = net.get(key);
    if (known) known.points += use.points;
    else net.set(key, { ...use });
  }
  return [...net.values()].filter((use) => use.points !== 0n);
}

const sum = (parts: readonly { points: bigint }[]) =>
  parts.reduce((total, part) => total + part.points, 0n);
