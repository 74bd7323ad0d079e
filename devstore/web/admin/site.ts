// Everything on P that is not an API: the admin frame around the app, and devstore's own admin
// pages.
import { serveAsset } from '../assets.ts';
import type { WebContext } from '../context.ts';
import type { Handler } from '../http/exchange.ts';
import { redirect, refuse } from '../http/respond.ts';
import { dispatch, isForeign, type Route, type RouteContext, route } from '../http/router.ts';
import { posRoutes } from '../pos/routes.ts';
import { pictureRoutes } from '../storefront/pages.ts';
import { frameRoutes } from '../surfaces/frame-routes.ts';
import { answerBridge } from './bridge.ts';
import { customerRoutes } from './customers.ts';
import { embedUrl, homePath } from './embed.ts';
import { listRoutes } from './lists.ts';
import { orderRoutes } from './orders.ts';
import { settingsRoutes } from './settings.ts';
import { staffRoutes } from './staff-api.ts';
import { themeEditorRoutes } from './theme-editor.ts';
import { adminPage, storePath } from './view.ts';

/** The handler of the admin. */
export function adminHandler(context: WebContext): Handler {
  const store = storePath(context);
  const app = `${store}/apps/:app`;
  const routes: Route[] = [
    route('GET /app-bridge.js', ({ request }) => serveAsset('app-bridge.js', request)),
    route('GET /shopifycloud/app-bridge.js', ({ request }) => serveAsset('app-bridge.js', request)),
    route('GET /devstore-assets/:name', ({ request, params }) =>
      serveAsset(params.name ?? '', request),
    ),
    route('GET /', () => redirect(`${store}/apps/encore`)),
    route(`GET ${store}`, () => redirect(`${store}/apps/encore`)),
    route('POST /devstore/bridge', (given) => answerBridge(context, given)),
    route(`GET ${app}`, (given) => framePage(context, given)),
    route(`GET ${app}/*rest`, (given) => framePage(context, given)),
    ...orderRoutes(context),
    ...customerRoutes(context),
    ...listRoutes(context),
    ...settingsRoutes(context),
    ...themeEditorRoutes(context),
    ...staffRoutes(context),
    ...posRoutes(context),
    ...frameRoutes(context),
    ...pictureRoutes(context),
  ];
  return async (request) => {
    if (isForeign(request)) return refuse(403, 'sent by another site');
    const answer = await dispatch(routes, request);
    if (answer) return answer;
    return adminPage(context, 'missing', '', { path: new URL(request.url).pathname }, 404);
  };
}

/** The app in its frame. The rest of the address is the app's own path, as in Shopify's admin. */
function framePage(context: WebContext, { url, params }: RouteContext): Response {
  const base = `${storePath(context)}/apps/${params.app}`;
  const path = params.rest ? `/${params.rest}${url.search}` : homePath + url.search;
  return adminPage(context, 'app', 'app', {
    src: embedUrl(context, path),
    app_origin: context.origins.tunnel,
    base_path: base,
    app_name: 'Encore',
  });
}
