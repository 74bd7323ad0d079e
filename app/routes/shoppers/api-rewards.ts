// /api/v1/customers/:id/{wallet,redemption,check,redeem,cancel,replace}: other programs exchange
// points for a customer with a key that may, through the very doors that shoppers have. docs/api.md
// describes it for those who call it.
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { parseForeignJson } from '#app/basics/foreign-json.ts';
import { pool } from '#app/db.server.ts';
import { holderOfApiKey } from '#app/loyalty/api/api-keys.server.ts';
import { shelfOf } from '#app/shoppers/shelf.server.ts';
import { customersByIds } from '#app/sync/read.server.ts';
import { type Caller, type Door, doors, missingOf } from './doors.server.ts';
import { problemOf, statusOf } from './problems.ts';

const LARGEST_BODY = 100_000;
const OPEN = new Set(['wallet', 'redemption', 'check', 'redeem', 'cancel', 'replace']);

type Arguments = Pick<LoaderFunctionArgs | ActionFunctionArgs, 'request' | 'params'>;

export const loader = (args: LoaderFunctionArgs): Promise<Response> => answer(args);
export const action = (args: ActionFunctionArgs): Promise<Response> => answer(args);

async function answer({ request, params }: Arguments): Promise<Response> {
  const now = new Date();
  const { door: name = '', customer = '' } = params;
  const door = OPEN.has(name) ? (doors[name] as unknown as Door<unknown>) : undefined;
  if (!door || !/^\d{1,18}$/.test(customer)) return refused('not-found');
  if (request.method !== door.method) return refused('bad-request', 405);
  const key = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const holder = key === undefined ? null : await holderOfApiKey(key, now);
  if (holder === null) return refused('not-signed-in');
  if (!holder.may.includes('rewards')) return refused('key-may-not');
  if (holder.waitSeconds > 0) return refused('too-many-requests', 429, holder.waitSeconds);
  const shelf = await shelfOf(holder.domain, now);
  if (!shelf) return refused('shop-unknown');
  const customerId = BigInt(customer);
  const [known] = await customersByIds(pool, holder.shopId, [customerId]);
  if (!known) return refused('not-found');
  const given = await inputOf(request);
  const input = door.request.safeParse(given);
  if (!input.success) return refused('bad-request');
  const { locale = 'en' } = input.data as { locale?: string };
  const caller: Caller = { shelf, customerId, locale, isOnStorefront: false, now, network: null };
  const outcome = await door.answer(caller, input.data);
  if (!outcome.ok) {
    const { reason } = outcome;
    return json({ ...problemOf(reason), ...missingOf(outcome) }, statusOf(reason));
  }
  // A nonce is for pages in a browser; a program has its key.
  return json({ ...(outcome.value as object), nonce: undefined });
}

/** The query of a look; of a change the JSON that was sent, undefined if there is none. */
async function inputOf(request: Request): Promise<unknown> {
  if (request.method === 'GET') return Object.fromEntries(new URL(request.url).searchParams);
  const text = await request.text();
  if (text.length > LARGEST_BODY) return undefined;
  try {
    return parseForeignJson(text);
  } catch {
    return undefined;
  }
}

const json = (body: object, status = 200, headers: Record<string, string> = {}): Response =>
  Response.json(body, { status, headers: { 'Cache-Control': 'no-store', ...headers } });

const refused = (reason: string, status = statusOf(reason), waitSeconds = 0): Response =>
  json(problemOf(reason), status, waitSeconds > 0 ? { 'Retry-After': String(waitSeconds) } : {});
