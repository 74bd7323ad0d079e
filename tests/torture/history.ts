// One random history of a shop: orders, customers and products are made, changed, merged, forgotten
// and deleted while webhooks arrive doubled, late, shuffled or not at all, an import is under way
// and several workers are at it. In the end our rows must be those of one quiet import.
import { pool, sqlTransaction } from '#app/db.server.ts';
import { type FetchedCustomers, fetchCustomers } from '#app/sync/events/fetch-customers.server.ts';
import { type FetchedOrders, fetchOrders } from '#app/sync/events/fetch-orders.server.ts';
import { workEvents } from '#app/sync/events/work-events.server.ts';
import { advanceImport } from '#app/sync/import/advance-import.server.ts';
import { readPart } from '#app/sync/import/read-part.server.ts';
import { startImport } from '#app/sync/import/start-import.server.ts';
import { followLostMerges } from '#app/sync/reconcile/lost-merges.server.ts';
import { reconcile } from '#app/sync/reconcile/reconcile.server.ts';
import { writeCustomers } from '#app/sync/store/write-customers.server.ts';
import { writeOrders } from '#app/sync/store/write-orders.server.ts';
import type { ReplayServer } from '../setup/replay-shop.ts';
import { addShop, deliver, runImport } from '../setup/sync-shop.ts';
import { MergesOfHistory } from './history-merges.ts';
import { forgettingDates, presentRows, withoutForgotten } from './history-rows.ts';
import { HistoryShop, type Hook } from './history-shop.ts';
import type { Delivery, Step } from './history-steps.ts';

type Play = {
  domain: string;
  shop: HistoryShop;
  shopId: number;
  late: Hook[];
  slowOrders: FetchedOrders[];
  slowCustomers: FetchedCustomers[];
  /** Orders and customers whose deletion no webhook told, as `orders 17`. */
  unheard: Set<string>;
  merges: MergesOfHistory;
  random: <T>(items: T[]) => T[];
};

const NOW = new Date('2026-06-01T00:00:00Z');
let played = 0;

/** Plays a history and returns our rows beside those of a quiet import of the same shop. */
export async function playHistory(server: ReplayServer, steps: readonly Step[], seed: number) {
  const number = ++played;
  const domain = `history-${number}.myshopify.com`;
  const replay = server.shop(domain);
  const shopId = await addShop(domain);
  const play: Play = {
    domain,
    shop: new HistoryShop(replay),
    shopId,
    late: [],
    slowOrders: [],
    slowCustomers: [],
    unheard: new Set(),
    merges: new MergesOfHistory(),
    random: shuffler(seed),
  };
  await pool.query('UPDATE shop SET reconciled_to = $2 WHERE id = $1', [
    shopId,
    new Date(replay.clock),
  ]);
  // In every third history each line of a file comes alone, and is committed alone.
  replay.breaksAtLines = seed % 3 === 0;
  for (const step of steps) await take(play, step);
  await settle(play);
  replay.breaksAtLines = false;
  const quietDomain = `quiet-${number}.myshopify.com`;
  server.shops.set(quietDomain, replay);
  const quietId = await addShop(quietDomain);
  await runImport(quietId);
  const rows = {
    ours: {
      ...forgettingDates(await presentRows(shopId), play.shop),
      merged: await play.merges.known(shopId),
    },
    quiet: {
      ...withoutForgotten(await presentRows(quietId), play.shop),
      merged: play.merges.expected(),
    },
  };
  server.shops.delete(domain);
  server.shops.delete(quietDomain);
  return rows;
}

/**
 * What is late arrives, the recurring jobs run, and only then the slow worker writes what it read
 * and the import comes to its end.
 */
async function settle(play: Play): Promise<void> {
  const { shopId } = play;
  await deliverLate(play);
  await workEvents(shopId);
  await reconcile(shopId);
  // Nobody tells of a lost deletion but the nightly comparison: what was read before it is written
  // before it.
  await writeSlow(play, (name) => play.unheard.has(name));
  if (play.unheard.size > 0 || play.random([true, false])[0]) {
    await endImport(shopId);
    await compareWhole(play);
  }
  await writeSlow(play, (name) => !play.unheard.has(name));
  await endImport(shopId);
  // The next look finds the merges that show in what was written last.
  await followLostMerges({ id: shopId, domain: play.domain }, { priority: 'webhook' });
}

async function writeSlow(play: Play, isWanted: (name: string) => boolean): Promise<void> {
  for (const { customers, withheld } of play.slowCustomers) {
    const wanted = customers.filter(({ row }) => isWanted(`customers ${row.id}`));
    await sqlTransaction((sql) =>
      writeCustomers(sql, play.shopId, { customers: wanted, withheld }),
    );
  }
  for (const { orders, withheld } of play.slowOrders) {
    const wanted = orders.filter(({ order }) => isWanted(`orders ${order.id}`));
    await sqlTransaction((sql) => writeOrders(sql, play.shopId, { orders: wanted, withheld }));
  }
}

async function take(play: Play, step: Step): Promise<void> {
  const { shop, shopId } = play;
  play.merges.see(step, shop);
  switch (step.do) {
    case 'place':
      return send(play, shop.place(step), step.delivery);
    case 'change':
      return send(play, shop.change(step.order, step.change), step.delivery);
    case 'delete':
      return sendDeletion(play, shop.deleteOrder(step.order), step.delivery);
    case 'customer':
      return send(play, shop.changeCustomer(step.at), step.delivery);
    case 'product':
      return send(play, shop.changeProduct(step.at), step.delivery);
    case 'delete-customer':
      return sendDeletion(play, shop.deleteCustomer(step.at), step.delivery);
    case 'delete-product':
      return sendDeletion(play, shop.deleteProduct(step.at), step.delivery);
    case 'redact':
      return send(play, shop.redact(step), step.arrival);
    case 'merge':
      return merge(play, step);
    case 'read-slowly':
      return readSlowly(play, step.kind, step.at);
    case 'begin-import':
      return void (await startImport(shopId, step.cause, NOW));
    case 'step-import':
      return void (await stepImport(shopId));
    case 'census':
      return compareWhole(play);
    case 'work':
      return workEvents(shopId);
    case 'deliver-late':
      return deliverLate(play);
    case 'reconcile':
      return reconcile(shopId);
    case 'all-at-once':
      return allAtOnce(play);
  }
}

async function merge(play: Play, step: Extract<Step, { do: 'merge' }>): Promise<void> {
  const { shop, shopId } = play;
  if (step.from === step.into) return;
  const [fromId, intoId] = [shop.customer(step.from), shop.customer(step.into)];
  const hooks = shop.merge(step);
  await play.merges.add(shopId, shop, { fromId, intoId }, step.delivery);
  await sendDeletion(play, hooks, step.delivery);
}

async function readSlowly(play: Play, kind: 'order' | 'customer', at: number): Promise<void> {
  const callable = { id: play.shopId, domain: play.domain };
  const options = { priority: 'webhook' as const };
  if (kind === 'customer') {
    const id = BigInt(play.shop.customer(at));
    play.slowCustomers.push(await fetchCustomers(callable, [id], options));
    return;
  }
  const order = play.shop.order(at);
  if (!order) return;
  const id = BigInt(order.id.split('/').at(-1)!);
  play.slowOrders.push(await fetchOrders(callable, [id], options));
}

/** The comparison of the night: it reads a file in one go, or from its beginning again. */
async function compareWhole({ shop: { replay }, shopId }: Play): Promise<void> {
  const { breaksAtLines } = replay;
  replay.breaksAtLines = false;
  await runImport(shopId, 'census');
  replay.breaksAtLines = breaksAtLines;
}

/** One step of the import under way: false if there is none. */
async function stepImport(shopId: number): Promise<boolean> {
  const { rows } = await pool.query<{ runId: string; name: string | null }>(
    `SELECT r.id AS "runId", p.name FROM import_run r LEFT JOIN import_part p
       ON p.shop_id = r.shop_id AND p.run_id = r.id AND p.state IN ('reading', 'detailing')
     WHERE r.shop_id = $1 AND r.cause <> 'census'
       AND r.finished_at IS NULL AND r.cancelled_at IS NULL ORDER BY p.name LIMIT 1`,
    [shopId],
  );
  if (!rows[0]) return false;
  const { runId, name } = rows[0];
  if (name === null) await advanceImport(shopId, runId, NOW);
  else await readPart(shopId, runId, name);
  return true;
}

async function endImport(shopId: number): Promise<void> {
  for (let step = 0; step < 50; step++) if (!(await stepImport(shopId))) return;
  throw new Error('the import does not end');
}

/** The lanes of a shop are worked by different processes. */
async function allAtOnce({ shopId }: Play): Promise<void> {
  const lanes = [() => workEvents(shopId), () => reconcile(shopId), () => stepImport(shopId)];
  await Promise.all(lanes.map(asQueued));
}

/** What two writers do to each other, the queue tries again. */
async function asQueued(job: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return void (await job());
    } catch (error) {
      const isLock = ['40P01', '55P03'].includes((error as { code?: string }).code ?? '');
      if (!isLock || attempt === 3) throw error;
    }
  }
}

async function sendDeletion(play: Play, hooks: readonly Hook[], how: Delivery): Promise<void> {
  if (how === 'lost') {
    for (const { topic, payload } of hooks.filter(({ topic }) => topic.endsWith('/delete'))) {
      play.unheard.add(`${topic.split('/')[0]} ${payload.id}`);
    }
  }
  await send(play, hooks, how);
}

async function send(play: Play, hooks: readonly Hook[], how: Delivery): Promise<void> {
  if (how === 'lost') return;
  if (how === 'late') return void play.late.push(...hooks);
  for (const { topic, payload } of hooks) {
    const webhookId = `${topic} ${JSON.stringify(payload)} ${play.shop.replay.clock}`;
    await deliver(play.domain, topic, payload, webhookId);
    if (how === 'doubled') await deliver(play.domain, topic, payload, webhookId);
  }
}

async function deliverLate(play: Play): Promise<void> {
  for (const { topic, payload } of play.random(play.late.splice(0))) {
    await deliver(play.domain, topic, payload);
  }
}

/** A shuffle whose order depends on the seed alone. */
function shuffler(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  return <T>(items: T[]): T[] =>
    items
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
}
