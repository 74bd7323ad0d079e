// The frame of every admin page: Polaris, the navigation in Shopify's sidebar, how numbers are
// written, the outline of a page on its way, and the page for errors.
import type { HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import {
  isRouteErrorResponse,
  Link,
  Outlet,
  type ShouldRevalidateFunctionArgs,
  useLoaderData,
  useLocation,
  useNavigation,
  useRouteError,
} from '@remix-run/react';
import { NavMenu } from '@shopify/app-bridge-react';
import { AppProvider } from '@shopify/shopify-app-remix/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { type ReactNode, useContext, useEffect } from 'react';
import { dayOf } from '#app/basics/calendar.ts';
import { FormatProvider } from '#app/ui/format.tsx';
import { NonceContext } from '#app/ui/nonce.ts';
import { PageError } from '#app/ui/page-error.tsx';
import { PageSkeleton } from '#app/ui/page-skeleton.tsx';
import { useErrorToastsEndWithTheirPage } from '#app/ui/use-toast.ts';
import { authenticateMerchant } from './authenticate-merchant.server.ts';
import { SectionTabs } from './section-tabs.tsx';
import { SECTIONS } from './sections.ts';

export async function loader(args: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(args);
  const { currency, timezone } = shop;
  return { locale: 'en', currency, timezone, today: dayOf(new Date(), timezone) };
}

// The shop's facts change with a form (settings) and not by walking from page to page.
export const shouldRevalidate = ({ formMethod }: ShouldRevalidateFunctionArgs) =>
  formMethod !== undefined && formMethod !== 'GET';

export default function AdminLayout() {
  const format = useLoaderData<typeof loader>();
  useErrorToastsEndWithTheirPage();
  return (
    <Frame>
      <FormatProvider value={format}>
        <SectionTabs />
        <PageOnItsWay>
          <Outlet />
        </PageOnItsWay>
      </FormatProvider>
    </Frame>
  );
}

function Frame({ children }: { children: ReactNode }) {
  return (
    // All of it is the main landmark, the layers that Polaris opens included. App Bridge already
    // stands in the document's head, so the provider must not add it again.
    <main>
      <AppProvider isEmbeddedApp={false} apiKey="">
        <NavMenu>
          <Link to="/app" rel="home">
            Home
          </Link>
          {SECTIONS.map(({ pages: [{ to, label }] }) => (
            <Link key={to} to={to}>
              {label}
            </Link>
          ))}
        </NavMenu>
        {children}
      </AppProvider>
    </main>
  );
}

// Another page: its outline after a moment. The same page with other choices: it stays, and
// Shopify's bar at the top moves.
function PageOnItsWay({ children }: { children: ReactNode }) {
  const navigation = useNavigation();
  const { pathname } = useLocation();
  const isBusy = navigation.state !== 'idle';
  useEffect(() => {
    window.shopify?.loading(isBusy);
    // The page for errors takes the place of all this and would leave the bar moving.
    return () => window.shopify?.loading(false);
  }, [isBusy]);
  const isLeaving =
    navigation.state === 'loading' &&
    navigation.location.pathname !== pathname &&
    navigation.formMethod === undefined;
  return isLeaving ? <PageSkeleton /> : children;
}

export function ErrorBoundary() {
  const error = useRouteError();
  const nonce = useContext(NonceContext);
  // Shopify's sign-in answers with whole pages of its own (a script that fetches a token and comes
  // back), thrown as responses. This is what the library's boundary.error does; importing it here
  // would bring the whole server library into the browser.
  if (
    isRouteErrorResponse(error) &&
    typeof error.data === 'string' &&
    error.data.includes('<script')
  ) {
    const html = nonce ? error.data.replaceAll('<script', `<script nonce="${nonce}"`) : error.data;
    // biome-ignore lint/security/noDangerouslySetInnerHtml: only Shopify's library throws text
    return <div dangerouslySetInnerHTML={{ __html: html }} />;
  }
  return (
    <Frame>
      <PageError error={error} />
    </Frame>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
