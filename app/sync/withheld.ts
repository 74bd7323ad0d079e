// What Shopify withholds for lack of approval or of a scope. Such a field is null as an empty one
// is, and only an error beside the answer tells them apart; a bulk file has no place for errors.
// https://shopify.dev/docs/apps/launch/protected-customer-data

/** The objects of Shopify's that hold what may be withheld. */
export type HeldType = 'Customer' | 'Order';

/** Paths below an object, such as `firstName` or `defaultAddress.zip`. */
export type Withheld = ReadonlySet<string>;

export const NOTHING_WITHHELD: Withheld = new Set();

/** True if the field at `path`, or something that it lies in, was not given. */
export function isWithheld(withheld: Withheld, path: string): boolean {
  if (withheld.size === 0) return false;
  const steps = path.split('.');
  return steps.some((_, at) => withheld.has(steps.slice(0, at + 1).join('.')));
}

/** `Customer.firstName`: how a shop remembers it. The object as a whole is its type alone. */
export const nameOf = (type: HeldType, path: string): string =>
  path === '' ? type : `${type}.${path}`;

/** The paths below objects of `type` among such names; an object that is withheld has none. */
export const pathsOf = (names: readonly string[], type: HeldType): Set<string> =>
  new Set(
    names.flatMap((name) => (name.startsWith(`${type}.`) ? name.slice(type.length + 1) : [])),
  );

/** Some objects as they were given, and what of them was withheld. */
export type Sample = { objects: readonly object[]; withheld: Withheld };

/**
 * What of objects of `type` is withheld now: what the sample lacks, and of `before` that about
 * which it says nothing, because no object in it has what the field lies in.
 */
export function stillWithheld(
  before: readonly string[],
  type: HeldType,
  { objects, withheld }: Sample,
): string[] {
  const unseen = before.filter((name) => {
    if (name === type) return objects.length === 0;
    if (!name.startsWith(`${type}.`)) return false;
    const path = name.slice(type.length + 1).split('.');
    return !objects.some((object) => hasAt(object, path.slice(0, -1)));
  });
  const seen = [...withheld].map((path) => nameOf(type, path));
  return [...new Set([...seen, ...unseen])].sort();
}

function hasAt(object: object, path: readonly string[]): boolean {
  let value: unknown = object;
  for (const step of path) value = (value as Record<string, unknown> | null)?.[step];
  return value !== null && value !== undefined;
}
