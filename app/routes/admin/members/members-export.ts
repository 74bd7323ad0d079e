// All members as a CSV file, in the columns that an import takes; written while it is read.
import type { LoaderFunctionArgs } from '@remix-run/node';
import { readAllMembers } from '#app/loyalty/members/read-members.server.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { csvFile } from '../file-answer.server.ts';
import { namedMembers } from './read-page.server.ts';

const HEADER = ['customer_id', 'email', 'points', 'tier', 'status', 'joined_at'];

export async function loader(args: LoaderFunctionArgs) {
  const { shop, staffId } = await authenticateMerchant(args);
  async function* lines() {
    for await (const members of readAllMembers(shop.id)) {
      const rows = await namedMembers(shop, members, `export of members, staff ${staffId}`);
      yield rows.map((row) => [
        row.customerId,
        row.email,
        row.balance,
        row.tierId,
        row.status,
        row.joinedAt,
      ]);
    }
  }
  return csvFile(args, 'members.csv', HEADER, lines());
}
