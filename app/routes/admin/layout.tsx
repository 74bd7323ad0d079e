// The frame of every admin page: Polaris, the navigation in Shopify's sidebar, and the page for
// errors.
import type { HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import {
  isRouteErrorResponse,
  Link,
  Outlet,
  type ShouldRevalidateFunctionArgs,
  useRouteError,
} from '@remix-run/react';
import { NavMenu } from '@shopify/app-bridge-react';
import { AppProvider } from '@shopify/shopify-app-remix/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import type { ReactNode } from 'react';
import { PageError } from '#app/ui/page-error.tsx';
import { authenticateMerchant } from './authenticate-merchant.server.ts';

/**
 * Pages in Shopify's sidebar under Encore, in the order of the circle. Home is the app's own name.
 */
const pages = [{ to: '/app/customers', label: 'Customers' }];

export async function loader(args: LoaderFunctionArgs) {
  await authenticateMerchant(args);
  return null;
}

// The shop's facts change with a form (settings) and not by walking from page to page.
export const shouldRevalidate = ({ formMethod }: ShouldRevalidateFunctionArgs) =>
  formMethod !== undefined && formMethod !== 'GET';

export default function AdminLayout() {
  return (
    <Frame>
      <Outlet />
    </Frame>
  );
}

function Frame({ children }: { children: ReactNode }) {
  return (
    // App Bridge already stands in the document's head, so the provider must not add it again.
    <AppProvider isEmbeddedApp={false} apiKey="">
      <NavMenu>
        <Link to="/app" rel="home">
          Home
        </Link>
        {pages.map(({ to, label }) => (
          <Link key={to} to={to}>
            {label}
          </Link>
        ))}
      </NavMenu>
      {children}
    </AppProvider>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  // Shopify's sign-in answers with whole pages of its own, thrown as responses.
  if (isRouteErrorResponse(error) && typeof error.data === 'string' && error.status !== 404) {
    return boundary.error(error);
  }
  return (
    <Frame>
      <PageError error={error} />
    </Frame>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
