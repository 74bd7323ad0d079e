import { expect, test } from 'vitest';
import { canonicalAddress, type Facts, findingsOf, verdictOf } from './fraud.ts';

const limits = { perMonth: 10, perAddress: 3 };
const stranger: Facts = {
  friendId: 2n,
  advocateId: 1n,
  friendEmail: 'ben@example.com',
  advocateEmail: 'anna@example.com',
  friendPhone: '491',
  advocatePhone: '492',
  friendAddress: 'a/1/de',
  advocateAddress: 'b/1/de',
  friendDevice: 'd2',
  advocateDevice: 'd1',
  friendNetwork: 'n2',
  advocateNetwork: 'n1',
  friendOrdersBefore: 0,
  otherReferrals: 0,
  referralsOfDevice: 0,
  advocateInMonth: 0,
  fromAddressToday: 0,
};
const judged = (change: Partial<Facts>) => {
  const findings = findingsOf({ ...stranger, ...change }, limits);
  return [verdictOf(findings, 'claim'), findings[0] ?? null];
};

test('a stranger is a friend', () => {
  expect(judged({})).toEqual(['clear', null]);
});

test.each([
  ['the same customer', { friendId: 1n }, 'same-customer'],
  ['the same mailbox', { friendEmail: 'anna@example.com' }, 'same-email'],
  ['the same phone', { friendPhone: '492' }, 'same-phone'],
  ['somebody who bought before', { friendOrdersBefore: 1 }, 'existing-customer'],
  ['somebody who was referred already', { otherReferrals: 1 }, 'already-referred'],
  ['an advocate at the limit', { advocateInMonth: 10 }, 'advocate-limit'],
  ['the fourth from one address in a day', { fromAddressToday: 3 }, 'address-limit'],
] as const)('%s is refused', (_name, change, finding) => {
  expect(judged(change)).toEqual(['refuse', finding]);
});

test.each([
  ['the same flat', { friendAddress: 'b/1/de' }, 'same-address'],
  ['the same device', { friendDevice: 'd1' }, 'same-device'],
  ['the same connection', { friendNetwork: 'n1' }, 'same-network'],
  ['a device that other friends came with', { referralsOfDevice: 1 }, 'device-of-another'],
] as const)('%s is for a person to look at', (_name, change, finding) => {
  expect(judged(change)).toEqual(['review', finding]);
});

test('what nobody knows of either is no likeness', () => {
  const unknown = {
    friendPhone: null,
    advocatePhone: null,
    friendDevice: null,
    advocateDevice: null,
  };
  expect(judged({ ...unknown, friendEmail: null, advocateEmail: null })).toEqual(['clear', null]);
});

test('one flat is one, however it is written; half an address is none', () => {
  const flat = { address1: 'Žitná 12/3', zip: '120 00', country: 'CZ' };
  expect(canonicalAddress(flat)).toBe(
    canonicalAddress({ ...flat, address1: 'žitná 12 3', zip: '12000' }),
  );
  expect(canonicalAddress({ ...flat, zip: null })).toBeNull();
  expect(canonicalAddress(null)).toBeNull();
});
