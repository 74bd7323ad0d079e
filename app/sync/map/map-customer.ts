// The one mapping from Shopify's JSON of a customer to our rows: what may be known openly, and the
// person apart.
import type { CustomerFieldsFragment } from '../../shopify/operations.generated.ts';
import type { CustomerRow, Person } from '../rows.ts';
import {
  readDate,
  readDateOrNull,
  readGid,
  readText,
  readTextOrNull,
  readTexts,
} from './read-json.ts';

/** A customer's row, without a word about the person. */
export function mapCustomer(customer: CustomerFieldsFragment, readAt: Date): CustomerRow {
  return {
    id: readGid(customer.id),
    createdAt: readDate(customer.createdAt),
    updatedAt: readDate(customer.updatedAt),
    readAt,
    state: readText(customer.state),
    locale: readTextOrNull(customer.locale),
    country: readTextOrNull(customer.defaultAddress?.countryCodeV2),
    tags: readTexts(customer.tags),
    emailMarketing: readTextOrNull(customer.defaultEmailAddress?.marketingState),
    emailMarketingAt: readDateOrNull(customer.defaultEmailAddress?.marketingUpdatedAt),
    mergedIntoId: null,
    deletedAt: null,
    redactedAt: null,
  };
}

/** Where the parts of a person lie in Shopify's JSON; these are the fields that may be withheld. */
const FIELDS = {
  firstName: 'firstName',
  lastName: 'lastName',
  email: 'defaultEmailAddress',
  phone: 'defaultPhoneNumber',
  address: 'defaultAddress',
} as const satisfies Record<keyof Person, keyof CustomerFieldsFragment>;

/**
 * The person behind a customer, or null if nothing is told. A part whose field is in `withheld`
 * keeps what `before`
 * has: Shopify's silence is not an empty field.
 */
export function mapPerson(
  customer: CustomerFieldsFragment,
  withheld: ReadonlySet<string>,
  before: Person | null,
): Person | null {
  const told: Person = {
    firstName: customer.firstName || null,
    lastName: customer.lastName || null,
    email: customer.defaultEmailAddress?.emailAddress || null,
    phone: customer.defaultPhoneNumber?.phoneNumber || null,
    address: mapAddress(customer.defaultAddress),
  };
  const parts = Object.keys(FIELDS) as (keyof Person)[];
  const person = Object.fromEntries(
    parts.map((part) => [part, withheld.has(FIELDS[part]) ? (before?.[part] ?? null) : told[part]]),
  ) as Person;
  return parts.some((part) => person[part] !== null) ? person : null;
}

function mapAddress(address: CustomerFieldsFragment['defaultAddress']): Person['address'] {
  if (!address) return null;
  return {
    company: address.company ?? null,
    address1: address.address1 ?? null,
    address2: address.address2 ?? null,
    city: address.city ?? null,
    zip: address.zip ?? null,
    province: address.provinceCode ?? null,
    country: address.countryCodeV2 ?? null,
  };
}
