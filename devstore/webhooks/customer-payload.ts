// Customers as webhooks carry them. Since 2025-01 without tags, consent and purchase sums.
import type { Customer } from '../store/customers.ts';
import type { Address } from '../store/orders.ts';
import type { Store } from '../store/store.ts';
import { shopInstant } from './shop-instant.ts';

type Payload = Record<string, unknown>;

export function addressPayload(address: Address): Payload {
  return {
    first_name: address.firstName,
    last_name: address.lastName,
    name: [address.firstName, address.lastName].filter(Boolean).join(' '),
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    province: address.province,
    province_code: address.provinceCode,
    zip: address.zip,
    country: address.country,
    country_code: address.countryCode,
    phone: address.phone,
    latitude: null,
    longitude: null,
  };
}

export function customerPayload(store: Store, customer: Customer): Payload {
  const allowed = store.installation().protectedData;
  const first = customer.addresses[0];
  return {
    id: customer.id,
    admin_graphql_api_id: `gid://shopify/Customer/${customer.id}`,
    created_at: shopInstant(store, customer.createdAt),
    updated_at: shopInstant(store, customer.updatedAt),
    first_name: allowed.name ? customer.firstName : null,
    last_name: allowed.name ? customer.lastName : null,
    email: allowed.email ? customer.email : null,
    phone: allowed.phone ? customer.phone : null,
    state: customer.state.toLowerCase(),
    note: customer.note,
    verified_email: customer.isEmailVerified,
    multipass_identifier: null,
    tax_exempt: customer.isTaxExempt,
    currency: store.shop().currency,
    addresses: allowed.address ? customer.addresses.map(addressPayload) : [],
    tax_exemptions: [],
    default_address: first && allowed.address ? addressPayload(first) : null,
  };
}

export function emailConsentPayload(customer: Customer): Payload {
  return {
    customer_id: customer.id,
    email_address: customer.email,
    email_marketing_consent: {
      state: customer.emailConsent.state.toLowerCase(),
      opt_in_level: customer.emailConsent.optInLevel?.toLowerCase() ?? null,
      consent_updated_at: customer.emailConsent.updatedAt,
    },
  };
}

export function smsConsentPayload(customer: Customer): Payload {
  return {
    id: customer.id,
    phone: customer.phone,
    sms_marketing_consent: {
      state: customer.smsConsent.state.toLowerCase(),
      opt_in_level: customer.smsConsent.optInLevel?.toLowerCase() ?? null,
      consent_updated_at: customer.smsConsent.updatedAt,
      consent_collected_from: 'SHOPIFY',
    },
  };
}
