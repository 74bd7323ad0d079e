// Lists that are only read: discounts with their codes, webhook deliveries.
import { discountStatus } from '../../store/discounts.ts';
import type { WebContext } from '../context.ts';
import { redirect, refuse } from '../http/respond.ts';
import { type Route, type RouteContext, route } from '../http/router.ts';
import { adminPage, paging, storePath } from './view.ts';

const pageSize = 50;

export function listRoutes(context: WebContext): Route[] {
  const base = storePath(context);
  return [
    route(`GET ${base}/discounts`, (given) => discounts(context, given)),
    route(`GET ${base}/discounts/:id`, ({ params }) => discount(context, Number(params.id))),
    route(`GET ${base}/webhooks`, (given) => deliveries(context, given)),
    route(`GET ${base}/webhooks/:id`, ({ params }) => delivery(context, Number(params.id))),
    route(`POST ${base}/webhooks/:id`, ({ params }) => sendAgain(context, Number(params.id))),
  ];
}

function discounts(context: WebContext, { url }: RouteContext): Response {
  const { store } = context;
  const code = url.searchParams.get('code')?.trim() ?? '';
  const found = code ? store.discounts.byCode(code) : undefined;
  if (found) return redirect(`${storePath(context)}/discounts/${found.discount.id}?code=${code}`);
  const pages = paging(url, store.discounts.count(), pageSize);
  const rows = store.discounts.where(
    'true ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?',
    pageSize,
    pages.offset,
  );
  return adminPage(context, 'discounts', 'discounts', {
    pages,
    code,
    discounts: rows.map((each) => ({
      ...each,
      status: discountStatus(each, store.now()),
      kind: each.benefit.kind,
      codes: store.discounts.countCodes(each.id),
    })),
  });
}

function discount(context: WebContext, id: number): Response {
  const { store } = context;
  const found = store.discounts.get(id);
  if (!found) return refuse(404, 'There is no such discount');
  return adminPage(context, 'discount', 'discounts', {
    discount: found,
    status: discountStatus(found, store.now()),
    terms: JSON.stringify(
      {
        benefit: found.benefit,
        minimum: found.minimum,
        context: found.context,
        combinesWith: found.combinesWith,
        usageLimit: found.usageLimit,
        appliesOncePerCustomer: found.appliesOncePerCustomer,
      },
      null,
      2,
    ),
    codes: store.discounts.codesOf(id),
    total: store.discounts.countCodes(id),
  });
}

function deliveries(context: WebContext, { url }: RouteContext): Response {
  const { deliveries: table } = context.store;
  const topic = url.searchParams.get('topic') ?? '';
  const condition = topic ? 'topic = ?' : 'true';
  const values = topic ? [topic] : [];
  const pages = paging(url, table.count(condition, ...values), pageSize);
  const rows = table.where(
    `${condition} ORDER BY id DESC LIMIT ? OFFSET ?`,
    ...values,
    pageSize,
    pages.offset,
  );
  return adminPage(context, 'webhooks', 'webhooks', {
    pages,
    topic,
    deliveries: rows.map((row) => ({ ...row, last: row.attempts.at(-1) ?? null })),
  });
}

function delivery(context: WebContext, id: number): Response {
  const found = context.store.deliveries.get(id);
  if (!found) return refuse(404, 'There is no such delivery');
  return adminPage(context, 'webhook', 'webhooks', { delivery: found, body: pretty(found.body) });
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** Puts a delivery back in the queue, with the same webhook id, as a retry would. */
function sendAgain(context: WebContext, id: number): Response {
  const { deliveries: table, clock } = context.store;
  const found = table.get(id);
  if (!found) return refuse(404, 'There is no such delivery');
  table.put({ ...found, state: 'waiting', dueAtMs: clock.ms() });
  return redirect(`${storePath(context)}/webhooks/${id}`);
}
