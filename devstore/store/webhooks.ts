// Webhook subscriptions and every delivery with its state, so that nothing is forgotten when the
// process dies.
import { type Database, DocumentTable } from './sqlite.ts';

export interface WebhookSubscription {
  id: number;
  /** As in the header and the toml: `orders/create`. */
  topic: string;
  uri: string;
  /**
   * `toml` subscriptions survive failures, `api` ones are deleted after eight failures in a row.
   */
  source: 'api' | 'toml';
  includeFields: string[];
  filter: string | null;
  metafieldNamespaces: string[];
  name: string | null;
  apiVersion: string;
  failuresInARow: number;
  createdAt: string;
  updatedAt: string;
}

export type DeliveryState = 'delivered' | 'failed' | 'lost' | 'waiting';

export interface WebhookDelivery {
  id: number;
  subscriptionId: number;
  topic: string;
  uri: string;
  /** X-Shopify-Webhook-Id: the same for all tries of one delivery, and for a doubled one. */
  webhookId: string;
  /** X-Shopify-Event-Id: the same for one action across subscriptions. */
  eventId: string;
  triggeredAt: string;
  apiVersion: string;
  name: string | null;
  body: string;
  state: DeliveryState;
  /** devstore's clock, in milliseconds. */
  dueAtMs: number;
  attempts: { at: string; status: number | null; error: string | null; durationMs: number }[];
}

export class Deliveries extends DocumentTable<WebhookDelivery> {
  constructor(database: Database) {
    super(
      database,
      'webhook_deliveries',
      ['id', 'topic', 'state', 'due_at', 'webhook_id'],
      (delivery) => ({
        id: delivery.id,
        topic: delivery.topic,
        state: delivery.state,
        due_at: delivery.dueAtMs,
        webhook_id: delivery.webhookId,
      }),
    );
  }

  /** Waiting deliveries whose time has come, oldest first. */
  due(nowMs: number, limit: number): WebhookDelivery[] {
    return this.where(
      "state = 'waiting' AND due_at <= ? ORDER BY due_at, id LIMIT ?",
      nowMs,
      limit,
    );
  }

  /** When the next waiting delivery is due, or null. */
  nextDueAtMs(): number | null {
    return this.first("state = 'waiting' ORDER BY due_at, id")?.dueAtMs ?? null;
  }
}

export class Subscriptions extends DocumentTable<WebhookSubscription> {
  constructor(database: Database) {
    super(database, 'webhook_subscriptions', ['id', 'topic', 'source'], (subscription) => ({
      id: subscription.id,
      topic: subscription.topic,
      source: subscription.source,
    }));
  }

  ofTopic(topic: string): WebhookSubscription[] {
    return this.where('topic = ? ORDER BY id', topic);
  }
}
