CREATE TABLE "worker_beat" (
    "pool_id" TEXT NOT NULL,
    "beat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "worker_beat_pkey" PRIMARY KEY ("pool_id")
);
