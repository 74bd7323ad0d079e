// The `shopify` global of App Bridge, as far as an embedded app can see it.
import type { Connection } from './connection.ts';

type ToastOptions = {
  duration?: number;
  isError?: boolean;
  action?: string;
  onAction?: () => void;
  onDismiss?: () => void;
};
type Togglable = HTMLElement & {
  show(): Promise<void>;
  hide(): Promise<void>;
  toggle(): Promise<void>;
};
type ScopesDetail = { granted: string[]; required: string[]; optional: string[] };

const pickable = ['product', 'variant', 'collection'];

/**
 * Builds the global. The shop, host and locale come from the address and survive reloads of the
 * app's own pages.
 */
export function createApi(connection: Connection, apiKey: string) {
  const { ask } = connection;
  return {
    config: readConfig(apiKey),
    origin: 'https://admin.shopify.com',
    ready: Promise.resolve(),
    environment: { embedded: connection.isEmbedded, mobile: false, pos: false, intent: false },
    setSignals: () => {},
    idToken: () => ask<string>('idToken'),
    loading: (isLoading = true) => connection.send({ kind: 'loading', isLoading }),
    user: () => ask<{ id: number; name: string; email: string; accountAccess: string }>('user'),
    toast: createToasts(connection),
    modal: togglesById(),
    saveBar: { ...togglesById(), leaveConfirmation: () => ask<void>('confirmLeave') },
    resourcePicker: async (options: { type: string }) => {
      if (!pickable.includes(options?.type)) {
        throw new Error(`resourcePicker: type must be one of ${pickable.join(', ')}`);
      }
      const picked = await ask<unknown[] | null>('resourcePicker', options);
      return picked ? Object.assign(picked, { selection: picked }) : undefined;
    },
    picker: async (options: unknown) => ({
      selected: ask<string[] | null>('picker', options).then((ids) => ids ?? undefined),
    }),
    scopes: {
      query: () => ask<ScopesDetail>('scopes'),
      request: (scopes: string[]) =>
        ask<{ result: 'granted-all' | 'declined-all'; detail: ScopesDetail }>(
          'requestScopes',
          scopes,
        ),
      revoke: (scopes: string[]) => ask<{ detail: ScopesDetail }>('revokeScopes', scopes),
    },
    app: { extensions: () => ask<unknown[]>('extensions') },
    reviews: {
      request: async () => ({
        success: false as const,
        code: 'recently-installed' as const,
        message: 'The app was installed too recently',
      }),
    },
    webVitals: { onReport: async () => {} },
    support: { registerHandler: async () => {} },
    intents: { register: () => () => {}, request: { value: null, subscribe: () => () => {} } },
  };
}

function readConfig(apiKey: string) {
  const query = new URLSearchParams(location.search);
  const keep = (name: string): string | undefined => {
    const value = query.get(name) ?? stored(name);
    if (value) store(name, value);
    return value ?? undefined;
  };
  return {
    apiKey,
    shop: keep('shop'),
    host: keep('host'),
    locale: keep('locale') ?? 'en',
    disabledFeatures: [] as string[],
  };
}

// A frame of another site may be denied storage; then each load reads its own address only.
function stored(name: string): string | null {
  try {
    return sessionStorage.getItem(`app-bridge:${name}`);
  } catch {
    return null;
  }
}

function store(name: string, value: string): void {
  try {
    sessionStorage.setItem(`app-bridge:${name}`, value);
  } catch {
    // Denied: nothing depends on it.
  }
}

function createToasts(connection: Connection) {
  const shown = new Map<string, ToastOptions>();
  connection.on('toastAction', ({ id }) => shown.get(id)?.onAction?.());
  connection.on('toastDismissed', ({ id }) => {
    shown.get(id)?.onDismiss?.();
    shown.delete(id);
  });
  return {
    show: (message: string, options: ToastOptions = {}) => {
      const id = crypto.randomUUID();
      shown.set(id, options);
      const { action, isError = false, duration = 5000 } = options;
      connection.send({ kind: 'toast', id, message, isError, action, ms: duration });
      return id;
    },
    hide: (id: string) => connection.send({ kind: 'hideToast', id }),
  };
}

function togglesById() {
  const find = (id: string): Togglable => {
    const element = document.getElementById(id);
    if (!element) throw new Error(`There is no element with the id ${id}`);
    return element as Togglable;
  };
  return {
    show: async (id: string) => find(id).show(),
    hide: async (id: string) => find(id).hide(),
    toggle: async (id: string) => find(id).toggle(),
  };
}
