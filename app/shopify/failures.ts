// What can go wrong outside, as classes that carry what a retry needs.

/**
 * The shop cannot be called any more: uninstalled, frozen or its token is dead. A retry is useless.
 */
export class ShopGone extends Error {
  override name = 'ShopGone';
  readonly domain: string;

  constructor(domain: string, why: string) {
    super(`${domain} cannot be called: ${why}`);
    this.domain = domain;
  }
}

/** The budget did not allow the call before its deadline. */
export class ShopifyThrottled extends Error {
  override name = 'ShopifyThrottled';
  readonly retryAfterMs: number;

  constructor(operation: string, retryAfterMs: number) {
    super(`${operation}: no budget for the Admin API, try again in ${Math.ceil(retryAfterMs)} ms`);
    this.retryAfterMs = Math.ceil(retryAfterMs);
  }
}

/**
 * No usable answer: the network, a 5xx, or time ran out. `mayHaveHappened` tells if a mutation may
 * have been done.
 */
export class ShopifyUnreachable extends Error {
  override name = 'ShopifyUnreachable';
  readonly mayHaveHappened: boolean;

  constructor(operation: string, why: string, mayHaveHappened: boolean, cause?: unknown) {
    super(`${operation}: Shopify gave no answer (${why})`, { cause });
    this.mayHaveHappened = mayHaveHappened;
  }
}

/** Shopify answered that it failed, perhaps on one of the objects that it was asked for. */
export class ShopifyFaulted extends ShopifyUnreachable {
  override name = 'ShopifyFaulted';
}

export type UserError = { field: string[] | null; message: string; code: string | null };

/**
 * Shopify understood the call and will not do it. `codes` are those of GraphQL errors and of user
 * errors.
 */
export class ShopifyRefused extends Error {
  override name = 'ShopifyRefused';
  readonly codes: string[];
  readonly userErrors: UserError[];
  /** For a call that is dearer than any call may be: how many times too dear. */
  readonly timesTooDear: number | null;

  constructor(
    operation: string,
    messages: string[],
    codes: string[],
    userErrors: UserError[],
    timesTooDear: number | null = null,
  ) {
    super(`${operation}: refused by Shopify: ${messages.join('; ').slice(0, 500)}`);
    this.codes = codes;
    this.userErrors = userErrors;
    this.timesTooDear = timesTooDear;
  }
}

/** Shopify does not let the app read what it asked for: a scope or an approval is missing. */
export const accessDenied = (operation: string): ShopifyRefused =>
  new ShopifyRefused(operation, ['not approved'], [ACCESS_DENIED], []);

export const isAccessDenied = (error: unknown): boolean =>
  error instanceof ShopifyRefused && error.codes.includes(ACCESS_DENIED);

export const ACCESS_DENIED = 'ACCESS_DENIED';

/** Shopify understood and said no; asking again changes nothing. */
export const isForGood = (error: unknown): boolean =>
  error instanceof ShopifyRefused && !error.codes.includes('INTERNAL_ERROR');

/** Shopify has the code already. */
export const isTaken = (error: unknown): boolean =>
  error instanceof ShopifyRefused && error.codes.includes('TAKEN');
