// The way from Shopify's checkout and account pages to the app: a fetch with the session token of
// this very moment.
import type { Problem } from '../../app/shoppers/contract.ts';

/**
 * The app said no, and why. Anything else that goes wrong is an ordinary Error: the app is not to
 * be reached.
 */
export class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.reason);
    this.problem = problem;
  }
}

type Token = { get(): Promise<string> };
/** GET, or POST where there is a body. Throws Refusal, or Error when the app is down or slow. */
export type Ask = <T>(path: string, body?: object) => Promise<T>;

const SLOW_MS = 8000;

export function appDoor(surface: 'checkout' | 'account', sessionToken: Token): Ask {
  return async (path, body) => {
    // Shopify keeps the token and renews it; it lives for five minutes.
    const headers: Record<string, string> = { authorization: `Bearer ${await sessionToken.get()}` };
    if (body) headers['content-type'] = 'application/json';
    const response = await Promise.race([
      fetch(`${process.env.SHOPIFY_APP_URL}/api/${surface}/${path}`, {
        method: body ? 'POST' : 'GET',
        headers,
        body: body && JSON.stringify(body),
      }),
      new Promise<never>((_, reject) => setTimeout(() => reject(new Error('slow')), SLOW_MS)),
    ]);
    const answer = await response.json();
    if (response.ok) return answer;
    if (answer.reason) throw new Refusal(answer);
    throw new Error('no answer');
  };
}

export const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A uuid, version 4. Shopify's sandbox is not promised to have crypto.randomUUID. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
