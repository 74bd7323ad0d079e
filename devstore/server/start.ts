// Starts the whole stand-in: opens the store, deploys the app, listens.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { resumeBulk } from '../api/bulk/run.ts';
import { finishImports } from '../api/mutations/redeem-codes.ts';
import { install } from '../shop/installation.ts';
import { openStore, type Store } from '../store/store.ts';
import type { WebHandlers } from '../web/mount.ts';
import { type Dispatcher, startDispatcher } from '../webhooks/dispatcher.ts';
import { controlDoor } from './control/door.ts';
import { ControlError } from './control/route.ts';
import { type Deployment, deploy, readDeployment } from './deployment.ts';
import { bulkDoor, uploadDoor } from './file-doors.ts';
import { graphqlDoor } from './graphql-door.ts';
import type { Handler } from './http.ts';
import { oauthDoor } from './oauth-door.ts';

export interface DevstoreOptions {
  /** First of five ports; 0 takes any free one and leaves the web surfaces out. */
  port: number;
  /** Where the store and the bulk files lie, or ':memory:'. */
  dataDirectory: string;
  /** The repository whose shopify.app.toml is deployed, or the deployment itself. */
  app: string | Deployment;
  /** Where the app listens. */
  appUrl: string;
  apiKey: string;
  apiSecret: string;
  /** Replaces the machine's clock in tests. */
  now?: () => number;
}

export interface Devstore {
  store: Store;
  deployment: Deployment;
  dispatcher: Dispatcher;
  /** `http://localhost:PORT` of the API and the admin. */
  origin: string;
  close(): Promise<void>;
}

/** Starts devstore. Throws where a port is in use or the deployment cannot be read. */
export async function startDevstore(options: DevstoreOptions): Promise<Devstore> {
  const deployment = typeof options.app === 'string' ? readDeployment(options.app) : options.app;
  const store = openStore(options.dataDirectory, options.now);
  const servers: http.Server[] = [];
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers) await closer();
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    store.close();
  };
  try {
    store.index();
    deploy(store, deployment, options.apiKey);
    const main = http.createServer();
    servers.push(main);
    const port = await listen(main, options.port);
    const origin = `http://localhost:${port}`;
    const dispatcher = startDispatcher({
      store,
      apiSecret: options.apiSecret,
      appUrl: options.appUrl,
      publicAppUrls: [deployment.applicationUrl, `http://localhost:${port + 1}`],
    });
    closers.push(() => dispatcher.close());
    const api = graphqlDoor(store, origin);
    const { apiKey, apiSecret } = options;
    const web = options.port === 0 ? null : await mountWeb(options, store, port);
    const doors: Handler[] = [
      oauthDoor({ store, apiKey, apiSecret }),
      api.handle,
      bulkDoor(store),
      uploadDoor(store),
      controlDoor({
        store,
        deployment,
        dispatcher,
        apiKey,
        apiSecret,
        bucket: api.bucket,
        calls: api.calls,
        embedUrl(path) {
          if (!web) throw new ControlError(404, 'this devstore runs without an admin');
          if (!store.installation().isInstalled) install(store, deployment.scopes);
          return web.embedUrl(path);
        },
      }),
    ];
    if (web) {
      doors.push(async (request, response) => {
        await web.handlers.admin(request, response);
        return true;
      });
      await listenBeside(web.handlers, port, servers);
    }
    // Where buyers reach the shop; without a storefront the API names the shop's own domain.
    store.settings.write('web.storefront', web ? `http://localhost:${port + 2}` : null);
    main.on('request', (request, response) => void answer(doors, request, response));
    finishImports(store);
    resumeBulk(store);
    return { store, deployment, dispatcher, origin, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The ports after the first: the app's tunnel, storefront, customer account, mail. */
async function listenBeside(
  { tunnel, storefront, account, mail }: WebHandlers,
  port: number,
  servers: http.Server[],
): Promise<void> {
  for (const [offset, handler] of [tunnel, storefront, account, mail].entries()) {
    const server = http.createServer((request, response) => void handler(request, response));
    servers.push(server);
    await listen(server, port + 1 + offset);
  }
}

async function mountWeb(options: DevstoreOptions, store: Store, port: number) {
  // Loaded only when it is wanted: tests of the API need neither Liquid nor bundles.
  const { mountWeb: mount } = await import('../web/mount.ts');
  const { embedUrl } = await import('../web/admin/embed.ts');
  const at = (offset: number): string => `http://localhost:${port + offset}`;
  const context = {
    store,
    origins: { admin: at(0), tunnel: at(1), storefront: at(2), account: at(3), mail: at(4) },
    app: { url: options.appUrl, apiKey: options.apiKey, apiSecret: options.apiSecret },
    root: typeof options.app === 'string' ? options.app : process.cwd(),
  };
  return { handlers: mount(context), embedUrl: (path?: string) => embedUrl(context, path) };
}

async function answer(
  doors: Handler[],
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', 'http://devstore');
    for (const door of doors) if (await door(request, response, url)) return;
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('Not Found');
  } catch (error) {
    console.error('devstore:', error);
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
    response.end('devstore failed; see its log');
  }
}

function listen(server: http.Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`port ${port} is in use`) : error),
    );
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
