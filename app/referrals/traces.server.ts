// What a person leaves behind, as keyed hashes: enough to see that two are one, useless elsewhere.
import { createHmac } from 'node:crypto';
import { derivedKey } from '#app/derived-key.server.ts';
import { codeOf } from '#app/rewards/codes/code.ts';

const key = derivedKey('encore referral traces');

type Trace = 'device' | 'network' | 'code';

const hmac = (shopId: number, kind: Trace, text: string) =>
  createHmac('sha256', key).update(`${shopId}/${kind}/${text}`).digest();

/** The hash of a trace in one shop; null stays null. */
export const traceOf = (shopId: number, kind: Trace, text: string | null | undefined) =>
  text ? hmac(shopId, kind, text) : null;

/** The code that a member shares: the same every time it is asked for. */
export const shareCode = (shopId: number, customerId: bigint): string =>
  codeOf(hmac(shopId, 'code', String(customerId)), '').slice(0, 9);
