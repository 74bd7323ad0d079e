// The way from Shopify's checkout and account pages to the app: a fetch with the session token of
// this very moment.
import type { Problem } from '../../app/shoppers/contract.ts';

/**
 * The app said no, and why. Anything else that goes wrong is an ordinary Error: the app is not to
 * be reached.
 */
export class Refusal extends Error {
  // Only declared: a field costs every bundle 190 bytes of helpers.
  declare readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.reason);
    this.problem = problem;
  }
}

type Token = { get(): Promise<string> };
/** GET, or POST where there is a body. Throws Refusal, or Error when the app is down or slow. */
export type Ask = <T>(path: string, body?: object) => Promise<T>;

const SLOW_MS = 8000;

// Promises are chained by hand where every bundle has the code: compiled for ES6, one `async` costs
// 260 bytes of helpers, and a page of the account may have 30 KB.
export function appDoor(surface: 'checkout' | 'account', sessionToken: Token): Ask {
  const send = (path: string, body: object | undefined, token: string) => {
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    if (body) headers['content-type'] = 'application/json';
    return fetch(`${process.env.SHOPIFY_APP_URL}/api/${surface}/${path}`, {
      method: body ? 'POST' : 'GET',
      headers,
      body: body && JSON.stringify(body),
    });
  };
  return (path, body) =>
    Promise.race([
      // Shopify keeps the token and renews it; it lives for five minutes.
      sessionToken.get().then((token) => send(path, body, token)),
      wait(SLOW_MS).then(() => Promise.reject(new Error('slow'))),
    ]).then((response) =>
      response.json().then((answer) => {
        if (response.ok) return answer;
        throw answer.reason ? new Refusal(answer) : new Error('no answer');
      }),
    );
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
