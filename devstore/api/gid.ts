// Global ids: gid://shopify/Type/123.
import { invalidId } from './errors.ts';

export function gid(type: string, id: number | string): string {
  return `gid://shopify/${type}/${id}`;
}

const pattern = /^gid:\/\/shopify\/(\w+)\/(\d+)(?:\?.*)?$/;

/** Type and number of a global id. Throws Shopify's error for anything else. */
export function parseGid(text: string): { type: string; id: number } {
  const match = pattern.exec(text);
  if (!match) throw invalidId(text);
  return { type: match[1]!, id: Number(match[2]) };
}

/** The number of a gid of the given type, or null where it is of another type. */
export function idOf(text: string, ...types: string[]): number | null {
  const { type, id } = parseGid(text);
  return types.includes(type) ? id : null;
}
