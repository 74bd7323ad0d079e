// A segment as a CSV file, written while it is read: a segment may be the whole shop.
import type { LoaderFunctionArgs } from '@remix-run/node';
import { everyCustomer, readSegments } from '#app/retention/segments/read.server.ts';
import { csvText } from '#app/ui/plots/csv.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { askedFilter, shownCustomers } from './read-segments-page.server.ts';

const HEADER = [
  'customer_id',
  'name',
  'email',
  'group',
  'orders',
  'net_sales',
  'last_order',
  'probability_alive',
  'expected_orders_365',
  'clv_12_months',
  'next_order_due',
];

export async function loader(args: LoaderFunctionArgs) {
  const { shop, staffId } = await authenticateMerchant(args);
  const choices = new URL(args.request.url).searchParams;
  const { filter } = askedFilter(await readSegments(shop.id), choices);
  const now = new Date();
  async function* text() {
    yield csvText(HEADER, []);
    for await (const customers of everyCustomer(shop, filter, now)) {
      const rows = await shownCustomers(shop, customers, `export of a segment, staff ${staffId}`);
      const lines = csvText(
        HEADER,
        rows.map((row) => [
          row.id,
          row.name,
          row.email,
          row.group,
          row.orders,
          row.netSales,
          row.lastDay,
          row.alive,
          row.orders365,
          row.clv12,
          row.nextDue,
        ]),
      );
      yield lines.slice(lines.indexOf('\n') + 1);
    }
  }
  const encoder = new TextEncoder();
  const parts = text();
  const body = new ReadableStream({
    async pull(controller) {
      const { value, done } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: () => void parts.return(undefined),
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="customers.csv"',
      'Cache-Control': 'no-store',
    },
  });
}
