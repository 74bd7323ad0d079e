CREATE TABLE "reward" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "way" TEXT NOT NULL DEFAULT 'pooled',
    "position" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "offer" JSONB NOT NULL,
    "taken" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "reward_pkey" PRIMARY KEY ("shop_id","id")
);

CREATE TABLE "reward_terms" (
    "shop_id" INTEGER NOT NULL,
    "reward_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "terms" JSONB NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reward_terms_pkey" PRIMARY KEY ("shop_id","reward_id","version")
);

CREATE TABLE "reward_move" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "reward_id" UUID NOT NULL,
    "steps" INTEGER NOT NULL,

    CONSTRAINT "reward_move_pkey" PRIMARY KEY ("shop_id","id")
);

CREATE TABLE "redemption" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "customer_id" BIGINT,
    "reward_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "way" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "points" BIGINT NOT NULL,
    "steps" INTEGER NOT NULL DEFAULT 1,
    "state" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "shopify_id" BIGINT,
    "content_hash" BYTEA NOT NULL,
    "origin" TEXT NOT NULL DEFAULT 'shopper',
    "reserved_at" TIMESTAMPTZ(3) NOT NULL,
    "issued_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),
    "used_order_id" BIGINT,
    "ending_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,
    "released_at" TIMESTAMPTZ(3),
    "returned_points" BIGINT NOT NULL DEFAULT 0,
    "replaced_by_id" UUID,
    "spent_as_id" UUID,
    "trouble" TEXT,
    "given" BIGINT,
    "attempted_at" TIMESTAMPTZ(3),

    CONSTRAINT "redemption_pkey" PRIMARY KEY ("shop_id","id")
);

CREATE TABLE "redemption_step" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "redemption_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "by" TEXT NOT NULL,

    CONSTRAINT "redemption_step_pkey" PRIMARY KEY ("shop_id","id")
);

CREATE TABLE "code_pool" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "reward_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "month" TEXT NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'making',
    "shopify_id" BIGINT,
    "fingerprint" BYTEA,
    "trouble" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "code_pool_pkey" PRIMARY KEY ("shop_id","id")
);

CREATE TABLE "pool_code" (
    "shop_id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "pool_id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'asked',
    "shopify_id" BIGINT,
    "redemption_id" UUID,
    "taken_at" TIMESTAMPTZ(3),

    CONSTRAINT "pool_code_pkey" PRIMARY KEY ("shop_id","code")
);

CREATE TABLE "code_batch" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "pool_id" UUID NOT NULL,
    "size" INTEGER NOT NULL,
    "creation_gid" TEXT,
    "state" TEXT NOT NULL DEFAULT 'asked',
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "code_batch_pkey" PRIMARY KEY ("shop_id","id")
);

CREATE INDEX "reward_shop_id_state_position_idx" ON "reward"("shop_id", "state", "position");

CREATE INDEX "reward_move_shop_id_reward_id_idx" ON "reward_move"("shop_id", "reward_id");

CREATE INDEX "redemption_shop_id_customer_id_reserved_at_idx" ON "redemption"("shop_id", "customer_id", "reserved_at");

CREATE INDEX "redemption_shop_id_reserved_at_idx" ON "redemption"("shop_id", "reserved_at");
CREATE INDEX "redemption_shop_id_reward_id_state_idx" ON "redemption"("shop_id", "reward_id", "state");

CREATE INDEX "redemption_shop_id_state_expires_at_idx" ON "redemption"("shop_id", "state", "expires_at");

CREATE UNIQUE INDEX "redemption_shop_id_code_key" ON "redemption"("shop_id", "code");

CREATE INDEX "redemption_step_shop_id_redemption_id_idx" ON "redemption_step"("shop_id", "redemption_id");

CREATE INDEX "code_pool_shop_id_reward_id_version_month_idx" ON "code_pool"("shop_id", "reward_id", "version", "month");

CREATE INDEX "code_pool_shop_id_shopify_id_idx" ON "code_pool"("shop_id", "shopify_id");

CREATE INDEX "pool_code_shop_id_pool_id_state_idx" ON "pool_code"("shop_id", "pool_id", "state");

CREATE INDEX "code_batch_shop_id_state_idx" ON "code_batch"("shop_id", "state");


-- What Prisma's schema cannot say.

ALTER TABLE "reward"
  ADD CONSTRAINT "reward_state_known" CHECK (state IN ('draft', 'active', 'archived')),
  ADD CONSTRAINT "reward_way_known" CHECK (way IN ('pooled', 'personal')),
  ADD CONSTRAINT "reward_archived_has_date" CHECK ((state = 'archived') = (archived_at IS NOT NULL));

ALTER TABLE "redemption"
  ADD CONSTRAINT "redemption_state_known" CHECK (state IN ('reserved', 'issued', 'used', 'released')),
  ADD CONSTRAINT "redemption_way_known" CHECK (way IN ('pooled', 'personal')),
  ADD CONSTRAINT "redemption_origin_known"
    CHECK (origin IN ('shopper', 'replacement', 'support', 'referral')),
  ADD CONSTRAINT "redemption_has_holder" CHECK (customer_id IS NOT NULL OR origin = 'referral'),
  ADD CONSTRAINT "redemption_code_upper" CHECK (code = upper(code)),
  ADD CONSTRAINT "redemption_points_whole" CHECK (points >= 0 AND returned_points BETWEEN 0 AND points),
  ADD CONSTRAINT "redemption_used_has_date" CHECK (state <> 'used' OR used_at IS NOT NULL),
  ADD CONSTRAINT "redemption_released_has_reason"
    CHECK (state <> 'released' OR (released_at IS NOT NULL AND end_reason IS NOT NULL));

ALTER TABLE "redemption_step"
  ADD CONSTRAINT "redemption_step_state_known" CHECK (state IN ('reserved', 'issued', 'used', 'released'));

ALTER TABLE "code_pool"
  ADD CONSTRAINT "code_pool_state_known" CHECK (state IN ('making', 'open', 'closed', 'broken')),
  ADD CONSTRAINT "code_pool_open_has_discount" CHECK (state <> 'open' OR shopify_id IS NOT NULL);

ALTER TABLE "pool_code"
  ADD CONSTRAINT "pool_code_state_known" CHECK (state IN ('asked', 'free', 'taken', 'removing', 'removed')),
  ADD CONSTRAINT "pool_code_upper" CHECK (code = upper(code)),
  ADD CONSTRAINT "pool_code_free_is_in_shopify" CHECK (state <> 'free' OR shopify_id IS NOT NULL),
  ADD CONSTRAINT "pool_code_taken_by_one" CHECK (state <> 'taken' OR redemption_id IS NOT NULL);

ALTER TABLE "code_batch"
  ADD CONSTRAINT "code_batch_state_known" CHECK (state IN ('asked', 'done', 'failed')),
  ADD CONSTRAINT "code_batch_fits_a_call" CHECK (size BETWEEN 1 AND 250);

CREATE TABLE "tier_perk" (
    "shop_id" INTEGER NOT NULL,
    "tier_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "segment_id" BIGINT,
    "discount_id" BIGINT,
    "trouble" TEXT,

    CONSTRAINT "tier_perk_pkey" PRIMARY KEY ("shop_id", "tier_id", "kind"),
    CONSTRAINT "tier_perk_kind_known" CHECK (kind IN ('percentage-off', 'free-shipping'))
);

-- One living pool for a reward, version and month.
CREATE UNIQUE INDEX "code_pool_living" ON "code_pool"("shop_id", "reward_id", "version", "month")
  WHERE state IN ('making', 'open');

-- A free code is found without reading past the taken ones.
CREATE INDEX "pool_code_free" ON "pool_code"("shop_id", "pool_id") WHERE state = 'free';

-- The pace of a pool is found without reading what was taken long ago.
CREATE INDEX "pool_code_taken" ON "pool_code"("shop_id", "pool_id", "taken_at")
  WHERE taken_at IS NOT NULL;

-- One credit in Shopify is one redemption's, however many look for theirs after a lost answer.
CREATE UNIQUE INDEX "redemption_credit" ON "redemption"("shop_id", "shopify_id")
  WHERE kind = 'store-credit' AND shopify_id IS NOT NULL;

-- Work that is under way is found without reading the settled past.
CREATE INDEX "redemption_open" ON "redemption"("shop_id", "reserved_at")
  WHERE state = 'reserved' OR (ending_at IS NOT NULL AND state = 'issued');

CREATE FUNCTION rewards_note_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO reward_move (shop_id, reward_id, steps) VALUES (NEW.shop_id, NEW.reward_id,
    CASE WHEN NEW.state = 'released' THEN -NEW.steps ELSE NEW.steps END);
  RETURN NULL;
END $$;

CREATE TRIGGER "redemption_takes" AFTER INSERT ON "redemption"
  FOR EACH ROW WHEN (NEW.state <> 'released') EXECUTE FUNCTION rewards_note_move();
CREATE TRIGGER "redemption_gives_or_takes" AFTER UPDATE ON "redemption"
  FOR EACH ROW WHEN ((OLD.state = 'released') <> (NEW.state = 'released'))
  EXECUTE FUNCTION rewards_note_move();

CREATE FUNCTION rewards_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: write a new row instead', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER "reward_terms_never_change" BEFORE UPDATE ON "reward_terms"
  FOR EACH ROW EXECUTE FUNCTION rewards_refuse_change();
CREATE TRIGGER "redemption_step_never_changes" BEFORE UPDATE ON "redemption_step"
  FOR EACH ROW EXECUTE FUNCTION rewards_refuse_change();
