// Control doors for everything around: clock, faults, installation, deliveries, the API's bucket,
// seed and reset.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { seedShop } from '../../seed/seed-shop.ts';
import { changeScopes, install, uninstall } from '../../shop/installation.ts';
import type { FaultChange } from '../../store/faults.ts';
import { announce, newEvent } from '../../webhooks/announce.ts';
import { deploy } from '../deployment.ts';
import { adminSessionToken } from '../session-token.ts';
import { instant } from './fields.ts';
import { type ControlContext, found, idIn, plain, type Route, route } from './route.ts';

const clockChange = z
  .object({
    set: instant.optional(),
    advanceMs: z.number().optional(),
    advanceMinutes: z.number().optional(),
    advanceHours: z.number().optional(),
    advanceDays: z.number().optional(),
    reset: z.boolean().optional(),
  })
  .strict();

const rate = z.number().min(0).max(1).optional();
const count = z.number().int().min(0);

const faultChange = z
  .object({
    webhooks: z
      .object({
        doubled: rate,
        late: rate,
        lateByMs: count.optional(),
        lost: rate,
        shuffle: count.optional(),
        isPaused: z.boolean().optional(),
      })
      .strict()
      .optional(),
    api: z
      .object({
        throttled: rate,
        serverError: rate,
        timeout: rate,
        timeoutMs: count.optional(),
        droppedAfterEffect: rate,
        latencyMs: count.optional(),
        onlyFields: z.array(z.string()).optional(),
        remaining: count.nullable().optional(),
      })
      .strict()
      .optional(),
    bulk: z
      .object({
        dropAfterBytes: count.nullable().optional(),
        dropTimes: count.optional(),
        isUrlExpired: z.boolean().optional(),
        failAfterObjects: count.nullable().optional(),
        garbageAfterLines: count.nullable().optional(),
        isFinishSilent: z.boolean().optional(),
        sliceDelayMs: count.optional(),
      })
      .strict()
      .optional(),
    seed: count.optional(),
  })
  .strict();

const protectedData = z
  .object({
    customer: z.boolean(),
    name: z.boolean(),
    email: z.boolean(),
    phone: z.boolean(),
    address: z.boolean(),
  })
  .partial()
  .strict();

const shopChange = z
  .object({
    name: z.string(),
    currency: z.string().length(3),
    timezone: z.string(),
    plan: z.enum(['advanced', 'development', 'plus', 'standard']),
    customerAccounts: z.enum(['CLASSIC', 'NEW_CUSTOMER_ACCOUNTS']),
    taxesIncluded: z.boolean(),
    taxRate: count,
    shippingPrice: count,
    presentmentRates: z.record(z.string(), z.number().positive()),
  })
  .partial()
  .strict();

const clockState = ({ store }: ControlContext) => ({
  now: new Date(store.clock.ms()).toISOString(),
  offsetMs: store.clock.ms() - Date.now(),
});

function state(context: ControlContext) {
  const { store, bucket } = context;
  const states = store.database.all<{ state: string; n: number }>(
    'SELECT state, count(*) AS n FROM webhook_deliveries GROUP BY state',
  );
  return {
    shop: store.shop(),
    clock: clockState(context),
    installation: store.installation(),
    counts: {
      customers: store.customers.count(),
      orders: store.orders.count(),
      products: store.products.count(),
      discounts: store.discounts.count(),
      mails: store.mails.count(),
    },
    deliveries: Object.fromEntries(states.map(({ state: name, n }) => [name, n])),
    bulkOperations: store.bulkOperations.where('true ORDER BY id DESC LIMIT 20'),
    throttle: bucket.status(),
    faults: store.faults.get(),
  };
}

/** Empties every table; the deployment is put in force again. */
function reset({ store, deployment, apiKey, bucket }: ControlContext): void {
  const tables = store.database.all<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  );
  store.write(() => {
    for (const { name } of tables) store.database.run(`DELETE FROM ${name}`);
  });
  store.forget();
  store.clock.reset();
  store.faults.reset();
  deploy(store, deployment, apiKey);
  bucket.drain(bucket.status().maximumAvailable);
}

const seeding = z
  .object({
    customers: z.number().int().min(1).max(1_000_000).default(200),
    seed: z.number().int().default(1),
  })
  .strict();

export const worldRoutes: Route[] = [
  plain('GET', '/health', () => ({ status: 'ok' })),
  plain('GET', '/state', state),
  plain('GET', '/clock', clockState),
  route('POST', '/clock', clockChange, (context, change) => {
    const { clock } = context.store;
    if (change.reset) clock.reset();
    if (change.set) clock.set(new Date(change.set));
    const hours = (change.advanceHours ?? 0) + (change.advanceDays ?? 0) * 24;
    const minutes = (change.advanceMinutes ?? 0) + hours * 60;
    clock.advance((change.advanceMs ?? 0) + minutes * 60_000);
    return clockState(context);
  }),
  plain('GET', '/faults', ({ store }) => store.faults.get()),
  route('POST', '/faults', faultChange, ({ store }, change) =>
    store.faults.change(change as FaultChange),
  ),
  plain('DELETE', '/faults', ({ store }) => {
    store.faults.reset();
    return store.faults.get();
  }),
  route(
    'POST',
    '/install',
    z.object({ scopes: z.array(z.string()).optional() }).strict(),
    ({ store, deployment }, { scopes }) => {
      install(store, scopes ?? deployment.scopes);
      return store.installation();
    },
  ),
  plain('POST', '/uninstall', ({ store }) => {
    uninstall(store);
    return store.installation();
  }),
  route(
    'POST',
    '/scopes',
    z.object({ scopes: z.array(z.string()) }).strict(),
    ({ store }, { scopes }) => {
      changeScopes(store, scopes);
      return store.installation();
    },
  ),
  route('POST', '/protected-data', protectedData, ({ store }, change) => {
    const installation = store.installation();
    store.saveInstallation({
      ...installation,
      protectedData: { ...installation.protectedData, ...change },
    });
    return store.installation();
  }),
  route('POST', '/shop', shopChange, ({ store }, change) =>
    store.write(() => {
      store.saveShop({ ...store.shop(), ...change });
      const shop = store.shop();
      announce(store, newEvent(), 'shop/update', {
        id: shop.id,
        name: shop.name,
        domain: shop.domain,
        myshopify_domain: shop.domain,
        currency: shop.currency,
        iana_timezone: shop.timezone,
        plan_name: shop.plan,
        updated_at: store.now(),
      });
      return shop;
    }),
  ),
  plain('GET', '/id-token', ({ store, apiKey, apiSecret }) => ({
    token: adminSessionToken({ shopDomain: store.shop().domain, apiKey, apiSecret }),
  })),
  // Where the admin would send the app's frame now: how a launcher installs the app without a
  // browser.
  plain('GET', '/embed-url', ({ embedUrl }, { query }) => ({
    url: embedUrl(query.get('path') ?? undefined),
  })),
  plain('GET', '/calls', ({ calls }) => calls),
  route('POST', '/bucket', z.object({ available: count }).strict(), ({ bucket }, { available }) => {
    bucket.drain(available);
    return bucket.status();
  }),
  plain('GET', '/deliveries', ({ store }, { query }) => {
    const topic = query.get('topic');
    const wanted = query.get('state');
    return store.deliveries.where(
      '(? IS NULL OR topic = ?) AND (? IS NULL OR state = ?) ORDER BY id DESC LIMIT ?',
      topic,
      topic,
      wanted,
      wanted,
      Number(query.get('limit') ?? 100),
    );
  }),
  plain('POST', '/deliveries/:id/resend', ({ store }, call) => {
    const delivery = found(store.deliveries.get(idIn(call)), 'delivery');
    store.deliveries.put({
      ...delivery,
      id: store.nextId('other'),
      state: 'waiting',
      attempts: [],
      dueAtMs: store.clock.ms(),
    });
    for (const listener of store.deliveryListeners) listener();
    return true;
  }),
  plain('POST', '/deliveries/settle', async (context) => {
    await context.dispatcher.settled();
    return state(context).deliveries;
  }),
  route(
    'POST',
    '/webhooks',
    z.object({ topic: z.string(), payload: z.record(z.string(), z.unknown()) }).strict(),
    ({ store }, { topic, payload }) => {
      const eventId = randomUUID();
      announce(store, eventId, topic, payload);
      return { eventId };
    },
  ),
  plain('POST', '/reset', (context) => {
    reset(context);
    return state(context);
  }),
  // Fills a shop that was reset; one that is filled stays as it is.
  route('POST', '/seed', seeding, async (context, options) => {
    await seedShop(context.store, options);
    return state(context).counts;
  }),
];
