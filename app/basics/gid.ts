// Shopify's global ids (gid://shopify/Order/5123) and the numbers in them.

const PATTERN = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)(?:\?.*)?$/;

/** The number of a gid. Throws on anything that is not one. */
export function idOfGid(gid: string): bigint {
  const match = PATTERN.exec(gid);
  if (!match) throw new TypeError(`not a Shopify id: ${gid.slice(0, 80)}`);
  return BigInt(match[2]!);
}

/** The type named in a gid (`Order`), or null if it is not one. */
export function typeOfGid(gid: string): string | null {
  return PATTERN.exec(gid)?.[1] ?? null;
}

export const gidOf = (type: string, id: bigint | number | string) => `gid://shopify/${type}/${id}`;
