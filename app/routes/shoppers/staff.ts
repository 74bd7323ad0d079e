// GET /api/staff/customer and POST /api/staff/adjust: what the shop's people see and change of one
// customer, at the point of sale and on the customer's page of Shopify's admin.
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { parseForeignJson } from '#app/basics/foreign-json.ts';
import { decimalText } from '#app/basics/money.ts';
import { pool } from '#app/db.server.ts';
import { adjustPoints } from '#app/loyalty/members/adjust-points.server.ts';
import { readMember } from '#app/loyalty/read-member.server.ts';
import { readCustomerFigures } from '#app/retention/segments/read.server.ts';
import type { StaffCustomer } from '#app/shoppers/contract.ts';
import { identityOfStaff } from '#app/shoppers/identity.server.ts';
import { readWallet } from '#app/shoppers/read-wallet.server.ts';
import { shopifyId } from '#app/shoppers/requests.ts';
import { type Shelf, shelfOf } from '#app/shoppers/shelf.server.ts';
import { customersByIds } from '#app/sync/read.server.ts';
import { personOf } from '#app/sync/read-person.server.ts';
import { nameOf } from '../admin/customers/person-name.ts';
import { problemOf, statusOf } from './problems.ts';

// Extensions run in workers whose origin is not fixed; no cookie is ever read here.
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'authorization, content-type',
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Max-Age': '86400',
  'Cache-Control': 'private, no-store',
};

const adjustment = z.object({
  id: z.uuid(),
  customerId: shopifyId,
  points: z.number().int(),
  note: z.string().trim().min(1).max(200),
});

type Asking = { shelf: Shelf; staffId: string; now: Date };

export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: CORS });
  return answer(request, params.door === 'customer', (asking) => {
    const id = shopifyId.safeParse(new URL(request.url).searchParams.get('id'));
    return id.success ? customerFor(asking, id.data) : refused('bad-request');
  });
}

export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  return answer(request, params.door === 'adjust' && request.method === 'POST', async (asking) => {
    const given = adjustment.safeParse(jsonOf(await request.text()));
    if (!given.success) return refused('bad-request');
    const { shelf, staffId, now } = asking;
    const { id, customerId, points, note } = given.data;
    const member = await readMember(shelf.shop.id, customerId, now);
    if (!member) return refused('not-found');
    const { accountId } = member;
    const author = `staff/${staffId}`;
    const outcome = await adjustPoints(shelf.shop.id, {
      ...{ id, accountId, note, author, now },
      points: BigInt(points),
    });
    return outcome.ok ? customerFor(asking, customerId) : refused(outcome.reason);
  });
}

function jsonOf(text: string): unknown {
  try {
    return parseForeignJson(text);
  } catch {
    return null;
  }
}

async function answer(
  request: Request,
  isOpen: boolean,
  work: (asking: Asking) => Response | Promise<Response>,
): Promise<Response> {
  if (!isOpen) return refused('not-found');
  const now = new Date();
  const identity = identityOfStaff(request.headers.get('authorization') ?? undefined, now);
  if (!identity.ok) return refused(identity.reason);
  const { domain, staffId } = identity.value;
  const shelf = await shelfOf(domain, now);
  return shelf ? work({ shelf, staffId, now }) : refused('shop-unknown');
}

async function customerFor({ shelf, now }: Asking, customerId: bigint): Promise<Response> {
  const { id: shopId, currency } = shelf.shop;
  const [known] = await customersByIds(pool, shopId, [customerId]);
  if (!known) return refused('not-found');
  const [wallet, worth, person] = await Promise.all([
    readWallet({ shelf, customerId, locale: 'en', isOnStorefront: false, now }),
    readCustomerFigures(shopId, customerId),
    personOf(shopId, customerId, 'shown to staff'),
  ]);
  const { member } = wallet;
  const customer: StaffCustomer = {
    customerId: customerId.toString(),
    name: nameOf(person, customerId),
    isMember: wallet.state === 'member',
    isBlocked: wallet.state === 'blocked',
    balance: member?.balance ?? 0,
    pendingTotal: member?.pendingTotal ?? 0,
    tier: member?.tier?.name ?? null,
    predictedValue: worth && { amount: decimalText(worth.clv12, currency), currency },
    group: worth?.group ?? null,
    history: member?.history ?? [],
    codes: member?.codes ?? [],
    path: `/app/customers/${customerId}`,
  };
  return Response.json(customer, { headers: CORS });
}

const refused = (reason: string): Response =>
  Response.json(problemOf(reason), { status: statusOf(reason), headers: CORS });
