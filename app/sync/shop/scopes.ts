// Granted scopes as Shopify means them: whoever may write may read, though tokens do not always say
// so.

/** With the reading that writing brings, each once. */
export function withImplied(scopes: readonly string[]): string[] {
  const reading = scopes.flatMap((one) => one.replace(/^((?:unauthenticated_)?)write_/, '$1read_'));
  return [...new Set([...scopes, ...reading])];
}

/** True if both grant the same. */
export function grantSame(a: readonly string[], b: readonly string[]): boolean {
  const [one, other] = [new Set(withImplied(a)), new Set(withImplied(b))];
  return one.size === other.size && [...one].every((scope) => other.has(scope));
}
