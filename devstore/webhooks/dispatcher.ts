// Sends waiting webhooks: signed, several at once, with retries on devstore's clock.
import { createHmac } from 'node:crypto';
import type { Store } from '../store/store.ts';
import type { WebhookDelivery } from '../store/webhooks.ts';

export interface DispatcherOptions {
  store: Store;
  apiSecret: string;
  /**
   * Where relative subscription addresses lead, and those that begin with the app's public address.
   */
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
  return new Sender(options);
}

class Sender implements Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #store: Store;
  readonly #inFlight = new Set<number>();
  readonly #pump = (): void => this.#sendDue();
  #timer: NodeJS.Timeout | null = null;
  /** Waits for a group to fill that is to be shuffled. */
  #gathering: NodeJS.Timeout | null = null;
  #isClosed = false;
  #waiters: (() => void)[] = [];
  #sinceCleaning = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#store.deliveryListeners.add(this.#pump);
    this.#store.clock.onChange(this.#pump);
    this.#store.faults.onChange(this.#pump);
    this.#sendDue();
  }

  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.#sendDue();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#store.deliveryListeners.delete(this.#pump);
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#gathering) clearTimeout(this.#gathering);
    this.#releaseWaiters();
  }

  #releaseWaiters(): void {
    const done = this.#waiters;
    this.#waiters = [];
    for (const waiter of done) waiter();
  }

  #isPaused(): boolean {
    return this.#store.faults.get().webhooks.isPaused;
  }

  #due(count: number): WebhookDelivery[] {
    if (this.#isClosed || this.#isPaused()) return [];
    return this.#store.deliveries
      .due(this.#store.clock.ms(), count + this.#inFlight.size)
      .filter(({ id }) => !this.#inFlight.has(id));
  }

  #nextBatch(): WebhookDelivery[] {
    const free = concurrency - this.#inFlight.size;
    if (free <= 0) return [];
    const { shuffle } = this.#store.faults.get().webhooks;
    const due = this.#due(Math.max(free, shuffle));
    if (shuffle <= 1 || due.length === 0) return due.slice(0, free);
    if (due.length >= shuffle) return shuffled(due.slice(0, shuffle), this.#store.faults.random);
    this.#gathering ??= setTimeout(() => this.#sendGathered(shuffle), shuffleWaitMs);
    return [];
  }

  #sendGathered(shuffle: number): void {
    this.#gathering = null;
    this.#send(shuffled(this.#due(shuffle), this.#store.faults.random));
    if (this.#inFlight.size === 0) this.#sendDue();
  }

  #send(batch: WebhookDelivery[]): void {
    for (const delivery of batch) {
      this.#inFlight.add(delivery.id);
      void this.#attempt(delivery).finally(() => {
        this.#inFlight.delete(delivery.id);
        this.#sendDue();
      });
    }
  }

  /** Sends what is due, and wakes up again when the next delivery is. */
  #sendDue(): void {
    if (this.#isClosed) return;
    this.#send(this.#nextBatch());
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#inFlight.size > 0 || this.#gathering) return;
    const next = this.#store.deliveries.nextDueAtMs();
    const waitMs = next === null ? null : next - this.#store.clock.ms();
    if (waitMs === null || waitMs > 0 || this.#isPaused()) this.#releaseWaiters();
    if (waitMs === null || this.#isPaused()) return;
    this.#timer = setTimeout(this.#pump, Math.min(Math.max(waitMs, 1), 60_000));
    this.#timer.unref();
  }

  async #attempt(delivery: WebhookDelivery): Promise<void> {
    const store = this.#store;
    const started = performance.now();
    const at = store.now();
    const { status, error } = await post(this.#options, delivery);
    if (this.#isClosed) return;
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
      if (++this.#sinceCleaning < 1000) return;
      this.#sinceCleaning = 0;
      forgetOldDeliveries(store);
    });
  }
}

/**
 * Subscriptions made by the API are dropped after too many failures in a row; those of the toml
 * stay.
 */
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
