// Gives or takes points of one member by hand. It stays open until the change is made.
import { useFetcher } from '@remix-run/react';
import { FormLayout, InlineError, Modal, TextField } from '@shopify/polaris';
import { useEffect, useState } from 'react';
import { refusalWords } from '../refusal-words.ts';
import { type ActionOutcome, useOutcomeToast } from '../use-outcome-toast.ts';
import { pointsError } from './change-draft.ts';

export function Adjust({ onClose }: { onClose: () => void }) {
  const fetcher = useFetcher<ActionOutcome>();
  // What is refused stands in the dialog.
  useOutcomeToast(fetcher.data?.ok ? fetcher.data : undefined, 'Done');
  const [{ points, note }, setDraft] = useState({ points: '', note: '' });
  const [isAsked, setIsAsked] = useState(false);
  // One id for what is typed: a repeated click changes the points once.
  const [id, setId] = useState(() => crypto.randomUUID());
  const isDone = fetcher.data?.ok === true;
  useEffect(() => {
    if (isDone) onClose();
  }, [isDone, onClose]);
  const change = (changes: { points?: string; note?: string }) => {
    setDraft((before) => ({ ...before, ...changes }));
    setId(crypto.randomUUID());
  };
  const wrong = {
    points: pointsError(points),
    note: note.trim() === '' ? 'Say why: members read it' : undefined,
  };
  const shown: Partial<typeof wrong> = isAsked ? wrong : {};
  const save = () => {
    setIsAsked(true);
    if (wrong.points !== undefined || wrong.note !== undefined) return;
    fetcher.submit({ what: 'adjust', id, points, note }, { method: 'post' });
  };
  const isBusy = fetcher.state !== 'idle';
  const refused = fetcher.data?.ok === false && !isBusy ? refusalWords(fetcher.data.reason) : null;
  return (
    <Modal
      open
      onClose={onClose}
      title="Change points"
      primaryAction={{ content: 'Save', onAction: save, loading: isBusy }}
      secondaryActions={[{ content: 'Cancel', onAction: onClose }]}
    >
      <Modal.Section>
        <FormLayout>
          <TextField
            label="Points"
            value={points}
            onChange={(value) => change({ points: value })}
            error={shown.points ?? false}
            helpText="50 gives fifty, −50 takes fifty. Never more than the balance holds."
            autoComplete="off"
            inputMode="text"
          />
          <TextField
            label="Reason"
            value={note}
            onChange={(value) => change({ note: value })}
            error={shown.note ?? false}
            helpText="The member reads it."
            maxLength={500}
            autoComplete="off"
          />
          {refused && <InlineError message={refused} fieldID="change" />}
        </FormLayout>
      </Modal.Section>
    </Modal>
  );
}
