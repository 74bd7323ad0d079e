// Every table of the store, typed.
import { Carts, Checkouts } from './carts.ts';
import { type CustomerMerge, Customers } from './customers.ts';
import { type CodeImport, Discounts } from './discounts.ts';
import { type MetafieldDefinition, Metafields } from './metafields.ts';
import { Orders } from './orders.ts';
import { type Collection, Products } from './products.ts';
import type {
  BackgroundJob,
  BulkOperation,
  FlowTrigger,
  GiftCard,
  Mail,
  Segment,
  StagedUpload,
  StoreCreditAccount,
  StoreCreditTransaction,
  Token,
} from './records.ts';
import { type Database, DocumentTable } from './sqlite.ts';
import { Deliveries, Subscriptions } from './webhooks.ts';

const byId = (row: { id: number }) => ({ id: row.id });

/** The tables of an open database. */
export function openTables(database: Database) {
  return { ...openTrade(database), ...openApp(database), ...openTenders(database) };
}

/** What the shop sells, to whom, and how. */
function openTrade(database: Database) {
  return {
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
  };
}

/** What the app was given and has asked for. */
function openApp(database: Database) {
  return {
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
    segments: new DocumentTable<Segment>(database, 'segments', ['id', 'name'], (row) => ({
      id: row.id,
      name: row.name,
    })),
    flowTriggers: new DocumentTable<FlowTrigger>(database, 'flow_triggers', ['id'], byId),
    stagedUploads: new DocumentTable<StagedUpload>(database, 'staged_uploads', ['id'], (row) => ({
      id: row.id,
    })),
    jobs: new DocumentTable<BackgroundJob>(database, 'jobs', ['id'], byId),
  };
}

/** Money that is not a card: gift cards and store credit. */
function openTenders(database: Database) {
  return {
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
  };
}
