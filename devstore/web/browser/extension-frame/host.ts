// The frame's line to the page around it.
import { type Call, type FromFrame, type ToFrame, unwrap, wrap } from '../frame-protocol.ts';

type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void };

const waiting = new Map<number, Waiting>();
let lastId = 0;

/** Tells the page something. */
export function sendToHost(message: FromFrame): void {
  // The frame's own origin is opaque, the page's is whoever embedded it: nothing secret is sent
  // unasked.
  window.parent.postMessage(wrap(message), '*');
}

/** Has the page do something and answers with what came of it. */
export function callHost<Answer>(name: Call, payload: unknown = null): Promise<Answer> {
  return new Promise<Answer>((resolve, reject) => {
    lastId += 1;
    waiting.set(lastId, { resolve: resolve as (value: unknown) => void, reject });
    sendToHost({ kind: 'call', id: lastId, name, payload });
  });
}

/** Listens to the page. */
export function listenToHost(on: {
  start: (message: Extract<ToFrame, { kind: 'start' }>) => void;
  state: (message: Extract<ToFrame, { kind: 'state' }>) => void;
}): void {
  window.addEventListener('message', (event) => {
    if (event.source !== window.parent) return;
    const message = unwrap<ToFrame>(event);
    if (message?.kind === 'start') on.start(message);
    if (message?.kind === 'state') on.state(message);
    if (message?.kind !== 'reply') return;
    const entry = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) entry?.reject(new Error(message.error));
    else entry?.resolve(message.value);
  });
}
