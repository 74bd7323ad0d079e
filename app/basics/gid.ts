// Shopify's global ids (gid://shopify/Order/5123) and the numbers in them.

/** The largest number that Shopify and the database have. */
export const LARGEST_ID = 2n ** 63n - 1n;

/** A number of Shopify's out of text, bare or at the end of a gid; null for what is none. */
export function idOfText(text: string): bigint | null {
  const digits = /^(?:gid:\/\/shopify\/[A-Za-z]+\/)?(\d{1,19})$/.exec(text)?.[1];
  const id = digits === undefined ? 0n : BigInt(digits);
  return id > 0n && id <= LARGEST_ID ? id : null;
}

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
