// POST /api/flow/give-points and /api/flow/send-reward: what a workflow of Shopify Flow does.
// Flow signs the body like a webhook and repeats it until it is answered; the id of the workflow's
// run is what makes a repeat harmless.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { parseForeignJson } from '#app/basics/foreign-json.ts';
import type { Ok, Refused } from '#app/basics/outcome.ts';
import { sqlTransaction } from '#app/db.server.ts';
import { env } from '#app/env.server.ts';
import { adjustPoints } from '#app/loyalty/members/adjust-points.server.ts';
import { readMember } from '#app/loyalty/read-member.server.ts';
import { readRewards } from '#app/rewards/read.server.ts';
import { grantReward } from '#app/rewards/redemptions/grant-reward.server.ts';
import { shopifyId } from '#app/shoppers/requests.ts';
import { type Shop, shopByDomain } from '#app/sync/read.server.ts';

const LARGEST_BODY = 100_000;

/** Flow sends every value of a form as text or as the type of its field. */
const properties = z.object({
  customer_id: z.union([z.string(), z.number().int()]).transform(String).pipe(shopifyId),
  points: z.coerce.number().int().optional(),
  note: z.string().trim().max(200).optional(),
  reward: z.string().trim().max(255).optional(),
});
const bodySchema = z.object({
  shopify_domain: z.string().max(255),
  action_run_id: z.string().min(1).max(255),
  properties,
});

type Run = { id: string; customerId: bigint; now: Date } & Omit<
  z.output<typeof properties>,
  'customer_id'
>;
type Outcome = Ok<unknown> | Refused;

const actions: Record<string, (shop: Shop, run: Run) => Promise<Outcome>> = {
  'give-points': givePoints,
  'send-reward': sendReward,
};

export const loader = () => new Response('not-a-post', { status: 405, headers: { allow: 'POST' } });

export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const work = actions[params.action ?? ''];
  if (!work || request.method !== 'POST') return answer(404, 'not-found');
  const text = await request.text();
  if (text.length > LARGEST_BODY) return answer(413, 'too-large');
  const signature = request.headers.get('x-shopify-hmac-sha256') ?? '';
  if (!isSigned(text, signature)) return answer(401, 'bad-signature');
  const body = bodySchema.safeParse(jsonOf(text));
  if (!body.success) return answer(400, 'bad-request');
  const { shopify_domain: domain, action_run_id: runId, properties: values } = body.data;
  const shop = await shopByDomain(domain);
  if (!shop || shop.uninstalledAt !== null) return answer(404, 'shop-unknown');
  const id = uuidOf(`${params.action} ${runId}`);
  const { customer_id: customerId, ...given } = values;
  const outcome = await work(shop, { ...given, id, customerId, now: new Date() });
  // Flow shows a workflow's owner what was answered, and repeats only what was 5xx or 429.
  return outcome.ok ? answer(200, 'done') : answer(422, outcome.reason);
}

async function givePoints(shop: Shop, { id, customerId, points, note, now }: Run) {
  if (points === undefined || !note) return { ok: false as const, reason: 'bad-request' };
  const member = await readMember(shop.id, customerId, now);
  if (!member) return { ok: false as const, reason: 'no-such-member' };
  const { accountId } = member;
  const author = 'flow';
  return adjustPoints(shop.id, { id, accountId, points: BigInt(points), note, author, now });
}

async function sendReward(shop: Shop, { id, customerId, reward: name, now }: Run) {
  const rewards = await readRewards(shop.id);
  const wanted = name?.toLowerCase();
  const reward = rewards.find(({ offer }) =>
    Object.values(offer.names).some((words) => words.name.toLowerCase() === wanted),
  );
  if (!reward) return { ok: false as const, reason: 'no-such-reward' };
  const grant = { id, customerId, rewardId: reward.id, origin: 'support' as const };
  return sqlTransaction((tx) => grantReward(tx, shop, grant, now));
}

function isSigned(text: string, given: string): boolean {
  const expected = createHmac('sha256', env.SHOPIFY_API_SECRET).update(text).digest();
  const signature = Buffer.from(given, 'base64');
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

/** The same uuid for the same run, so that a repeat is one. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  const parts = [`8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)];
  return [hex.slice(0, 8), hex.slice(8, 12), ...parts].join('-');
}

function jsonOf(text: string): unknown {
  try {
    return parseForeignJson(text);
  } catch {
    return null;
  }
}

const answer = (status: number, outcome: string) => Response.json({ outcome }, { status });
