// The webhook door: signature over the raw body before anything else, then event and job in one
// commit, then 200.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Sql, sqlTransaction } from '../../db.server.ts';
import { env } from '../../env.server.ts';
import { enqueue } from '../../jobs/enqueue.server.ts';
import { log } from '../../log.server.ts';
import { sealText } from '../person/person-cipher.server.ts';
import { GUEST } from '../privacy/named-person.server.ts';
import { type Issue, recordIssues } from '../record-issue.server.ts';
import { topics } from '../topics.ts';

/**
 * A body above this is not read to its end; with include_fields Shopify's are a few hundred bytes.
 */
export const BODY_LIMIT_BYTES = 1 << 20;

/** What became of a delivery; every one has a name. */
export type Reception =
  | { status: 200; outcome: 'queued' | 'replayed' | 'unknown-topic' | 'unknown-shop' | 'no-id' }
  | { status: 400; outcome: 'headers-missing' | 'not-json' }
  | { status: 401; outcome: 'bad-signature' }
  | { status: 405; outcome: 'not-a-post' }
  | { status: 413; outcome: 'too-large' };

type Delivery = {
  domain: string;
  webhookId: string;
  topic: string;
  objectId: string | null;
  triggeredAt: string | null;
  detail: Record<string, unknown> | null;
  /** Stored sealed, never as it is. */
  email: string | null;
  /** Null while there is work to do. */
  outcome: 'ignored' | 'failed' | null;
  reason: string | null;
};

/** Answers one delivery. `body` are the raw bytes, or null if there were more than the limit. */
export async function receiveWebhook(
  method: string,
  headers: Headers,
  body: Buffer | null,
): Promise<Reception> {
  if (method !== 'POST') return { status: 405, outcome: 'not-a-post' };
  if (body === null) return { status: 413, outcome: 'too-large' };
  if (!isSigned(body, headers.get('x-shopify-hmac-sha256'))) {
    return { status: 401, outcome: 'bad-signature' };
  }
  const domain = headers.get('x-shopify-shop-domain');
  const topic = headers.get('x-shopify-topic')?.toLowerCase();
  const webhookId = headers.get('x-shopify-webhook-id');
  if (!domain || !topic || !webhookId) return { status: 400, outcome: 'headers-missing' };
  const json = parse(body);
  if (!json) {
    log.warn({ domain, topic, webhookId }, 'a signed webhook is not JSON');
    return { status: 400, outcome: 'not-json' };
  }
  const triggeredAt = readInstant(headers.get('x-shopify-triggered-at'));
  const delivery = { domain, topic, webhookId, triggeredAt, ...planOf(topic, json) };
  return { status: 200, outcome: await store(delivery) };
}

/** True if `signature` is Shopify's HMAC of the body. */
export function isSigned(body: Buffer, signature: string | null): boolean {
  if (!signature) return false;
  const expected = createHmac('sha256', env.SHOPIFY_API_SECRET).update(body).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function parse(body: Buffer): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(body.toString('utf8'));
    return json !== null && typeof json === 'object' && !Array.isArray(json)
      ? (json as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function readInstant(text: string | null): string | null {
  const instant = new Date(text ?? Number.NaN);
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}

type Plan = Pick<Delivery, 'objectId' | 'detail' | 'email' | 'outcome' | 'reason'>;

function planOf(name: string, body: Record<string, unknown>): Plan {
  const topic = topics[name];
  const nothing = { objectId: null, detail: null, email: null };
  if (!topic) return { ...nothing, outcome: 'ignored', reason: 'unknown-topic' };
  const id = topic.id(body);
  if (id === undefined) return { ...nothing, outcome: 'failed', reason: 'no-id' };
  const objectId = id?.toString() ?? null;
  const [detail, email] = [topic.detail?.(body) ?? null, topic.email?.(body) ?? null];
  return { objectId, detail, email, outcome: null, reason: null };
}

type Stored = 'queued' | 'replayed' | 'unknown-topic' | 'unknown-shop' | 'no-id';
type Waiting = { delivery: Delivery; done: PromiseWithResolvers<Stored> };

/** Deliveries that came while the last ones were being committed: they share the next commit. */
let gathered: Waiting[] = [];
let isCommitting = false;

function store(delivery: Delivery): Promise<Stored> {
  const done = Promise.withResolvers<Stored>();
  gathered.push({ delivery, done });
  if (!isCommitting) void commitGathered();
  return done.promise;
}

async function commitGathered(): Promise<void> {
  isCommitting = true;
  while (gathered.length > 0) {
    const batch = gathered;
    gathered = [];
    await commitTogether(batch).catch(() => Promise.all(batch.map(commitAlone)));
  }
  isCommitting = false;
}

async function commitTogether(batch: readonly Waiting[]): Promise<void> {
  const outcomes = await commit(batch.map(({ delivery }) => delivery));
  for (const [at, { done }] of batch.entries()) done.resolve(outcomes[at]!);
}

/** One that cannot be stored must not take those down that came with it. */
async function commitAlone({ delivery, done }: Waiting): Promise<void> {
  try {
    done.resolve((await commit([delivery]))[0]!);
  } catch (error) {
    // Shopify gets a 500 and delivers again.
    done.reject(error);
  }
}

async function commit(deliveries: readonly Delivery[]): Promise<Stored[]> {
  return sqlTransaction(async (sql) => {
    const { rows } = await sql.query<{ at: number; shopId: number | null; isNew: boolean }>(
      INSERT,
      [JSON.stringify(deliveries.map(({ email: _, ...delivery }, at) => ({ ...delivery, at })))],
    );
    const found = new Map(rows.map((row) => [row.at, row]));
    const busy = new Set<number>();
    const unusable: { shopId: number; issue: Issue }[] = [];
    const outcomes: Stored[] = [];
    for (const [at, delivery] of deliveries.entries()) {
      const { topic, outcome, reason } = delivery;
      const { shopId = null, isNew = false } = found.get(at) ?? {};
      outcomes.push(shopId === null ? 'unknown-shop' : storedAs(isNew, reason));
      if (shopId === null || !isNew) continue;
      if (delivery.email !== null) await keepEmail(sql, shopId, delivery, delivery.email);
      if (outcome === null) busy.add(shopId);
      else unusable.push({ shopId, issue: { source: 'webhook', subject: topic, reason: reason! } });
    }
    // All processes lock the rows of several shops in one order, or they would wait for each other.
    unusable.sort((a, b) => a.shopId - b.shopId || (a.issue.subject < b.issue.subject ? -1 : 1));
    for (const { shopId, issue } of unusable) await recordIssues(shopId, [issue], sql);
    for (const shopId of [...busy].sort((a, b) => a - b))
      await enqueue(sql, 'sync/work-events', { shopId }, { key: 'all' });
    return outcomes;
  });
}

/** With the event, so that what is known by the address alone is found. */
async function keepEmail(
  sql: Sql,
  shopId: number,
  { webhookId, objectId }: Delivery,
  email: string,
): Promise<void> {
  const owner = objectId === null ? GUEST : BigInt(objectId);
  await sql.query(
    `UPDATE webhook_event SET detail = detail || jsonb_build_object('sealedEmail', $3::text)
     WHERE shop_id = $1 AND webhook_id = $2`,
    [shopId, webhookId, sealText(shopId, owner, email).toString('base64')],
  );
}

function storedAs(isNew: boolean, reason: string | null): Stored {
  if (!isNew) return 'replayed';
  return reason === null ? 'queued' : (reason as 'unknown-topic' | 'no-id');
}

const INSERT = `WITH given AS (
    SELECT s.id AS shop_id, d.* FROM jsonb_to_recordset($1::jsonb) AS d(at int, domain text,
      "webhookId" text, topic text, "objectId" bigint, "triggeredAt" timestamptz, detail jsonb,
      outcome text, reason text) JOIN shop s ON s.domain = d.domain),
  written AS (
    INSERT INTO webhook_event (shop_id, webhook_id, topic, object_id, triggered_at, received_at,
      worked_at, outcome, reason, detail)
    SELECT shop_id, "webhookId", topic, "objectId", "triggeredAt", clock_timestamp(),
      CASE WHEN outcome IS NOT NULL THEN clock_timestamp() END, outcome, reason, detail
    FROM given ORDER BY shop_id, "webhookId"
    ON CONFLICT (shop_id, webhook_id) DO NOTHING
    RETURNING shop_id, webhook_id)
  SELECT given.at, given.shop_id AS "shopId", written.webhook_id IS NOT NULL AS "isNew"
  FROM given LEFT JOIN written
    ON written.shop_id = given.shop_id AND written.webhook_id = given."webhookId"`;
