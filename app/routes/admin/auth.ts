// Shopify's own steps of the sign-in: the page that fetches a session token, leaving the frame, and
// people who come without Shopify.
import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { authenticate, login } from '#app/shopify.server.ts';

const SHOP = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/i;

export async function loader({ request }: LoaderFunctionArgs) {
  // Shopify's library writes the shop into a header as it finds it.
  const shop = new URL(request.url).searchParams.get('shop');
  if (shop !== null && !SHOP.test(shop)) throw redirect('/');
  if (new URL(request.url).pathname === '/auth/login') {
    // Throws the way to the shop's install page; what it returns are complaints about the shop.
    await login(request);
    throw redirect('/');
  }
  await authenticate.admin(request);
  return null;
}
