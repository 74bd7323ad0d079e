// The one door for all of Shopify's webhooks. Straight on node:http: in a burst the way through
// Express and Remix costs more than storing the event (docs/decisions/013-webhook-door.md).
import type { IncomingMessage, ServerResponse } from 'node:http';
import { log } from '#app/log.server.ts';
import { readBody } from '#app/sync/events/read-body.server.ts';
import { receiveWebhook } from '#app/sync/events/receive-webhook.server.ts';

const ADDRESS = '/webhooks';
/** How long the rest of a body that is not read may come in, so that the answer arrives too. */
const LINGER_MS = 1000;

/** Answers if the address is the webhook door. False: not ours, somebody else answers. */
export function answerWebhook(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.url !== ADDRESS && !request.url?.startsWith(`${ADDRESS}?`)) return false;
  void answer(request, response).catch((error) => failed(request, response, error));
  return true;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedAt = performance.now();
  const body = await readBody(request);
  const headers = new Headers(request.headers as Record<string, string>);
  const reception = await receiveWebhook(request.method ?? '', headers, body);
  send(request, response, reception);
  const topic = headers.get('x-shopify-topic');
  const ms = Math.round(performance.now() - startedAt);
  log[reception.status === 200 ? 'debug' : 'warn']({ topic, ...reception, ms }, 'webhook');
}

type Answer = { status: number; outcome: string };

function send(request: IncomingMessage, response: ServerResponse, { status, outcome }: Answer) {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': outcome.length,
    ...(status === 405 ? { Allow: 'POST' } : {}),
  });
  response.end(outcome);
  if (request.complete) return;
  // A connection that is closed on a sender who still sends takes the answer with it: so the rest
  // is passed over for a while, and "Connection: close" would close it at once.
  request.resume();
  const closing = setTimeout(() => request.destroy(), LINGER_MS).unref();
  request.once('end', () => clearTimeout(closing));
}

/** Shopify takes any other answer than 200 for "not delivered" and comes again. */
function failed(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  // Who went away in the middle of a body hears nothing any more.
  if (request.destroyed && !request.complete) return;
  log.error({ error }, 'webhook door failed');
  if (response.headersSent) response.destroy();
  else send(request, response, { status: 500, outcome: 'try-again' });
}
