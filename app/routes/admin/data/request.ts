// The file that a customer asked for, for the merchant to hand over.
import type { LoaderFunctionArgs } from '@remix-run/node';
import { readDataFile } from '#app/sync/export-data.server.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const id = args.params.id ?? '';
  const text = UUID.test(id) ? await readDataFile(shop.id, id, new Date()) : null;
  if (text === null) throw new Response(null, { status: 404 });
  return new Response(text, {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="customer-data.json"`,
      'Cache-Control': 'no-store',
    },
  });
}
