// Sends waiting webhooks: signed, several at once, with retries on devstore's clock.
import { createHmac } from 'node:crypto';
import type { Store } from '../store/store.ts';
import type { WebhookDelivery } from '../store/webhooks.ts';

export interface DispatcherOptions {
  store: Store;
  apiSecret: string;
  /** Where relative subscription addresses lead, and those that begin with the app's public address. */
  appUrl: string;
  publicAppUrls: string[];
}

// Eight retries over four hours: the waits after the first failure, the second, and so on.
const retryWaitsMs = [10, 50, 240, 600, 900, 1800, 3600, 7200].map((seconds) => seconds * 1000);
const timeoutMs = 5000;
const concurrency = 8;
/** A shuffled group that does not fill leaves after this time. */
const shuffleWaitMs = 150;
const keptDeliveries = 20_000;
const failuresUntilDeletion = retryWaitsMs.length;

export interface Dispatcher {
  /** Done when nothing that is due is left. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Starts sending. Deliveries that a killed process left waiting go out first. */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { store } = options;
  const inFlight = new Set<number>();
  let timer: NodeJS.Timeout | null = null;
  let gathering: NodeJS.Timeout | null = null;
  let isClosed = false;
  let waiters: (() => void)[] = [];
  let sinceCleaning = 0;

  const isPaused = (): boolean => store.faults.get().webhooks.isPaused;

  const nextBatch = (): WebhookDelivery[] => {
    const free = concurrency - inFlight.size;
    if (isClosed || isPaused() || free <= 0) return [];
    const { shuffle } = store.faults.get().webhooks;
    const due = store.deliveries
      .due(store.clock.ms(), Math.max(free, shuffle) + inFlight.size)
      .filter(({ id }) => !inFlight.has(id));
    if (shuffle <= 1 || due.length === 0) return due.slice(0, free);
    if (due.length < shuffle && gathering === null) {
      gathering = setTimeout(() => {
        gathering = null;
        send(shuffled(refill(shuffle), store.faults.random));
        if (inFlight.size === 0) pump();
      }, shuffleWaitMs);
      return [];
    }
    return due.length < shuffle ? [] : shuffled(due.slice(0, shuffle), store.faults.random);
  };

  const refill = (count: number): WebhookDelivery[] =>
    isClosed || isPaused()
      ? []
      : store.deliveries
          .due(store.clock.ms(), count + inFlight.size)
          .filter(({ id }) => !inFlight.has(id));

  const send = (batch: WebhookDelivery[]): void => {
    for (const delivery of batch) {
      inFlight.add(delivery.id);
      void attempt(delivery).finally(() => {
        inFlight.delete(delivery.id);
        pump();
      });
    }
  };

  const pump = (): void => {
    if (isClosed) return;
    const batch = nextBatch();
    send(batch);
    if (timer) clearTimeout(timer);
    timer = null;
    if (inFlight.size > 0 || gathering) return;
    const next = store.deliveries.nextDueAtMs();
    const waitMs = next === null ? null : next - store.clock.ms();
    if (waitMs === null || waitMs > 0 || isPaused()) {
      const done = waiters;
      waiters = [];
      for (const waiter of done) waiter();
    }
    if (waitMs !== null && !isPaused()) {
      timer = setTimeout(pump, Math.min(Math.max(waitMs, 1), 60_000));
      timer.unref();
    }
  };

  const attempt = async (delivery: WebhookDelivery): Promise<void> => {
    const started = performance.now();
    const at = store.now();
    const { status, error } = await post(options, delivery);
    if (isClosed) return;
    const durationMs = Math.round(performance.now() - started);
    delivery.attempts.push({ at, status, error, durationMs });
    const isDelivered = status !== null && status >= 200 && status < 300;
    const wait = retryWaitsMs[delivery.attempts.length - 1];
    if (isDelivered) delivery.state = 'delivered';
    else if (wait === undefined) delivery.state = 'failed';
    else delivery.dueAtMs = store.clock.ms() + wait;
    store.write(() => {
      store.deliveries.put(delivery);
      countFailures(store, delivery, isDelivered);
      if (++sinceCleaning >= 1000) {
        sinceCleaning = 0;
        forgetOldDeliveries(store);
      }
    });
  };

  store.deliveryListeners.add(pump);
  store.clock.onChange(pump);
  store.faults.onChange(pump);
  pump();

  return {
    settled: () =>
      new Promise((resolve) => {
        waiters.push(resolve);
        pump();
      }),
    async close() {
      isClosed = true;
      store.deliveryListeners.delete(pump);
      if (timer) clearTimeout(timer);
      if (gathering) clearTimeout(gathering);
      for (const waiter of waiters) waiter();
    },
  };
}

/** Subscriptions made by the API are dropped after too many failures in a row; those of the toml stay. */
function countFailures(store: Store, delivery: WebhookDelivery, isDelivered: boolean): void {
  const subscription = store.subscriptions.get(delivery.subscriptionId);
  if (!subscription || (isDelivered && subscription.failuresInARow === 0)) return;
  const failuresInARow = isDelivered ? 0 : subscription.failuresInARow + 1;
  if (subscription.source === 'api' && failuresInARow > failuresUntilDeletion)
    store.subscriptions.delete(subscription.id);
  else store.subscriptions.put({ ...subscription, failuresInARow });
}

function forgetOldDeliveries(store: Store): void {
  store.database.run(
    `DELETE FROM webhook_deliveries WHERE state = 'delivered' AND id <=
      (SELECT id FROM webhook_deliveries ORDER BY id DESC LIMIT 1 OFFSET ?)`,
    keptDeliveries,
  );
}

function shuffled<Item>(items: Item[], random: () => number): Item[] {
  const list = [...items];
  for (let index = list.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [list[index], list[other]] = [list[other]!, list[index]!];
  }
  return list;
}

function address(options: DispatcherOptions, uri: string): string {
  if (uri.startsWith('/')) return options.appUrl + uri;
  for (const url of options.publicAppUrls)
    if (uri.startsWith(url)) return options.appUrl + uri.slice(url.length);
  return uri;
}

async function post(
  options: DispatcherOptions,
  delivery: WebhookDelivery,
): Promise<{ status: number | null; error: string | null }> {
  const { store, apiSecret } = options;
  try {
    const response = await fetch(address(options, delivery.uri), {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Shopify-Captain-Hook',
        'x-shopify-topic': delivery.topic,
        'x-shopify-shop-domain': store.shop().domain,
        'x-shopify-api-version': delivery.apiVersion,
        'x-shopify-webhook-id': delivery.webhookId,
        'x-shopify-event-id': delivery.eventId,
        'x-shopify-triggered-at': delivery.triggeredAt,
        'x-shopify-hmac-sha256': createHmac('sha256', apiSecret)
          .update(delivery.body)
          .digest('base64'),
        ...(delivery.name ? { 'x-shopify-name': delivery.name } : {}),
      },
      body: delivery.body,
    });
    await response.body?.cancel();
    return { status: response.status, error: null };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return { status: null, error: String(cause) };
  }
}
