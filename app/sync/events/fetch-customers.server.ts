// Asks Shopify for the present state of customers and of the persons behind them.
import { gidOf } from '../../basics/gid.ts';
import type { CallOptions } from '../../shopify/call.server.ts';
import {
  CustomersByIdsDocument,
  type CustomersByIdsQuery,
} from '../../shopify/operations.generated.ts';
import type { CallableShop } from '../../shopify/token.server.ts';
import { mapCustomer } from '../map/map-customer.ts';
import { mapped } from '../map/read-json.ts';
import type { Issue } from '../record-issue.server.ts';
import type { CustomerRow } from '../rows.ts';
import type { Withheld } from '../withheld.ts';
import { databaseNow } from './fetch-orders.server.ts';
import { faultsOf, readNodes } from './read-nodes.server.ts';

type CustomerJson = Extract<
  NonNullable<CustomersByIdsQuery['nodes'][number]>,
  { createdAt: string }
>;

export type FetchedCustomers = {
  /** Sorted by id. */
  customers: { row: CustomerRow; json: CustomerJson }[];
  missing: bigint[];
  /** Fields that Shopify does not give for lack of approval. */
  withheld: Withheld;
  issues: Omit<Issue, 'source'>[];
};

export async function fetchCustomers(
  shop: CallableShop,
  ids: readonly bigint[],
  options: CallOptions,
): Promise<FetchedCustomers> {
  const readAt = await databaseNow();
  const gids = ids.map((id) => gidOf('Customer', id));
  const answer = await readNodes(shop, CustomersByIdsDocument, gids, options);
  const { nodes, withheld, faulty } = answer;
  const found = nodes.filter((node): node is CustomerJson => 'createdAt' in node);
  const fetched: FetchedCustomers = {
    customers: [],
    missing: [],
    withheld,
    issues: faultsOf(faulty),
  };
  for (const json of found) {
    const outcome = mapped(() => mapCustomer(json, readAt));
    if (outcome.ok) fetched.customers.push({ row: outcome.value, json });
    else fetched.issues.push({ subject: json.id, reason: outcome.reason });
  }
  const given = new Set([...found.map(({ id }) => id), ...faulty]);
  fetched.missing = ids.filter((id) => !given.has(gidOf('Customer', id)));
  fetched.customers.sort((a, b) => (a.row.id < b.row.id ? -1 : 1));
  return fetched;
}
