// Whom the merchant chose in the list of members, read out of the list's address.
import { pool } from '#app/db.server.ts';
import type { Chosen } from '#app/loyalty/members/bulk/selection.ts';
import { accountsOfCustomers, countMembers } from '#app/loyalty/members/read-members.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import type { Shop } from '#app/sync/read.server.ts';
import { findCustomersBySearch } from '#app/sync/read-person.server.ts';
import { memberChoices } from './read-page.server.ts';

/** A search tells the best of its hits; more than these are no choice. */
const MOST_FOUND = 500;

/** Members chosen one by one, found by a search, or all that the filters let through. */
export async function chosenFrom(shop: Shop, params: URLSearchParams): Promise<Chosen> {
  const accountIds = (params.get('ids') ?? '').split(',').filter((id) => /^\d{1,18}$/.test(id));
  if (accountIds.length > 0)
    return { kind: 'members', accountIds: accountIds.slice(0, MOST_FOUND) };
  const { search, status = null, tierId = null, balance = null } = memberChoices(params);
  if (search === '') return { kind: 'filter', status, tierId, balance };
  const found = await findCustomersBySearch(shop.id, search, MOST_FOUND);
  const accounts = await accountsOfCustomers(shop.id, found);
  return { kind: 'members', accountIds: accounts.map(String) };
}

/** The choice in words: 'All members in Gold with points (31)'. */
export async function whoWords(shop: Shop, who: Chosen, now: Date): Promise<string> {
  if (who.kind === 'segment') return 'A segment';
  if (who.kind === 'members') {
    const count = who.accountIds.length;
    return count === 1 ? 'The chosen member' : `The ${count} chosen members`;
  }
  const levels = (await readProgramme(pool, shop.id, now))?.rules.tiers?.levels ?? [];
  const tier = levels.find(({ id }) => id === who.tierId)?.name;
  const balances = { negative: 'below zero', none: 'without points', some: 'with points' };
  const parts = [
    who.status === 'blocked' ? 'All blocked members' : 'All members',
    ...(tier ? [`in ${tier}`] : []),
    ...(who.balance ? [balances[who.balance]] : []),
  ];
  const count = await countMembers(shop.id, who);
  return `${parts.join(' ')} (${new Intl.NumberFormat('en').format(count)})`;
}
