// JSON that carries bigint as text, and the same value always as the same text.

/**
 * JSON with sorted keys and bigint as decimal text; equal values give equal texts. For hashes and
 * keys.
 */
export const canonicalJson = (value: unknown): string => textOf(value) ?? 'null';

/** Undefined for what JSON leaves out. By hand: a replacer makes JSON.stringify slow. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'bigint') return `"${value}"`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((one) => textOf(one) ?? 'null').join(',')}]`;
  if (value instanceof Date) return JSON.stringify(value);
  const inner = value as Record<string, unknown>;
  let text = '';
  for (const key of sortedKeys(inner)) {
    const member = textOf(inner[key]);
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${quoted(key)}:${member}`;
  }
  return `{${text}}`;
}

const PLAIN = /^[ !#-[\]-~]*$/;

/** Most texts need no escapes, and asking costs less than the engine's own writer. */
const quoted = (text: string) => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

/** Most objects are written in order already, and sorting costs more than all the rest. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  const isSorted = keys.every((key, at) => at === 0 || keys[at - 1]! < key);
  return isSorted ? keys : keys.sort();
}
