// Runs inside an extension's frame: defines the s-* elements and the `shopify` global, loads the
// bundle, runs its target.
import type { FrameFacts, SurfaceState } from '../frame-protocol.ts';
import { extendApi } from './api.ts';
import { defineActions } from './elements/actions.ts';
import { defineFields } from './elements/fields.ts';
import { defineLayout } from './elements/layout.ts';
import { defineStaff } from './elements/staff.ts';
import { defineText } from './elements/text.ts';
import { callHost, listenToHost, sendToHost } from './host.ts';
import { createSignals, type SignalClass, type Signals } from './signals.ts';

type Entry = (...args: unknown[]) => unknown;

const facts = JSON.parse(document.getElementById('facts')?.textContent ?? '{}') as FrameFacts;
const entries = new Map<string, Entry>();
const shopify: Record<string, unknown> = {
  extend: (target: string, entry: Entry) => entries.set(target, entry),
  // Called while the bundle loads, when the signals are there and nothing has rendered yet.
  setSignals: (signal: SignalClass) => signals?.adopt(signal),
  reload: () => location.reload(),
};
let signals: Signals<SurfaceState> | null = null;

Object.assign(window, { shopify });
paintGround();
patchFetch();
listenToHost({
  start: ({ state, extra }) => void start(state, extra),
  state: ({ state }) => signals?.update(state),
});
document.addEventListener('DOMContentLoaded', () => {
  for (const defineGroup of [defineLayout, defineText, defineActions, defineFields, defineStaff]) {
    defineGroup();
  }
  new ResizeObserver(tellHeight).observe(document.body);
  sendToHost({ kind: 'ready' });
});

async function start(state: SurfaceState, extra: Record<string, unknown>): Promise<void> {
  signals = createSignals(state);
  extendApi(shopify, { facts, state, extra, signals });
  await load(facts.bundle);
  const entry = entries.get(facts.target);
  if (!entry) throw new Error(`${facts.handle} has no entry for ${facts.target}`);
  await entry(shopify);
  tellHeight();
}

function load(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${src} did not load`));
    document.head.append(script);
  });
}

function tellHeight(): void {
  // An extension that renders nothing takes no room.
  const isEmpty = document.body.childElementCount === 0;
  sendToHost({ kind: 'height', height: isEmpty ? 0 : Math.ceil(document.body.offsetHeight) });
}

/**
 * The customer account API is asked with a fetch that never leaves Shopify; `/x` of an admin
 * extension is the app's.
 */
function patchFetch(): void {
  const original = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    const body = () => JSON.parse(String(init?.body ?? '{}')) as unknown;
    if (/^shopify:\/?\/?customer-account\//.test(url)) {
      return Response.json(await callHost('customerAccountQuery', body()));
    }
    if (/^shopify:\/?\/?admin\//.test(url)) {
      return Response.json(await callHost('adminQuery', body()));
    }
    if (facts.target.startsWith('admin.') && url.startsWith('/')) return appFetch(url, init);
    return original(input, init);
  };
}

async function appFetch(path: string, init: RequestInit = {}): Promise<Response> {
  const answer = await callHost<{ status: number; body: string; type: string }>('appFetch', {
    path,
    method: init.method ?? 'GET',
    body: init.body ?? null,
  });
  return new Response(answer.body, {
    status: answer.status,
    headers: { 'content-type': answer.type },
  });
}

function paintGround(): void {
  const style = document.createElement('style');
  style.textContent =
    ':root{--accent:#1f5c4a;--focus:#1f5c4a;--border:#d9d9d9;--surface:#fff;--subdued:#f1f1f1;--track:#e0e0e0;--muted:#595959}' +
    'html{background:transparent}body{margin:0;font:15px/1.5 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Arial,sans-serif;' +
    'color:#222;display:flow-root}' +
    '.visually-hidden{position:absolute!important;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}';
  document.head.append(style);
}
