// All members as a CSV file, in the columns that an import takes; written while it is read.
import { Readable } from 'node:stream';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { readAllMembers } from '#app/loyalty/members/read-members.server.ts';
import { csvText } from '#app/ui/plots/csv.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { namedMembers } from './read-page.server.ts';

const HEADER = ['customer_id', 'email', 'points', 'tier', 'status', 'joined_at'];

export async function loader(args: LoaderFunctionArgs) {
  const { shop, staffId } = await authenticateMerchant(args);
  async function* text() {
    yield csvText(HEADER, []);
    for await (const members of readAllMembers(shop.id)) {
      const rows = await namedMembers(shop, members, `export of members, staff ${staffId}`);
      const lines = csvText(
        HEADER,
        rows.map((row) => [
          row.customerId,
          row.email,
          row.balance,
          row.tierId,
          row.status,
          row.joinedAt,
        ]),
      );
      yield lines.slice(lines.indexOf('\n') + 1);
    }
  }
  const stream = Readable.toWeb(Readable.from(text())) as ReadableStream<Uint8Array>;
  return new Response(stream, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="members.csv"',
      'cache-control': 'no-store',
    },
  });
}
