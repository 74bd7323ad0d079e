// Pages, bundles and doors for extension frames, the same on every port that shows them.
import { adminSessionToken, buyerSessionToken } from '../../server/session-token.ts';
import { assetUrl, serveFile } from '../assets.ts';
import { tokenOptions, type WebContext } from '../context.ts';
import { json, page, refuse } from '../http/respond.ts';
import { type Route, type RouteContext, route } from '../http/router.ts';
import { visitorOf } from '../storefront/visitor.ts';
import { renderView } from '../views.ts';
import { answerCustomerAccountQuery, answerStorefrontQuery } from './buyer-graphql.ts';
import { bundleFile, frameFacts, uiExtensions } from './frames.ts';

export function frameRoutes(context: WebContext): Route[] {
  return [
    route('GET /extension-frames/:handle', (given) => framePage(context, given)),
    route('GET /extension-bundles/:handle.js', (given) => bundle(context, given)),
    route('POST /extension-api/session-token', (given) => sessionToken(context, given)),
    route('POST /extension-api/id-token', () => staffToken(context)),
    route('POST /extension-api/storefront-query', async ({ request }) =>
      json(await answerStorefrontQuery(context, (await request.json()) as Query)),
    ),
    route('POST /extension-api/customer-account-query', async ({ request }) => {
      const { customer } = visitorOf(context, request);
      if (!customer) return json({ errors: [{ message: 'Not signed in' }] }, 401);
      return json(
        await answerCustomerAccountQuery(context, customer, (await request.json()) as Query),
      );
    }),
  ];
}

export type Query = { query: string; variables?: Record<string, unknown> };

function framePage(context: WebContext, { params, url }: RouteContext): Response {
  const extension = uiExtensions(context).find(({ handle }) => handle === params.handle);
  const target = url.searchParams.get('target') ?? '';
  const locale = url.searchParams.get('locale') ?? 'en';
  if (!extension?.targets.some((each) => each.target === target)) {
    return refuse(404, 'no such extension');
  }
  const response = page(
    renderView('frames/extension', {
      facts: frameFacts(extension, target, locale, context),
      locale,
      direction: new Intl.Locale(locale).language === 'he' ? 'rtl' : 'ltr',
      frame_js: assetUrl('extension-frame.js'),
      name: extension.name,
    }),
  );
  // Like Shopify's worker, the frame has no origin, no cookies and no storage of the shop.
  response.headers.set('content-security-policy', 'sandbox allow-scripts allow-forms');
  return response;
}

async function bundle(context: WebContext, { params }: RouteContext): Promise<Response> {
  const file = await bundleFile(context, params.handle ?? '');
  if (!file) return refuse(404, 'no such extension');
  return serveFile(context.root, file);
}

/** The token says who is signed in at this shop; a guest's has no subject. */
function sessionToken(context: WebContext, { request }: RouteContext): Response {
  const { customer } = visitorOf(context, request);
  const mayName = context.store.installation().protectedData.customer;
  const token = buyerSessionToken(tokenOptions(context), customer && mayName ? customer.id : null);
  return json({ token });
}

/** Extensions in the admin and on POS act for the staff. */
function staffToken(context: WebContext): Response {
  return json({ token: adminSessionToken(tokenOptions(context)) });
}
