// A shop that answers over HTTP with payloads in the shape Shopify recorded them, for tests that
// need a thousand shops a minute or an answer that devstore would never give. It knows the
// operations of app/shopify by name.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

type Json = Record<string, unknown>;
export type ReplayOrder = Json & {
  id: string;
  createdAt: string;
  updatedAt: string;
  lineItems: Json[];
  refunds: (Json & { id: string; details: Json })[];
  transactions: Json[];
};
export type ReplayObject = Json & { id: string; updatedAt: string };

/** Operations are numbered over all shops, so that a file is found by its operation. */
let operations = 0;

/** One shop's state and the faults it shows. */
export class ReplayShop {
  orders = new Map<string, ReplayOrder>();
  customers = new Map<string, ReplayObject>();
  products = new Map<string, ReplayObject>();
  /** The shop's clock; a change moves it by a second. */
  clock = Date.parse('2026-01-01T00:00:00Z');
  files = new Map<string, Buffer>();
  calls: { operation: string; variables: Json }[] = [];
  /** What the next answers are instead; taken from the front. */
  faults: ((request: { operation: string; response: ServerResponse }) => boolean)[] = [];
  /** What lies behind the first page of a refund's lines and payments, by its id. */
  furtherPages = new Map<string, Json>();
  /** The next download ends after so many bytes. */
  breakAfterBytes: number | null = null;
  /** Every download ends after so many bytes. */
  alwaysBreaksAfter: number | null = null;
  /** Every download ends within its second line. */
  breaksAtLines = false;
  /** The next downloads are answered 403. */
  expiredDownloads = 0;
  /** Turns a file into what arrives, for garbage in the middle. */
  garble: (file: string) => string = (file) => file;
  /**
   * Fields that are given to nobody, as `Customer.firstName`; null, with an error beside them where
   * there is room for one. A type alone: not even its objects.
   */
  withheld = new Set<string>();
  /** Objects that Shopify fails to give: whoever asks for one of them gets nothing. */
  faulty = new Set<string>();
  /** Objects that it breaks on: they alone are null, and an error without a code says where. */
  broken = new Set<string>();
  /** Refunds that their order tells of and that are not given by their ids. */
  unreadable = new Set<string>();
  granted = ['read_orders', 'read_all_orders', 'read_customers', 'read_products'];

  tick(): string {
    this.clock += 1000;
    return new Date(this.clock).toISOString().replace('.000', '');
  }

  /** Answers an operation, as far as app/shopify knows them. */
  answer(operation: string, variables: Json, query: string): Json {
    const ids = (variables.ids ?? []) as string[];
    const get = (map: Map<string, Json>) => ids.map((id) => map.get(id) ?? null);
    switch (operation) {
      case 'OrdersByIds':
        return {
          nodes: get(this.orders as Map<string, Json>).map((order) => order && wire(order)),
        };
      case 'CustomersByIds':
        return { nodes: get(this.customers) };
      case 'ProductsByIds':
        return { nodes: get(this.products) };
      case 'RefundsByIds': {
        const refunds = [...this.orders.values()].flatMap((order) => order.refunds);
        return {
          nodes: refunds
            .filter(({ id }) => ids.includes(id) && !this.unreadable.has(id))
            .map(({ details, ...refund }) => ({ ...refund, ...details })),
        };
      }
      case 'MoreRefundLines':
      case 'MoreRefundPayments':
        return { refund: this.furtherPages.get(String(variables.id)) ?? null };
      case 'OrdersSince':
        return { orders: this.#since(this.orders, variables) };
      case 'CustomersSince':
        return { customers: this.#since(this.customers, variables) };
      case 'ProductsSince':
        return { products: this.#since(this.products, variables) };
      case 'ProtectedCustomers':
        return { customers: { nodes: this.#newest(this.customers) } };
      case 'ProtectedOrders':
        return { orders: { nodes: this.#newest(this.orders) } };
      case 'RunBulk':
        return { bulkOperationRunQuery: { bulkOperation: this.#bulk(variables), userErrors: [] } };
      case 'ReadBulk':
        return { bulkOperation: this.#readBulk(String(variables.id)) };
      case 'CancelBulk':
        return { bulkOperationCancel: { bulkOperation: null, userErrors: [] } };
      case 'FirstOrderDate':
        return this.#history();
      case 'WriteAppFacts':
      case 'WriteMemberFacts':
        return { metafieldsSet: { metafields: [], userErrors: [] } };
      case 'TagMember':
        return { tagsAdd: { userErrors: [] }, tagsRemove: { userErrors: [] } };
      case 'AppInstallation':
        return { currentAppInstallation: { id: 'gid://shopify/AppInstallation/1' } };
      case 'ShopFacts':
        return shopFacts(this.granted);
      default:
        throw new Error(`the replay shop does not know ${operation}: ${query.slice(0, 80)}`);
    }
  }

  #newest(map: Map<string, ReplayObject>): Json[] {
    const byChange = [...map.values()].sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
    return byChange.slice(0, 10).map(({ ...one }) => one);
  }

  #history(): Json {
    const dates = [...this.orders.values()].map(({ createdAt }) => createdAt).sort();
    const nodes = dates.slice(0, 1).map((createdAt) => ({ createdAt }));
    return { orders: { nodes }, ordersCount: { count: dates.length } };
  }

  #since(map: Map<string, { id: string; updatedAt: string }>, variables: Json): Json {
    const since = /updated_at:>='([^']+)'/.exec(String(variables.query))?.[1] ?? '';
    const all = [...map.values()]
      .filter(({ updatedAt }) => updatedAt >= since)
      .sort((a, b) => (a.updatedAt < b.updatedAt ? -1 : 1))
      .map(({ id, updatedAt }) => ({ id, updatedAt }));
    const start = Number(variables.after ?? 0);
    const nodes = all.slice(start, start + Number(variables.first));
    const endCursor = String(start + nodes.length);
    return { nodes, pageInfo: { hasNextPage: Number(endCursor) < all.length, endCursor } };
  }

  #bulk(variables: Json): Json {
    const query = String(variables.query);
    const id = `gid://shopify/BulkOperation/${++operations}`;
    this.files.set(id, Buffer.from(this.garble(this.#jsonl(query))));
    return { id, status: 'CREATED', createdAt: new Date(this.clock).toISOString() };
  }

  #jsonl(query: string): string {
    const all = (objects: Map<string, ReplayObject>) =>
      [...objects.values()].map(/createdAt|title/.test(query) ? ({ ...one }) => one : bare);
    if (/\bcustomers\(/.test(query)) return lines(all(this.customers).map(this.#blank));
    if (/\bproducts\(/.test(query)) return lines(all(this.products));
    const from = /created_at:>='([^']+)'/.exec(query)?.[1] ?? '';
    const to = /created_at:<'([^']+)'/.exec(query)?.[1] ?? '9';
    const some = [...this.orders.values()].filter((o) => o.createdAt >= from && o.createdAt < to);
    if (!/lineItems/.test(query)) return lines(some.map(census));
    const children = some.flatMap((order) =>
      order.lineItems.map((line) => ({ ...line, __parentId: order.id })),
    );
    // Ungrouped, as Shopify does since 2026-01: the lines stand far from their orders.
    return lines([...some.map((order) => this.#blank(withoutLines(order))), ...children]);
  }

  /** An object without what is withheld of it. */
  #blank = (object: Json): Json => {
    for (const name of this.withheld) {
      const [type, ...path] = name.split('.');
      if (path.length > 0 && String(object.id).includes(`/${type}/`)) blankAt(object, path);
    }
    return object;
  };

  /** The body of an answer: what is withheld is null in it and named in an error. */
  answerBody(operation: string, variables: Json, query: string): Json {
    const asked = (variables.ids ?? [variables.id]) as string[];
    if (asked.some((id) => this.faulty.has(operation.startsWith('More') ? `${id}/more` : id))) {
      return { data: null, errors: [internalError], extensions: { cost } };
    }
    const data = structuredClone(this.answer(operation, variables, query));
    const errors: Json[] = [];
    const [root, value] = Object.entries(data)[0]!;
    const lists = Array.isArray(value) ? value : (value as { nodes?: Json[] } | null)?.nodes;
    const at = Array.isArray(value) ? [root] : [root, 'nodes'];
    const denied = [...this.withheld].find((type) => DENIED[type]?.includes(operation));
    if (denied) return { data: null, errors: [refusal([root])], extensions: { cost } };
    for (const [index, node] of (lists ?? []).entries()) {
      if (node && this.broken.has(String(node.id))) {
        lists![index] = null as never;
        errors.push({ message: 'A value has no name', path: [...at, index, 'currencyCode'] });
      }
      for (const name of node ? this.withheld : []) {
        const [type, ...path] = name.split('.');
        if (!String(node.id).includes(`/${type}/`)) continue;
        if (path.length === 0) lists![index] = null as never;
        if (path.length > 0 && !blankAt(node, path)) continue;
        errors.push(refusal([...at, index, ...path]));
      }
    }
    return { data, ...(errors.length > 0 && { errors }), extensions: { cost } };
  }

  #readBulk(id: string): Json | null {
    const file = this.files.get(id);
    if (!file) return null;
    const objects = file.toString().split('\n').filter(Boolean).length;
    return {
      id,
      status: 'COMPLETED',
      errorCode: null,
      url: file.length ? `https://files.myshopify.com/${encodeURIComponent(id)}` : null,
      partialDataUrl: null,
      objectCount: String(objects),
      rootObjectCount: String(objects),
      fileSize: String(file.length),
      createdAt: new Date(this.clock).toISOString(),
      completedAt: new Date(this.clock).toISOString(),
    };
  }

  /** Serves a bulk file with Range, and breaks where it was told to. */
  download(id: string, request: IncomingMessage, response: ServerResponse): void {
    const file = this.files.get(id);
    if (!file || this.expiredDownloads-- > 0) return void response.writeHead(403).end();
    this.expiredDownloads = Math.max(0, this.expiredDownloads);
    const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (start >= file.length && start > 0) return void response.writeHead(416).end();
    const body = file.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': body.length });
    const line = this.breaksAtLines ? body.indexOf('\n') + 2 : null;
    const stop = this.breakAfterBytes ?? this.alwaysBreaksAfter ?? line;
    this.breakAfterBytes = null;
    if (stop === null || stop >= body.length) return void response.end(body);
    response.write(body.subarray(0, stop), () => response.destroy());
  }
}

const DENIED: Record<string, string[]> = {
  Customer: ['CustomersSince', 'ProtectedCustomers'],
  Order: ['OrdersSince', 'ProtectedOrders', 'FirstOrderDate'],
};

const internalError = {
  message: 'Internal error. Looks like something went wrong on our end.',
  extensions: { code: 'INTERNAL_SERVER_ERROR' },
};

const refusal = (path: unknown[]): Json => ({
  message: 'This app is not approved to access it. See https://shopify.dev for more details.',
  path,
});

/** True if there was a place for the field: what lies in nothing is not withheld. */
function blankAt(object: Json, path: readonly string[]): boolean {
  const [step, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    object[step] = null;
    return true;
  }
  const below = object[step] as Json | null | undefined;
  if (!below) return false;
  object[step] = { ...below };
  return blankAt(object[step] as Json, rest);
}

const bare = ({ id, updatedAt }: ReplayObject): Json => ({ id, updatedAt });

const lines = (objects: Json[]) => objects.map((one) => `${JSON.stringify(one)}\n`).join('');

function withoutLines({ lineItems: _, refunds, ...order }: ReplayOrder): Json {
  return { ...order, refunds: refunds.map(({ details: _details, ...refund }) => refund) };
}

const census = ({ id, createdAt, updatedAt, currentTotalPriceSet, currencyCode }: ReplayOrder) => ({
  id,
  createdAt,
  updatedAt,
  currentTotalPriceSet: {
    shopMoney: {
      ...(currentTotalPriceSet as { shopMoney: Json }).shopMoney,
      currencyCode,
    },
  },
});

function wire(order: Json): Json {
  const lineItems = order.lineItems as Json[];
  const page = { hasNextPage: false, endCursor: null };
  return { ...withoutLines(order as ReplayOrder), lineItems: { nodes: lineItems, pageInfo: page } };
}

const shopFacts = (scopes: string[]) => ({
  shop: {
    id: 'gid://shopify/Shop/1',
    name: 'Replay',
    currencyCode: 'EUR',
    ianaTimezone: 'Europe/Oslo',
    primaryDomain: { url: 'https://replay.example' },
    plan: { shopifyPlus: false, partnerDevelopment: false, publicDisplayName: 'Basic' },
    customerAccountsV2: { customerAccountsVersion: 'NEW_CUSTOMER_ACCOUNTS' },
  },
  currentAppInstallation: { accessScopes: scopes.map((handle) => ({ handle })) },
});

/** The server in front of all replay shops; a shop is found by its domain. */
export class ReplayServer {
  readonly shops = new Map<string, ReplayShop>();
  /** Every token refresh, by domain. */
  refreshes: string[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  /** Starts on a free port and sends this process's calls to *.myshopify.com here. */
  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as { port: number };
    process.env.DEVSTORE_URL = `http://127.0.0.1:${port}`;
    await import('../../devstore/launch/redirect.mjs' as string);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  shop(domain: string): ReplayShop {
    const shop = this.shops.get(domain) ?? new ReplayShop();
    this.shops.set(domain, shop);
    return shop;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = request.headers.host ?? '';
    if (host === 'files.myshopify.com') return this.#download(request, response);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Json;
    if (request.url === '/admin/oauth/access_token') return this.#refresh(host, response);
    const shop = this.shop(host);
    const query = String(body.query);
    const operation = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? '';
    const variables = (body.variables ?? {}) as Json;
    shop.calls.push({ operation, variables });
    const fault = shop.faults.shift();
    if (fault?.({ operation, response })) return;
    reply(response, shop.answerBody(operation, variables, query));
  }

  #download(request: IncomingMessage, response: ServerResponse): void {
    const id = decodeURIComponent((request.url ?? '/').slice(1));
    const owner = [...this.shops.values()].find(({ files }) => files.has(id));
    if (owner) owner.download(id, request, response);
    else response.writeHead(404).end();
  }

  #refresh(host: string, response: ServerResponse): void {
    this.refreshes.push(host);
    const number = this.refreshes.length;
    reply(response, {
      access_token: `shpat_renewed_${number}`,
      refresh_token: `shprt_renewed_${number}`,
      expires_in: 3600,
      refresh_token_expires_in: 7_776_000,
      scope: 'read_orders',
    });
  }
}

export const cost = {
  requestedQueryCost: 10,
  actualQueryCost: 5,
  throttleStatus: { maximumAvailable: 20_000, currentlyAvailable: 19_990, restoreRate: 1000 },
};

export function reply(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
