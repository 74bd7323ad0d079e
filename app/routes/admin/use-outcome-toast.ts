// Tells the merchant how an action ended.
import { useEffect, useRef } from 'react';
import { useToast } from '#app/ui/use-toast.ts';
import { refusalWords } from './refusal-words.ts';

const MARKED = '[aria-invalid=true]';
const isAboutFields = (reason: string) => ['bad-input', 'bad-request'].includes(reason);

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
    else {
      toast(refusalWords(outcome.reason), { isError: true, duration: 8000 });
      // The form may be long, and what is wrong far from the button.
      if (isAboutFields(outcome.reason)) document.querySelector<HTMLElement>(MARKED)?.focus();
    }
  }, [outcome, done, toast]);
}
