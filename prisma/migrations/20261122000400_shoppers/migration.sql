CREATE TABLE "spent_nonce" (
    "shop_id" INTEGER NOT NULL,
    "nonce" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "spent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "spent_nonce_pkey" PRIMARY KEY ("shop_id","nonce")
);

CREATE INDEX "spent_nonce_shop_id_spent_at_idx" ON "spent_nonce"("shop_id", "spent_at");
