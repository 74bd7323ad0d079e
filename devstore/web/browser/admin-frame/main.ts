// The admin around the embedded app: navigation, title bar, save bar, toasts, dialogs, and App
// Bridge's questions.
import {
  envelope,
  opened,
  type TitleAction,
  type ToApp,
  type ToFrame,
} from '../bridge-protocol.ts';
import { adminAddress } from './addresses.ts';
import { confirmLeaving, pickItems, pickResources, requestScopes } from './dialogs.ts';
import { hideToast, showToast } from './toasts.ts';

const frame = document.querySelector<HTMLIFrameElement>('#app')!;
const { appOrigin = '', basePath = '' } = frame.dataset;
let isDirty = false;

const tell = (message: ToApp) => frame.contentWindow?.postMessage(envelope(message), appOrigin);
const element = (id: string) => document.getElementById(id)!;

window.addEventListener('message', (event) => {
  const message = event.origin === appOrigin ? opened<ToFrame>(event, frame.contentWindow) : null;
  if (message) receive(message);
});
element('save').addEventListener('click', () => tell({ kind: 'save' }));
element('discard').addEventListener('click', () => tell({ kind: 'discard' }));

function receive(message: ToFrame): void {
  switch (message.kind) {
    case 'ask':
      void reply(message);
      break;
    case 'nav':
      showNavigation(message.items);
      break;
    case 'title':
      showTitle(message.title, message.actions);
      break;
    case 'saveBar':
      isDirty = message.isOpen;
      element('save-bar').hidden = !message.isOpen;
      break;
    case 'toast':
      showToast(message, (kind) => tell({ kind, id: message.id }));
      break;
    case 'hideToast':
      hideToast(message.id);
      break;
    case 'loading':
      element('loading').hidden = !message.isLoading;
      break;
    case 'path':
      followPath(message.path);
      break;
    case 'open':
      openAddress(message.url, message.isNewTab);
      break;
  }
}

function showNavigation(items: { href: string; text: string }[]): void {
  const links = items.map(({ href, text }) => {
    const link = document.createElement('a');
    link.href = basePath + href;
    link.textContent = text;
    link.dataset.path = href;
    link.addEventListener('click', (event) => {
      event.preventDefault();
      tell({ kind: 'navigate', href });
    });
    const entry = document.createElement('li');
    entry.append(link);
    return entry;
  });
  element('app-nav').replaceChildren(...links);
  markCurrent();
}

function showTitle(title: string, actions: TitleAction[]): void {
  element('title').textContent = title;
  document.title = `${title} – devstore`;
  const buttons = actions.map((action, index) => {
    const button = document.createElement('button');
    button.textContent = action.text;
    button.disabled = action.isDisabled;
    button.className = `button button--${action.variant}`;
    if (action.isCritical) button.classList.add('button--critical');
    button.addEventListener('click', () => tell({ kind: 'titleAction', index }));
    return button;
  });
  element('title-actions').replaceChildren(...buttons);
}

/** Signing parameters stay out of the address bar; the app's own query is kept for a reload. */
function followPath(path: string): void {
  const url = new URL(path, location.origin);
  for (const name of [
    'embedded',
    'host',
    'id_token',
    'locale',
    'session',
    'shop',
    'timestamp',
    'hmac',
  ]) {
    url.searchParams.delete(name);
  }
  history.replaceState(null, '', basePath + url.pathname + url.search);
  markCurrent();
}

function markCurrent(): void {
  const path = location.pathname.slice(basePath.length);
  const links = [...document.querySelectorAll<HTMLAnchorElement>('#app-nav a')];
  const best = links
    .filter(({ dataset }) => path === dataset.path || path.startsWith(`${dataset.path}/`))
    .sort((a, b) => (b.dataset.path?.length ?? 0) - (a.dataset.path?.length ?? 0))[0];
  for (const link of links) link.removeAttribute('aria-current');
  best?.setAttribute('aria-current', 'page');
}

function openAddress(url: string, isNewTab: boolean): void {
  const target = adminAddress(url, basePath);
  if (isNewTab) window.open(target, '_blank', 'noopener');
  else if (!isDirty) location.assign(target);
  else void confirmLeaving().then((mayLeave) => mayLeave && location.assign(target));
}

async function reply({ id, question, payload }: Extract<ToFrame, { kind: 'ask' }>): Promise<void> {
  try {
    tell({ kind: 'reply', id, value: await answer(question, payload) });
  } catch (error) {
    tell({ kind: 'reply', id, error: (error as Error).message });
  }
}

async function answer(question: string, payload: unknown): Promise<unknown> {
  switch (question) {
    case 'resourcePicker':
      return pickResources(payload as Parameters<typeof pickResources>[0], askServer);
    case 'picker':
      return pickItems(payload as Parameters<typeof pickItems>[0]);
    case 'requestScopes':
      return requestScopes(payload as string[], askServer);
    case 'confirmLeave':
      if (isDirty && !(await confirmLeaving())) throw new Error('The merchant stays on the page');
      return null;
    default:
      return askServer(question, payload);
  }
}

async function askServer(question: string, payload?: unknown): Promise<unknown> {
  const response = await fetch('/devstore/bridge', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question, payload }),
  });
  const { value, error } = (await response.json()) as { value?: unknown; error?: string };
  if (error) throw new Error(error);
  return value;
}
