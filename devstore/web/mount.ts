// Mounts everything a browser sees of devstore: one handler a port, on plain node:http.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { accountHandler } from './account/site.ts';
import { adminHandler } from './admin/site.ts';
import type { WebContext } from './context.ts';
import { answer } from './http/exchange.ts';
import { mailHandler } from './mail/site.ts';
import { storefrontHandler } from './storefront/site.ts';
import { passThrough } from './tunnel.ts';

type Exchange = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export type WebHandlers = {
  /** P, for what the API hosts and control doors did not take. */
  admin: Exchange;
  /** P+1 */
  tunnel: Exchange;
  /** P+2 */
  storefront: Exchange;
  /** P+3 */
  account: Exchange;
  /** P+4 */
  mail: Exchange;
};

/** Returns the handlers; listening (on 127.0.0.1 only) is the caller's part. */
export function mountWeb(context: WebContext): WebHandlers {
  const serve =
    (handler: ReturnType<typeof storefrontHandler>): Exchange =>
    (request, response) =>
      answer(request, response, handler);
  return {
    admin: serve(adminHandler(context)),
    tunnel: (request, response) => passThrough(context, request, response),
    storefront: serve(storefrontHandler(context)),
    account: serve(accountHandler(context)),
    mail: serve(mailHandler(context)),
  };
}
