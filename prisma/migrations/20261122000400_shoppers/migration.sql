CREATE TABLE "spent_nonce" (
    "shop_id" INTEGER NOT NULL,
    "nonce" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "spent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "spent_nonce_pkey" PRIMARY KEY ("shop_id","nonce")
);

CREATE INDEX "spent_nonce_shop_id_spent_at_idx" ON "spent_nonce"("shop_id", "spent_at");

CREATE TABLE "shop_text" (
    "shop_id" INTEGER NOT NULL,
    "locale" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "shop_text_pkey" PRIMARY KEY ("shop_id","locale","key"),
    CONSTRAINT "shop_text_is_short" CHECK (length("text") BETWEEN 1 AND 500)
);

CREATE TABLE "shopper_settings" (
    "shop_id" INTEGER NOT NULL,
    "support_url" TEXT,

    CONSTRAINT "shopper_settings_pkey" PRIMARY KEY ("shop_id"),
    CONSTRAINT "shopper_settings_support_url_is_a_way" CHECK ("support_url" ~ '^(https?://|[^/:@ ]+@[^/:@ ]+$)')
);

CREATE TABLE "survey_question" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "is_on" BOOLEAN NOT NULL,
    "language" TEXT NOT NULL,
    "words" JSONB NOT NULL,

    CONSTRAINT "survey_question_pkey" PRIMARY KEY ("shop_id")
);

CREATE TABLE "survey_answer" (
    "shop_id" INTEGER NOT NULL,
    "survey_id" UUID NOT NULL,
    "order_id" BIGINT NOT NULL,
    "choice" INTEGER NOT NULL,
    "answered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "survey_answer_pkey" PRIMARY KEY ("shop_id","survey_id","order_id"),
    CONSTRAINT "survey_answer_choice_counts" CHECK ("choice" BETWEEN 0 AND 9)
);
