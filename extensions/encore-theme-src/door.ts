// The one way from a theme to the app: Shopify's app proxy. Nothing here is thrown at the shopper.
import type { Problem } from '../../app/shoppers/contract.ts';

const BASE = '/apps/rewards/';

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

/**
 * GET, or POST where there is a body. Throws Refusal, or Error when the app is down, slow or not
 * making sense.
 */
export async function ask<T>(path: string, body?: object, timeoutMs = 8000): Promise<T> {
  const response = await fetch(BASE + path, {
    method: body ? 'POST' : 'GET',
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  // A shop's own 404 or password page is HTML.
  if (!response.headers.get('content-type')?.includes('json')) throw new Error('no answer');
  const answer = await response.json();
  if (response.ok) return answer as T;
  if (response.status < 500 || response.status === 503) {
    if (answer.reason) throw new Refusal(answer);
  }
  throw new Error('no answer');
}
