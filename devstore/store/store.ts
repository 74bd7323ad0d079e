// The whole memory of one shop, in one SQLite file. Everything devstore knows is read and written through here.
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Carts, Checkouts } from './carts.ts';
import { type Clock, createClock } from './clock.ts';
import { type CustomerMerge, Customers } from './customers.ts';
import { type CodeImport, Discounts } from './discounts.ts';
import { createFaults, type Faults } from './faults.ts';
import { type MetafieldDefinition, Metafields } from './metafields.ts';
import { Orders } from './orders.ts';
import { type Collection, Products } from './products.ts';
import type {
  BackgroundJob,
  BulkOperation,
  FlowTrigger,
  GiftCard,
  Installation,
  Mail,
  Segment,
  ShopFacts,
  StagedUpload,
  StoreCreditAccount,
  StoreCreditTransaction,
  Token,
} from './records.ts';
import { createSequences, type IdKind } from './sequences.ts';
import { defaultInstallation, defaultShop } from './shop-defaults.ts';
import { Database, DocumentTable } from './sqlite.ts';
import { indexes, tables } from './tables.ts';
import { Deliveries, Subscriptions } from './webhooks.ts';

export type Store = ReturnType<typeof openStore>;

/**
 * Opens (and makes, where it is missing) the store in `directory`. Pass ':memory:' for a store that is
 * forgotten when it closes. `now` replaces the machine's clock in tests.
 */
export function openStore(directory: string, now: () => number = Date.now) {
  const isInMemory = directory === ':memory:';
  if (!isInMemory) mkdirSync(directory, { recursive: true });
  const database = new Database(isInMemory ? ':memory:' : path.join(directory, 'devstore.sqlite'));
  database.raw.exec(tables);
  const sequences = createSequences(database);
  const settings = createSettings(database);
  const clock: Clock = createClock(settings, now);
  const faults: Faults = createFaults(settings);
  const byId = (row: { id: number }) => ({ id: row.id });

  return {
    directory,
    database,
    settings,
    clock,
    faults,
    /** Called after a commit that queued webhooks. */
    deliveryListeners: new Set<() => void>(),
    products: new Products(database),
    collections: new DocumentTable<Collection>(
      database,
      'collections',
      ['id', 'handle'],
      (row) => ({
        id: row.id,
        handle: row.handle,
      }),
    ),
    customers: new Customers(database),
    customerMerges: new DocumentTable<CustomerMerge>(database, 'customer_merges', ['id'], byId),
    orders: new Orders(database),
    metafields: new Metafields(database),
    metafieldDefinitions: new DocumentTable<MetafieldDefinition>(
      database,
      'metafield_definitions',
      ['id', 'owner_type', 'namespace', 'key'],
      (row) => ({
        id: row.id,
        owner_type: row.ownerType,
        namespace: row.namespace,
        key: row.key,
      }),
    ),
    discounts: new Discounts(database),
    codeImports: new DocumentTable<CodeImport>(database, 'code_imports', ['id', 'done'], (row) => ({
      id: row.id,
      done: row.isDone ? 1 : 0,
    })),
    carts: new Carts(database),
    checkouts: new Checkouts(database),
    subscriptions: new Subscriptions(database),
    deliveries: new Deliveries(database),
    tokens: new DocumentTable<Token>(database, 'tokens', ['token', 'grant_id'], (row) => ({
      token: row.token,
      grant_id: row.grantId,
    })),
    bulkOperations: new DocumentTable<BulkOperation>(
      database,
      'bulk_operations',
      ['id', 'type', 'status', 'created_at', 'completed_at'],
      (row) => ({
        id: row.id,
        type: row.type,
        status: row.status,
        created_at: row.createdAt,
        completed_at: row.completedAt,
      }),
    ),
    mails: new DocumentTable<Mail>(database, 'mails', ['id', 'recipient'], (row) => ({
      id: row.id,
      recipient: row.to,
    })),
    giftCards: new DocumentTable<GiftCard>(database, 'gift_cards', ['id', 'code'], (row) => ({
      id: row.id,
      code: row.code,
    })),
    storeCreditAccounts: new DocumentTable<StoreCreditAccount>(
      database,
      'store_credit_accounts',
      ['id', 'customer_id', 'currency'],
      (row) => ({ id: row.id, customer_id: row.customerId, currency: row.currency }),
    ),
    storeCreditTransactions: new DocumentTable<StoreCreditTransaction>(
      database,
      'store_credit_transactions',
      ['id', 'account_id'],
      (row) => ({ id: row.id, account_id: row.accountId }),
    ),
    segments: new DocumentTable<Segment>(database, 'segments', ['id', 'name'], (row) => ({
      id: row.id,
      name: row.name,
    })),
    flowTriggers: new DocumentTable<FlowTrigger>(database, 'flow_triggers', ['id'], byId),
    stagedUploads: new DocumentTable<StagedUpload>(database, 'staged_uploads', ['id'], (row) => ({
      id: row.id,
    })),
    jobs: new DocumentTable<BackgroundJob>(database, 'jobs', ['id'], byId),

    /** The shop's facts; `saveShop` changes them. */
    shop: (): ShopFacts => settings.read('shop', defaultShop),
    saveShop: (shop: ShopFacts): void => settings.write('shop', shop),
    installation: (): Installation => settings.read('installation', defaultInstallation),
    saveInstallation: (installation: Installation): void =>
      settings.write('installation', installation),

    /** The present instant of devstore's clock, in whole seconds as Shopify writes it. */
    now: (): string => clock.iso(),
    /** Runs `work` in one transaction. */
    write: <Result>(work: () => Result): Result => database.transaction(work),
    nextId: (kind: IdKind): number => sequences.take(kind, 1),
    /** Reserves `count` ids in a row and returns the first. */
    takeIds: (kind: IdKind, count: number): number => sequences.take(kind, count),
    /** Drops everything kept in memory, after the tables were emptied. */
    forget: (): void => {
      settings.forget();
      sequences.forget();
    },
    newToken: (): string => randomUUID().replaceAll('-', ''),
    /** Makes the indexes; a large seed calls it when it is done. */
    index: (): void => database.raw.exec(indexes),
    close: (): void => database.close(),
  };
}

export interface Settings {
  read<Value>(key: string, whenMissing: Value): Value;
  write(key: string, value: unknown): void;
  /** Drops what was read already, after the table was emptied. */
  forget(): void;
}

/** Named JSON values: the shop's facts, the faults, and whatever the web surfaces want to keep. */
function createSettings(database: Database): Settings {
  const cache = new Map<string, unknown>();
  database.rollbackListeners.add(() => cache.clear());
  return {
    read<Value>(key: string, whenMissing: Value): Value {
      if (!cache.has(key)) {
        const row = database.get<{ value: string }>(
          'SELECT value FROM settings WHERE key = ?',
          key,
        );
        cache.set(key, row ? JSON.parse(row.value) : structuredClone(whenMissing));
      }
      return cache.get(key) as Value;
    },
    write(key: string, value: unknown): void {
      database.run('INSERT OR REPLACE INTO settings VALUES (?, ?)', key, JSON.stringify(value));
      cache.set(key, value);
    },
    forget: () => cache.clear(),
  };
}
