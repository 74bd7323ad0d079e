// MailingAddress.
import type { Address } from '../../store/orders.ts';
import { gid } from '../gid.ts';
import type { Resolvers } from '../resolver.ts';

/** An address with the id that GraphQL wants; null stays null. */
export function addressSource(address: Address | null | undefined, id: string) {
  return address ? { ...address, id: gid('MailingAddress', id) } : null;
}

export const addressTypes: Resolvers = {
  MailingAddress: {
    countryCodeV2: (address: Address) => address.countryCode,
    name: (address: Address) =>
      [address.firstName, address.lastName].filter(Boolean).join(' ') || null,
    latitude: () => null,
    longitude: () => null,
    coordinatesValidated: () => false,
    timeZone: () => null,
    formattedArea: (address: Address) => [address.city, address.country].filter(Boolean).join(', '),
    formatted: (address: Address) =>
      [
        address.company,
        address.address1,
        address.address2,
        [address.zip, address.city].filter(Boolean).join(' '),
        address.country,
      ].filter(Boolean),
  },
};
