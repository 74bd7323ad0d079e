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

/** The nonce of the next question, and where another comes from. */
export interface Nonces {
  nonce: string | null;
  freshNonce(): Promise<string | null>;
}

/**
 * POST with a nonce. The same body again if the line broke or the nonce was used up: the id in it,
 * or what it asks for, makes the repeat harmless.
 */
export async function askNonced<T extends object>(
  path: string,
  body: object,
  nonces: Nonces,
): Promise<T> {
  for (let turn = 0; ; turn++) {
    try {
      const answer = await ask<T>(path, { ...body, nonce: nonces.nonce });
      const next = (answer as { nonce?: string | null }).nonce;
      if (next !== undefined) nonces.nonce = next;
      return answer;
    } catch (error) {
      const isNonce = error instanceof Refusal && error.problem.reason === 'nonce-used';
      const isSilence = !(error instanceof Refusal);
      if (turn === 2 || !(isNonce || isSilence)) throw error;
      const given = error instanceof Refusal ? error.problem.nonce : undefined;
      nonces.nonce = given ?? (await nonces.freshNonce());
    }
  }
}
