// The signed address at which Shopify's admin opens the embedded app.
import { randomBytes } from 'node:crypto';
import { adminSessionToken } from '../../server/session-token.ts';
import { machineSeconds, tokenOptions, type WebContext } from '../context.ts';
import { frameQuery } from '../signing.ts';

/** Where the app opens when the merchant clicks its name. */
export const homePath = '/app';

/**
 * An address of the app inside the tunnel, signed for a minute. `path` may carry the app's own
 * query.
 */
export function embedUrl(context: WebContext, path = homePath): string {
  const url = new URL(path, context.origins.tunnel);
  const query = frameQuery(
    {
      shop: context.store.shop().domain,
      host: `admin.shopify.com/store/${storeHandle(context)}`,
      locale: 'en',
      session: randomBytes(16).toString('hex'),
      idToken: adminSessionToken(tokenOptions(context)),
      now: machineSeconds(),
    },
    context.app.apiSecret,
  );
  for (const [name, value] of query) url.searchParams.set(name, value);
  return url.href;
}

/** `demo` of demo.myshopify.com, as in the admin's own addresses. */
export function storeHandle(context: WebContext): string {
  return context.store.shop().domain.replace('.myshopify.com', '');
}
