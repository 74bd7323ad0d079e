// Makes members of customers who have no account yet, with the points of all their orders at once:
// a programme that starts in the past. Nobody else knows of an account before it is committed, so
// nothing has to be locked, compared or settled; the worth is the same as everywhere.
import type { Sql } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { readCopy } from '#app/read-copy.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { type ShopCalendar, shopCalendar } from '../../expiry/lot-dates.ts';
import type { NewEntry } from '../../ledger.server.ts';
import { Opening } from '../../ledger-bulk.server.ts';
import { enrolsByItself, signsUp } from '../../members/enrol-customers.server.ts';
import { readVersions } from '../../programme/read.server.ts';
import type { RuleVersion } from '../../programme/rules.ts';
import { announceEarnings, isNews } from '../../tell-flow.server.ts';
import { placeTiers } from '../../tiers/place-tiers.server.ts';
import { givesForSignUp, rememberSignUps, signUpAwards } from '../award-action.server.ts';
import { entriesFor, newEntry } from '../booking.ts';
import { freezeFacts, lookAgain, needsFrozenFacts } from '../freeze-facts.server.ts';
import { type FrozenFacts, valueOrders } from '../member-worth.ts';
import { readCustomerTraits } from '../read-traits.server.ts';
import { NOBODY } from '../worth.ts';
import {
  type CustomerRange,
  countOrdersBefore,
  type FoundOrder,
  findNewcomers,
  type Newcomer,
  readFirstOrders,
} from './read-newcomers.server.ts';

type Programme = { versions: readonly RuleVersion[]; calendar: ShopCalendar };
type NewMember = Newcomer & { id: bigint };

/**
 * Makes members of the customers in `range` who can simply become one, in the caller's transaction.
 * Gives back the others, who go the usual way. Throws what `isTaken` knows where somebody came
 * first; then the transaction is lost and all of them go that way.
 */
export async function startNewcomers(
  tx: Sql,
  shopId: number,
  range: CustomerRange,
  now: Date,
): Promise<bigint[]> {
  // A shop in the middle of its size would be read from end to end for every range.
  await tx.query('SET LOCAL enable_seqscan = off');
  const versions = await readVersions(tx, shopId);
  const { newcomers, others } = await findNewcomers(tx, shopId, range);
  if (!enrolsByItself(versions, now)) {
    return [...others, ...newcomers.map((one) => one.customerId)];
  }
  if (newcomers.length === 0) return others;
  const programme = { versions, calendar: shopCalendar((await shopById(shopId, tx))!.timezone) };
  const ids = await drawAccountIds(tx, newcomers.length);
  const members = newcomers.map((one, at) => ({ ...one, id: ids[at]! }));
  const news = await openAll(tx, shopId, members, range, programme, now);
  await announceEarnings(tx, shopId, news, now);
  await placeTiers(tx, shopId, ids, programme, now);
  await enqueue(tx, 'loyalty/write-metafields', { shopId }, { key: 'all', keepRunAt: true });
  return others;
}

/** Ascending; other accounts that are made meanwhile may lie between them. */
async function drawAccountIds(tx: Sql, count: number): Promise<bigint[]> {
  const ids: bigint[] = [];
  const draw = `SELECT nextval('loyalty_account_id_seq') FROM generate_series(1, ${count})`;
  await readCopy(tx, draw, (row) => ids.push(row.bigint()!));
  return ids;
}

/** The entries of those who signed up for the programme and did not just find themselves in it. */
async function signUp(
  tx: Sql,
  shopId: number,
  members: readonly NewMember[],
  programme: Programme,
  now: Date,
): Promise<Map<bigint, NewEntry>> {
  const fresh = members.filter((one) => signsUp(programme.versions, one.createdAt));
  if (fresh.length === 0 || !givesForSignUp(programme.versions, now)) return new Map();
  const traits = await readCustomerTraits(
    tx,
    shopId,
    fresh.map((one) => one.customerId),
  );
  const awards = signUpAwards(
    fresh.map(({ id, customerId }) => ({ id, ...(traits.get(customerId) ?? NOBODY) })),
    programme,
    now,
  );
  await rememberSignUps(tx, shopId, awards, now);
  return new Map(awards.flatMap(({ accountId, entry }) => (entry ? [[accountId, entry]] : [])));
}

/** Opens the accounts with all that was earned; gives back what of it is news. */
async function openAll(
  tx: Sql,
  shopId: number,
  members: readonly NewMember[],
  range: CustomerRange,
  programme: Programme,
  now: Date,
): Promise<NewEntry[]> {
  const { versions, calendar } = programme;
  const since = versions[0]!.effectiveFrom;
  const signUps = await signUp(tx, shopId, members, programme, now);
  const before = await countOrdersBefore(tx, shopId, range, since);
  const frozen = await freezeRange(tx, shopId, members, range, versions, now);
  const mustBeKept = versions.some(({ rules }) => needsFrozenFacts(rules));
  const waiting: bigint[] = [];
  const opening = new Opening(shopId, now);
  const news: NewEntry[] = [];
  let opened = 0;
  const open = ({ id, customerId }: NewMember, found: readonly FoundOrder[]) => {
    const orders = mustBeKept ? found.filter((order) => frozen.has(order.id)) : found;
    if (orders.length < found.length) {
      waiting.push(...found.flatMap((order) => (frozen.has(order.id) ? [] : order.id)));
    }
    const ordersBefore = before.get(customerId) ?? 0;
    const facts = { ...NO_PAST, orders, ordersBefore, frozen };
    const states = new Map(orders.map((order) => [order.id, order]));
    const valued = valueOrders(facts, versions, calendar);
    const earned = entriesFor(valued, [], states).map((entry) => newEntry(id, entry));
    const signedUp = signUps.get(id);
    opening.add({ id, customerId, entries: signedUp ? [signedUp, ...earned] : earned });
    news.push(...earned.filter((entry) => isNews(entry, now)));
    opened += 1;
  };
  await readFirstOrders(tx, shopId, range, since, (customerId, orders) => {
    // Accounts are opened in ascending order of their customers, with orders or without.
    while (opened < members.length && members[opened]!.customerId < customerId) {
      open(members[opened]!, []);
    }
    if (members[opened]?.customerId === customerId) open(members[opened]!, orders);
  });
  while (opened < members.length) open(members[opened]!, []);
  await opening.write(tx);
  await lookAgain(tx, shopId, waiting, now);
  return news;
}

/** Where the rules look at more than the order itself, that is kept before anything is valued. */
async function freezeRange(
  tx: Sql,
  shopId: number,
  members: readonly NewMember[],
  range: CustomerRange,
  versions: readonly RuleVersion[],
  now: Date,
): Promise<Map<bigint, FrozenFacts>> {
  if (!versions.some(({ rules }) => needsFrozenFacts(rules))) return new Map();
  const wanted = new Set(members.map((one) => one.customerId));
  const found: (FoundOrder & { customerId: bigint })[] = [];
  await readFirstOrders(tx, shopId, range, versions[0]!.effectiveFrom, (customerId, orders) => {
    if (wanted.has(customerId)) found.push(...orders.map((one) => ({ ...one, customerId })));
  });
  return freezeFacts(tx, shopId, versions, found, now);
}

/** Of a member who was none a moment ago. */
const NO_PAST = { tierChanges: [], contexts: new Map(), redemptions: [] };
