// The HTTP server: static files, health, limits and headers around the Remix app.
// `node app/serve.server.ts` serves build/; with --dev it serves the sources through Vite.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import compression from 'compression';
import express, { type NextFunction, type Request, type Response } from 'express';
import { env } from './env.server.ts';
import { log } from './log.server.ts';

/** Larger than any webhook Shopify sends. */
const bodyLimit = 12 * 1024 * 1024;
/** The largest file of members (receive-file.server.ts), and the little around it. */
const fileLimit = 512 * 1024 * 1024;
/** The page that takes such a file, as browsers and as Remix's own scripts send it. */
const fileDoors = new Set(['/app/members/import', '/app/members/import.data']);
/** Long enough for the largest file over a slow line. */
const requestMs = 30 * 60_000;
/** How long requests under way may take once the process was told to stop. */
const drainMs = 20_000;
/**
 * Keep-alive outlasts the idle time of the usual load balancers (60 s), or they meet closed
 * connections.
 */
const keepAliveMs = 65_000;

/** What app/entry.server.tsx offers this process beside rendering. */
type Entry = {
  isReady(): Promise<boolean>;
  close(): Promise<void>;
  /** False: not one of the shopper's doors. */
  answerShopper(request: IncomingMessage, response: ServerResponse): boolean;
  /** False: not the webhook door. */
  answerWebhook(request: IncomingMessage, response: ServerResponse): boolean;
};

const isDev = process.argv.includes('--dev');
let isStopping = false;

const app = express();
const server = createServer({
  keepAliveTimeout: keepAliveMs,
  headersTimeout: 30_000,
  requestTimeout: requestMs,
});
const { loadBuild, closeDev } = await openBuild();
server.on('request', (request, response) => {
  answer(request, response).catch((error) => failed(error, response));
});

app.disable('x-powered-by');
app.set('trust proxy', env.TRUSTED_PROXIES);
app.use(securityHeaders);
app.get('/health/live', (_request, response) => void response.type('text').send('ok\n'));
app.get('/health/ready', async (_request, response) => {
  const isReady = !isStopping && (await entryOf(await loadBuild()).isReady());
  response
    .status(isReady ? 200 : 503)
    .type('text')
    .send(isReady ? 'ok\n' : 'not ready\n');
});
app.use(compression());
if (!isDev) serveStatic();
app.use(requestLog, limitBody);
app.all(
  '*',
  createRequestHandler({
    build: loadBuild,
    // A fresh object a request: loaders of one request recognise each other by it.
    getLoadContext: (_request, response) => ({ response }),
    mode: isDev ? 'development' : 'production',
  }),
);
app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) =>
  failed(error, response),
);

server.listen(env.PORT, env.HOST);
await once(server, 'listening');
const address = server.address();
log.info({ port: typeof address === 'object' ? address?.port : address, isDev }, 'app listens');
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

async function openBuild() {
  if (!isDev) {
    const file = new URL('../build/server/index.js', import.meta.url);
    const build = (await import(file.href)) as ServerBuild;
    return { loadBuild: async () => build, closeDev: async () => {} };
  }
  const { createServer: createVite } = await import('vite');
  const vite = await createVite({ server: { middlewareMode: true } });
  app.use(vite.middlewares);
  const load = () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>;
  return { loadBuild: load, closeDev: () => vite.close() };
}

// Shoppers and webhooks come by the hundred a second: their doors have no use for what lies between
// here and Remix.
async function answer(request: IncomingMessage, response: ServerResponse) {
  const { answerShopper, answerWebhook } = entryOf(await loadBuild());
  if (!answerShopper(request, response) && !answerWebhook(request, response)) {
    app(request, response);
  }
}

// Health and shutdown go through the bundle, because the bundle holds the connections.
function entryOf(build: ServerBuild): Entry {
  return build.entry.module as unknown as Entry;
}

function serveStatic() {
  const client = new URL('../build/client/', import.meta.url).pathname;
  // The names carry a hash of the content, so a copy never grows old; a missing one is not a page.
  app.use(
    '/assets',
    express.static(`${client}assets`, { immutable: true, maxAge: '1y', index: false }),
    (_request: Request, response: Response) => void response.status(404).end(),
  );
}

function securityHeaders(request: Request, response: Response, next: NextFunction) {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'strict-origin-when-cross-origin');
  response.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=()');
  if (request.secure) {
    response.setHeader('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
  }
  next();
}

// No query (tokens, search words), no body, no address, and numbers in the path are left out.
function requestLog(request: Request, response: Response, next: NextFunction) {
  const startedAt = performance.now();
  const id = randomUUID();
  response.setHeader('X-Request-Id', id);
  response.on('close', () => {
    log.info(
      {
        requestId: id,
        method: request.method,
        path: request.path.replaceAll(/\d+/g, ':n'),
        status: response.statusCode,
        ms: Math.round(performance.now() - startedAt),
        ...(response.writableFinished ? {} : { aborted: true }),
      },
      'request',
    );
  });
  next();
}

// The body itself is read by the route. A listener that is added in the same turn as the route's
// own sees every chunk and takes none away.
function limitBody(request: Request, response: Response, next: NextFunction) {
  if (request.method === 'GET' || request.method === 'HEAD') return next();
  const limit = fileDoors.has(request.path) ? fileLimit : bodyLimit;
  if (Number(request.headers['content-length'] ?? 0) > limit) return tooLarge(response);
  closeGently(request);
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit || response.headersSent) return;
    tooLarge(response);
    request.destroy(new Error('body too large'));
  });
  next();
}

// Who stops reading a body destroys the request, and a connection that is closed on a sender who
// still sends takes the answer with it. So the rest of the body is thrown away for a moment first.
function closeGently(request: Request) {
  const destroy = request.destroy.bind(request);
  request.destroy = (error) => {
    if (request.socket.destroyed || request.complete) return destroy(error);
    request.removeAllListeners('data').resume();
    setTimeout(() => destroy(error), 1000).unref();
    return request;
  };
}

function tooLarge(response: Response) {
  response.status(413).set('Connection', 'close').type('text').send('body too large\n');
}

function failed(error: unknown, response: ServerResponse) {
  if (response.writableEnded) return;
  if (response.headersSent) return void response.destroy();
  log.error({ error }, 'request failed');
  response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end('Something went wrong. Nothing was changed.\n');
}

async function stop(signal: NodeJS.Signals) {
  if (isStopping) return;
  isStopping = true;
  log.info({ signal }, 'app stops after the requests under way');
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const tooLong = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearTimeout(tooLong);
  await entryOf(await loadBuild()).close();
  await closeDev();
}
