// Who asks: every loader and action of the admin begins here.
import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs } from '@remix-run/node';
import { authenticate } from '#app/shopify.server.ts';

type Admin = Awaited<ReturnType<typeof authenticate.admin>>;

// A page's loaders run side by side in one request and share its context: one look at the token is
// enough.
const seen = new WeakMap<AppLoadContext, Promise<Admin>>();

/**
 * The merchant behind a request. Throws the Response that Shopify's sign-in needs (a page that
 * fetches a
 * token, a 401 that App Bridge repeats).
 */
export function authenticateMerchant({
  request,
  context,
}: LoaderFunctionArgs | ActionFunctionArgs): Promise<Admin> {
  const known = seen.get(context);
  if (known) return known;
  const asked = authenticate.admin(request);
  seen.set(context, asked);
  return asked;
}
