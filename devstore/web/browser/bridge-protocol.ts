// What the admin frame and the App Bridge stand-in say to each other by postMessage.

export type NavItem = { href: string; text: string };
export type TitleAction = {
  text: string;
  variant: 'primary' | 'secondary' | 'breadcrumb';
  isDisabled: boolean;
  isCritical: boolean;
};
export type Questions =
  | 'idToken'
  | 'user'
  | 'extensions'
  | 'scopes'
  | 'requestScopes'
  | 'revokeScopes'
  | 'resourcePicker'
  | 'picker'
  | 'confirmLeave';

/** From the app's page to the admin frame. */
export type ToFrame =
  | { kind: 'ask'; id: number; question: Questions; payload?: unknown }
  | { kind: 'nav'; items: NavItem[] }
  | { kind: 'title'; title: string; actions: TitleAction[] }
  | { kind: 'toast'; id: string; message: string; isError: boolean; action?: string; ms: number }
  | { kind: 'hideToast'; id: string }
  | { kind: 'saveBar'; isOpen: boolean }
  | { kind: 'loading'; isLoading: boolean }
  | { kind: 'path'; path: string }
  | { kind: 'open'; url: string; isNewTab: boolean };

/** From the admin frame to the app's page. */
export type ToApp =
  | { kind: 'reply'; id: number; value?: unknown; error?: string }
  | { kind: 'navigate'; href: string }
  | { kind: 'titleAction'; index: number }
  | { kind: 'save' }
  | { kind: 'discard' }
  | { kind: 'toastAction'; id: string }
  | { kind: 'toastDismissed'; id: string };

export type Envelope<Message> = { devstore: 'bridge'; message: Message };

/** Wraps a message so that it cannot be taken for someone else's. */
export function envelope<Message>(message: Message): Envelope<Message> {
  return { devstore: 'bridge', message };
}

/** The message inside an event, when it is one of ours and from the window expected. */
export function opened<Message>(event: MessageEvent, from: Window | null): Message | null {
  const data = event.data as Partial<Envelope<Message>> | null;
  return event.source === from && data?.devstore === 'bridge' ? (data.message ?? null) : null;
}
