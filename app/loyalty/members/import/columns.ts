// Files of members and points as other programmes export them: which column is what, and what a row
// says.
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';

export type ImportSource = 'encore' | 'smile' | 'loyaltylion' | 'rivo' | 'joy' | 'yotpo' | 'other';

/** The column, by position from 0, of each thing a row can say; null: the file does not have it. */
export type Columns = {
  source: ImportSource;
  customerId: number | null;
  email: number | null;
  points: number;
  tier: number | null;
};

/**
 * Headings by programme, in plain form (see plain). The first that fits both person and points
 * wins.
 */
const KNOWN: [
  ImportSource,
  { customerId: string[]; email: string[]; points: string[]; tier: string[] },
][] = [
  [
    'encore',
    {
      customerId: ['customer_id'],
      email: ['email'],
      points: ['points'],
      tier: ['tier'],
    },
  ],
  [
    'smile',
    {
      customerId: ['shopify_customer_id'],
      email: ['email', 'customer_email'],
      points: ['points_balance', 'current_points_balance'],
      tier: ['vip_tier', 'vip_tier_name', 'current_vip_tier'],
    },
  ],
  [
    'loyaltylion',
    {
      customerId: ['merchant_id', 'customer_merchant_id'],
      email: ['email', 'customer_email'],
      points: ['points_approved', 'approved_points', 'points_available'],
      tier: ['loyalty_tier', 'loyalty_tier_name', 'tier_name'],
    },
  ],
  [
    'rivo',
    {
      customerId: ['remote_id', 'shopify_id'],
      email: ['email', 'email_address'],
      points: ['points_tally', 'points_balance', 'loyalty_points'],
      tier: ['vip_tier_name', 'vip_tier'],
    },
  ],
  [
    'joy',
    {
      customerId: ['shopify_customer_id'],
      email: ['email', 'customer_email'],
      points: ['point', 'current_points', 'available_points'],
      tier: ['tier', 'tier_name', 'vip_tier'],
    },
  ],
  [
    'yotpo',
    {
      customerId: ['third_party_id', 'external_id'],
      email: ['email', 'customer_email'],
      points: ['points_balance', 'point_balance', 'points_remaining'],
      tier: ['vip_tier_name', 'vip_tier'],
    },
  ],
  [
    'other',
    {
      customerId: ['customer_id', 'shopify_customer_id', 'id'],
      email: ['email', 'email_address', 'customer_email', 'e_mail'],
      points: ['points', 'balance', 'points_balance', 'point_balance', 'total_points'],
      tier: ['tier', 'vip_tier', 'level'],
    },
  ],
];

/** A heading without case, blanks and signs: ' Points-Balance ' is points_balance. */
export const plain = (heading: string): string =>
  heading
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');

/** Marks that tell programmes apart whose columns for person and points are alike. */
const MARKS: Partial<Record<ImportSource, string[]>> = {
  smile: ['referral_url', 'vip_tier_expires_at', 'state', 'member_status'],
  loyaltylion: ['points_approved', 'approved_points'],
  rivo: ['points_tally', 'dob', 'credits_tally'],
  joy: ['point', 'current_points'],
  yotpo: ['third_party_id', 'points_earned', 'opted_in_at', 'total_spend_cents'],
};

/** Finds out whose export it is and where its columns are, from the heading row. */
export function findColumns(
  headings: readonly string[],
): Ok<Columns> | Refused<'no-person-column' | 'no-points-column'> {
  const names = headings.map(plain);
  const place = (wanted: readonly string[]) => {
    const name = wanted.find((one) => names.includes(one));
    return name === undefined ? null : names.indexOf(name);
  };
  const isMarked = (source: ImportSource) =>
    (MARKS[source] ?? []).some((mark) => names.includes(mark));
  const inTurn = [...KNOWN].sort(([a], [b]) => Number(isMarked(b)) - Number(isMarked(a)));
  for (const [source, wanted] of inTurn) {
    const points = place(wanted.points);
    const [customerId, email] = [place(wanted.customerId), place(wanted.email)];
    if (points === null || (customerId === null && email === null)) continue;
    return ok({ source, customerId, email, points, tier: place(wanted.tier) });
  }
  const someone = KNOWN.some(
    ([, { customerId, email }]) => place([...customerId, ...email]) !== null,
  );
  return refuse(someone ? 'no-points-column' : 'no-person-column');
}

export type ImportRow = {
  customerId: bigint | null;
  email: string | null;
  points: bigint;
  tier: string | null;
};
export type RowProblem =
  | 'nobody-named'
  | 'bad-customer-id'
  | 'bad-email'
  | 'bad-points'
  | 'negative-points'
  | 'too-many-points';

/**
 * What a row says, or what is wrong with it. `most` is the largest number of points taken for real.
 */
export function readRow(
  cells: readonly string[],
  columns: Columns,
  most: bigint,
): Ok<ImportRow> | Refused<RowProblem> {
  const cell = (at: number | null) => (at === null ? '' : (cells[at] ?? '').trim());
  const customer = cell(columns.customerId).replace(/^gid:\/\/shopify\/Customer\//, '');
  const email = cell(columns.email);
  if (customer === '' && email === '') return refuse('nobody-named');
  if (customer !== '' && !/^\d{1,19}$/.test(customer)) return refuse('bad-customer-id');
  if (email !== '' && !/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(email)) return refuse('bad-email');
  const points = wholePoints(cell(columns.points));
  if (points === null) return refuse('bad-points');
  if (points < 0n) return refuse('negative-points');
  if (points > most) return refuse('too-many-points');
  return ok({
    customerId: customer === '' ? null : BigInt(customer),
    email: email === '' ? null : email,
    points,
    tier: cell(columns.tier) || null,
  });
}

/** '1,250' and '1250.00' are 1250; nothing is nothing; half a point is a mistake. */
function wholePoints(text: string): bigint | null {
  if (text === '') return 0n;
  const match = /^(-?)(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.0+)?$/.exec(text);
  if (!match) return null;
  const size = BigInt(match[2]!.replaceAll(',', ''));
  return match[1] ? -size : size;
}
