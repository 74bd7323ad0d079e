// Webhook topics in both spellings: ORDERS_CREATE in GraphQL, orders/create in headers and tomls.

// Names whose first word ends in an underscore part of its own cannot be told from the text alone.
const special: Record<string, string> = {
  'bulk_operations/finish': 'BULK_OPERATIONS_FINISH',
  'order_transactions/create': 'ORDER_TRANSACTIONS_CREATE',
  'app_subscriptions/update': 'APP_SUBSCRIPTIONS_UPDATE',
  'customers_marketing_consent/update': 'CUSTOMERS_MARKETING_CONSENT_UPDATE',
  'customers_email_marketing_consent/update': 'CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE',
  'draft_orders/create': 'DRAFT_ORDERS_CREATE',
  'draft_orders/update': 'DRAFT_ORDERS_UPDATE',
  'customer_groups/update': 'CUSTOMER_GROUPS_UPDATE',
  'app/scopes_update': 'APP_SCOPES_UPDATE',
  'customers/purchasing_summary': 'CUSTOMERS_PURCHASING_SUMMARY',
  'customer.tags_added': 'CUSTOMER_TAGS_ADDED',
  'customer.tags_removed': 'CUSTOMER_TAGS_REMOVED',
  'customer.joined_segment': 'CUSTOMER_JOINED_SEGMENT',
  'customer.left_segment': 'CUSTOMER_LEFT_SEGMENT',
  'discounts/redeemcode_added': 'DISCOUNTS_REDEEMCODE_ADDED',
  'discounts/redeemcode_removed': 'DISCOUNTS_REDEEMCODE_REMOVED',
};

const headers = new Map(Object.entries(special).map(([header, name]) => [name, header]));

/** `orders/create` as the GraphQL enum spells it. */
export function topicName(header: string): string {
  return special[header] ?? header.replace(/[/.]/g, '_').toUpperCase();
}

/** `ORDERS_CREATE` as headers and tomls spell it. */
export function topicHeader(name: string): string {
  const known = headers.get(name);
  if (known) return known;
  const at = name.indexOf('_');
  return `${name.slice(0, at)}/${name.slice(at + 1)}`.toLowerCase();
}
