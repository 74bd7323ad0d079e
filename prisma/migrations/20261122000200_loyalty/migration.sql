-- CreateTable
CREATE TABLE "loyalty_account" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "customer_id" BIGINT,
    "status" TEXT NOT NULL DEFAULT 'member',
    "joined_via" TEXT NOT NULL DEFAULT 'automatic',
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "balance" BIGINT NOT NULL DEFAULT 0,
    "debt" BIGINT NOT NULL DEFAULT 0,
    "last_number" INTEGER NOT NULL DEFAULT 0,
    "told_number" INTEGER NOT NULL DEFAULT 0,
    "last_taken_at" TIMESTAMPTZ(3),
    "merged_into_id" BIGINT,
    "tier_id" TEXT,
    "hand_tier_id" TEXT,
    "hand_tier_until" TIMESTAMPTZ(3),
    "is_fact_due" BOOLEAN NOT NULL DEFAULT true,
    "written_balance" BIGINT,
    "written_tier" TEXT,
    "written_tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "facts_refused_at" TIMESTAMPTZ(3),
    "tags_refused_at" TIMESTAMPTZ(3),
    "refused_tags" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "loyalty_account_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "loyalty_entry" (
    "shop_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "account_id" BIGINT NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "effect" TEXT NOT NULL,
    "points" BIGINT NOT NULL,
    "balance_after" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "content_hash" BYTEA NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rule_version" INTEGER,
    "tier" TEXT,
    "breakdown" JSON,

    CONSTRAINT "loyalty_entry_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "loyalty_lot" (
    "shop_id" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "account_id" BIGINT NOT NULL,
    "points" BIGINT NOT NULL,
    "booked" BIGINT NOT NULL,
    "remaining" BIGINT NOT NULL,
    "expired" BIGINT NOT NULL DEFAULT 0,
    "earned_at" TIMESTAMPTZ(3) NOT NULL,
    "carried_at" TIMESTAMPTZ(3),
    "available_at" TIMESTAMPTZ(3),
    "released_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "context" JSON,
    "is_context_fixed" BOOLEAN NOT NULL DEFAULT false,
    "expired_at" TIMESTAMPTZ(3),

    CONSTRAINT "loyalty_lot_pkey" PRIMARY KEY ("shop_id","subject")
);

-- CreateTable
CREATE TABLE "loyalty_lot_use" (
    "shop_id" INTEGER NOT NULL,
    "entry_id" BIGINT NOT NULL,
    "subject" TEXT NOT NULL,
    "points" BIGINT NOT NULL,

    CONSTRAINT "loyalty_lot_use_pkey" PRIMARY KEY ("shop_id","entry_id","subject")
);

-- CreateTable
CREATE TABLE "loyalty_note" (
    "shop_id" INTEGER NOT NULL,
    "entry_id" BIGINT NOT NULL,
    "text" TEXT NOT NULL,
    "author" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "loyalty_note_pkey" PRIMARY KEY ("shop_id","entry_id")
);

-- CreateTable
CREATE TABLE "loyalty_programme_version" (
    "shop_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "rules" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "author" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "loyalty_programme_version_pkey" PRIMARY KEY ("shop_id","version")
);

-- CreateTable
CREATE TABLE "loyalty_tier_change" (
    "shop_id" INTEGER NOT NULL,
    "account_id" BIGINT NOT NULL,
    "number" INTEGER NOT NULL,
    "tier_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "kept_until" TIMESTAMPTZ(3),

    CONSTRAINT "loyalty_tier_change_pkey" PRIMARY KEY ("shop_id","account_id","number")
);

-- CreateTable
CREATE TABLE "loyalty_order_facts" (
    "shop_id" INTEGER NOT NULL,
    "order_id" BIGINT NOT NULL,
    "customer_tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "segment_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "traits" JSONB NOT NULL,

    CONSTRAINT "loyalty_order_facts_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- CreateTable
CREATE TABLE "loyalty_collection_product" (
    "shop_id" INTEGER NOT NULL,
    "collection_id" BIGINT NOT NULL,
    "product_id" BIGINT NOT NULL,

    CONSTRAINT "loyalty_collection_product_pkey" PRIMARY KEY ("shop_id","collection_id","product_id")
);

-- CreateTable
CREATE TABLE "loyalty_segment_customer" (
    "shop_id" INTEGER NOT NULL,
    "segment_id" TEXT NOT NULL,
    "customer_id" BIGINT NOT NULL,

    CONSTRAINT "loyalty_segment_customer_pkey" PRIMARY KEY ("shop_id","segment_id","customer_id")
);

-- CreateTable
CREATE TABLE "loyalty_action" (
    "shop_id" INTEGER NOT NULL,
    "account_id" BIGINT NOT NULL,
    "action_id" TEXT NOT NULL,
    "occurrence" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "points" BIGINT NOT NULL,

    CONSTRAINT "loyalty_action_pkey" PRIMARY KEY ("shop_id","account_id","action_id","occurrence")
);

-- CreateTable
CREATE TABLE "loyalty_member_detail" (
    "shop_id" INTEGER NOT NULL,
    "account_id" BIGINT NOT NULL,
    "birth_month" INTEGER NOT NULL,
    "birth_day" INTEGER NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "loyalty_member_detail_pkey" PRIMARY KEY ("shop_id","account_id")
);

-- CreateTable
CREATE TABLE "loyalty_api_key" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "may" TEXT[] DEFAULT ARRAY['events']::TEXT[],
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "allowance" DOUBLE PRECISION,
    "allowance_at" TIMESTAMPTZ(3),

    CONSTRAINT "loyalty_api_key_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "loyalty_bulk_change" (
    "shop_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "content_hash" BYTEA,
    "selection" JSONB,
    "reason" TEXT NOT NULL DEFAULT '',
    "author" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "heard_at" TIMESTAMPTZ(3),
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "size" BIGINT,
    "arrived_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),
    "applied_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "undo_at" TIMESTAMPTZ(3),
    "undone_at" TIMESTAMPTZ(3),
    "rows" INTEGER NOT NULL DEFAULT 0,
    "last_line" INTEGER NOT NULL DEFAULT 0,
    "bad_rows" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "points" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "loyalty_bulk_change_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "loyalty_bulk_row" (
    "shop_id" INTEGER NOT NULL,
    "change_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "customer_id" BIGINT,
    "email_hashes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "points" BIGINT NOT NULL DEFAULT 0,
    "tier_id" TEXT,
    "tier_change" INTEGER,
    "is_blocked" BOOLEAN NOT NULL DEFAULT false,
    "joined_at" TIMESTAMPTZ(3),
    "birth_month" INTEGER,
    "birth_day" INTEGER,
    "problem" TEXT,
    "undone" BIGINT,
    "undo_problem" TEXT,

    CONSTRAINT "loyalty_bulk_row_pkey" PRIMARY KEY ("shop_id","change_id","line")
);

-- CreateTable
CREATE TABLE "loyalty_verification" (
    "shop_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "accounts" INTEGER NOT NULL,
    "entries" BIGINT NOT NULL,
    "differences" INTEGER NOT NULL,
    "found" JSONB NOT NULL,

    CONSTRAINT "loyalty_verification_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "loyalty_kept_months" (
    "shop_id" INTEGER NOT NULL,
    "through_id" BIGINT NOT NULL,
    "timezone" TEXT NOT NULL,
    "months" JSONB NOT NULL,

    CONSTRAINT "loyalty_kept_months_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "loyalty_progress" (
    "shop_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "done" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT NOT NULL DEFAULT 0,
    "cursor" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "loyalty_progress_pkey" PRIMARY KEY ("shop_id","name")
);

-- CreateTable
CREATE TABLE "loyalty_warning" (
    "shop_id" INTEGER NOT NULL,
    "account_id" BIGINT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "days" INTEGER NOT NULL,
    "points" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "loyalty_warning_pkey" PRIMARY KEY ("shop_id","account_id","expires_at","days")
);

-- CreateIndex
CREATE UNIQUE INDEX "loyalty_account_shop_id_customer_id_key" ON "loyalty_account"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "loyalty_account_shop_id_merged_into_id_idx" ON "loyalty_account"("shop_id", "merged_into_id") WHERE "merged_into_id" IS NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "loyalty_entry_shop_id_key_key" ON "loyalty_entry"("shop_id", "key");

-- CreateIndex: feeds of one kind; earnings are most entries and found from the newest on without it
CREATE INDEX "loyalty_entry_shop_id_kind_id_idx" ON "loyalty_entry"("shop_id", "kind", "id") WHERE "kind" <> 'earn';

-- CreateIndex
CREATE UNIQUE INDEX "loyalty_entry_shop_id_account_id_number_key" ON "loyalty_entry"("shop_id", "account_id", "number");

-- CreateIndex
CREATE INDEX "loyalty_lot_shop_id_account_id_idx" ON "loyalty_lot"("shop_id", "account_id");

-- CreateIndex
CREATE INDEX "loyalty_lot_shop_id_expires_at_idx" ON "loyalty_lot"("shop_id", "expires_at") WHERE "expires_at" IS NOT NULL AND "expired_at" IS NULL;

-- CreateIndex
CREATE INDEX "loyalty_lot_use_shop_id_subject_idx" ON "loyalty_lot_use"("shop_id", "subject");

-- CreateIndex
CREATE INDEX "loyalty_collection_product_shop_id_product_id_idx" ON "loyalty_collection_product"("shop_id", "product_id");

-- CreateIndex
CREATE INDEX "loyalty_segment_customer_shop_id_customer_id_idx" ON "loyalty_segment_customer"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "loyalty_member_detail_shop_id_birth_month_birth_day_idx" ON "loyalty_member_detail"("shop_id", "birth_month", "birth_day");

-- CreateIndex
CREATE INDEX "loyalty_warning_shop_id_sent_at_idx" ON "loyalty_warning"("shop_id", "sent_at") WHERE "sent_at" IS NULL;

-- CreateIndex
CREATE INDEX "loyalty_api_key_shop_id_hash_idx" ON "loyalty_api_key"("shop_id", "hash");

-- The same file twice is one change, unless the first was undone.
CREATE UNIQUE INDEX "loyalty_bulk_change_file_key" ON "loyalty_bulk_change"("shop_id", "content_hash")
  WHERE "undone_at" IS NULL;

-- Members whose customers' records have to be looked at: those whose points or tier changed since they were written.
CREATE INDEX "loyalty_account_due_idx" ON "loyalty_account"("shop_id", "id")
  WHERE "is_fact_due" AND "status" IN ('member', 'blocked');

-- Points that were not open at once, by when they open; of points without a return window it holds nothing.
CREATE INDEX "loyalty_lot_opening_idx" ON "loyalty_lot"("shop_id", "available_at")
  WHERE "released_at" IS NULL AND "available_at" IS DISTINCT FROM "earned_at";

-- Members whom the page "Data" tells of: hardly ever any.
CREATE INDEX "loyalty_account_refused_idx" ON "loyalty_account"("shop_id", "id")
  WHERE "facts_refused_at" IS NOT NULL OR "tags_refused_at" IS NOT NULL;

-- Words that a column may hold; the core's types say the same.
ALTER TABLE "loyalty_account" ADD CHECK ("status" IN ('member', 'blocked', 'merged', 'erased'));
ALTER TABLE "loyalty_entry"
  ADD CHECK ("kind" IN ('earn', 'reverse', 'redeem', 'return', 'expire', 'adjust')),
  ADD CHECK ("effect" IN ('lot', 'take', 'give-back', 'expire', 'carry-in', 'carry-out')),
  ADD CHECK ("number" > 0);
ALTER TABLE "loyalty_api_key" ADD CHECK ("may" <@ ARRAY['events', 'rewards'] AND cardinality("may") > 0);
ALTER TABLE "loyalty_account" ADD CHECK ("debt" >= 0);
ALTER TABLE "loyalty_lot" ADD CHECK ("remaining" >= 0);

-- Keys and subjects are ASCII and are looked up by their beginnings: byte by byte, whatever the database's language.
ALTER TABLE "loyalty_entry" ALTER "key" TYPE TEXT COLLATE "C", ALTER "subject" TYPE TEXT COLLATE "C";
ALTER TABLE "loyalty_lot" ALTER "subject" TYPE TEXT COLLATE "C";
ALTER TABLE "loyalty_lot_use" ALTER "subject" TYPE TEXT COLLATE "C";

-- Room on each page for the next balance, so that no index is touched by it.
ALTER TABLE "loyalty_account" SET (fillfactor = 70);

-- The ledger is append-only. One exception: a shop that left and asked for its data to be destroyed
-- (shop/redact); the transaction that does so says `SET LOCAL encore.erasing_shop = '<id>'` first.
CREATE FUNCTION loyalty_entry_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('encore.erasing_shop', true) = OLD.shop_id::text THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'The ledger is append-only: post a correcting entry instead' USING ERRCODE = 'EN002';
END $$;
CREATE TRIGGER loyalty_entry_is_final BEFORE UPDATE OR DELETE ON "loyalty_entry"
  FOR EACH ROW EXECUTE FUNCTION loyalty_entry_is_final();
CREATE FUNCTION loyalty_entry_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The ledger is append-only: it cannot be emptied' USING ERRCODE = 'EN002';
END $$;
CREATE TRIGGER loyalty_entry_is_kept BEFORE TRUNCATE ON "loyalty_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION loyalty_entry_is_kept();

-- Lock order of everything below and of everybody who locks accounts: ascending account id, one shop at a time.

-- The plans below are made once for every size of table and batch: index by index, whatever the statistics say of a
-- shop that has just begun. Written on the functions, so that no session state is needed.

-- Posts entries in one statement, one or a hundred thousand. Lots that nothing was ever taken from are brought up to
-- date here; accounts whose lots have to be settled again from all entries (settle.server.ts) are marked.
CREATE FUNCTION loyalty_post(p_shop integer, p_entries jsonb)
RETURNS TABLE (o_position bigint, o_entry bigint, o_account bigint, o_is_new boolean, o_balance bigint, o_unsettled boolean)
LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  PERFORM 1 FROM loyalty_account
    WHERE shop_id = p_shop
      AND id = ANY (ARRAY(SELECT DISTINCT (e ->> 'account')::bigint FROM jsonb_array_elements(p_entries) AS e))
    ORDER BY id FOR UPDATE;

  RETURN QUERY
  WITH given AS MATERIALIZED (
    SELECT i.*, e.id AS known_id, e.balance_after AS known_balance, a.id AS account_id, a.balance, a.last_number,
           CASE WHEN e.id IS NOT NULL THEN loyalty_same_content(e.content_hash, i.hash, i.key) END AS is_same,
           -- A debt can stand beside points that lapsed and were not booked yet: the balance alone does not tell.
           i.effect NOT IN ('lot', 'carry-out') OR (a.debt > 0 AND i.effect = 'lot') OR i.earned_at <= a.last_taken_at
             OR (l.subject IS NULL AND i.effect = 'lot' AND i.points < 0)
             OR (l.subject IS NOT NULL AND (l.remaining <> l.points OR l.account_id <> a.id
               OR l.points + i.points < 0 OR l.expired_at IS NOT NULL)) AS is_unsettled
    FROM ROWS FROM (jsonb_to_recordset(p_entries) AS (
      account bigint, kind text, effect text, points bigint, key text, hash text, subject text, reason text,
      "occurredAt" timestamptz, "ruleVersion" integer, tier text, breakdown json,
      "earnedAt" timestamptz, "availableAt" timestamptz, "expiresAt" timestamptz, context json
    )) WITH ORDINALITY AS i (account, kind, effect, points, key, hash, subject, reason, occurred_at, rule_version,
      tier, breakdown, earned_at, available_at, expires_at, context, position)
    JOIN loyalty_account a ON a.shop_id = p_shop AND a.id = i.account
    -- Behind the limits each row is looked up by its whole key; joined, a young table is read from end to end.
    LEFT JOIN LATERAL (SELECT * FROM loyalty_entry WHERE shop_id = p_shop AND key = i.key LIMIT 1) e ON true
    LEFT JOIN LATERAL (SELECT * FROM loyalty_lot
      WHERE i.effect = 'lot' AND shop_id = p_shop AND subject = i.subject LIMIT 1) l ON true
  ), fresh AS MATERIALIZED (
    -- Ids are drawn here, so that nothing has to be joined to find them again.
    SELECT g.*, nextval('loyalty_entry_id_seq') AS id,
           (g.last_number + row_number() OVER running)::integer AS number,
           (g.balance + sum(g.points) OVER running)::bigint AS balance_after,
           bool_or(g.is_unsettled) OVER (PARTITION BY g.account_id) AS is_account_unsettled
    FROM given g WHERE g.known_id IS NULL
    WINDOW running AS (PARTITION BY g.account_id ORDER BY g.position)
  ), inserted AS (
    INSERT INTO loyalty_entry (shop_id, id, account_id, number, kind, effect, points, balance_after, key, content_hash,
      subject, reason, occurred_at, rule_version, tier, breakdown)
    SELECT p_shop, id, account_id, number, kind, effect, points, balance_after, key, decode(hash, 'hex'),
      subject, reason, occurred_at, rule_version, tier, breakdown
    FROM fresh
  ), accounts AS (
    UPDATE loyalty_account a
    SET balance = a.balance + t.points, last_number = a.last_number + t.entries, is_fact_due = true,
        last_taken_at = greatest(a.last_taken_at, t.taken_at)
    FROM (SELECT account_id, sum(points)::bigint AS points, count(*)::integer AS entries,
                 max(occurred_at) FILTER (WHERE effect IN ('take', 'give-back')) AS taken_at
          FROM fresh GROUP BY account_id) t
    WHERE a.shop_id = p_shop AND a.id = t.account_id
  ), lots AS (
    INSERT INTO loyalty_lot AS l (shop_id, subject, account_id, points, booked, remaining,
      earned_at, available_at, expires_at, context)
    SELECT p_shop, subject, min(account_id), sum(points), sum(points), greatest(sum(points), 0),
           min(earned_at), min(available_at), min(expires_at), (array_agg(context ORDER BY position DESC))[1]
    FROM fresh WHERE effect = 'lot' GROUP BY subject
    ON CONFLICT (shop_id, subject) DO UPDATE SET
      points = l.points + excluded.points, booked = l.booked + excluded.booked,
      remaining = greatest(l.remaining + excluded.points, 0),
      earned_at = excluded.earned_at, available_at = excluded.available_at, expires_at = excluded.expires_at,
      context = coalesce(excluded.context, l.context)
  )
  SELECT f.position, f.id, f.account_id, true, f.balance_after, f.is_account_unsettled FROM fresh f
  UNION ALL
  SELECT g.position, g.known_id, g.account_id, false, g.known_balance, false FROM given g
  WHERE g.known_id IS NOT NULL;
END $$;

-- The same for a single entry, as webhooks bring them: the plan for many takes longer to set up than these
-- statements to run. A test posts the same lives through both.
CREATE FUNCTION loyalty_post_one(p_shop integer, p_account bigint, p_kind text, p_effect text, p_points bigint,
  p_key text, p_hash text, p_subject text, p_reason text, p_occurred_at timestamptz, p_rule_version integer, p_tier text,
  p_breakdown json, p_earned_at timestamptz, p_available_at timestamptz, p_expires_at timestamptz, p_context json)
RETURNS TABLE (o_position bigint, o_entry bigint, o_account bigint, o_is_new boolean, o_balance bigint, o_unsettled boolean)
LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  v_number integer;
  v_debt bigint;
  v_taken timestamptz;
  v_known_balance bigint;
  v_hash bytea;
  v_is_touched boolean;
BEGIN
  SELECT balance, last_number, debt, last_taken_at INTO o_balance, v_number, v_debt, v_taken
    FROM loyalty_account WHERE shop_id = p_shop AND id = p_account FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  o_position := 1;
  o_account := p_account;

  SELECT id, balance_after, content_hash INTO o_entry, v_known_balance, v_hash
    FROM loyalty_entry WHERE shop_id = p_shop AND key = p_key;
  IF FOUND AND loyalty_same_content(v_hash, p_hash, p_key) THEN
    o_is_new := false; o_balance := v_known_balance; o_unsettled := false;
    RETURN NEXT; RETURN;
  END IF;

  o_is_new := true;
  o_balance := o_balance + p_points;
  o_unsettled := p_effect NOT IN ('lot', 'carry-out') OR (v_debt > 0 AND p_effect = 'lot')
    OR coalesce(p_earned_at <= v_taken, false);
  INSERT INTO loyalty_entry (shop_id, account_id, number, kind, effect, points, balance_after, key, content_hash,
    subject, reason, occurred_at, rule_version, tier, breakdown)
  VALUES (p_shop, p_account, v_number + 1, p_kind, p_effect, p_points, o_balance, p_key,
    decode(p_hash, 'hex'), p_subject, p_reason, p_occurred_at, p_rule_version, p_tier, p_breakdown)
  RETURNING id INTO o_entry;
  UPDATE loyalty_account SET balance = o_balance, last_number = v_number + 1, is_fact_due = true,
      last_taken_at = CASE WHEN p_effect IN ('take', 'give-back') THEN greatest(last_taken_at, p_occurred_at)
                           ELSE last_taken_at END
    WHERE shop_id = p_shop AND id = p_account;

  IF p_effect = 'lot' THEN
    SELECT remaining <> points OR account_id <> p_account OR points + p_points < 0 OR expired_at IS NOT NULL
      INTO v_is_touched FROM loyalty_lot WHERE shop_id = p_shop AND subject = p_subject;
    IF FOUND THEN
      o_unsettled := o_unsettled OR v_is_touched;
      UPDATE loyalty_lot SET points = points + p_points, booked = booked + p_points,
          remaining = greatest(remaining + p_points, 0), earned_at = p_earned_at, available_at = p_available_at,
          expires_at = p_expires_at, context = coalesce(p_context, context)
        WHERE shop_id = p_shop AND subject = p_subject;
    ELSE
      o_unsettled := o_unsettled OR p_points < 0;
      INSERT INTO loyalty_lot (shop_id, subject, account_id, points, booked, remaining, earned_at, available_at,
        expires_at, context)
      VALUES (p_shop, p_subject, p_account, p_points, p_points, greatest(p_points, 0), p_earned_at, p_available_at,
        p_expires_at, p_context);
    END IF;
  END IF;
  RETURN NEXT;
END $$;

-- True, or an error: the same key with other content is a mistake of the caller.
CREATE FUNCTION loyalty_same_content(p_known bytea, p_given text, p_key text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF p_known = decode(p_given, 'hex') THEN RETURN true; END IF;
  RAISE EXCEPTION 'Entry % was posted before with other content', p_key USING ERRCODE = 'EN001';
END $$;

-- Takes points now: from the lots that expire first, never more than is available.
CREATE FUNCTION loyalty_take(p_shop integer, p_entry jsonb)
RETURNS TABLE (o_outcome text, o_entry bigint, o_available bigint, o_balance bigint)
LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  v_account loyalty_account;
  v_points bigint := (p_entry ->> 'points')::bigint;
  v_at timestamptz;
  v_available bigint;
  v_entry bigint;
  v_known loyalty_entry;
  v_left bigint := v_points;
  v_part bigint;
  v_lot record;
BEGIN
  SELECT * INTO v_account FROM loyalty_account
    WHERE shop_id = p_shop AND id = (p_entry ->> 'account')::bigint FOR UPDATE;
  IF NOT FOUND THEN RETURN QUERY SELECT 'not-a-member', NULL::bigint, 0::bigint, 0::bigint; RETURN; END IF;

  SELECT * INTO v_known FROM loyalty_entry WHERE shop_id = p_shop AND key = p_entry ->> 'key';
  IF FOUND AND loyalty_same_content(v_known.content_hash, p_entry ->> 'hash', v_known.key) THEN
    RETURN QUERY SELECT 'already', v_known.id, NULL::bigint, v_known.balance_after; RETURN;
  END IF;
  IF v_account.status <> 'member' THEN
    RETURN QUERY SELECT v_account.status, NULL::bigint, 0::bigint, v_account.balance; RETURN;
  END IF;

  -- Takings of one account have a strict order in time, also when two clocks disagree.
  v_at := greatest((p_entry ->> 'occurredAt')::timestamptz, v_account.last_taken_at + interval '1 millisecond');
  SELECT coalesce(sum(remaining), 0)::bigint INTO v_available FROM loyalty_lot
    WHERE shop_id = p_shop AND account_id = v_account.id AND remaining > 0 AND earned_at <= v_at
      AND least(available_at, released_at) <= v_at AND (expires_at IS NULL OR expires_at > v_at);
  IF v_available < v_points THEN
    RETURN QUERY SELECT 'insufficient-points', NULL::bigint, v_available, v_account.balance; RETURN;
  END IF;

  INSERT INTO loyalty_entry (shop_id, account_id, number, kind, effect, points, balance_after, key, content_hash,
    subject, reason, occurred_at)
  VALUES (p_shop, v_account.id, v_account.last_number + 1, p_entry ->> 'kind', 'take', -v_points,
    v_account.balance - v_points, p_entry ->> 'key', decode(p_entry ->> 'hash', 'hex'), p_entry ->> 'subject',
    p_entry ->> 'reason', v_at)
  RETURNING id INTO v_entry;
  UPDATE loyalty_account SET balance = balance - v_points, last_number = last_number + 1, last_taken_at = v_at,
      is_fact_due = true
    WHERE shop_id = p_shop AND id = v_account.id;

  FOR v_lot IN
    SELECT subject, remaining FROM loyalty_lot
    WHERE shop_id = p_shop AND account_id = v_account.id AND remaining > 0 AND earned_at <= v_at
      AND least(available_at, released_at) <= v_at AND (expires_at IS NULL OR expires_at > v_at)
    ORDER BY expires_at NULLS LAST, earned_at, subject COLLATE "C"
  LOOP
    EXIT WHEN v_left = 0;
    v_part := least(v_left, v_lot.remaining);
    UPDATE loyalty_lot SET remaining = remaining - v_part WHERE shop_id = p_shop AND subject = v_lot.subject;
    INSERT INTO loyalty_lot_use (shop_id, entry_id, subject, points) VALUES (p_shop, v_entry, v_lot.subject, v_part);
    v_left := v_left - v_part;
  END LOOP;
  RETURN QUERY SELECT 'taken', v_entry, v_available - v_points, v_account.balance - v_points;
END $$;

-- Books what is left of lots whose day has come: the entries, the lots and the accounts in one go.
CREATE FUNCTION loyalty_expire(p_shop integer, p_now timestamptz, p_limit integer)
RETURNS TABLE (o_account bigint, o_entry bigint, o_points bigint, o_subject text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_accounts bigint[];
BEGIN
  SELECT array_agg(id) INTO v_accounts FROM (
    SELECT id FROM loyalty_account
    WHERE shop_id = p_shop AND id IN (
      SELECT account_id FROM loyalty_lot
      WHERE shop_id = p_shop AND expires_at <= p_now AND expired_at IS NULL
      ORDER BY expires_at, subject LIMIT p_limit)
    ORDER BY id FOR UPDATE) locked;
  RETURN QUERY
  WITH due AS MATERIALIZED (
    SELECT l.subject, l.account_id, l.remaining, l.expires_at FROM loyalty_lot l
    WHERE shop_id = p_shop AND account_id = ANY (v_accounts) AND expires_at <= p_now AND expired_at IS NULL
  ), fresh AS MATERIALIZED (
    -- A lot can lapse again where what kept it alive fell away, so the entry's number is part of its key.
    SELECT d.*, 'lot/' || d.subject || '/expire/' || a.id || '-' || (a.last_number + row_number() OVER w) AS key,
           (a.last_number + row_number() OVER w)::integer AS number,
           (a.balance - sum(d.remaining) OVER w)::bigint AS balance_after
    FROM due d JOIN loyalty_account a ON a.shop_id = p_shop AND a.id = d.account_id
    WHERE d.remaining > 0
    WINDOW w AS (PARTITION BY d.account_id ORDER BY d.expires_at, d.subject)
  ), inserted AS (
    INSERT INTO loyalty_entry (shop_id, account_id, number, kind, effect, points, balance_after, key, content_hash,
      subject, reason, occurred_at)
    SELECT p_shop, account_id, number, 'expire', 'expire', -remaining, balance_after, key,
      sha256(convert_to(key || ' ' || remaining, 'UTF8')), subject, 'expired', expires_at
    FROM fresh
    RETURNING account_id, id, points, subject
  ), accounts AS (
    UPDATE loyalty_account a
    SET balance = a.balance - t.points, last_number = a.last_number + t.entries, is_fact_due = true
    FROM (SELECT account_id, sum(remaining)::bigint AS points, count(*)::integer AS entries
          FROM fresh GROUP BY account_id) t
    WHERE a.shop_id = p_shop AND a.id = t.account_id
  ), lots AS (
    UPDATE loyalty_lot l SET expired = l.expired + d.remaining, remaining = 0, expired_at = p_now
    FROM due d WHERE l.shop_id = p_shop AND l.subject = d.subject
  )
  SELECT account_id, id, -points, subject FROM inserted;
END $$;
