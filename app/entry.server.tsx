// Renders a document as a stream. Crawlers wait for the whole of it.
import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import {
  type ActionFunctionArgs,
  createReadableStreamFromReadable,
  type EntryContext,
  type LoaderFunctionArgs,
} from '@remix-run/node';
import { RemixServer } from '@remix-run/react';
import { isbot } from 'isbot';
import { renderToPipeableStream } from 'react-dom/server';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { closeDatabase, pool } from './db.server.ts';
import { env } from './env.server.ts';
import { log } from './log.server.ts';
import { refusalHeaders } from './routes/admin/authenticate-merchant.server.ts';
import { addDocumentResponseHeaders } from './shopify.server.ts';
import { NonceContext } from './ui/nonce.ts';

/** Promises that a loader left open (defer) are given up after this long. */
export const streamTimeout = 10_000;

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
): Promise<Response> {
  const nonce = randomBytes(16).toString('base64');
  secure(request, headers, nonce);
  headers.set('Content-Type', 'text/html; charset=utf-8');
  const readyEvent = isbot(request.headers.get('user-agent')) ? 'onAllReady' : 'onShellReady';
  return new Promise((resolve, reject) => {
    let code = status;
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext.Provider value={nonce}>
        <RemixServer context={context} url={request.url} nonce={nonce} />
      </NonceContext.Provider>,
      {
        nonce,
        [readyEvent]: () => {
          const body = new PassThrough();
          resolve(new Response(createReadableStreamFromReadable(body), { headers, status: code }));
          pipe(body);
        },
        onShellError: reject,
        onError(error: unknown) {
          code = 500;
          log.error({ error, path: new URL(request.url).pathname }, 'page could not be rendered');
        },
      },
    );
    setTimeout(abort, streamTimeout + 1000).unref();
  });
}

function secure(request: Request, headers: Headers, nonce: string) {
  // Only a shop's admin may frame us; Shopify's function names that shop, or says nothing.
  headers.delete('Content-Security-Policy');
  addDocumentResponseHeaders(request, headers);
  const policy = contentSecurityPolicy({
    nonce,
    frameAncestors: headers.get('Content-Security-Policy'),
    appBridgeUrl: env.APP_BRIDGE_URL,
    isDevelopment: env.NODE_ENV === 'development',
  });
  headers.set('Content-Security-Policy', policy);
}

/** Answers of loaders and actions to the browser's own requests. */
export function handleDataRequest(
  response: Response,
  { context }: LoaderFunctionArgs | ActionFunctionArgs,
): Response {
  for (const [name, value] of refusalHeaders(context)) {
    if (/^x-shopify-/i.test(name)) response.headers.set(name, value);
  }
  return response;
}

/** Every error that a loader or an action did not foresee passes here once. */
export function handleError(error: unknown, { request }: LoaderFunctionArgs | ActionFunctionArgs) {
  // The browser went away: nobody waits for the answer.
  if (request.signal.aborted) return;
  log.error({ error, method: request.method, path: new URL(request.url).pathname }, 'page failed');
}

/** For the HTTP server: the shopper's doors are answered on node:http, around Remix. */
export { answerShopper } from './routes/shoppers/answer.server.ts';
/** The same for Shopify's webhooks. */
export { answerWebhook } from './routes/webhooks/answer.server.ts';

/** For the HTTP server, which runs outside this bundle: true if the database answers. */
export const isReady = (): Promise<boolean> =>
  pool.query('SELECT 1').then(
    () => true,
    () => false,
  );

/** For the HTTP server: lets go of what this bundle holds open. */
export const close = closeDatabase;
