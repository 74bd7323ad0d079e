CREATE TABLE "dismissed_card" (
    "shop_id" INTEGER NOT NULL,
    "card" TEXT NOT NULL CHECK (card <> ''),
    "dismissed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dismissed_card_pkey" PRIMARY KEY ("shop_id","card")
);
