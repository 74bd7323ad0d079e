-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "isOnline" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT,
    "expires" TIMESTAMP(3),
    "accessToken" TEXT NOT NULL,
    "userId" BIGINT,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "accountOwner" BOOLEAN NOT NULL DEFAULT false,
    "locale" TEXT,
    "collaborator" BOOLEAN DEFAULT false,
    "emailVerified" BOOLEAN DEFAULT false,
    "refreshToken" TEXT,
    "refreshTokenExpires" TIMESTAMP(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shop" (
    "id" SERIAL NOT NULL,
    "domain" TEXT NOT NULL,
    "shopify_id" BIGINT,
    "name" TEXT NOT NULL DEFAULT '',
    "currency" TEXT NOT NULL DEFAULT 'USD',
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "plan" TEXT NOT NULL DEFAULT '',
    "is_plus" BOOLEAN NOT NULL DEFAULT false,
    "customer_accounts" TEXT NOT NULL DEFAULT 'new',
    "storefront_url" TEXT NOT NULL DEFAULT '',
    "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "withheld" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "history_from" TIMESTAMPTZ(3),
    "installed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "uninstalled_at" TIMESTAMPTZ(3),
    "facts_read_at" TIMESTAMPTZ(3),
    "reconciled_to" TIMESTAMPTZ(3),
    "reconciled_at" TIMESTAMPTZ(3),
    "reconcile_found" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "shop_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT '',
    "locale" TEXT,
    "country" TEXT,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "email_marketing" TEXT,
    "email_marketing_at" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "merged_into_id" BIGINT,
    "deleted_at" TIMESTAMPTZ(3),
    "redacted_at" TIMESTAMPTZ(3),

    CONSTRAINT "customer_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "customer_person" (
    "shop_id" INTEGER NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "email_hash" BYTEA,
    "search_hashes" BIGINT[] DEFAULT ARRAY[]::BIGINT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_person_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "orders" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "customer_id" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "cancelled_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "paid_at" TIMESTAMPTZ(3),
    "fulfilled_at" TIMESTAMPTZ(3),
    "is_test" BOOLEAN NOT NULL DEFAULT false,
    "financial_status" TEXT,
    "currency" TEXT NOT NULL,
    "channel" TEXT,
    "country" TEXT,
    "taxes_included" BOOLEAN NOT NULL DEFAULT false,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "discount_codes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "total" BIGINT NOT NULL,
    "current_total" BIGINT NOT NULL,
    "current_tax" BIGINT NOT NULL,
    "current_shipping" BIGINT NOT NULL,
    "discounts" BIGINT NOT NULL,
    "refunded" BIGINT NOT NULL,
    "received" BIGINT NOT NULL,
    "tip" BIGINT NOT NULL,
    "net_sales" BIGINT NOT NULL,
    "is_counted" BOOLEAN NOT NULL,
    "is_guest_counted" BOOLEAN NOT NULL DEFAULT false,
    "email_hash" BYTEA,
    -- Short enough for an index row, however long the codes of an order are together.
    "first_code" TEXT GENERATED ALWAYS AS (left("discount_codes"[1], 255)) STORED,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "redacted_order" (
    "shop_id" INTEGER NOT NULL,
    "order_id" BIGINT NOT NULL,
    "customer_id" BIGINT,
    "is_named" BOOLEAN NOT NULL,

    CONSTRAINT "redacted_order_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- CreateTable
CREATE TABLE "order_move" (
    "shop_id" INTEGER NOT NULL,
    "from_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "into_id" BIGINT NOT NULL,
    "noted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_move_pkey" PRIMARY KEY ("shop_id","from_id","order_id")
);

-- CreateTable
CREATE TABLE "order_line" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "product_id" BIGINT,
    "variant_id" BIGINT,
    "title" TEXT NOT NULL DEFAULT '',
    "quantity" INTEGER NOT NULL,
    "current_quantity" INTEGER NOT NULL,
    "is_gift_card" BOOLEAN NOT NULL DEFAULT false,
    "is_subscription" BOOLEAN NOT NULL DEFAULT false,
    "discounted_total" BIGINT NOT NULL,
    "tax" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("shop_id","order_id","id") INCLUDE ("product_id")
);

-- CreateTable
CREATE TABLE "refund" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL,
    "amount" BIGINT NOT NULL,
    "store_credit" BIGINT NOT NULL DEFAULT 0,
    "shipping" BIGINT NOT NULL DEFAULT 0,
    "unexplained" BIGINT NOT NULL DEFAULT 0,
    "is_detailed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "refund_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "refund_line" (
    "shop_id" INTEGER NOT NULL,
    "refund_id" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "order_id" BIGINT NOT NULL,
    "line_id" BIGINT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "subtotal" BIGINT NOT NULL,
    "tax" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "refund_line_pkey" PRIMARY KEY ("shop_id","refund_id","position")
);

-- CreateTable
CREATE TABLE "product" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGINT NOT NULL,
    "title" TEXT NOT NULL,
    "handle" TEXT NOT NULL DEFAULT '',
    "type" TEXT NOT NULL DEFAULT '',
    "vendor" TEXT NOT NULL DEFAULT '',
    "is_gift_card" BOOLEAN NOT NULL DEFAULT false,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "image_url" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "webhook_event" (
    "shop_id" INTEGER NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "object_id" BIGINT,
    "triggered_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "worked_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "reason" TEXT,
    "detail" JSONB,

    CONSTRAINT "webhook_event_pkey" PRIMARY KEY ("shop_id","webhook_id")
);

-- CreateTable
CREATE TABLE "import_run" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "cause" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_run_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "import_part" (
    "shop_id" INTEGER NOT NULL,
    "run_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "range_from" TIMESTAMPTZ(3),
    "range_to" TIMESTAMPTZ(3),
    "operation_id" TEXT,
    "withheld" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "read_at" TIMESTAMPTZ(3),
    "detailed_to" BIGINT NOT NULL DEFAULT 0,
    "first_order_id" BIGINT,
    "last_order_id" BIGINT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "objects_total" BIGINT,
    "objects_done" BIGINT NOT NULL DEFAULT 0,
    "bytes_total" BIGINT,
    "bytes_done" BIGINT NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3),
    "reading_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "import_part_pkey" PRIMARY KEY ("shop_id","run_id","name")
);

-- CreateTable
-- Unlogged: after a crash the file is read from its beginning.
CREATE UNLOGGED TABLE "census_line" (
    "shop_id" INTEGER NOT NULL,
    "run_id" UUID NOT NULL,
    "part" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "total" BIGINT,
    "currency" TEXT,

    CONSTRAINT "census_line_pkey" PRIMARY KEY ("shop_id","run_id","part","position")
);

-- CreateTable
CREATE TABLE "sync_issue" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "times" INTEGER NOT NULL DEFAULT 1,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "sync_issue_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "person_access" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "why" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_access_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "customer_data_file" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sealed" BYTEA NOT NULL,
    "downloaded_at" TIMESTAMPTZ(3),

    CONSTRAINT "customer_data_file_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "month_check" (
    "shop_id" INTEGER NOT NULL,
    "month" DATE NOT NULL,
    "currency" TEXT NOT NULL,
    "our_orders" BIGINT NOT NULL,
    "their_orders" BIGINT NOT NULL,
    "our_total" BIGINT NOT NULL,
    "their_total" BIGINT NOT NULL,
    "repaired" INTEGER NOT NULL DEFAULT 0,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "month_check_pkey" PRIMARY KEY ("shop_id","month","currency")
);

-- CreateTable
-- Unlogged: two changes a call need no wait for the disk, and after a crash Shopify's next answer tells the state.
CREATE UNLOGGED TABLE "api_budget" (
    "shop_id" INTEGER NOT NULL,
    "available" DOUBLE PRECISION NOT NULL DEFAULT 1000,
    "maximum" DOUBLE PRECISION NOT NULL DEFAULT 1000,
    "restore_rate" DOUBLE PRECISION NOT NULL DEFAULT 50,
    "measured_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "refreshing_until" TIMESTAMPTZ(3),

    CONSTRAINT "api_budget_pkey" PRIMARY KEY ("shop_id")
);

-- CreateIndex
CREATE INDEX "session_shop_idx" ON "session"("shop");

-- CreateIndex
CREATE UNIQUE INDEX "shop_domain_key" ON "shop"("domain");

-- CreateIndex
CREATE INDEX "customer_shop_id_created_at_idx" ON "customer"("shop_id", "created_at");

-- CreateIndex
CREATE INDEX "customer_shop_id_merged_into_id_idx" ON "customer"("shop_id", "merged_into_id") WHERE "merged_into_id" IS NOT NULL;

-- CreateIndex
CREATE INDEX "customer_shop_id_deleted_at_idx" ON "customer"("shop_id", "deleted_at") WHERE "deleted_at" IS NOT NULL AND "merged_into_id" IS NULL AND "redacted_at" IS NULL;

-- CreateIndex
CREATE INDEX "customer_person_shop_id_email_hash_idx" ON "customer_person"("shop_id", "email_hash");

-- CreateIndex
CREATE INDEX "customer_person_search_hashes_idx" ON "customer_person" USING GIN ("search_hashes");

-- CreateIndex
-- Everything that retention's rebuild asks of an order lies in the index, so that it reads the orders
-- of one customer after another without touching the rows. Only what is short may lie there: an
-- index row has to stay below 2,704 bytes, or its order could not be written.
CREATE INDEX "orders_shop_id_customer_id_processed_at_id_idx" ON "orders"("shop_id", "customer_id", "processed_at", "id")
  INCLUDE ("net_sales", "is_counted", "currency", "first_code", "channel", "country");

-- CreateIndex
CREATE INDEX "orders_shop_id_processed_at_idx" ON "orders"("shop_id", "processed_at");

-- What is told beside the figures: guests' orders are summed up without touching their rows; orders
-- in a currency that the shop no longer has are found without reading past all the others.
CREATE INDEX "orders_guests_idx" ON "orders"("shop_id", "currency") INCLUDE ("net_sales") WHERE "is_guest_counted";
CREATE INDEX "orders_counted_currency_idx" ON "orders"("shop_id", "currency") WHERE "is_counted";

-- CreateIndex
CREATE INDEX "orders_shop_id_email_hash_idx" ON "orders"("shop_id", "email_hash") WHERE "email_hash" IS NOT NULL;

-- CreateIndex
CREATE INDEX "refund_shop_id_order_id_idx" ON "refund"("shop_id", "order_id");

-- CreateIndex
CREATE INDEX "refund_line_shop_id_order_id_idx" ON "refund_line"("shop_id", "order_id");

-- CreateIndex
CREATE INDEX "webhook_event_shop_id_worked_at_received_at_idx" ON "webhook_event"("shop_id", "worked_at", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "sync_issue_shop_id_source_subject_reason_key" ON "sync_issue"("shop_id", "source", "subject", "reason");

-- CreateIndex
CREATE INDEX "person_access_shop_id_customer_id_idx" ON "person_access"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "person_access_shop_id_at_idx" ON "person_access"("shop_id", "at");

-- CreateIndex
CREATE INDEX "customer_data_file_shop_id_customer_id_idx" ON "customer_data_file"("shop_id", "customer_id");


-- Words that a text column may hold.
ALTER TABLE "shop" ADD CONSTRAINT "shop_customer_accounts" CHECK ("customer_accounts" IN ('classic', 'new'));
ALTER TABLE "orders" ADD CONSTRAINT "orders_net_sales" CHECK ("net_sales" >= 0);
ALTER TABLE "orders" ADD CONSTRAINT "orders_counted_has_customer" CHECK (NOT "is_counted" OR "customer_id" IS NOT NULL);
ALTER TABLE "orders" ADD CONSTRAINT "orders_email_of_guest" CHECK ("email_hash" IS NULL OR "customer_id" IS NULL);
ALTER TABLE "webhook_event" ADD CONSTRAINT "webhook_event_outcome" CHECK ("outcome" IN ('done', 'ignored', 'failed'));
ALTER TABLE "webhook_event" ADD CONSTRAINT "webhook_event_worked" CHECK (("worked_at" IS NULL) = ("outcome" IS NULL));
ALTER TABLE "import_run" ADD CONSTRAINT "import_run_cause" CHECK ("cause" IN ('first', 'again', 'scope', 'census'));
ALTER TABLE "import_part" ADD CONSTRAINT "import_part_state" CHECK ("state" IN ('waiting', 'running', 'reading', 'detailing', 'done', 'failed'));
ALTER TABLE "import_part" ADD CONSTRAINT "import_part_kind" CHECK ("kind" IN ('orders', 'customers', 'products', 'census', 'customer-census', 'product-census'));
ALTER TABLE "sync_issue" ADD CONSTRAINT "sync_issue_source" CHECK ("source" IN ('import', 'webhook', 'reconcile', 'job'));

-- One import of a shop at a time, and one nightly comparison beside it.
CREATE UNIQUE INDEX "import_run_one_open" ON "import_run" ("shop_id", ("cause" = 'census')) WHERE "finished_at" IS NULL AND "cancelled_at" IS NULL;
