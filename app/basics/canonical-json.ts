// JSON that carries bigint as text, and the same value always as the same text.

/**
 * JSON with sorted keys and bigint as decimal text; equal values give equal texts. For hashes and
 * keys.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return inner.toString();
    if (inner instanceof Date || inner === null || typeof inner !== 'object') return inner;
    if (Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
