// What an extension's frame and the page around it say to each other by postMessage.
import type { FrameFacts } from '../surfaces/frames.ts';
import type { SurfaceState } from '../surfaces/state.ts';

export type { FrameFacts, SurfaceState };

/** A call of the page on behalf of the extension. */
export type Call =
  | 'sessionToken'
  | 'idToken'
  | 'change'
  | 'storefrontQuery'
  | 'customerAccountQuery'
  | 'adminQuery'
  | 'appFetch'
  | 'storageRead'
  | 'storageWrite'
  | 'storageDelete';

export type FromFrame =
  | { kind: 'ready' }
  | { kind: 'height'; height: number }
  | { kind: 'overlay'; isOpen: boolean }
  | { kind: 'call'; id: number; name: Call; payload: unknown }
  | { kind: 'navigate'; url: string; isNewTab: boolean }
  | { kind: 'toast'; message: string }
  | { kind: 'copy'; text: string }
  | { kind: 'requireLogin' }
  | { kind: 'present'; target: string }
  | { kind: 'close' };

export type ToFrame =
  | { kind: 'start'; state: SurfaceState; extra: Record<string, unknown> }
  | { kind: 'state'; state: SurfaceState }
  | { kind: 'reply'; id: number; value?: unknown; error?: string };

export type FrameEnvelope<Message> = { devstore: 'frame'; message: Message };

export function wrap<Message>(message: Message): FrameEnvelope<Message> {
  return { devstore: 'frame', message };
}

export function unwrap<Message>(event: MessageEvent): Message | null {
  const data = event.data as Partial<FrameEnvelope<Message>> | null;
  return data?.devstore === 'frame' ? (data.message ?? null) : null;
}
