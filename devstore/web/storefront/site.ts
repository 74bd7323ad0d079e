// Everything on P+2.
import { serveAsset } from '../assets.ts';
import { checkoutRoutes } from '../checkout/routes.ts';
import type { WebContext } from '../context.ts';
import type { Handler } from '../http/exchange.ts';
import { refuse } from '../http/respond.ts';
import { dispatch, isForeign, route } from '../http/router.ts';
import { proxyPath } from '../proxy.ts';
import { cartRoutes } from './cart-routes.ts';
import { missingPage, pageRoutes, pictureRoutes } from './pages.ts';

/** The handler of the storefront with its cart, checkout, thank-you and order-status pages. */
export function storefrontHandler(context: WebContext): Handler {
  const routes = [
    route('GET /devstore-assets/:name', ({ request, params }) =>
      serveAsset(params.name ?? '', request),
    ),
    ...cartRoutes(context),
    ...checkoutRoutes(context),
    ...pageRoutes(context),
    ...pictureRoutes(context),
  ];
  const proxyPrefix = proxyPath(context.root)?.prefix;
  return async (request) => {
    // Shopify forwards a cross-site form to the app proxy: the app has to defend itself. The shop's
    // own forms are guarded.
    const isProxied = proxyPrefix && new URL(request.url).pathname.startsWith(proxyPrefix);
    if (!isProxied && isForeign(request)) return refuse(403, 'sent by another site');
    return (await dispatch(routes, request)) ?? missingPage(context, request);
  };
}
