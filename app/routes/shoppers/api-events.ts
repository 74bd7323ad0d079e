// POST /api/v1/events: other programs report events of a shop with that shop's key.
import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { shopOfApiKey } from '#app/loyalty/earning/api-keys.server.ts';
import { reportEvent } from '#app/loyalty/earning/report-event.server.ts';

const LARGEST_BODY = 10_000;
const STATUS: Record<string, number> = {
  'no-such-action': 404,
  'not-a-member': 404,
  'key-used': 409,
  'bad-time': 422,
};

const bodySchema = z
  .object({
    event: z.string().min(1).max(40),
    customerId: z.union([z.string().regex(/^\d{1,19}$/), z.number().int().positive()]).optional(),
    email: z.email().max(254).optional(),
    occurredAt: z.iso.datetime({ offset: true }).optional(),
    idempotencyKey: z.string().min(8).max(200).optional(),
  })
  .refine((body) => (body.customerId === undefined) !== (body.email === undefined), {
    message: 'give customerId or email, one of them',
  });

/** Nothing to see here: the door only takes. */
export const loader = () => answer(405, { ok: false, reason: 'post-only' });

export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const now = new Date();
  const key = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
  const shopId = key === undefined ? null : await shopOfApiKey(key, now);
  if (shopId === null) return answer(401, { ok: false, reason: 'no-key' });
  if (request.method !== 'POST') return answer(405, { ok: false, reason: 'post-only' });
  const text = await request.text();
  if (text.length > LARGEST_BODY) return answer(413, { ok: false, reason: 'too-large' });
  const body = bodySchema.safeParse(jsonOf(text));
  if (!body.success) {
    const problems = body.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return answer(400, { ok: false, reason: 'bad-request', problems });
  }
  const { event, customerId, email, occurredAt } = body.data;
  const idempotencyKey = request.headers.get('idempotency-key') ?? body.data.idempotencyKey;
  if (!idempotencyKey || idempotencyKey.length > 200) {
    return answer(400, { ok: false, reason: 'no-idempotency-key' });
  }
  const person = email === undefined ? { customerId: BigInt(customerId!) } : { email };
  const at = occurredAt === undefined ? now : new Date(occurredAt);
  const reported = { actionId: event, person, idempotencyKey, occurredAt: at };
  const outcome = await reportEvent(shopId, reported, now);
  if (!outcome.ok) return answer(STATUS[outcome.reason] ?? 409, outcome);
  const { points, balance, isNew } = outcome.value;
  return answer(isNew ? 201 : 200, {
    ok: true,
    points: Number(points),
    balance: Number(balance),
    isNew,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const answer = (status: number, body: object) =>
  new Response(canonicalJson(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
