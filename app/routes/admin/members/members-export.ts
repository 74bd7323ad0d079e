// All members as a CSV file, in the columns that an import takes; written while it is read.
import type { LoaderFunctionArgs } from '@remix-run/node';
import { EXPORTED } from '#app/loyalty/members/bulk/columns.ts';
import { readAllMembers } from '#app/loyalty/members/read-members.server.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { csvFile } from '../file-answer.server.ts';
import { namedMembers } from './read-page.server.ts';

export async function loader(args: LoaderFunctionArgs) {
  const { shop, staffId } = await authenticateMerchant(args);
  async function* lines() {
    for await (const members of readAllMembers(shop.id)) {
      const rows = await namedMembers(shop, members, `export of members, staff ${staffId}`);
      yield rows.map((row, at) => [
        row.customerId,
        row.email,
        row.balance,
        row.tierId,
        row.status,
        row.joinedAt,
        members[at]!.birthday,
      ]);
    }
  }
  return csvFile(args, 'members.csv', [...EXPORTED], lines());
}
