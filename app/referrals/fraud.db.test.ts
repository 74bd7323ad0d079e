// Each rule against people who refer themselves or nobody, as it meets real claims and orders.
import { beforeAll, describe, expect, test } from 'vitest';
import { daysLater, openReferrals, type Referrals } from '../../tests/factories/referrals.ts';
import { balanceOfCustomer, nextNumber, noon, putOrder } from '../../tests/factories/rewards.ts';
import { noteVisit, openReferralCode } from './claim-referral.server.ts';
import { completeDue, followOrders } from './follow-orders.server.ts';
import { judgeReferral } from './judge-referral.server.ts';
import { readReferrals } from './read.server.ts';

let world: Referrals;
beforeAll(async () => {
  world = await openReferrals({ perAddress: 2, perMonth: 3 });
});

const flat = {
  company: null,
  address1: 'Žitná 12',
  address2: null,
  city: 'Praha',
  zip: '12000',
  province: null,
  country: 'CZ',
};

describe('is refused when the code is asked for', () => {
  test('the advocate, signed in', async () => {
    const { customerId, code } = await world.addAdvocate();
    expect(await world.claim(code, { customerId })).toMatchObject({ reason: 'referral-own' });
  });

  test.each([
    ['in other letters', 'ANNA.K@Gmail.com'],
    ['with an alias after a plus', 'anna.k+friend@gmail.com'],
    ['with its dots elsewhere', 'a.nnak@gmail.com'],
    ['at the provider’s other name', 'annak@googlemail.com'],
    ['with all of these', 'An.Na.K+2@GoogleMail.com'],
  ])('the advocate’s own mailbox %s', async (_how, email) => {
    const { code } = await world.addAdvocate({ email: 'anna.k@gmail.com' });
    expect(await world.claim(code, { email })).toMatchObject({ reason: 'referral-own' });
  });

  test('who bought here before, known by the mailbox', async () => {
    const { code } = await world.addAdvocate();
    const old = nextNumber();
    await world.addPerson(old, { email: 'old@example.com' });
    await putOrder(world.shop.id, { customerId: old });
    expect(await world.claim(code, { email: 'OLD@example.com' })).toMatchObject({
      reason: 'referral-existing-customer',
    });
  });

  test('who bought here before, known by being signed in', async () => {
    const { code } = await world.addAdvocate();
    const old = nextNumber();
    await putOrder(world.shop.id, { customerId: old });
    expect(await world.claim(code, { customerId: old })).toMatchObject({
      reason: 'referral-existing-customer',
    });
  });

  test('who was brought by somebody else already, by an alias too', async () => {
    const [one, two] = [await world.addAdvocate(), await world.addAdvocate()];
    await world.codeOf(one.code, { email: 'wanted@example.com' });
    expect(await world.claim(two.code, { email: 'wanted+2@example.com' })).toMatchObject({
      reason: 'referral-existing-customer',
    });
  });

  test('a third friend from one connection on one day, and not the day after', async () => {
    const { code } = await world.addAdvocate();
    const network = '203.0.113.7';
    for (const _friend of [1, 2]) await world.codeOf(code, { network });
    expect(await world.claim(code, { network })).toMatchObject({ reason: 'referral-limit' });
    const { claimReferral } = await import('./claim-referral.server.ts');
    const friend = { code, email: 'tomorrow@example.com', customerId: null, device: null, network };
    expect((await claimReferral(world.shop, friend, daysLater(1.01))).ok).toBe(true);
  });

  test('a friend after three who ordered in thirty days, and not the month after', async () => {
    const { code } = await world.addAdvocate();
    // Who only took a code is no friend yet: codes for made-up addresses use up nobody's limit.
    for (const _friend of [1, 2, 3, 4]) await world.codeOf(code);
    for (const _friend of [1, 2, 3]) await world.buy(await world.codeOf(code));
    expect(await world.claim(code)).toMatchObject({ reason: 'referral-limit' });
    const { claimReferral } = await import('./claim-referral.server.ts');
    const friend = {
      code,
      email: 'later@example.com',
      customerId: null,
      device: null,
      network: null,
    };
    expect((await claimReferral(world.shop, friend, daysLater(31))).ok).toBe(true);
  });
});

describe('is refused when the order shows who it was', () => {
  test('the advocate’s phone, written another way', async () => {
    const { customerId, code } = await world.addAdvocate({ phone: '+49 151 1234' });
    await world.buy(await world.codeOf(code), { phone: '0049 (151) 1234' });
    expect(await world.referralOf(customerId)).toMatchObject({
      state: 'denied',
      reasons: ['same-phone'],
    });
  });

  test('the advocate’s mailbox at the checkout, after another at the link', async () => {
    const { customerId, code } = await world.addAdvocate({ email: 'tom@gmail.com' });
    const own = await world.codeOf(code, { email: 'somebody@example.com' });
    await world.buy(own, { email: 't.o.m+x@gmail.com' });
    expect(await world.referralOf(customerId)).toMatchObject({
      state: 'denied',
      reasons: ['same-email'],
    });
  });

  test('the advocate’s own account', async () => {
    const { customerId, code } = await world.addAdvocate();
    const own = await world.codeOf(code);
    const orderId = await putOrder(world.shop.id, { customerId, codes: [own] });
    await followOrders(world.shop.id, [orderId], noon);
    const denied = await world.referralOf(customerId);
    expect(denied).toMatchObject({ state: 'denied' });
    expect(denied?.reasons).toContain('same-customer');
  });

  test('a customer of long ago behind a new mailbox', async () => {
    const { customerId, code } = await world.addAdvocate();
    const friendCode = await world.codeOf(code);
    const old = nextNumber();
    await putOrder(world.shop.id, { customerId: old });
    const orderId = await putOrder(world.shop.id, { customerId: old, codes: [friendCode] });
    await followOrders(world.shop.id, [orderId], noon);
    expect(await world.referralOf(customerId)).toMatchObject({
      state: 'denied',
      reasons: ['existing-customer'],
    });
  });

  test('nobody is rewarded for it, however long one waits', async () => {
    const { customerId, code } = await world.addAdvocate({ phone: '+420 777 1' });
    await world.buy(await world.codeOf(code), { phone: '+420 777 1' });
    await completeDue(world.shop.id, daysLater(60));
    expect(await balanceOfCustomer(world.shop.id, customerId)).toBe(100n);
  });
});

describe('goes to the merchant, because families share things', () => {
  test('the same street address, however it is written', async () => {
    const { customerId, code } = await world.addAdvocate({ address: flat });
    const address = { ...flat, address1: 'zitna 12', zip: '120 00' };
    await world.buy(await world.codeOf(code), { address });
    expect(await world.referralOf(customerId)).toMatchObject({
      state: 'review',
      reasons: ['same-address'],
    });
  });

  test('the device that the advocate looked at the own link with', async () => {
    const { customerId, code } = await world.addAdvocate();
    await noteVisit(world.shop.id, code, { customerId, device: 'laptop', network: null }, noon);
    await world.buy(await world.codeOf(code, { device: 'laptop' }));
    expect(await world.referralOf(customerId)).toMatchObject({
      state: 'review',
      reasons: ['same-device'],
    });
  });

  test('the connection that the advocate used, seen when the friend took the code', async () => {
    const { customerId, code } = await world.addAdvocate();
    const network = '198.51.100.9';
    await noteVisit(world.shop.id, code, { customerId, device: null, network }, noon);
    const { orderId } = await world.buy(await world.codeOf(code, { network }));
    const doubtful = { state: 'review', reasons: ['same-network'] };
    expect(await world.referralOf(customerId)).toMatchObject(doubtful);
    await followOrders(world.shop.id, [orderId], daysLater(1));
    expect(await world.referralOf(customerId)).toMatchObject(doubtful);
  });

  test('the fourth friend who orders, with a code from before the limit', async () => {
    const { code } = await world.addAdvocate();
    const early = await world.codeOf(code);
    for (const _friend of [1, 2, 3]) await world.buy(await world.codeOf(code));
    await world.buy(early);
    const { rows } = await readReferrals(world.shop.id);
    expect(rows.find(({ reasons }) => reasons.includes('advocate-limit'))?.state).toBe('review');
  });

  test('a device that another friend came with', async () => {
    const [one, two] = [await world.addAdvocate(), await world.addAdvocate()];
    await world.codeOf(one.code, { device: 'shared-tablet' });
    await world.buy(await world.codeOf(two.code, { device: 'shared-tablet' }));
    expect(await world.referralOf(two.customerId)).toMatchObject({
      state: 'review',
      reasons: ['device-of-another'],
    });
  });

  test('who lets it pass for good', async () => {
    const { customerId, code } = await world.addAdvocate({ address: flat });
    const { orderId } = await world.buy(await world.codeOf(code), { address: flat });
    const { id } = (await world.referralOf(customerId))!;
    await completeDue(world.shop.id, daysLater(30));
    expect(await balanceOfCustomer(world.shop.id, customerId)).toBe(100n);
    expect((await judgeReferral(world.shop.id, id, 'approve', daysLater(1))).ok).toBe(true);
    await followOrders(world.shop.id, [orderId], daysLater(2));
    await completeDue(world.shop.id, daysLater(30));
    expect(await balanceOfCustomer(world.shop.id, customerId)).toBe(400n);
    expect(await judgeReferral(world.shop.id, id, 'deny', daysLater(31))).toMatchObject({
      reason: 'already-decided',
    });
  });

  test('or does not, with the doubts kept beside the decision', async () => {
    const { customerId, code } = await world.addAdvocate({ address: flat });
    await world.buy(await world.codeOf(code), { address: flat });
    const { id } = (await world.referralOf(customerId))!;
    expect((await judgeReferral(world.shop.id, id, 'deny', daysLater(1))).ok).toBe(true);
    await completeDue(world.shop.id, daysLater(30));
    expect(await world.referralOf(customerId)).toMatchObject({
      state: 'denied',
      reasons: ['same-address', 'denied-by-merchant'],
    });
    expect(await balanceOfCustomer(world.shop.id, customerId)).toBe(100n);
  });
});

test('a link is the same however often it is asked for, and tells nothing of its owner', async () => {
  const { customerId, code } = await world.addAdvocate();
  expect(await openReferralCode(world.shop.id, customerId, daysLater(5))).toBe(code);
  expect(code).not.toContain(String(customerId));
});
