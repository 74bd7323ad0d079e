// Forms with unsaved changes, and Shopify's contextual save bar over them.
import { useBlocker } from '@remix-run/react';
import { SaveBar } from '@shopify/app-bridge-react';
import { useCallback, useEffect, useMemo, useState } from 'react';

/**
 * A draft of `saved` that the merchant edits. When `saved` changes (the action succeeded and the
 * loader ran again), the draft follows it.
 */
export function useDraft<T extends object>(saved: T) {
  const key = useMemo(() => JSON.stringify(saved), [saved]);
  const [state, setState] = useState({ key, draft: saved });
  const current = state.key === key ? state : { key, draft: saved };
  if (current !== state) setState(current);
  const set = useCallback(
    (changes: Partial<T>) =>
      setState((before) => ({ ...before, draft: { ...before.draft, ...changes } })),
    [],
  );
  const discard = useCallback(
    () => setState((before) => ({ ...before, draft: JSON.parse(before.key) as T })),
    [],
  );
  return { draft: current.draft, set, discard, isDirty: JSON.stringify(current.draft) !== key };
}

// Shopify's own links ask before unsaved changes are lost; links inside the app have to ask.
function useLeaveQuestion(isDirty: boolean) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isDirty && nextLocation.pathname !== currentLocation.pathname,
  );
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    window.shopify.saveBar.leaveConfirmation?.().then(blocker.proceed, blocker.reset);
  }, [blocker]);
}

/** Shopify's "Unsaved changes" bar: shown while `isDirty`, asks before the page is left. */
export function EditBar(props: {
  isDirty: boolean;
  isSaving?: boolean;
  onSave: () => void;
  onDiscard: () => void;
}) {
  useLeaveQuestion(props.isDirty);
  return (
    <SaveBar id="unsaved-changes" open={props.isDirty} discardConfirmation>
      {/* App Bridge reads these attributes of plain buttons; `loading` is its own. */}
      <button
        type="button"
        variant="primary"
        onClick={props.onSave}
        {...(props.isSaving ? { loading: '' } : {})}
      >
        Save
      </button>
      <button type="button" onClick={props.onDiscard}>
        Discard
      </button>
    </SaveBar>
  );
}
