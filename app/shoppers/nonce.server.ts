// A nonce goes with every change that comes through the app proxy: a page of another site can make
// the browser send a signed request, but it cannot read the nonce first.
import { createHmac, randomFillSync, timingSafeEqual } from 'node:crypto';
import { pool } from '#app/db.server.ts';
import { derivedKey } from '#app/derived-key.server.ts';

const GOOD_FOR_MS = 30 * 60_000;
const key = derivedKey('encore shopper nonces');

type Holder = { shopId: number; customerId: bigint | null };

const seal = (body: Buffer, { shopId, customerId }: Holder) =>
  createHmac('sha256', key)
    .update(`${shopId}/${customerId ?? 'guest'}/`)
    .update(body)
    .digest()
    .subarray(0, 12);

/** Drawn ahead: asking the system for eight bytes costs as much as for thousands. */
const drawn = Buffer.alloc(8 * 512);
let drawnUsed = drawn.length;

function eightRandomBytes(): Buffer {
  if (drawnUsed === drawn.length) {
    randomFillSync(drawn);
    drawnUsed = 0;
  }
  drawnUsed += 8;
  return drawn.subarray(drawnUsed - 8, drawnUsed);
}

/** A nonce for this shopper of this shop, good once, for half an hour. */
export function makeNonce(holder: Holder, now: Date): string {
  const body = Buffer.concat([Buffer.alloc(4), eightRandomBytes()]);
  body.writeUInt32BE(Math.floor((now.getTime() + GOOD_FOR_MS) / 1000));
  return Buffer.concat([body, seal(body, holder)]).toString('base64url');
}

/**
 * Spends a nonce on `purpose`. False if it is not this shopper's, has run out, or was spent on
 * something else; the
 * very same purpose again is a repeat after a lost answer, and true.
 */
export async function spendNonce(
  holder: Holder,
  nonce: string | undefined,
  purpose: string,
  now: Date,
): Promise<boolean> {
  const bytes = Buffer.from(nonce ?? '', 'base64url');
  if (bytes.length !== 24) return false;
  const body = bytes.subarray(0, 12);
  if (!timingSafeEqual(bytes.subarray(12), seal(body, holder))) return false;
  if (body.readUInt32BE() * 1000 < now.getTime()) return false;
  const { rows } = await pool.query<{ purpose: string }>({
    name: 'nonce-spend',
    text: `INSERT INTO spent_nonce (shop_id, nonce, purpose, spent_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (shop_id, nonce) DO UPDATE SET spent_at = spent_nonce.spent_at RETURNING purpose`,
    values: [holder.shopId, bytes.toString('base64url'), purpose, now],
  });
  return rows[0]?.purpose === purpose;
}

/** Forgets nonces that could not be used any more anyway. */
export async function forgetNonces(shopId: number, now: Date): Promise<void> {
  await pool.query('DELETE FROM spent_nonce WHERE shop_id = $1 AND spent_at < $2', [
    shopId,
    new Date(now.getTime() - 2 * GOOD_FOR_MS),
  ]);
}
