// The document around every page, App Bridge included: Shopify also measures the page with it.
import type { LinksFunction, MetaFunction } from '@remix-run/node';
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useRouteError,
  useRouteLoaderData,
} from '@remix-run/react';
import polarisStyles from '@shopify/polaris/build/esm/styles.css?url';
import { type ReactNode, useContext } from 'react';
import { env } from './env.server.ts';
import encoreStyles from './ui/encore.css?url';
import { NonceContext } from './ui/nonce.ts';

export const meta: MetaFunction = () => [{ title: 'Encore' }];

export const links: LinksFunction = () => [
  { rel: 'stylesheet', href: polarisStyles },
  { rel: 'stylesheet', href: encoreStyles },
  // Browsers ask for /favicon.ico unless told that there is none.
  { rel: 'icon', href: 'data:,' },
];

export function loader() {
  return {
    apiKey: env.SHOPIFY_API_KEY,
    appBridgeUrl: env.APP_BRIDGE_URL ?? 'https://cdn.shopify.com/shopifycloud/app-bridge.js',
  };
}

// What the document needs never changes while it is open.
export const shouldRevalidate = () => false;

/** The HTML document, also around the root's own error page. */
export function Layout({ children }: { children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>('root');
  const nonce = useContext(NonceContext);
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <Meta />
        <Links />
        {/* Last in <head> and the first of all scripts: App Bridge adds nodes to <head> as it runs, and React
            takes strangers between its own nodes for a mismatch, but not behind them. */}
        {data && <script src={data.appBridgeUrl} data-api-key={data.apiKey} />}
      </head>
      <body>
        {children}
        <ScrollRestoration {...(nonce && { nonce })} />
        <Scripts {...(nonce && { nonce })} />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

/** The last resort: what failed lies outside the admin's own error page. */
export function ErrorBoundary() {
  const error = useRouteError();
  const isMissing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <main className="encore-bare">
      <h1>{isMissing ? 'There is no such page' : 'Something went wrong'}</h1>
      <p>
        {isMissing
          ? 'Open Encore from your Shopify admin, under Apps.'
          : 'Nothing was lost. Load the page again; if it stays like this, write to support.'}
      </p>
    </main>
  );
}
