// Keys with which another program reports events of one shop. A key is shown once; only its hash is
// kept.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { pool } from '#app/db.server.ts';
import { query } from '../query.server.ts';

export type ApiKey = {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
};

const SECRET_BYTES = 32;
const PATTERN = /^encore_(\d{1,9})_([A-Za-z0-9_-]{43})$/;

const hashOf = (key: string) => createHash('sha256').update(key).digest();

/** More than a shop has programs that report events. */
const MOST_KEYS = 20;

/** Makes a key; the text is to be had only now. */
export async function makeApiKey(
  shopId: number,
  name: string,
  now: Date,
): Promise<Ok<{ id: string; key: string }> | Refused<'no-name' | 'too-many-keys'>> {
  if (name.trim() === '') return refuse('no-name');
  if ((await readApiKeys(shopId)).length >= MOST_KEYS) return refuse('too-many-keys');
  const id = randomUUID();
  const key = `encore_${shopId}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  await pool.query(
    `INSERT INTO loyalty_api_key (shop_id, id, name, hash, created_at) VALUES ($1, $2, $3, $4, $5)`,
    [shopId, id, name.trim().slice(0, 100), hashOf(key), now],
  );
  return ok({ id, key });
}

export async function revokeApiKey(shopId: number, id: string, now: Date): Promise<void> {
  await query(
    pool,
    `UPDATE loyalty_api_key SET revoked_at = $3::text::timestamptz
     WHERE shop_id = $1::int AND id = $2::text::uuid AND revoked_at IS NULL`,
    shopId,
    id,
    now.toISOString(),
  );
}

/** The keys that open the door, newest first. */
export const readApiKeys = (shopId: number): Promise<ApiKey[]> =>
  query<ApiKey>(
    pool,
    `SELECT id, name, created_at AS "createdAt", last_used_at AS "lastUsedAt"
     FROM loyalty_api_key WHERE shop_id = $1::int AND revoked_at IS NULL
     ORDER BY created_at DESC`,
    shopId,
  );

export type KeyHolder = { shopId: number; domain: string; keyId: string };

/** The shop whose key this is; null for anything else. Its use is noted to the hour. */
export async function holderOfApiKey(key: string, now: Date): Promise<KeyHolder | null> {
  const match = PATTERN.exec(key);
  if (!match) return null;
  const { rows } = await pool.query<KeyHolder & { lastUsedAt: Date | null }>(
    `SELECT k.shop_id AS "shopId", s.domain, k.id AS "keyId", k.last_used_at AS "lastUsedAt"
     FROM loyalty_api_key k
     JOIN shop s ON s.id = k.shop_id AND s.uninstalled_at IS NULL
     WHERE k.shop_id = $1 AND k.hash = $2 AND k.revoked_at IS NULL`,
    [Number(match[1]), hashOf(key)],
  );
  const [found] = rows;
  if (!found) return null;
  const { lastUsedAt, ...holder } = found;
  if (lastUsedAt === null || +now - +lastUsedAt > 3_600_000) {
    await pool.query(
      'UPDATE loyalty_api_key SET last_used_at = $3 WHERE shop_id = $1 AND id = $2',
      [holder.shopId, holder.keyId, now],
    );
  }
  return holder;
}
