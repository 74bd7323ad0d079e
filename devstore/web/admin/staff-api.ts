// What extensions in the admin and on POS ask for: the Admin API with a staff member's token, and
// the app itself.
import http from 'node:http';
import { adminSessionToken } from '../../server/session-token.ts';
import { grantToken } from '../../shop/installation.ts';
import { tokenOptions, type WebContext } from '../context.ts';
import { json } from '../http/respond.ts';
import { type Route, route } from '../http/router.ts';

export function staffRoutes(context: WebContext): Route[] {
  return [
    route('POST /extension-api/admin-query', async ({ request }) =>
      json(await adminQuery(context, await request.text())),
    ),
    route('POST /extension-api/app-fetch', async ({ request }) =>
      json(await appFetch(context, (await request.json()) as AppRequest)),
    ),
  ];
}

/**
 * Asks devstore's own Admin API, over HTTP like everybody else, with the online token of a member
 * of staff.
 */
function adminQuery(context: WebContext, body: string): Promise<unknown> {
  const { store, origins } = context;
  if (!store.installation().isInstalled) {
    return Promise.resolve({ errors: [{ message: 'The app is not installed' }] });
  }
  const { access } = grantToken(store, { isExpiring: true, isOnline: true });
  const { hostname, port } = new URL(origins.admin);
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        hostname,
        port,
        path: '/admin/api/2026-10/graphql.json',
        method: 'POST',
        headers: {
          host: store.shop().domain,
          'content-type': 'application/json',
          'x-shopify-access-token': access.token,
        },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => resolve(JSON.parse(Buffer.concat(parts).toString())));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

type AppRequest = { path: string; method: string; body: string | null };

/** `fetch('/api/…')` of an admin extension: the app's address with the staff member's id token. */
async function appFetch(context: WebContext, { path, method, body }: AppRequest) {
  const url = new URL(path, context.origins.tunnel);
  if (url.origin !== context.origins.tunnel) throw new Error('Only paths of the app');
  const token = adminSessionToken(tokenOptions(context));
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      // The app's library turns clients away that name themselves as scripts.
      'user-agent': 'Mozilla/5.0 (devstore; admin extension) Chrome/147.0.0.0 Safari/537.36',
    },
    ...(body === null ? {} : { body }),
  });
  return {
    status: answer.status,
    body: await answer.text(),
    type: answer.headers.get('content-type') ?? 'text/plain',
  };
}
