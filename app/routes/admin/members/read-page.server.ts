// Members with the names of the persons behind them, for the list and the file.

import { pool } from '#app/db.server.ts';
import {
  type ListedMember,
  type MemberChoices,
  readMembers,
} from '#app/loyalty/members/read-members.server.ts';
import { readProgramme } from '#app/loyalty/programme/read.server.ts';
import type { Shop } from '#app/sync/read.server.ts';
import { findCustomersBySearch, personsOf } from '#app/sync/read-person.server.ts';
import { nameOf } from '../customers/person-name.ts';

const SEARCHED = 500;
const BALANCES = ['negative', 'none', 'some'] as const;

/** What the page's address asks for. */
export function memberChoices(params: URLSearchParams) {
  const status = params.get('status');
  const balance = params.get('balance');
  return {
    search: params.get('q')?.trim() ?? '',
    status:
      status === 'member' || status === 'blocked' ? (status as 'member' | 'blocked') : undefined,
    tierId: params.get('tier') ?? undefined,
    balance: BALANCES.find((one) => one === balance),
    sort: params.get('sort') === 'joined' ? ('joined' as const) : ('balance' as const),
    page: Math.max(1, Math.min(10_000, Math.trunc(Number(params.get('page'))) || 1)),
  };
}
export type Choices = ReturnType<typeof memberChoices>;

export async function readMemberList(shop: Shop, choices: Choices, now: Date, why: string) {
  const { search, ...rest } = choices;
  const asked: MemberChoices = rest;
  if (search !== '') asked.customerIds = await findCustomersBySearch(shop.id, search, SEARCHED);
  const [{ rows, hasNext }, programme] = await Promise.all([
    readMembers(shop.id, asked),
    readProgramme(pool, shop.id, now),
  ]);
  const levels = programme?.rules.tiers?.levels ?? [];
  const tiers = levels.map(({ id, name }) => ({ id, name }));
  return { rows: await namedMembers(shop, rows, why), hasNext, tiers };
}

/** Rows as a browser takes them. `why` goes into the access log. */
export async function namedMembers(shop: Shop, rows: readonly ListedMember[], why: string) {
  const ids = rows.map((row) => row.customerId).filter((id) => id !== null);
  const persons = await personsOf(shop.id, ids, why);
  return rows.map((row) => {
    const person = row.customerId === null ? null : (persons.get(row.customerId) ?? null);
    return {
      id: row.accountId.toString(),
      customerId: row.customerId?.toString() ?? '',
      name: nameOf(person, row.customerId ?? 0n),
      email: person?.email ?? '',
      status: row.status,
      joinedAt: row.joinedAt.toISOString(),
      joinedVia: row.joinedVia,
      balance: Number(row.balance),
      tierId: row.tierId ?? '',
    };
  });
}
export type MemberRow = Awaited<ReturnType<typeof namedMembers>>[number];
