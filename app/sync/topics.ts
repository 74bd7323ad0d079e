// What each webhook topic asks for: the kind of work, and the little of the body that the work
// needs. Nothing personal is taken: the present state is read back from the API.

type Body = Record<string, unknown>;

/** What is to be done. Kinds of one object are coalesced; the others are done one by one. */
export type Work =
  | 'order'
  | 'order-deleted'
  | 'customer'
  | 'customer-deleted'
  | 'customer-merged'
  | 'product'
  | 'product-deleted'
  | 'discount'
  | 'shop'
  | 'scopes'
  | 'bulk'
  | 'uninstalled'
  | 'data-request'
  | 'customer-redact'
  | 'shop-redact';

export type Topic = {
  work: Work;
  /**
   * Shopify's number of the object; null where the work has none, undefined where the body should
   * have had one.
   */
  id: (body: Body) => bigint | null | undefined;
  /** Ids that cannot be read back later. */
  detail?: (body: Body) => Record<string, unknown>;
  /** An e-mail address that cannot be read back later: the door keeps it sealed. */
  email?: (body: Body) => string | null;
};

/** A number, or the number at the end of a gid. */
function idOf(value: unknown): bigint | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  const digits = typeof value === 'string' ? /(?:^|\/)(\d{1,19})$/.exec(value)?.[1] : undefined;
  const id = digits === undefined ? undefined : BigInt(digits);
  // A column of 64 bits can hold no more.
  return id === undefined || BigInt.asIntN(64, id) !== id ? undefined : id;
}

const object = (value: unknown): Body =>
  value !== null && typeof value === 'object' ? (value as Body) : {};
const idsOf = (value: unknown) =>
  (Array.isArray(value) ? value : []).flatMap((one) => idOf(one)?.toString() ?? []);
const none = () => null;

function emailOf(body: Body): string | null {
  const { email } = object(body.customer);
  return typeof email === 'string' && email !== '' ? email : null;
}

const mergedFrom = (body: Body) => idOf(body.admin_graphql_api_customer_deleted_id);
const mergedInto = (body: Body) => idOf(body.admin_graphql_api_customer_kept_id);

const by = (work: Work, id: Topic['id'] = (body) => idOf(body.id)): Topic => ({ work, id });
/** Somebody who only bought as a guest is an e-mail address without a number. */
const aboutPerson = (work: Work, orders: string): Topic => ({
  work,
  id: (body) => idOf(object(body.customer).id) ?? (emailOf(body) === null ? undefined : null),
  email: emailOf,
  detail: (body) => ({ orderIds: idsOf(body[orders]) }),
});
const order = by('order');
const customer = by('customer');
const product = by('product');
const discount = by('discount', (body) => idOf(body.admin_graphql_api_id));

/** Every topic of shopify.app.toml. */
export const topics: Record<string, Topic> = {
  'orders/create': order,
  'orders/paid': order,
  'orders/updated': order,
  'orders/cancelled': order,
  'orders/fulfilled': order,
  'orders/edited': by('order', (body) => idOf(object(body.order_edit).order_id)),
  'orders/delete': by('order-deleted'),
  'refunds/create': by('order', (body) => idOf(body.order_id)),
  'customers/create': customer,
  'customers/update': customer,
  'customers/enable': customer,
  'customers/disable': customer,
  'customers/delete': by('customer-deleted'),
  'customers/merge': {
    work: 'customer-merged',
    id: (body) => (mergedFrom(body) === undefined ? undefined : mergedInto(body)),
    detail: (body) => ({ fromId: mergedFrom(body)?.toString() }),
  },
  'customer.tags_added': by('customer', (body) => idOf(body.customerId)),
  'customer.tags_removed': by('customer', (body) => idOf(body.customerId)),
  'customers_email_marketing_consent/update': by('customer', (body) => idOf(body.customer_id)),
  'products/create': product,
  'products/update': product,
  'products/delete': by('product-deleted'),
  'discounts/update': discount,
  'discounts/delete': discount,
  'shop/update': by('shop', none),
  'app/scopes_update': {
    work: 'scopes',
    id: none,
    detail: (body) => ({
      // PostgreSQL's jsonb cannot hold the character U+0000.
      current: (Array.isArray(body.current) ? body.current : []).map((scope) =>
        String(scope).replaceAll('\0', ''),
      ),
    }),
  },
  'bulk_operations/finish': by('bulk', (body) => idOf(body.admin_graphql_api_id)),
  'app/uninstalled': by('uninstalled', none),
  'customers/data_request': aboutPerson('data-request', 'orders_requested'),
  'customers/redact': aboutPerson('customer-redact', 'orders_to_redact'),
  'shop/redact': by('shop-redact', none),
};
