// The demo shop as it is before anybody changes a setting.
import type { Installation, ShopFacts } from './records.ts';

export const defaultShop: ShopFacts = {
  id: 91_000_000_001,
  name: 'Demo shop',
  domain: 'demo.myshopify.com',
  email: 'owner@example.com',
  currency: 'USD',
  presentmentRates: {
    USD: 1,
    EUR: 0.92,
    CZK: 23.1,
    NOK: 10.8,
    GBP: 0.79,
    JPY: 154,
    ILS: 3.7,
    THB: 34.5,
    UAH: 41.2,
  },
  timezone: 'America/New_York',
  countryCode: 'US',
  countryName: 'United States',
  plan: 'plus',
  customerAccounts: 'NEW_CUSTOMER_ACCOUNTS',
  taxesIncluded: false,
  taxRate: 0,
  shippingPrice: 500,
  weightUnit: 'KILOGRAMS',
  locales: ['en', 'cs', 'nb', 'uk', 'th', 'he', 'de', 'fr'],
  createdAt: '2024-01-15T12:00:00Z',
};

export const defaultInstallation: Installation = {
  isInstalled: false,
  installedAt: null,
  grantedScopes: [],
  protectedData: { customer: true, name: true, email: true, phone: true, address: true },
};
