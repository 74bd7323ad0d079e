-- CreateTable
CREATE TABLE "retention_settings" (
    "shop_id" INTEGER NOT NULL,
    "industry" TEXT,
    "window_days" INTEGER DEFAULT 365,
    "clv_years" INTEGER NOT NULL DEFAULT 1,
    "margin_bps" INTEGER,
    "discount_bps" INTEGER NOT NULL DEFAULT 1000,

    CONSTRAINT "retention_settings_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "retention_state" (
    "shop_id" INTEGER NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 0,
    "timezone" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "rebuilt_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retention_state_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "history_bucket" (
    "shop_id" INTEGER NOT NULL,
    "from_id" BIGINT NOT NULL,
    "customers" INTEGER NOT NULL,
    "orders" INTEGER NOT NULL,
    "first_day" DATE NOT NULL,
    "last_day" DATE NOT NULL,
    "ids" BYTEA NOT NULL,
    "days" BYTEA NOT NULL,
    "amounts" BYTEA NOT NULL,
    "firsts" BYTEA NOT NULL,
    "worth" BYTEA,
    "net_sales" BYTEA,
    "purchases" BYTEA,
    "last_order" BYTEA,
    "alive" BYTEA,
    "next_due" BYTEA,
    "rfm" BYTEA,
    "expected" DOUBLE PRECISION[],

    CONSTRAINT "history_bucket_pkey" PRIMARY KEY ("shop_id","from_id")
);

-- CreateTable
CREATE TABLE "history_label" (
    "shop_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "code" INTEGER NOT NULL,
    "label" TEXT NOT NULL,

    CONSTRAINT "history_label_pkey" PRIMARY KEY ("shop_id","kind","code")
);

-- CreateTable
CREATE TABLE "cohort_cell" (
    "shop_id" INTEGER NOT NULL,
    "unit" TEXT NOT NULL,
    "cohort" DATE NOT NULL,
    "age" INTEGER NOT NULL,
    "active" INTEGER NOT NULL,
    "orders" INTEGER NOT NULL,
    "net_sales" BIGINT NOT NULL,
    "repurchased" INTEGER NOT NULL,

    CONSTRAINT "cohort_cell_pkey" PRIMARY KEY ("shop_id","unit","cohort","age")
);

-- CreateTable
CREATE TABLE "day_total" (
    "shop_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "orders" INTEGER NOT NULL,
    "net_sales" BIGINT NOT NULL,

    CONSTRAINT "day_total_pkey" PRIMARY KEY ("shop_id","day")
);

-- CreateTable
CREATE TABLE "customer_summary" (
    "shop_id" INTEGER NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "as_of" DATE NOT NULL,
    "orders" INTEGER NOT NULL,
    "net_sales" BIGINT NOT NULL,
    "first_day" DATE NOT NULL,
    "last_day" DATE NOT NULL,
    "recency" INTEGER NOT NULL,
    "frequency" INTEGER NOT NULL,
    "monetary" INTEGER NOT NULL,
    "rfm_group" TEXT NOT NULL,
    "alive" REAL,
    "orders_90" DOUBLE PRECISION,
    "orders_365" DOUBLE PRECISION,
    "sales_90" BIGINT,
    "sales_365" BIGINT,
    "clv_12" BIGINT NOT NULL,
    "clv_24" BIGINT NOT NULL,
    "clv_36" BIGINT NOT NULL,
    "next_due" DATE,

    CONSTRAINT "customer_summary_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "value_model" (
    "shop_id" INTEGER NOT NULL,
    "fitted_at" TIMESTAMPTZ(3) NOT NULL,
    "as_of" DATE NOT NULL,
    "content" JSONB NOT NULL,

    CONSTRAINT "value_model_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "segment" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "segment_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "history_label_shop_id_kind_label_key" ON "history_label"("shop_id", "kind", "label");

-- CreateIndex
-- With what the totals of groups are made of, so that they never touch the rows.
CREATE INDEX "customer_summary_shop_id_rfm_group_clv_12_idx" ON "customer_summary"("shop_id", "rfm_group", "clv_12")
  INCLUDE ("net_sales");

-- CreateIndex
CREATE INDEX "customer_summary_shop_id_clv_12_customer_id_idx" ON "customer_summary"("shop_id", "clv_12", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_shop_id_net_sales_customer_id_idx" ON "customer_summary"("shop_id", "net_sales", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_shop_id_last_day_customer_id_idx" ON "customer_summary"("shop_id", "last_day", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_shop_id_orders_customer_id_idx" ON "customer_summary"("shop_id", "orders", "customer_id");

-- CreateIndex
CREATE INDEX "customer_summary_shop_id_alive_customer_id_idx" ON "customer_summary"("shop_id", "alive", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "segment_shop_id_name_key" ON "segment"("shop_id", "name");

ALTER TABLE "retention_settings"
  ADD CONSTRAINT "industry_is_known" CHECK ("industry" IN ('consumer-goods', 'beauty', 'clothing', 'home-goods')),
  ADD CONSTRAINT "window_is_sensible" CHECK ("window_days" BETWEEN 1 AND 3660),
  ADD CONSTRAINT "years_are_one_to_three" CHECK ("clv_years" BETWEEN 1 AND 3),
  ADD CONSTRAINT "margin_is_a_share" CHECK ("margin_bps" BETWEEN 0 AND 10000),
  ADD CONSTRAINT "discount_is_a_rate" CHECK ("discount_bps" BETWEEN 0 AND 10000);

ALTER TABLE "cohort_cell"
  ADD CONSTRAINT "unit_is_known" CHECK ("unit" IN ('week', 'month', 'quarter', 'year')),
  ADD CONSTRAINT "cell_is_not_negative" CHECK ("age" >= 0 AND "active" >= 0 AND "orders" >= 0 AND "repurchased" >= 0);

ALTER TABLE "day_total"
  ADD CONSTRAINT "day_is_not_negative" CHECK ("orders" >= 0);

ALTER TABLE "history_label"
  ADD CONSTRAINT "kind_is_known" CHECK ("kind" IN ('product', 'code', 'channel', 'country'));

-- Packed columns are dense already, and compressing them costs more time than it saves.
ALTER TABLE "history_bucket"
  ALTER COLUMN "ids" SET STORAGE EXTERNAL,
  ALTER COLUMN "days" SET STORAGE EXTERNAL,
  ALTER COLUMN "amounts" SET STORAGE EXTERNAL,
  ALTER COLUMN "firsts" SET STORAGE EXTERNAL,
  ALTER COLUMN "alive" SET STORAGE EXTERNAL,
  ALTER COLUMN "next_due" SET STORAGE EXTERNAL;

-- A value that lies outside of its row costs four millionths of a second to get, which is what most
-- of a list's time would go into. These stay inside: a full bucket's are just short of a page.
ALTER TABLE "history_bucket"
  ALTER COLUMN "worth" SET STORAGE MAIN,
  ALTER COLUMN "net_sales" SET STORAGE MAIN,
  ALTER COLUMN "purchases" SET STORAGE MAIN,
  ALTER COLUMN "last_order" SET STORAGE MAIN,
  ALTER COLUMN "rfm" SET STORAGE MAIN,
  SET (toast_tuple_target = 8160);
