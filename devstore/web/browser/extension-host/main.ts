// Runs in the page around extension frames (checkout, thank-you, order status, account, admin,
// POS): starts them, gives them the page's state, does for them what they may ask for.
import {
  type FromFrame,
  type SurfaceState,
  type ToFrame,
  unwrap,
  wrap,
} from '../frame-protocol.ts';

type Surface = {
  state: SurfaceState;
  /** Where changes are posted; missing where the surface has none. */
  changesUrl?: string;
  loginUrl?: string;
  /** Further data for the extension's API, `selected` of an admin block for example. */
  extra?: Record<string, unknown>;
  /** What `extension:/` addresses of the full page lead to. */
  pageUrl?: string;
  accountUrl?: string;
};
type ChangeAnswer = { result: unknown; state?: SurfaceState; summaryHtml?: string };

const source = document.getElementById('surface');
const surface = JSON.parse(source?.textContent ?? 'null') as Surface | null;
if (surface) listen(surface);

function frames(): HTMLIFrameElement[] {
  return [...document.querySelectorAll<HTMLIFrameElement>('iframe[data-extension]')];
}

function tell(frame: HTMLIFrameElement, message: ToFrame): void {
  // A sandboxed frame has the origin "null": it cannot be named as a target.
  frame.contentWindow?.postMessage(wrap(message), '*');
}

function listen(on: Surface): void {
  window.addEventListener('message', (event) => {
    const frame = frames().find((each) => each.contentWindow === event.source);
    const message = unwrap<FromFrame>(event);
    if (frame && message) receive(on, frame, message);
  });
}

function receive(on: Surface, frame: HTMLIFrameElement, message: FromFrame): void {
  switch (message.kind) {
    case 'ready':
      tell(frame, { kind: 'start', state: on.state, extra: on.extra ?? {} });
      break;
    case 'height':
      frame.style.setProperty('--content-height', `${message.height}px`);
      frame.dataset.started = 'true';
      break;
    case 'overlay':
      frame.classList.toggle('extension-frame--overlay', message.isOpen);
      break;
    case 'navigate':
      navigate(on, message.url, message.isNewTab);
      break;
    case 'toast':
      showToast(message.message);
      break;
    case 'copy':
      void navigator.clipboard.writeText(message.text);
      break;
    case 'requireLogin':
      if (on.loginUrl) location.assign(on.loginUrl);
      break;
    case 'present':
      presentModal(message.target);
      break;
    case 'close':
      document.querySelector<HTMLDialogElement>('dialog[open]')?.close();
      break;
    case 'call':
      void answer(on, frame, message);
      break;
  }
}

async function answer(
  on: Surface,
  frame: HTMLIFrameElement,
  call: Extract<FromFrame, { kind: 'call' }>,
): Promise<void> {
  try {
    tell(frame, { kind: 'reply', id: call.id, value: await perform(on, frame, call) });
  } catch (error) {
    tell(frame, { kind: 'reply', id: call.id, error: (error as Error).message });
  }
}

async function perform(
  on: Surface,
  frame: HTMLIFrameElement,
  { name, payload }: Extract<FromFrame, { kind: 'call' }>,
): Promise<unknown> {
  const key = (name: unknown) => `devstore-extension:${frame.dataset.extension}:${String(name)}`;
  const entry = payload as { key?: string; value?: unknown };
  switch (name) {
    case 'sessionToken':
      return ((await post('/extension-api/session-token', {})) as { token: string }).token;
    case 'idToken':
      return ((await post('/extension-api/id-token', {})) as { token: string }).token;
    case 'storefrontQuery':
      return post('/extension-api/storefront-query', payload);
    case 'customerAccountQuery':
      return post('/extension-api/customer-account-query', payload);
    case 'adminQuery':
      return post('/extension-api/admin-query', payload);
    case 'appFetch':
      return post('/extension-api/app-fetch', payload);
    case 'storageRead':
      return JSON.parse(localStorage.getItem(key(entry.key)) ?? 'null');
    case 'storageWrite':
      return localStorage.setItem(key(entry.key), JSON.stringify(entry.value ?? null));
    case 'storageDelete':
      return localStorage.removeItem(key(entry.key));
    case 'change':
      return change(on, payload);
  }
}

/** Posts a change, then shows everybody the state that came of it. */
async function change(on: Surface, payload: unknown): Promise<unknown> {
  if (!on.changesUrl) throw new Error('Nothing can be changed on this page');
  const { result, state, summaryHtml } = (await post(on.changesUrl, payload)) as ChangeAnswer;
  if (state) {
    on.state = state;
    for (const frame of frames()) tell(frame, { kind: 'state', state });
  }
  const summary = document.getElementById('summary');
  if (summary && summaryHtml) summary.innerHTML = summaryHtml;
  return result;
}

async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok && response.status !== 401)
    throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

/**
 * `extension:/…` is the extension's own page, `shopify:customer-account/…` a page of the account.
 */
function navigate(on: Surface, url: string, isNewTab: boolean): void {
  const own = /^extension:\/?(.*)$/.exec(url);
  const account = /^shopify:\/?\/?customer-account\/?(.*)$/.exec(url);
  let target = url;
  if (own) target = `${on.pageUrl ?? '/'}${own[1] ? `/${own[1]}` : ''}`;
  if (account) target = `${on.accountUrl ?? ''}/${account[1] ?? ''}`;
  if (!/^(https?:|mailto:|\/)/.test(target)) return;
  if (isNewTab) window.open(target, '_blank', 'noopener');
  else location.assign(target);
}

function showToast(message: string): void {
  const toast = document.createElement('div');
  toast.className = 'toast';
  toast.setAttribute('role', 'status');
  toast.textContent = message;
  document.body.append(toast);
  setTimeout(() => toast.remove(), 5000);
}

/** POS opens the modal of the same extension. */
function presentModal(target: string): void {
  const dialog = document.querySelector<HTMLDialogElement>(
    `dialog[data-target="${CSS.escape(target)}"]`,
  );
  dialog?.showModal();
}
