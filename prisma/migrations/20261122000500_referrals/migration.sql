CREATE TABLE "referral_settings" (
    "shop_id" INTEGER NOT NULL,
    "settings" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "referral_settings_pkey" PRIMARY KEY ("shop_id")
);

CREATE TABLE "referral_code" (
    "shop_id" INTEGER NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "code" TEXT NOT NULL,
    "visits" INTEGER NOT NULL DEFAULT 0,
    "device_hash" BYTEA,
    "network_hash" BYTEA,
    "traced_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "referral_code_pkey" PRIMARY KEY ("shop_id","code")
);

CREATE TABLE "referral" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "advocate_id" BIGINT NOT NULL,
    "friend_id" BIGINT,
    "state" TEXT NOT NULL,
    "reasons" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "redemption_id" UUID NOT NULL,
    "email_hash" BYTEA,
    "device_hash" BYTEA,
    "network_hash" BYTEA,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL,
    "order_id" BIGINT,
    "due_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "points" BIGINT NOT NULL DEFAULT 0,
    "advocate_reward_id" UUID,
    "approved_at" TIMESTAMPTZ(3),

    CONSTRAINT "referral_pkey" PRIMARY KEY ("shop_id","id")
);

CREATE INDEX "referral_code_shop_id_customer_id_idx" ON "referral_code"("shop_id", "customer_id");

CREATE INDEX "referral_shop_id_advocate_id_claimed_at_idx" ON "referral"("shop_id", "advocate_id", "claimed_at");

CREATE INDEX "referral_shop_id_email_hash_idx" ON "referral"("shop_id", "email_hash");

CREATE INDEX "referral_shop_id_device_hash_idx" ON "referral"("shop_id", "device_hash");

CREATE INDEX "referral_shop_id_network_hash_claimed_at_idx" ON "referral"("shop_id", "network_hash", "claimed_at");

CREATE INDEX "referral_shop_id_state_due_at_idx" ON "referral"("shop_id", "state", "due_at");

CREATE UNIQUE INDEX "referral_shop_id_redemption_id_key" ON "referral"("shop_id", "redemption_id");


-- What Prisma's schema cannot say.

ALTER TABLE "referral"
  ADD CONSTRAINT "referral_state_known"
    CHECK (state IN ('claimed', 'waiting', 'review', 'completed', 'denied', 'revoked')),
  ADD CONSTRAINT "referral_not_of_oneself" CHECK (friend_id IS NULL OR friend_id <> advocate_id
    OR state IN ('denied', 'revoked')),
  ADD CONSTRAINT "referral_completed_has_date" CHECK (state <> 'completed' OR settled_at IS NOT NULL);

ALTER TABLE "referral_code"
  ADD CONSTRAINT "referral_code_upper" CHECK (code = upper(code));

-- A person is referred once. Two claims at the same moment cannot both be the first.
CREATE UNIQUE INDEX "referral_friend_once" ON "referral"("shop_id", "email_hash")
  WHERE email_hash IS NOT NULL AND state NOT IN ('denied', 'revoked');
