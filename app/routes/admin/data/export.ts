// The shop's own data as a CSV file.
import type { LoaderFunctionArgs } from '@remix-run/node';
import { type ExportName, exportData, exports } from '#app/sync/export-data.server.ts';
import { authenticateMerchant } from '../authenticate-merchant.server.ts';
import { csvAnswer } from '../file-answer.server.ts';

const isName = (name: string | undefined): name is ExportName =>
  name !== undefined && Object.hasOwn(exports, name);

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const { name } = args.params;
  if (!isName(name)) throw new Response(null, { status: 404 });
  const file = await exportData(shop.id, name);
  if (!file) {
    const headers = { 'Retry-After': '60' };
    throw new Response('Other files are being saved. Try again later.\n', { status: 503, headers });
  }
  return csvAnswer(args, `encore-${name}.csv`, file);
}
