// Shopify's own pages of the sign-in: the bounce page that fetches a session token, and leaving the
// frame.
import type { LoaderFunctionArgs } from '@remix-run/node';
import { authenticate } from '#app/shopify.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  await authenticate.admin(request);
  return null;
}
