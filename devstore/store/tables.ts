// The tables of devstore.sqlite. Indexes on orders and customers are made apart, after a large
// seed.

export const tables = `
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sequences (kind TEXT PRIMARY KEY, next INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS products (
  id INTEGER PRIMARY KEY, handle TEXT UNIQUE, title TEXT, status TEXT, created_at TEXT,
  updated_at TEXT,
  doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS variants (id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS collections (id INTEGER PRIMARY KEY, handle TEXT UNIQUE, doc TEXT NOT
  NULL);
CREATE TABLE IF NOT EXISTS customers (
  id INTEGER PRIMARY KEY, email TEXT, phone TEXT, name TEXT, created_at TEXT, updated_at TEXT,
  orders_count INTEGER, amount_spent INTEGER, last_order_at TEXT, state TEXT, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS customer_merges (id INTEGER PRIMARY KEY, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS orders (
  id INTEGER PRIMARY KEY, number INTEGER, created_at TEXT, processed_at TEXT, updated_at TEXT,
  customer_id INTEGER, financial_status TEXT, fulfillment_status TEXT, cancelled_at TEXT,
  closed_at TEXT,
  test INTEGER, email TEXT, source_name TEXT, total INTEGER, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS order_parts (id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS metafields (
  id INTEGER PRIMARY KEY, owner_type TEXT, owner_id INTEGER, namespace TEXT, key TEXT, type
  TEXT, value TEXT,
  created_at TEXT, updated_at TEXT, UNIQUE (owner_type, owner_id, namespace, key));
CREATE TABLE IF NOT EXISTS metafield_definitions (
  id INTEGER PRIMARY KEY, owner_type TEXT, namespace TEXT, key TEXT, doc TEXT NOT NULL,
  UNIQUE (owner_type, namespace, key));
CREATE TABLE IF NOT EXISTS discounts (
  id INTEGER PRIMARY KEY, title TEXT, kind TEXT, starts_at TEXT, ends_at TEXT, created_at TEXT,
  updated_at TEXT, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS redeem_codes (
  id INTEGER PRIMARY KEY, discount_id INTEGER NOT NULL, code TEXT NOT NULL, folded TEXT NOT NULL
  UNIQUE,
  usage_count INTEGER NOT NULL DEFAULT 0, async_usage_count INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS redeem_codes_of ON redeem_codes (discount_id, id);
CREATE TABLE IF NOT EXISTS discount_uses (
  code_id INTEGER, discount_id INTEGER, order_id INTEGER, customer_id INTEGER, email TEXT);
CREATE INDEX IF NOT EXISTS discount_uses_of ON discount_uses (code_id);
CREATE TABLE IF NOT EXISTS code_imports (id INTEGER PRIMARY KEY, done INTEGER, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS carts (token TEXT PRIMARY KEY, updated_at TEXT, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS checkouts (
  token TEXT PRIMARY KEY, id INTEGER, order_id INTEGER, created_at TEXT, updated_at TEXT,
  completed_at TEXT,
  doc TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS checkouts_of ON checkouts (order_id);
CREATE TABLE IF NOT EXISTS webhook_subscriptions (
  id INTEGER PRIMARY KEY, topic TEXT, source TEXT, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS webhook_deliveries (
  id INTEGER PRIMARY KEY, topic TEXT, state TEXT, due_at INTEGER, webhook_id TEXT, doc TEXT NOT
  NULL);
CREATE INDEX IF NOT EXISTS webhook_deliveries_due ON webhook_deliveries (state, due_at, id);
CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, grant_id TEXT, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bulk_operations (
  id INTEGER PRIMARY KEY, type TEXT, status TEXT, created_at TEXT, completed_at TEXT, doc TEXT
  NOT NULL);
CREATE TABLE IF NOT EXISTS mails (id INTEGER PRIMARY KEY, recipient TEXT, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS gift_cards (id INTEGER PRIMARY KEY, code TEXT UNIQUE, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS store_credit_accounts (
  id INTEGER PRIMARY KEY, customer_id INTEGER, currency TEXT, doc TEXT NOT NULL,
  UNIQUE (customer_id, currency));
CREATE TABLE IF NOT EXISTS store_credit_transactions (
  id INTEGER PRIMARY KEY, account_id INTEGER, doc TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS store_credit_transactions_of ON store_credit_transactions (account_id,
  id);
CREATE TABLE IF NOT EXISTS segments (id INTEGER PRIMARY KEY, name TEXT, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS flow_triggers (id INTEGER PRIMARY KEY, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS staged_uploads (id TEXT PRIMARY KEY, doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS jobs (id INTEGER PRIMARY KEY, doc TEXT NOT NULL);
`;

export const indexes = `
CREATE INDEX IF NOT EXISTS orders_created ON orders (created_at, id);
CREATE INDEX IF NOT EXISTS orders_processed ON orders (processed_at, id);
CREATE INDEX IF NOT EXISTS orders_updated ON orders (updated_at, id);
CREATE INDEX IF NOT EXISTS orders_customer ON orders (customer_id, processed_at);
CREATE INDEX IF NOT EXISTS customers_email ON customers (email);
CREATE INDEX IF NOT EXISTS customers_updated ON customers (updated_at, id);
CREATE INDEX IF NOT EXISTS customers_last_order ON customers (last_order_at, id);
`;
