// Who asks: every loader and action of the admin begins here.
import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs } from '@remix-run/node';
import { authenticate } from '#app/shopify.server.ts';
import type { Shop } from '#app/sync/read.server.ts';
import { installShop } from '#app/sync/shop/install-shop.server.ts';
import { refuseNul } from './read-form.server.ts';

type Admin = Awaited<ReturnType<typeof authenticate.admin>>;

export type Merchant = {
  shop: Shop;
  /** The member of staff who asks, as a Shopify user id; for access logs and authors of changes. */
  staffId: string;
  /** Leaves the app's frame where a page needs it (Shopify's own pages). */
  redirect: Admin['redirect'];
};

// A page's loaders run side by side in one request and share its context: the token is looked at
// and exchanged once.
const seen = new WeakMap<AppLoadContext, Promise<Merchant>>();

/**
 * The merchant behind a request, and the shop, which is installed if this is its first page. Throws
 * the Response that Shopify's sign-in needs (a page that fetches a token, a 401 that App Bridge
 * repeats).
 */
export function authenticateMerchant(
  args: LoaderFunctionArgs | ActionFunctionArgs,
): Promise<Merchant> {
  const known = seen.get(args.context);
  if (known) return known;
  refuseNul(args.request.url);
  const merchant = readMerchant(args.request);
  seen.set(args.context, merchant);
  merchant.catch((thrown) => {
    if (thrown instanceof Response) refusals.set(args.context, thrown.headers);
  });
  return merchant;
}

const refusals = new WeakMap<AppLoadContext, Headers>();

/**
 * The headers with which Shopify's sign-in refused a request: they tell App Bridge to come again
 * with a fresh token, or to leave the frame. Remix keeps a thrown response's headers in data
 * requests only for routes that export `headers`, so the server's entry puts them back.
 */
export const refusalHeaders = (context: AppLoadContext): Headers =>
  refusals.get(context) ?? new Headers();

async function readMerchant(request: Request): Promise<Merchant> {
  const { session, sessionToken, redirect } = await authenticate.admin(request);
  const scopes = session.scope?.split(',').filter(Boolean) ?? [];
  const shop = await installShop(session.shop, scopes, new Date());
  return { shop, staffId: sessionToken.sub, redirect };
}
