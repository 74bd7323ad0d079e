// Rules that have not the right form: what the schema refuses, in words for people, with the names
// that the fields have in the forms.
import { capital, type Problem } from './problems.ts';
import { THRESHOLD_LABELS } from './tier-words.ts';

type FormIssue = {
  path: PropertyKey[];
  message: string;
  minimum?: number | bigint;
  maximum?: number | bigint;
  /** What the limits count. */
  origin?: string;
};

/**
 * What the schema found, with the name of the rule it is about: 'Birthday, points: between 0 and
 * 1,000,000,000'.
 */
export function problemsOfForm(issues: readonly FormIssue[], given: unknown): Problem[] {
  return issues.map((issue) => {
    const { path, message } = issue;
    const place = path.findLastIndex((part) => typeof part === 'number');
    const rule = path.slice(0, place + 1).reduce<unknown>(within, given);
    const name = nameWords((rule as { name?: unknown } | null)?.name);
    const words = [name, fieldWords(path, given)].filter((part) => part).join(', ');
    const plain = plainWords(issue, lastWord(path), path.reduce<unknown>(within, given));
    const text = words === '' ? message : capital(`${words}: ${plain}`);
    return { path: path.join('.'), message: text, atField: capital(plain), severity: 'error' };
  });
}

const NAME_SHOWN = 40;

/** The name of a rule in quotes; a long one is cut, for it may be what is wrong. */
function nameWords(name: unknown): string | null {
  if (typeof name !== 'string' || name.trim() === '') return null;
  return `“${name.length > NAME_SHOWN ? `${name.slice(0, NAME_SHOWN)}…` : name}”`;
}

const lastWord = (path: readonly PropertyKey[]) =>
  String(path.findLast((part) => typeof part === 'string') ?? '');

/** A field by the name that it has in the forms. */
function fieldWords(path: readonly PropertyKey[], given: unknown): string {
  const field = lastWord(path);
  if (field === 'threshold') {
    const { basis } = (within(given, 'tiers') ?? {}) as { basis?: string };
    return lower(THRESHOLD_LABELS[basis ?? ''] ?? 'From');
  }
  const words = path.filter((part) => typeof part === 'string');
  return FIELDS[words.slice(-2).join('.')] ?? FIELDS[field] ?? field;
}

const lower = (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1);

const within = (value: unknown, part: PropertyKey): unknown =>
  typeof value === 'object' && value !== null
    ? (value as Record<PropertyKey, unknown>)[part]
    : undefined;

/** The schema's own messages are for programmers; those that rules.ts gives are for people. */
function plainWords(issue: FormIssue, field: string, value: unknown): string {
  const { message, minimum, maximum, origin = '' } = issue;
  if (!/^(Invalid|Too|Expected)/.test(message)) return message;
  if (minimum !== undefined) return `at least ${minimum}`;
  if (maximum !== undefined) {
    const most = maximum.toLocaleString('en');
    return `at most ${most}${COUNTED[origin] ?? ''}`;
  }
  // Too long for any number that rules have; drafts.ts leave it as text then.
  if (typeof value === 'string' && /^\d+$/.test(value.trim())) return 'choose a smaller number';
  return EXPECTED[field] ?? 'fill in a whole number of 0 or more';
}

const COUNTED: Record<string, string> = { string: ' characters', array: ' of them' };

const EXPECTED: Record<string, string> = {
  minimum: 'an amount like 20 or 19.90',
  threshold: 'fill in a number of 0 or more',
  url: 'an address like https://example.com',
  startsAt: 'choose a day',
  endsAt: 'choose a day',
  productId: 'choose one',
  productIds: 'numbers of products, separated by commas',
  collectionIds: 'numbers of collections, separated by commas',
};

const FIELDS: Record<string, string> = {
  points: 'points',
  per: 'amount',
  percent: 'percent of the usual points',
  entryPoints: 'points on entering',
  percentOff: 'percent off every order',
  tag: 'customer tag for early access',
  words: 'what shoppers read about it',
  graceDays: 'days of grace after the end',
  'tiers.graceDays': 'days a tier is kept after falling below',
  times: 'at most, times',
  startsAt: 'from',
  endsAt: 'until',
  order: 'order number',
  'milestones.points': 'bonus points',
  'effect.points': 'points a piece',
  minimum: 'orders below this earn nothing',
  cap: 'most points for one order',
  'limit.points': 'most points a member earns by orders',
  productId: 'product',
  months: 'months',
  url: 'address',
  code: 'code',
  name: 'name',
  productIds: 'products',
  collectionIds: 'collections',
  excludedCustomerTags: 'customers with these tags',
};
