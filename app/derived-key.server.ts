// Keys for signing that are made out of the app's one secret: what signs for one purpose is of no
// use for another.
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { env } from './env.server.ts';

/**
 * The key of one purpose, such as 'encore reward codes'. Made of the oldest of ENCRYPTION_KEYS, so
 * that putting a new one in front changes nothing that was signed. A KeyObject, because createHmac
 * prepares a bare Buffer anew at every call, for several times the price of the HMAC itself.
 */
export function derivedKey(purpose: string): KeyObject {
  const oldest = [...env.ENCRYPTION_KEYS.values()].at(-1)!;
  return createSecretKey(Buffer.from(hkdfSync('sha256', oldest, '', purpose, 32)));
}
