// What the shop's people see and change of one customer: point of sale and the admin's customer
// page use the same two doors.
import type { StaffAdjust, StaffCustomer } from '../../app/shoppers/contract.ts';
import { askOnce } from '../ui-parts/wish.ts';

export type Token = () => Promise<string | null | undefined>;

/** The customer as Encore knows them; null if Encore does not, or cannot be reached. */
export const readCustomer = (token: Token, customerId: string): Promise<StaffCustomer | null> =>
  ask<StaffCustomer>(token, `customer?id=${encodeURIComponent(customerId)}`).catch(() => null);

/**
 * Gives points, or takes them below 0. A repeat after a broken line changes nothing twice, nor does
 * the same change asked for again after silence.
 */
export function adjust(token: Token, change: Omit<StaffAdjust, 'id'>): Promise<StaffCustomer> {
  const { customerId, points, note } = change;
  return askOnce(`${customerId} ${points} ${note}`, (id) => {
    const body: StaffAdjust = { id, ...change };
    const send = () => ask<StaffCustomer>(token, 'adjust', body);
    return send().catch(send);
  });
}

async function ask<T>(token: Token, path: string, body?: object): Promise<T> {
  const response = await fetch(`${process.env.SHOPIFY_APP_URL}/api/staff/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: `Bearer ${await token()}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`staff door: ${response.status}`);
  return response.json();
}
