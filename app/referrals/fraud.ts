// Whether a friend is a friend: what is known of the two is compared, and each finding either ends
// the referral or asks the merchant to look. Findings are words, so that people can be told.

/** Ends it: there is no doubt that the rule is broken. */
export const REFUSALS = [
  'same-customer',
  'same-email',
  'same-phone',
  'existing-customer',
  'already-referred',
  'advocate-limit',
  'address-limit',
] as const;
/** A person has to look: families share a flat, a device and a connection. */
const DOUBTS = ['same-address', 'same-device', 'same-network', 'device-of-another'] as const;

export type Finding = (typeof REFUSALS)[number] | (typeof DOUBTS)[number];

export type Facts = {
  /** Null while the friend has no customer account. */
  friendId: bigint | null;
  advocateId: bigint;
  /** Canonical addresses, see canonicalEmail in app/sync/person; null where one is not known. */
  friendEmail: string | null;
  advocateEmail: string | null;
  friendPhone: string | null;
  advocatePhone: string | null;
  /** Street addresses as canonicalAddress makes them. */
  friendAddress: string | null;
  advocateAddress: string | null;
  friendDevice: string | null;
  advocateDevice: string | null;
  friendNetwork: string | null;
  advocateNetwork: string | null;
  /** Counted orders of the friend before this one. */
  friendOrdersBefore: number;
  /** Other living referrals of the same person. */
  otherReferrals: number;
  /** Other referrals that came from the same device. */
  referralsOfDevice: number;
  /** The advocate's friends of the last 30 days who ordered, this one not counted. */
  advocateInMonth: number;
  /** Referrals from the same network address in the last day, this one not counted. */
  fromAddressToday: number;
};

export type Limits = { perMonth: number; perAddress: number };

/** Everything that speaks against a referral, the decisive first. */
export function findingsOf(facts: Facts, limits: Limits): Finding[] {
  const same = (one: string | null, other: string | null) => one !== null && one === other;
  const checks: [Finding, boolean][] = [
    ['same-customer', facts.friendId === facts.advocateId],
    ['same-email', same(facts.friendEmail, facts.advocateEmail)],
    ['same-phone', same(facts.friendPhone, facts.advocatePhone)],
    ['existing-customer', facts.friendOrdersBefore > 0],
    ['already-referred', facts.otherReferrals > 0],
    ['advocate-limit', facts.advocateInMonth >= limits.perMonth],
    ['address-limit', facts.fromAddressToday >= limits.perAddress],
    ['same-address', same(facts.friendAddress, facts.advocateAddress)],
    ['same-device', same(facts.friendDevice, facts.advocateDevice)],
    ['same-network', same(facts.friendNetwork, facts.advocateNetwork)],
    ['device-of-another', facts.referralsOfDevice > 0],
  ];
  return checks.filter(([, isSo]) => isSo).map(([finding]) => finding);
}

export type Verdict = 'clear' | 'review' | 'refuse';

/** How many friends came is no fault of the one who has ordered: at the order a person looks. */
const LIMITS: readonly string[] = ['advocate-limit', 'address-limit'] satisfies Finding[];

export function verdictOf(findings: readonly Finding[], moment: 'claim' | 'order'): Verdict {
  const refusing = REFUSALS.filter((one) => moment === 'claim' || !LIMITS.includes(one));
  if (findings.some((one) => (refusing as readonly string[]).includes(one))) return 'refuse';
  return findings.length > 0 ? 'review' : 'clear';
}

/** What was doubtful when the friend asked for the code, and an order cannot show again. */
export const doubtsAmong = (reasons: readonly string[]): Finding[] =>
  DOUBTS.filter((one) => reasons.includes(one));

type Address = { address1: string | null; zip: string | null; country: string | null };

/** A street address for comparing: letters and digits only; null if there is too little of it. */
export function canonicalAddress(address: Address | null): string | null {
  if (!address?.address1 || !address.zip) return null;
  const plain = (text: string) =>
    text
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, '');
  return [address.address1, address.zip, address.country ?? ''].map(plain).join('/');
}
