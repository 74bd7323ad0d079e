// Makes codes: by chance for the pool, out of a redemption's id for a personal one.
import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { env } from '#app/env.server.ts';
import type { Kind } from '../terms.ts';
import { CODE_BYTES, codeOf, giftCardCodeOf } from './code.ts';

// A key of its own: what signs codes opens nothing else. The oldest key, so that adding one changes
// no code.
const oldest = [...env.ENCRYPTION_KEYS.values()].at(-1)!;
const key = Buffer.from(hkdfSync('sha256', oldest, '', 'encore reward codes', 32));

/**
 * The code of a personal redemption or of a pool's discount: the same for the same id, so a retry
 * never makes two.
 */
export function derivedCode(shopId: number, id: string, kind: Kind, prefix: string): string {
  const bytes = createHmac('sha256', key).update(`${shopId}/${id}`).digest();
  return kind === 'gift-card' ? giftCardCodeOf(bytes) : codeOf(bytes, prefix);
}

/** `count` different codes for a pool. */
export function randomCodes(count: number, prefix: string): string[] {
  const codes = new Set<string>();
  while (codes.size < count) codes.add(codeOf(randomBytes(CODE_BYTES), prefix));
  return [...codes];
}
