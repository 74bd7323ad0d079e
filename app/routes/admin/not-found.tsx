// Any address under /app that is no page.
import type { LoaderFunctionArgs } from '@remix-run/node';
import { authenticateMerchant } from './authenticate-merchant.server.ts';

export async function loader(args: LoaderFunctionArgs) {
  await authenticateMerchant(args);
  throw new Response(null, { status: 404 });
}

export default function NotFound() {
  return null;
}
