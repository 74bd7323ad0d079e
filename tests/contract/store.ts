// The shop that the contract is held against: devstore, or with CONTRACT_SHOP and CONTRACT_TOKEN
// set a real development store (an Admin API token of a custom app with the scopes below).
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readDeployment } from '../../devstore/server/deployment.ts';
import { type Devstore, startDevstore } from '../../devstore/server/start.ts';

/** What the suite needs; a real store must have granted them. */
export const contractScopes = [
  'read_all_orders',
  'write_orders',
  'write_order_edits',
  'write_customers',
  'read_products',
  'write_discounts',
  'write_gift_cards',
  'read_store_credit_accounts',
  'write_store_credit_account_transactions',
];

export interface ApiError {
  message: string;
  path?: string[];
  extensions?: { code?: string };
}

export interface Cost {
  requestedQueryCost: number;
  actualQueryCost: number;
  throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
}

export interface Answer {
  status: number;
  // The answers of many documents: each test reads what its own document asks for.
  // biome-ignore lint/suspicious/noExplicitAny: typed by the document in the test
  data: any;
  errors?: ApiError[];
  extensions: { cost: Cost };
}

export interface ContractStore {
  isReal: boolean;
  /** Null against a real store. */
  devstore: Devstore | null;
  gql(query: string, variables?: object): Promise<Answer>;
  /** A request with headers of one's own. */
  post(body: string, headers: Record<string, string>, version?: string): Promise<Response>;
  close(): Promise<void>;
}

export const apiKey = 'contract-key';
export const apiSecret = 'contract-secret';

export async function openContractStore(): Promise<ContractStore> {
  const { CONTRACT_SHOP: shop, CONTRACT_TOKEN: token } = process.env;
  if (shop && token) return connect(`https://${shop}`, token, null);
  const devstore = await startDevstore({
    port: 0,
    dataDirectory: ':memory:',
    app: readDeployment(path.resolve(import.meta.dirname, '../..')),
    appUrl: 'http://127.0.0.1:9',
    apiKey,
    apiSecret,
  });
  await control(devstore, '/install', { scopes: contractScopes });
  return connect(devstore.origin, await newToken(devstore), devstore);
}

export async function control(devstore: Devstore, door: string, body?: object): Promise<unknown> {
  const response = await fetch(`${devstore.origin}/__devstore${door}`, {
    method: 'POST',
    body: JSON.stringify(body ?? {}),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${door}: ${JSON.stringify(answer)}`);
  return answer;
}

/** An offline token, by token exchange as the app gets it. */
export async function newToken(devstore: Devstore): Promise<string> {
  const door = await fetch(`${devstore.origin}/__devstore/id-token`);
  const { token } = (await door.json()) as { token: string };
  const response = await fetch(`${devstore.origin}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: apiKey,
      client_secret: apiSecret,
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
      expiring: '1',
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

function connect(origin: string, token: string, devstore: Devstore | null): ContractStore {
  const post: ContractStore['post'] = (body, headers, version = '2026-10') =>
    fetch(`${origin}/admin/api/${version}/graphql.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  return {
    isReal: devstore === null,
    devstore,
    post,
    async gql(query, variables = {}) {
      const response = await post(JSON.stringify({ query, variables }), {
        'x-shopify-access-token': token,
      });
      return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
    },
    async close() {
      await devstore?.close();
    },
  };
}

/** A name that no earlier run has used. */
export function unique(prefix: string): string {
  return `${prefix}-${randomBytes(5).toString('hex')}`;
}

/** Asks again until the answer is there: a real store's search and imports take their time. */
export async function eventually<Value>(
  ask: () => Promise<Value | null | undefined | false>,
): Promise<Value> {
  for (let attempt = 0; attempt < 120; attempt++) {
    const value = await ask();
    if (value) return value;
    await setTimeout(attempt < 20 ? 25 : 500);
  }
  throw new Error('it did not happen');
}

const customerCreate = `mutation ($input: CustomerInput!) {
  customerCreate(input: $input) {
    customer {
      id
    }
    userErrors {
      field
      message
    }
  }
}`;

/** A new customer with an address at example.com. */
export async function makeCustomer(store: ContractStore, tags: string[] = []): Promise<string> {
  const input = { email: `${unique('contract')}@example.com`, firstName: 'Contract', tags };
  const { data } = await store.gql(customerCreate, { input });
  return data.customerCreate.customer.id;
}

const orderCreate = `mutation ($order: OrderCreateOrderInput!) {
  orderCreate(order: $order) {
    order {
      id
      lineItems(first: 10) {
        nodes {
          id
        }
      }
    }
    userErrors {
      message
    }
  }
}`;

export interface MadeOrder {
  id: string;
  lineIds: string[];
}

/** A paid order of custom lines in the shop's currency. */
export async function makeOrder(
  store: ContractStore,
  lines: { price: string; quantity: number }[],
  extra: object = {},
): Promise<MadeOrder> {
  const currency = (await store.gql('{ shop { currencyCode } }')).data.shop.currencyCode;
  const total = lines.reduce((sum, { price, quantity }) => sum + Number(price) * quantity, 0);
  const money = (amount: string) => ({ shopMoney: { amount, currencyCode: currency } });
  const { data } = await store.gql(orderCreate, {
    order: {
      lineItems: lines.map(({ price, quantity }, index) => ({
        title: `Line ${index + 1}`,
        quantity,
        priceSet: money(price),
      })),
      transactions: [{ kind: 'SALE', status: 'SUCCESS', amountSet: money(total.toFixed(2)) }],
      ...extra,
    },
  });
  const { order, userErrors } = data.orderCreate;
  if (!order) throw new Error(JSON.stringify(userErrors));
  return { id: order.id, lineIds: order.lineItems.nodes.map(({ id }: { id: string }) => id) };
}
