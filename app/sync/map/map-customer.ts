// The one mapping from Shopify's JSON of a customer to our rows: what may be known openly, and the
// person apart.
import type { CustomerFieldsFragment } from '../../shopify/operations.generated.ts';
import type { CustomerRow, Person } from '../rows.ts';
import { isWithheld, type Withheld } from '../withheld.ts';
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

/** The person behind a customer as Shopify tells it now, or null if it tells nothing. */
export function mapPerson(customer: CustomerFieldsFragment): Person | null {
  return orNobody({
    firstName: customer.firstName || null,
    lastName: customer.lastName || null,
    email: customer.defaultEmailAddress?.emailAddress || null,
    phone: customer.defaultPhoneNumber?.phoneNumber || null,
    address: mapAddress(customer.defaultAddress),
  });
}

/** Shopify's fields that a person is made of. */
const PERSONAL = [
  'firstName',
  'lastName',
  'defaultEmailAddress',
  'defaultPhoneNumber',
  'defaultAddress',
];

/** True if something of the person was not given. */
export const isPersonWithheld = (withheld: Withheld): boolean =>
  [...withheld].some((path) => PERSONAL.includes(path.split('.')[0]!));

/**
 * The person as it is known once `told` is: what was withheld is as `before` has it, since
 * Shopify's silence is not an empty field.
 */
export function keepWithheld(
  told: Person | null,
  withheld: Withheld,
  before: Person | null,
): Person | null {
  if (withheld.size === 0 || before === null) return told;
  const kept = <Value>(path: string, now: Value | undefined, then: Value | undefined) =>
    (isWithheld(withheld, path) ? then : now) ?? null;
  const address = (field: string, part: keyof NonNullable<Person['address']>) =>
    kept(`defaultAddress.${field}`, told?.address?.[part], before.address?.[part]);
  return orNobody({
    firstName: kept('firstName', told?.firstName, before.firstName),
    lastName: kept('lastName', told?.lastName, before.lastName),
    email: kept('defaultEmailAddress.emailAddress', told?.email, before.email),
    phone: kept('defaultPhoneNumber.phoneNumber', told?.phone, before.phone),
    address: orNobody({
      company: address('company', 'company'),
      address1: address('address1', 'address1'),
      address2: address('address2', 'address2'),
      city: address('city', 'city'),
      zip: address('zip', 'zip'),
      province: address('provinceCode', 'province'),
      country: address('countryCodeV2', 'country'),
    }),
  });
}

const orNobody = <Parts extends object>(parts: Parts): Parts | null =>
  Object.values(parts).some((value) => value !== null) ? parts : null;

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
