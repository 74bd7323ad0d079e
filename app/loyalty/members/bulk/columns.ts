// Files of members and points as other programmes export them: which column is what, and what a row
// says.
import { idOfText } from '#app/basics/gid.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import type { ShopCalendar } from '../../expiry/lot-dates.ts';
import { type Birthday, isBirthday } from '../birthday.ts';

export type ImportSource = 'encore' | 'smile' | 'loyaltylion' | 'rivo' | 'joy' | 'yotpo' | 'other';

/** The column, by position from 0, of each thing a row can say; null: the file does not have it. */
export type Columns = {
  source: ImportSource;
  customerId: number | null;
  email: number | null;
  points: number;
  tier: number | null;
  status: number | null;
  joinedAt: number | null;
  birthday: number | null;
};

/**
 * What the programmes call each thing, in plain form (see plain); the first heading that a file has
 * wins. Merchants can rename columns, and templates differ from exports, so every name is tried for
 * every file. Sources, read in November 2026:
 * - Smile.io takes `email`, `points` (help.smile.io/en/articles/4036233) and exports Customer Name,
 *   Email, Points Balance, VIP Tier Name, Customer Status (help.joy.so/migration, from Smile)
 * - LoyaltyLion lets merchants choose and name columns (help.loyaltylion.com/articles/5367139)
 * - Rivo: Email, Points Balance, Birthdate, VIP Tier, Activation Date, Credits Balance; also
 *   Customer ID and Shopify Customer ID (help.rivo.io/en/articles/6671188 and 14107276)
 * - Joy: Customer Name, VIP Tier Name, Birth Date, Points Balance, Email (help.joy.so/migration)
 * - Yotpo: Full Name, First Name, Last Name, Email, Points Balance, Points Spent, Birthday
 *   (support.yotpo.com/v1/docs/importingexporting-points-and-customers)
 */
const NAMES = {
  customerId: [
    'shopify_customer_id',
    'customer_id',
    'customerid',
    'merchant_id',
    'customer_merchant_id',
    'remote_id',
    'shopify_id',
    'third_party_id',
    'external_id',
    'id',
  ],
  email: ['email', 'customer_email', 'shopify_customer_email', 'email_address', 'e_mail'],
  points: [
    'points_balance',
    'point_balance',
    'current_points_balance',
    'points_approved',
    'approved_points',
    'points_available',
    'available_points',
    'current_points',
    'points_tally',
    'points_remaining',
    'loyalty_points',
    'points',
    'point',
    'balance',
    'total_points',
  ],
  tier: [
    'vip_tier_name',
    'vip_tier',
    'current_vip_tier',
    'loyalty_tier_name',
    'loyalty_tier',
    'tier_name',
    'tier',
    'level',
  ],
  status: ['status', 'member_status', 'customer_status'],
  joinedAt: ['joined_at', 'activation_date', 'opted_in_at', 'member_since'],
  birthday: ['birthday', 'birthdate', 'birth_date', 'date_of_birth'],
} as const;

/** Headings that only one programme has, so that the report can name it. */
const MARKS: [ImportSource, string[]][] = [
  ['rivo', ['credits_balance', 'activation_date', 'points_tally', 'credits_tally']],
  ['yotpo', ['points_spent', 'third_party_id', 'points_earned', 'opted_in_at']],
  ['loyaltylion', ['points_approved', 'approved_points', 'loyalty_tier', 'customer_merchant_id']],
  ['smile', ['customer_status', 'referral_url', 'vip_tier_expires_at', 'member_status']],
  ['joy', ['birth_date', 'point', 'lifetime_points']],
];

/** A heading without case, blanks and signs: ' Points-Balance ' is points_balance. */
export const plain = (heading: string): string =>
  heading
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');

/** Finds out whose export it is and where its columns are, from the heading row. */
export function findColumns(
  headings: readonly string[],
): Ok<Columns> | Refused<'no-person-column' | 'no-points-column'> {
  const names = headings.map(plain);
  const place = (thing: keyof typeof NAMES) => {
    const name = NAMES[thing].find((one) => names.includes(one));
    return name === undefined ? null : names.indexOf(name);
  };
  const [customerId, email, points] = [place('customerId'), place('email'), place('points')];
  if (customerId === null && email === null) return refuse('no-person-column');
  if (points === null) return refuse('no-points-column');
  const [tier, status, joinedAt] = [place('tier'), place('status'), place('joinedAt')];
  const source = sourceOf(names);
  return ok({
    source,
    customerId,
    email,
    points,
    tier,
    status,
    joinedAt,
    birthday: place('birthday'),
  });
}

function sourceOf(names: readonly string[]): ImportSource {
  const isOurs = names.includes('customer_id') && names.includes('points');
  if (isOurs && names.includes('joined_at')) return 'encore';
  return MARKS.find(([, marks]) => marks.some((mark) => names.includes(mark)))?.[0] ?? 'other';
}

export type ImportRow = {
  customerId: bigint | null;
  email: string | null;
  points: bigint;
  tier: string | null;
  isBlocked: boolean;
  /** Null too where it is no date as 2024-05-31: a member of today is better than none. */
  joinedAt: Date | null;
  /** Null too where it is no day of a year. */
  birthday: Birthday | null;
};
export type RowProblem =
  | 'nobody-named'
  | 'bad-customer-id'
  | 'bad-email'
  | 'bad-points'
  | 'negative-points'
  | 'too-many-points';

/**
 * What a row says, or what is wrong with it. `most` is the largest number of points taken for real;
 * days are the shop's.
 */
export function readRow(
  cells: readonly string[],
  columns: Columns,
  most: bigint,
  calendar: ShopCalendar,
): Ok<ImportRow> | Refused<RowProblem> {
  const cell = (at: number | null) => (at === null ? '' : (cells[at] ?? '').trim());
  const customer = cell(columns.customerId);
  const email = cell(columns.email);
  if (customer === '' && email === '') return refuse('nobody-named');
  const customerId = idOfText(customer);
  // Other programmes have ids of their own; then the address says who it is.
  if (customerId === null && email === '') return refuse('bad-customer-id');
  if (email !== '' && !/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(email)) return refuse('bad-email');
  const points = wholePoints(cell(columns.points));
  if (points === null) return refuse('bad-points');
  if (points < 0n) return refuse('negative-points');
  if (points > most) return refuse('too-many-points');
  return ok({
    customerId,
    email: email === '' ? null : email,
    points,
    tier: cell(columns.tier) || null,
    isBlocked: BLOCKED.has(cell(columns.status).toLowerCase()),
    joinedAt: instantOf(cell(columns.joinedAt), calendar),
    birthday: dayOfYear(cell(columns.birthday)),
  });
}

/** The headings of our own export; a test reads them back. */
export const EXPORTED = [
  'customer_id',
  'email',
  'points',
  'tier',
  'status',
  'joined_at',
  'birthday',
] as const;

/** Ours, and what Smile.io calls the same. */
const BLOCKED = new Set(['blocked', 'disabled']);

/** '2024-05-31', or an instant that begins so; without a zone its day alone is taken. */
function instantOf(text: string, { startOf }: ShopCalendar): Date | null {
  const day = /^((?:19|20)\d\d-\d\d-\d\d)(?:$|[T ]\d\d:\d\d)/.exec(text)?.[1];
  const at = day === undefined ? Number.NaN : Date.parse(text);
  if (day === undefined || Number.isNaN(at)) return null;
  const hasZone = /(?:Z|UTC|GMT|[+-]\d\d:?\d\d)$/i.test(text.slice(day.length));
  if (hasZone) return new Date(at);
  const isDay = new Date(`${day}T00:00Z`).toISOString().startsWith(day);
  return isDay ? startOf(day) : null;
}

/** '1990-05-31', '05-31', and as American programmes write it '05/31/1990', '05/31'. */
function dayOfYear(text: string): Birthday | null {
  const match =
    /^(?:(?:19|20)\d\d-)?(\d{1,2})-(\d{1,2})(?:[T ].*)?$/.exec(text) ??
    /^(\d{1,2})\/(\d{1,2})(?:\/\d{4})?$/.exec(text);
  const birthday = { month: Number(match?.[1]), day: Number(match?.[2]) };
  return isBirthday(birthday) ? birthday : null;
}

/** '1,250' and '1250.00' are 1250; nothing is nothing; half a point is a mistake. */
function wholePoints(text: string): bigint | null {
  if (text === '') return 0n;
  const match = /^(-?)(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.0+)?$/.exec(text);
  if (!match) return null;
  const size = BigInt(match[2]!.replaceAll(',', ''));
  return match[1] ? -size : size;
}
