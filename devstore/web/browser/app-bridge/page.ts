// What App Bridge changes in the app's own page: fetch carries an id token, history and admin links
// reach the frame.
import type { Connection } from './connection.ts';

/**
 * Same-origin requests get `Authorization: Bearer`. A 401 that asks for it is repeated once with a
 * fresh token; an answer
 * that names a re-authorisation address leaves the frame for it.
 */
export function patchFetch(idToken: () => Promise<string>): void {
  const original = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    const isOurs = new URL(request.url).origin === location.origin;
    if (!isOurs || request.headers.has('authorization')) return original(request);
    const attempt = async () => {
      const copy = request.clone();
      copy.headers.set('Authorization', `Bearer ${await idToken()}`);
      copy.headers.set('X-Requested-With', 'XMLHttpRequest');
      return original(copy);
    };
    let response = await attempt();
    const mayRetry = response.headers.has('X-Shopify-Retry-Invalid-Session-Request');
    if (response.status === 401 && mayRetry) response = await attempt();
    const leave = response.headers.get('X-Shopify-API-Request-Failure-Reauthorize-Url');
    if (!leave) return response;
    window.open(leave, '_top');
    return new Promise<Response>(() => {});
  };
}

/** Tells the frame every path the app goes to, so that the address bar follows. */
export function patchHistory(connection: Connection): void {
  const tell = () => connection.send({ kind: 'path', path: location.pathname + location.search });
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name].bind(history);
    history[name] = (...args: Parameters<History['pushState']>) => {
      original(...args);
      tell();
    };
  }
  window.addEventListener('popstate', tell);
  tell();
  connection.on('navigate', ({ href }) => navigate(href));
}

/**
 * A router that listens to `shopify:navigate` on the link navigates itself; a page without one is
 * loaded anew.
 */
function navigate(href: string): void {
  const links = document.querySelectorAll('ui-nav-menu a, s-app-nav a, s-app-nav s-link');
  const link = [...links].find((each) => each.getAttribute('href') === href);
  (link ?? document.body).dispatchEvent(new Event('shopify:navigate', { bubbles: true }));
}

const adminAddress =
  /^(shopify:\/?\/?admin\/?|https:\/\/admin\.shopify\.com\/|https:\/\/[\w-]+\.myshopify\.com\/admin\/)/;

/**
 * Links and window.open calls into the Shopify admin are opened by the frame, which knows where its
 * pages are.
 */
export function interceptLinks(connection: Connection): void {
  const original = window.open.bind(window);
  window.open = (url, target, features) => {
    const address = String(url ?? '');
    if (!adminAddress.test(address)) return original(url, target, features);
    connection.send({ kind: 'open', url: address, isNewTab: target === '_blank' });
    return null;
  };
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest?.('a[href]');
    const href = link?.getAttribute('href') ?? '';
    if (!link || !adminAddress.test(href)) return;
    event.preventDefault();
    const isNewTab = link.getAttribute('target') === '_blank';
    connection.send({ kind: 'open', url: href, isNewTab });
  });
}
