// Makes codes: by chance for the pool, out of a redemption's id for a personal one.
import { createHmac, randomBytes } from 'node:crypto';
import { derivedKey } from '#app/derived-key.server.ts';
import type { Kind } from '../terms.ts';
import { CODE_BYTES, codeOf, giftCardCodeOf } from './code.ts';

const key = derivedKey('encore reward codes');

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
