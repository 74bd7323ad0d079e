// POST /api/v1/events: other programs report events of a shop with that shop's key. docs/api.md
// describes it for those who call it.
import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { holderOfApiKey, type KeyHolder } from '#app/loyalty/api/api-keys.server.ts';
import { reportEvent } from '#app/loyalty/api/report-event.server.ts';

const LARGEST_BODY = 10_000;
/** A header carries nothing else without loss. */
const IDEMPOTENCY_KEY = /^[\x20-\x7e]{8,200}$/;

/** What the caller's developer reads, with the status of each. */
const REFUSALS: Record<string, [status: number, message: string]> = {
  'post-only': [405, 'Send events with POST.'],
  'no-key': [401, 'Send the header "Authorization: Bearer encore_…" with a key of the shop.'],
  'unknown-key': [401, 'This key does not exist or was revoked. Make one in Encore: API keys.'],
  'key-may-not': [403, 'This key may not report events. The merchant chooses that in Encore.'],
  'other-shop': [403, 'This key belongs to another shop than the one named in "shop".'],
  'too-many-requests': [429, 'Too many events at once; wait as long as Retry-After says.'],
  'too-large': [413, 'An event is at most 10,000 characters.'],
  'bad-request': [400, 'The body is not as described; see "problems".'],
  'no-idempotency-key': [400, 'Send an Idempotency-Key of 8 to 200 ASCII characters.'],
  'no-such-action': [404, 'The programme has no way to earn of this id that is on.'],
  'not-a-member': [404, 'This shop has no such customer, or the customer is no member.'],
  'key-used': [409, 'This Idempotency-Key was used for another event.'],
  blocked: [409, 'The merchant has shut this member out.'],
  'limit-reached': [409, 'The member has had this as often as the rule allows.'],
  'not-running': [409, 'This way to earn has not begun or is over.'],
  'not-for-you': [409, 'Customers with one of this customer’s tags earn nothing.'],
  'programme-paused': [409, 'The programme is paused or was not running at that time.'],
  'bad-time': [422, 'occurredAt is more than 31 days ago or in the future.'],
};

const bodySchema = z
  .object({
    event: z.string().min(1).max(40),
    shop: z.string().max(255).optional(),
    customerId: z.union([z.string().regex(/^\d{1,18}$/), z.number().int().positive()]).optional(),
    email: z.email().max(254).optional(),
    occurredAt: z.iso.datetime({ offset: true }).optional(),
    idempotencyKey: z.string().max(1000).optional(),
  })
  .refine((body) => (body.customerId === undefined) !== (body.email === undefined), {
    message: 'give customerId or email, one of them',
  });

/** Nothing to see here: the door only takes. */
export const loader = () => refusal('post-only');

export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const now = new Date();
  if (request.method !== 'POST') return refusal('post-only');
  const key = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (key === undefined) return refusal('no-key');
  const holder = await holderOfApiKey(key, now);
  if (holder === null) return refusal('unknown-key');
  if (!holder.may.includes('events')) return refusal('key-may-not');
  const { waitSeconds } = holder;
  if (waitSeconds > 0) return refusal('too-many-requests', { waitSeconds });
  const text = await request.text();
  if (text.length > LARGEST_BODY) return refusal('too-large');
  const body = bodySchema.safeParse(jsonOf(text));
  if (!body.success) {
    const problems = body.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return refusal('bad-request', { problems });
  }
  const given = request.headers.get('idempotency-key') ?? body.data.idempotencyKey ?? '';
  return report(holder, body.data, given, now);
}

async function report(
  holder: KeyHolder,
  { event, shop, customerId, email, occurredAt }: z.output<typeof bodySchema>,
  idempotencyKey: string,
  now: Date,
): Promise<Response> {
  if (shop !== undefined && shop.toLowerCase() !== holder.domain) return refusal('other-shop');
  if (!IDEMPOTENCY_KEY.test(idempotencyKey)) return refusal('no-idempotency-key');
  const person = email === undefined ? { customerId: BigInt(customerId!) } : { email };
  const at = occurredAt === undefined ? null : new Date(occurredAt);
  const reported = { actionId: event, person, idempotencyKey, occurredAt: at };
  const outcome = await reportEvent(holder.shopId, reported, now);
  if (!outcome.ok) return refusal(outcome.reason);
  const { points, balance, isNew } = outcome.value;
  const numbers = { points: Number(points), balance: Number(balance) };
  return answer(isNew ? 201 : 200, { ok: true, ...numbers, isNew });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(
  reason: string,
  { waitSeconds, problems }: { waitSeconds?: number; problems?: string[] } = {},
): Response {
  const [status, message] = REFUSALS[reason] ?? [409, `Refused: ${reason}.`];
  const body = { ok: false, reason, message, ...(problems ? { problems } : {}) };
  return answer(status, body, waitSeconds ? { 'retry-after': String(waitSeconds) } : {});
}

const answer = (status: number, body: object, headers: Record<string, string> = {}) =>
  new Response(canonicalJson(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });
