// The complaints of the last answer that still speak of what stands in the form.
import { useState } from 'react';
import { type Sent, stillHolds } from './refusal.ts';

type Edited = { draft: object; isDirty: boolean };
type Refused<T> = Extract<T, { ok: false }>;
type Kept = Sent & { wasSending: boolean };

/**
 * `refusal` is the answer, where something was refused and it was not thrown away since; `holds`
 * tells whether a complaint about a place of the form still does.
 */
export function useRefusal<T extends { ok: boolean }>(
  fetcher: { state: string; data: T | undefined },
  { draft, isDirty }: Edited,
) {
  const isSending = fetcher.state === 'submitting';
  const [state, setState] = useState<Kept>({ wasSending: false, draft, isDirty, isOver: false });
  let sent = state;
  if (isSending && !state.wasSending) sent = { wasSending: true, draft, isDirty, isOver: false };
  else if (isSending !== state.wasSending) sent = { ...state, wasSending: isSending };
  // Discard brings the form back to what is saved; what is typed after that is something else.
  else if (state.isDirty && !isDirty && !state.isOver) sent = { ...state, isOver: true };
  if (sent !== state) setState(sent);
  const answer = fetcher.data;
  const refusal = answer && !answer.ok && !sent.isOver ? (answer as Refused<T>) : null;
  const holds = (place: string) => refusal !== null && stillHolds(sent, draft, place);
  /** Of complaints by place, those that still hold. */
  const held = <E extends Partial<Record<string, string>>>(complaints: E | undefined): E =>
    Object.fromEntries(Object.entries(complaints ?? {}).filter(([place]) => holds(place))) as E;
  return { refusal, holds, held };
}
