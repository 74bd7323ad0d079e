import { expect, test } from 'vitest';
import { isPersonWithheld, keepWithheld } from './map/map-customer.ts';
import { isWithheld, NOTHING_WITHHELD, pathsOf, stillWithheld } from './withheld.ts';

test('what lies in something withheld is withheld, and what it lies in is not', () => {
  const withheld = new Set(['defaultAddress', 'defaultEmailAddress.emailAddress']);
  expect(isWithheld(withheld, 'defaultAddress.zip')).toBe(true);
  expect(isWithheld(withheld, 'defaultEmailAddress.emailAddress')).toBe(true);
  expect(isWithheld(withheld, 'defaultEmailAddress.marketingState')).toBe(false);
  expect(isWithheld(withheld, 'firstName')).toBe(false);
  expect(isPersonWithheld(withheld)).toBe(true);
  expect(isPersonWithheld(new Set(['tags']))).toBe(false);
});

test('a sample clears only what it could have shown', () => {
  const before = ['Customer.defaultAddress.zip', 'Customer.firstName', 'Order.email'];
  const bare = { objects: [{ firstName: null, defaultAddress: null }], withheld: NOTHING_WITHHELD };
  expect(stillWithheld(before, 'Customer', bare)).toEqual(['Customer.defaultAddress.zip']);
  const told = { objects: [{ defaultAddress: { zip: '7629' } }], withheld: new Set(['lastName']) };
  expect(stillWithheld(before, 'Customer', told)).toEqual(['Customer.lastName']);
  const empty = { objects: [], withheld: NOTHING_WITHHELD };
  expect(stillWithheld(before, 'Order', empty)).toEqual(['Order.email']);
  expect(stillWithheld(['Order'], 'Order', bare)).toEqual([]);
  expect(pathsOf(before, 'Customer')).toEqual(new Set(['defaultAddress.zip', 'firstName']));
});

const KARI = {
  firstName: 'Kari',
  lastName: 'Ø',
  email: 'kari@example.no',
  phone: null,
  address: {
    company: null,
    address1: 'Ytterøyvegen 12',
    address2: null,
    city: 'Ytterøy',
    zip: '7629',
    province: null,
    country: 'NO',
  },
};

test('of a person what is withheld stays and what is told changes, part by part', () => {
  const address = { ...KARI.address, address1: null, zip: null, city: 'Levanger' };
  const told = { firstName: null, lastName: 'Å', email: null, phone: '1', address };
  const withheld = new Set(['firstName', 'defaultAddress.address1', 'defaultAddress.zip']);
  expect(keepWithheld(told, withheld, KARI)).toEqual({
    ...told,
    firstName: 'Kari',
    address: { ...KARI.address, city: 'Levanger' },
  });
  expect(keepWithheld(null, new Set(['defaultEmailAddress']), KARI)).toMatchObject({
    firstName: null,
    email: KARI.email,
    address: null,
  });
  expect(keepWithheld(null, NOTHING_WITHHELD, KARI)).toBeNull();
});
