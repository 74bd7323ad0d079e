// Keeps enough codes ready, so that a shopper's exchange needs no call to Shopify. A code is
// written here before Shopify hears of it; whatever is cut off in between is found by listing what
// Shopify has.
import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { pool as database, type Sql, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import type { CallOptions } from '#app/shopify/call.server.ts';
import {
  addCodes,
  codesOf,
  discountOfCode,
  makeDiscount,
  readAddedCodes,
} from '#app/shopify/discounts.server.ts';
import type { DiscountDraft, DiscountFacts } from '#app/shopify/discounts.ts';
import { ShopifyRefused } from '#app/shopify/failures.ts';
import { type Shop, shopById } from '#app/sync/read.server.ts';
import { wordsOf } from '../offer.ts';
import { type Reward, readRewards } from '../read.server.ts';
import { readTaken } from '../read-taken.server.ts';
import { countMoves } from '../redemptions/count-moves.server.ts';
import { derivedCode, randomCodes } from './code.server.ts';
import { type Bucket, bucketOf, CODES_A_CALL, codesToMake, wantedCodes } from './pool.ts';
import { readUse } from './read-use.server.ts';

/** Made this long before the first code of a new month is needed. */
const PREPARED_AHEAD_MS = 3 * 86_400_000;
/** A batch that Shopify gave no answer for is looked up after this long ... */
const UNANSWERED_AFTER_MS = 60_000;
/** ... and what is not there after this long never will be; if it is, the sweep removes it. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;

type Pool = { id: string; state: string; shopifyId: bigint | null };

/**
 * Makes, fills and finishes the pools of every pooled reward on offer. Runs alone in a shop (its
 * job has a lane).
 */
export async function keepPoolsFull(
  shopId: number,
  now: Date,
  options: CallOptions,
): Promise<void> {
  const shop = await shopById(shopId);
  if (!shop || shop.uninstalledAt !== null) return;
  await countMoves(shopId);
  const rewards = await readRewards(shopId);
  for (const reward of rewards.filter(({ way, state }) => way === 'pooled' && state === 'active')) {
    const buckets = [now, new Date(now.getTime() + PREPARED_AHEAD_MS)].map((instant) =>
      bucketOf(instant, reward.terms.validDays, shop.timezone),
    );
    const different = new Map(buckets.map((bucket) => [bucket.month, bucket]));
    for (const bucket of different.values()) await keepFull(shop, reward, bucket, now, options);
  }
  const isUnderWay = await finishBatches(shop, now, options);
  if (isUnderWay) {
    const runAt = new Date(now.getTime() + 5_000);
    await enqueue(database, 'rewards/keep-pools-full', { shopId }, { key: 'again', runAt });
  }
}

async function keepFull(
  shop: Shop,
  reward: Reward,
  bucket: Bucket,
  now: Date,
  options: CallOptions,
) {
  const pool = await openPool(shop, reward, bucket, now, options);
  if (pool.shopifyId === null) return;
  const count = await missingCodes(shop.id, reward, pool.id, now);
  if (count === 0) return;
  const batches = await writeDown(
    shop.id,
    pool.id,
    randomCodes(count, reward.offer.codePrefix),
    now,
  );
  for (const batch of batches) await send(shop, pool.shopifyId, batch, options);
}

/** The living pool of a reward's version and month, with its discount in Shopify. */
async function openPool(
  shop: Shop,
  reward: Reward,
  bucket: Bucket,
  now: Date,
  options: CallOptions,
): Promise<Pool> {
  const key = [shop.id, reward.id, reward.version, bucket.month];
  await database.query(
    `INSERT INTO code_pool (shop_id, id, reward_id, version, month, ends_at, created_at)
     VALUES ($1, $5, $2, $3, $4, $6, $7) ON CONFLICT DO NOTHING`,
    [...key, randomUUID(), bucket.endsAt, now],
  );
  const { rows } = await database.query<Pool>(
    `SELECT id, state, shopify_id AS "shopifyId" FROM code_pool
     WHERE shop_id = $1 AND reward_id = $2 AND version = $3 AND month = $4
       AND state IN ('making', 'open')`,
    key,
  );
  const pool = rows[0]!;
  if (pool.state === 'open') return pool;
  try {
    const facts = await findOrMake(shop, reward, bucket, pool, now, options);
    await database.query(
      `UPDATE code_pool SET state = 'open', shopify_id = $3, fingerprint = $4, trouble = NULL
       WHERE shop_id = $1 AND id = $2 AND state = 'making'`,
      [shop.id, pool.id, facts.id, fingerprintOf(facts)],
    );
    return { ...pool, state: 'open', shopifyId: facts.id };
  } catch (error) {
    if (!(error instanceof ShopifyRefused)) throw error;
    // The merchant has to change the reward; until then shoppers are told by their personal code's
    // refusal.
    await database.query('UPDATE code_pool SET trouble = $3 WHERE shop_id = $1 AND id = $2', [
      shop.id,
      pool.id,
      error.message.slice(0, 500),
    ]);
    return pool;
  }
}

/** The code that a pool's discount is made with and found by. It is never handed out. */
export const seedCode = (shopId: number, poolId: string) =>
  derivedCode(shopId, `pool/${poolId}`, 'amount-off', 'POOL');

async function findOrMake(
  shop: Shop,
  reward: Reward,
  bucket: Bucket,
  pool: Pool,
  now: Date,
  options: CallOptions,
): Promise<DiscountFacts> {
  const code = seedCode(shop.id, pool.id);
  const found = await discountOfCode(shop, code, options);
  if (found) return found;
  const { name } = wordsOf(reward.offer, 'en');
  return makeDiscount(
    shop,
    {
      title: bucket.endsAt === null ? name : `${name} · ${bucket.month}`,
      code,
      currency: shop.currency,
      startsAt: new Date(now.getTime() - 60_000),
      endsAt: bucket.endsAt,
      customerId: null,
      value: reward.terms.value as DiscountDraft['value'],
      conditions: reward.terms.conditions,
    },
    options,
  );
}

/** Tells a merchant's edit from what we made. */
export const fingerprintOf = ({ essence }: DiscountFacts): Buffer =>
  createHash('sha256').update(canonicalJson(essence)).digest();

async function missingCodes(shopId: number, { id, offer }: Reward, poolId: string, now: Date) {
  const { free, asked, ...use } = await readUse(shopId, id, poolId, now);
  const { stock } = offer;
  const stockLeft = stock === null ? null : stock - (await readTaken(database, shopId, id));
  return codesToMake(wantedCodes({ ...use, stockLeft }), free, asked);
}

type Batch = { id: string; codes: string[] };

/** Codes and the calls they will go in, before any of them goes. */
async function writeDown(
  shopId: number,
  poolId: string,
  codes: string[],
  now: Date,
): Promise<Batch[]> {
  const batches: Batch[] = [];
  for (let start = 0; start < codes.length; start += CODES_A_CALL) {
    batches.push({ id: randomUUID(), codes: codes.slice(start, start + CODES_A_CALL) });
  }
  await sqlTransaction(async (sql) => {
    for (const batch of batches) await writeBatch(sql, shopId, poolId, batch, now);
  });
  return batches;
}

async function writeBatch(sql: Sql, shopId: number, poolId: string, batch: Batch, now: Date) {
  await sql.query(
    `INSERT INTO code_batch (shop_id, id, pool_id, size, asked_at) VALUES ($1, $2, $3, $4, $5)`,
    [shopId, batch.id, poolId, batch.codes.length, now],
  );
  await sql.query(
    `INSERT INTO pool_code (shop_id, code, pool_id, batch_id)
     SELECT $1, unnest($4::text[]), $2, $3`,
    [shopId, poolId, batch.id, batch.codes],
  );
}

async function send(shop: Shop, discountId: bigint, batch: Batch, options: CallOptions) {
  const gid = await addCodes(shop, discountId, batch.codes, options);
  await database.query('UPDATE code_batch SET creation_gid = $3 WHERE shop_id = $1 AND id = $2', [
    shop.id,
    batch.id,
    gid,
  ]);
}

type OpenBatch = { id: string; creationGid: string | null; askedAt: Date; discountId: bigint };

/** Frees the codes that Shopify has by now. Tells whether some are still on their way. */
async function finishBatches(shop: Shop, now: Date, options: CallOptions): Promise<boolean> {
  const { rows } = await database.query<OpenBatch>(
    `SELECT b.id, b.creation_gid AS "creationGid", b.asked_at AS "askedAt",
       p.shopify_id AS "discountId"
     FROM code_batch b JOIN code_pool p ON p.shop_id = b.shop_id AND p.id = b.pool_id
     WHERE b.shop_id = $1 AND b.state = 'asked' AND p.state = 'open' ORDER BY b.asked_at`,
    [shop.id],
  );
  let isUnderWay = false;
  for (const batch of rows) {
    const added =
      batch.creationGid === null ? null : await readAddedCodes(shop, batch.creationGid, options);
    if (added?.isDone) {
      const codes = added.codes.filter(({ id }) => id !== null) as { code: string; id: bigint }[];
      await settleBatch(shop.id, batch.id, codes, now, true);
    } else if (added === null && ageOf(batch, now) > UNANSWERED_AFTER_MS) {
      const codes = await listed(shop, batch.discountId, options);
      const isOver = ageOf(batch, now) > FORGOTTEN_AFTER_MS;
      const isComplete = await settleBatch(shop.id, batch.id, codes, now, isOver);
      isUnderWay ||= !isComplete;
    } else {
      isUnderWay = true;
    }
  }
  return isUnderWay;
}

async function listed(shop: Shop, discountId: bigint, options: CallOptions) {
  const codes: { code: string; id: bigint }[] = [];
  for await (const page of codesOf(shop, discountId, options)) codes.push(...page);
  return codes;
}

const ageOf = (batch: OpenBatch, now: Date) => now.getTime() - batch.askedAt.getTime();

/**
 * Codes of the batch that Shopify has become free. If the batch is over, the others never were and
 * are forgotten. Tells whether nothing of it is on its way any more.
 */
async function settleBatch(
  shopId: number,
  batchId: string,
  inShopify: { code: string; id: bigint }[],
  now: Date,
  isOver: boolean,
): Promise<boolean> {
  return sqlTransaction(async (sql) => {
    await sql.query(
      `UPDATE pool_code c SET state = 'free', shopify_id = s.id
       FROM unnest($3::text[], $4::bigint[]) AS s (code, id)
       WHERE c.shop_id = $1 AND c.batch_id = $2 AND c.code = upper(s.code) AND c.state = 'asked'`,
      [shopId, batchId, inShopify.map(({ code }) => code), inShopify.map(({ id }) => String(id))],
    );
    const onTheirWay = [shopId, batchId];
    const { rows } = await sql.query(
      `SELECT 1 FROM pool_code WHERE shop_id = $1 AND batch_id = $2 AND state = 'asked' LIMIT 1`,
      onTheirWay,
    );
    if (rows.length > 0 && !isOver) return false;
    await sql.query(
      `DELETE FROM pool_code WHERE shop_id = $1 AND batch_id = $2 AND state = 'asked'`,
      onTheirWay,
    );
    await sql.query(
      `UPDATE code_batch SET state = 'done', done_at = $3 WHERE shop_id = $1 AND id = $2`,
      [shopId, batchId, now],
    );
    return true;
  });
}
