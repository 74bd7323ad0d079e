// Turns an event into one waiting delivery for each subscription, in the transaction of the event
// itself.
import { randomUUID } from 'node:crypto';
import type { Store } from '../store/store.ts';
import type { WebhookDelivery, WebhookSubscription } from '../store/webhooks.ts';
import { matchesFilter } from './filter.ts';
import { pickFields } from './pick-fields.ts';

const complianceTopics = ['customers/data_request', 'customers/redact', 'shop/redact'];

/** An id for one action of the merchant or buyer; all its webhooks carry it. */
export function newEvent(): string {
  return randomUUID();
}

/**
 * Queues a webhook for everybody who subscribed to the topic. Nothing is sent while the app is not
 * installed, compliance topics excepted. `delayMs` is of devstore's clock.
 */
export function announce(
  store: Store,
  eventId: string,
  topic: string,
  payload: Record<string, unknown>,
  options: { delayMs?: number; isCompliance?: boolean } = {},
): void {
  const isCompliance = options.isCompliance ?? complianceTopics.includes(topic);
  if (!store.installation().isInstalled && !isCompliance) return;
  for (const subscription of store.subscriptions.ofTopic(topic)) {
    if (subscription.filter && !matchesFilter(subscription.filter, payload)) continue;
    queue(store, subscription, eventId, payload, options.delayMs ?? 0);
  }
}

function queue(
  store: Store,
  subscription: WebhookSubscription,
  eventId: string,
  payload: Record<string, unknown>,
  delayMs: number,
): void {
  const body = pickFields(payload, subscription.includeFields);
  const { webhooks: faults } = store.faults.get();
  const isLost = store.faults.happens(faults.lost);
  const lateMs = store.faults.happens(faults.late) ? faults.lateByMs : 0;
  const delivery: WebhookDelivery = {
    id: store.nextId('other'),
    subscriptionId: subscription.id,
    topic: subscription.topic,
    uri: subscription.uri,
    webhookId: randomUUID(),
    eventId,
    triggeredAt: new Date(store.clock.ms()).toISOString(),
    apiVersion: subscription.apiVersion,
    name: subscription.name,
    body: JSON.stringify(body),
    state: isLost ? 'lost' : 'waiting',
    dueAtMs: store.clock.ms() + delayMs + lateMs,
    attempts: [],
  };
  store.deliveries.put(delivery);
  if (!isLost && store.faults.happens(faults.doubled))
    store.deliveries.put({ ...delivery, id: store.nextId('other') });
  store.database.afterCommit(() => {
    for (const listener of store.deliveryListeners) listener();
  });
}
