// Tells the merchant how an action ended.
import { useEffect, useRef } from 'react';
import { useToast } from '#app/ui/use-toast.ts';
import { refusalWords } from './refusal-words.ts';

/** What actions of the admin answer: see basics/outcome.ts. */
export type ActionOutcome = { ok: true } | { ok: false; reason: string };

/**
 * Shows one toast for each new answer of an action: `done` if it worked, else the reason in words.
 */
export function useOutcomeToast(outcome: ActionOutcome | undefined, done: string): void {
  const toast = useToast();
  const told = useRef<ActionOutcome>(undefined);
  useEffect(() => {
    if (!outcome || told.current === outcome) return;
    told.current = outcome;
    if (outcome.ok) toast(done);
    else toast(refusalWords(outcome.reason), { isError: true, duration: 8000 });
  }, [outcome, done, toast]);
}
