// The line between the app's page and the admin frame around it.
import { envelope, opened, type Questions, type ToApp, type ToFrame } from '../bridge-protocol.ts';

export type Connection = {
  readonly isEmbedded: boolean;
  send(message: ToFrame): void;
  ask<Answer>(question: Questions, payload?: unknown): Promise<Answer>;
  on<Kind extends ToApp['kind']>(
    kind: Kind,
    listener: (message: Extract<ToApp, { kind: Kind }>) => void,
  ): void;
};

type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void };

/** Connects to the frame, which must be served by `origin` (the one that served this script). */
export function connect(origin: string): Connection {
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, ((message: ToApp) => void)[]>();
  let lastId = 0;
  const send = (message: ToFrame) => window.parent.postMessage(envelope(message), origin);
  window.addEventListener('message', (event) => {
    const message = event.origin === origin ? opened<ToApp>(event, window.parent) : null;
    if (!message) return;
    if (message.kind === 'reply') settle(waiting, message);
    for (const listener of listeners.get(message.kind) ?? []) listener(message);
  });
  return {
    isEmbedded: window.parent !== window,
    send,
    ask: <Answer>(question: Questions, payload?: unknown) =>
      new Promise<Answer>((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve: resolve as (value: unknown) => void, reject });
        send({ kind: 'ask', id: lastId, question, payload });
      }),
    on: (kind, listener) => {
      const known = listeners.get(kind) ?? [];
      listeners.set(kind, [...known, listener as (message: ToApp) => void]);
    },
  };
}

function settle(waiting: Map<number, Waiting>, reply: Extract<ToApp, { kind: 'reply' }>): void {
  const entry = waiting.get(reply.id);
  waiting.delete(reply.id);
  if (reply.error) entry?.reject(new Error(reply.error));
  else entry?.resolve(reply.value);
}
