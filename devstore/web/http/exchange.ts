// Between node:http and the Request/Response objects that the pages speak, so that every page can
// be tested without a server.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';

export type Handler = (request: Request) => Promise<Response>;

const loopbackHosts = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * True when the Host header names this machine: a page of the internet that rebinds its name gets
 * nothing.
 */
export function isLoopback(host: string | undefined): boolean {
  return loopbackHosts.test(host ?? '');
}

/** Answers one node:http exchange with a fetch-style handler. */
export async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handler: Handler,
): Promise<void> {
  if (!isLoopback(incoming.headers.host)) {
    outgoing.writeHead(421, { 'content-type': 'text/plain' }).end('devstore serves localhost only');
    return;
  }
  try {
    await send(outgoing, await handler(toRequest(incoming)), incoming);
  } catch (error) {
    console.error('devstore web:', incoming.method, incoming.url, error);
    if (!outgoing.headersSent) outgoing.writeHead(500, { 'content-type': 'text/plain' });
    outgoing.end('devstore could not answer; the reason is in its log');
  }
}

/** The node:http request as a Request with an absolute URL. */
export function toRequest(incoming: IncomingMessage): Request {
  const method = incoming.method ?? 'GET';
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const each of [value ?? []].flat()) headers.append(name, each);
  }
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method,
    headers,
    ...(hasBody
      ? { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' }
      : {}),
  } as RequestInit);
}

const compressible = /^(text\/|application\/(json|javascript)|image\/svg)/;

async function send(
  outgoing: ServerResponse,
  response: Response,
  incoming: IncomingMessage,
): Promise<void> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of response.headers) if (name !== 'set-cookie') headers[name] = value;
  const cookies = response.headers.getSetCookie();
  if (cookies.length) headers['set-cookie'] = cookies;
  let body = Buffer.from(await response.arrayBuffer());
  const accepts = String(incoming.headers['accept-encoding'] ?? '').includes('gzip');
  const type = response.headers.get('content-type') ?? '';
  if (
    accepts &&
    body.length > 1024 &&
    compressible.test(type) &&
    !response.headers.has('content-encoding')
  ) {
    body = gzipSync(body, { level: 6 });
    headers['content-encoding'] = 'gzip';
    headers.vary = [response.headers.get('vary'), 'accept-encoding'].filter(Boolean).join(', ');
  }
  headers['content-length'] = String(body.length);
  outgoing.writeHead(response.status, headers);
  outgoing.end(incoming.method === 'HEAD' ? undefined : body);
}
