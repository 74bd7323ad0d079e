// The app as the browser sees it (P+1). Two things are changed on the way: devstore's admin may
// frame the app as Shopify's may, and the preload of Shopify's CDN, which is out of reach here, is
// left out.
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { WebContext } from './context.ts';
import { isLoopback } from './http/exchange.ts';

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

/** Passes one exchange on to the app, streaming both ways. */
export function passThrough(
  context: WebContext,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (!isLoopback(incoming.headers.host)) {
    outgoing.writeHead(421).end();
    return Promise.resolve();
  }
  const target = new URL(context.app.url);
  return new Promise((resolve) => {
    outgoing.once('close', resolve);
    const request = http.request(
      {
        agent,
        host: target.hostname,
        port: target.port,
        path: incoming.url,
        method: incoming.method,
        headers: incoming.headers,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, reframed(answer.headers, context));
        answer.pipe(outgoing);
        answer.on('error', () => outgoing.destroy());
      },
    );
    request.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy();
      else {
        outgoing.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' });
        outgoing.end('The app does not answer.');
      }
    });
    outgoing.on('close', () => request.destroy());
    incoming.pipe(request);
  });
}

/** The answer's headers with devstore's admin among the frame-ancestors and without `Link`. */
export function reframed(
  given: http.IncomingHttpHeaders,
  context: Pick<WebContext, 'origins'>,
): http.OutgoingHttpHeaders {
  const { link: _link, ...headers } = given;
  const policy = headers['content-security-policy'];
  if (typeof policy !== 'string') return headers;
  return {
    ...headers,
    // 'none' stays: it may not stand beside other sources.
    'content-security-policy': policy.replace(
      /frame-ancestors (?!'none')([^;]*)/,
      `frame-ancestors $1 ${context.origins.admin}`,
    ),
  };
}
