// Keys with which other programs report events of one shop, or exchange points for its customers.
// A key is shown once; only its hash is kept.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { pool } from '#app/db.server.ts';
import { query } from '../query.server.ts';

/** What a key opens. Who may report a quiz need not be able to spend everybody's points. */
export const DOORS = ['events', 'rewards'] as const;
export type ApiDoor = (typeof DOORS)[number];

export type ApiKey = {
  id: string;
  name: string;
  may: ApiDoor[];
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
  { name, may }: Pick<ApiKey, 'name' | 'may'>,
  now: Date,
): Promise<Ok<{ id: string; key: string }> | Refused<'no-name' | 'no-door' | 'too-many-keys'>> {
  if (name.trim() === '') return refuse('no-name');
  if (may.length === 0) return refuse('no-door');
  if ((await readApiKeys(shopId)).length >= MOST_KEYS) return refuse('too-many-keys');
  const id = randomUUID();
  const key = `encore_${shopId}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  await pool.query(
    `INSERT INTO loyalty_api_key (shop_id, id, name, may, hash, created_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [shopId, id, name.trim().slice(0, 100), may, hashOf(key), now],
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
    `SELECT id, name, may, created_at AS "createdAt", last_used_at AS "lastUsedAt"
     FROM loyalty_api_key WHERE shop_id = $1::int AND revoked_at IS NULL
     ORDER BY created_at DESC`,
    shopId,
  );

export type KeyHolder = {
  shopId: number;
  domain: string;
  may: ApiDoor[];
  /** 0: it may ask now. */
  waitSeconds: number;
};

/** Of one key, in all processes of the app together; enough for a morning's backlog of events. */
const BURST = 100;
const PER_SECOND = 10;

// A bucket of allowances that fills again with time. Clocks of several machines differ a little:
// none of them turns the time back. Who has to wait changes nothing.
const TAKE_ALLOWANCE = `
  WITH key AS (
    SELECT k.shop_id, k.id, k.may, s.domain, least($4::float8, coalesce(
      k.allowance + $5::float8 * greatest(extract(epoch FROM $3::timestamptz - k.allowance_at), 0),
      $4::float8)) AS allowance
    FROM loyalty_api_key k JOIN shop s ON s.id = k.shop_id AND s.uninstalled_at IS NULL
    WHERE k.shop_id = $1 AND k.hash = $2 AND k.revoked_at IS NULL
    FOR UPDATE OF k
  ), taken AS (
    UPDATE loyalty_api_key k SET allowance = key.allowance - 1, last_used_at = $3::timestamptz,
      allowance_at = greatest(k.allowance_at, $3::timestamptz)
    FROM key WHERE k.shop_id = key.shop_id AND k.id = key.id AND key.allowance >= 1)
  SELECT shop_id AS "shopId", domain, may,
    greatest(0, ceil((1 - allowance) / $5::float8))::int AS "waitSeconds"
  FROM key`;

/**
 * The shop whose key this is, with one of the key's allowances taken; null for anything that is no
 * key.
 */
export async function holderOfApiKey(key: string, now: Date): Promise<KeyHolder | null> {
  const match = PATTERN.exec(key);
  if (!match) return null;
  const { rows } = await pool.query<KeyHolder>({
    name: 'loyalty-take-allowance',
    text: TAKE_ALLOWANCE,
    values: [Number(match[1]), hashOf(key), now, BURST, PER_SECOND],
  });
  return rows[0] ?? null;
}
