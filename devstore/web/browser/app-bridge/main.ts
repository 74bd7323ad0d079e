// The stand-in for https://cdn.shopify.com/shopifycloud/app-bridge.js, run inside the embedded app.
import { createApi } from './api.ts';
import { connect } from './connection.ts';
import { defineElements } from './elements.ts';
import { interceptLinks, patchFetch, patchHistory } from './page.ts';

declare global {
  interface Window {
    /** Set once: React may insert the script twice when it renders again. */
    devstoreAppBridge?: true;
  }
}

const script = document.currentScript as HTMLScriptElement | null;
if (!window.devstoreAppBridge && script) {
  window.devstoreAppBridge = true;
  start(script);
}

function start(from: HTMLScriptElement): void {
  const connection = connect(new URL(from.src).origin);
  const api = createApi(connection, from.dataset.apiKey ?? '');
  window.shopify = api as unknown as typeof window.shopify;
  patchFetch(() => api.idToken());
  defineElements(connection);
  patchHistory(connection);
  interceptLinks(connection);
  bounceBack(() => api.idToken());
}

/**
 * The app's bounce page loads App Bridge only to come back to the address given with a fresh id
 * token.
 */
function bounceBack(idToken: () => Promise<string>): void {
  const target = new URLSearchParams(location.search).get('shopify-reload');
  if (!target) return;
  void idToken().then((token) => {
    const url = new URL(target, location.href);
    if (url.origin !== location.origin) return;
    url.searchParams.set('id_token', token);
    location.replace(url.pathname + url.search);
  });
}
