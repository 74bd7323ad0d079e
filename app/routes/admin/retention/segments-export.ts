// A segment as a CSV file, written while it is read: a segment may be the whole shop.
import type { LoaderFunctionArgs } from '@remix-run/node';
import { everyCustomer, readSegments } from '#app/retention/segments/read.server.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { csvFile } from '../file-answer.server.ts';
import { askedFilter, shownCustomers } from './read-segments-page.server.ts';

const HEADER = [
  'customer_id',
  'name',
  'email',
  'group',
  'orders',
  'net_sales',
  'last_order',
  'recency_class',
  'frequency_class',
  'monetary_class',
  'probability_alive',
  'expected_orders_90',
  'expected_orders_365',
  'expected_sales_90',
  'expected_sales_365',
  'clv_12_months',
  'clv_24_months',
  'clv_36_months',
  'next_order_due',
];

export async function loader(args: LoaderFunctionArgs) {
  const { shop, staffId } = await authenticateMerchant(args);
  const choices = new URL(args.request.url).searchParams;
  const { filter } = askedFilter(await readSegments(shop.id), choices);
  const now = new Date();
  async function* lines() {
    for await (const customers of everyCustomer(shop, filter, now)) {
      const rows = await shownCustomers(shop, customers, `export of a segment, staff ${staffId}`);
      yield rows.map((row) => [
        row.id,
        row.name,
        row.email,
        row.group,
        row.orders,
        row.netSales,
        row.lastDay,
        row.recency,
        row.frequency,
        row.monetary,
        row.alive,
        row.orders90,
        row.orders365,
        row.sales90,
        row.sales365,
        row.clv12,
        row.clv24,
        row.clv36,
        row.nextDue,
      ]);
    }
  }
  return csvFile(args, 'customers.csv', HEADER, lines());
}
