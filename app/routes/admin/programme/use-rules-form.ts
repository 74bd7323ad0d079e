// The draft of a part of the rules, how it is sent, and what came back.
import { useFetcher } from '@remix-run/react';
import { useDraft } from '#app/ui/edit-bar.tsx';
import { useRefusal } from '#app/ui/use-refusal.ts';
import { useOutcomeToast } from '../use-outcome-toast.ts';
import type { PartOutcome } from './save-rules-part.server.ts';

/**
 * `done` is said when it was saved; `placeOf` says where in the draft a part of the rules lies:
 * 'tiers.levels.0.perks.tag' is 'levels.0.tag'.
 */
export function useRulesForm<D extends object>(
  saved: D,
  done: string,
  placeOf: (path: string) => string,
) {
  const form = useDraft(saved);
  const fetcher = useFetcher<PartOutcome>();
  useOutcomeToast(fetcher.data, done);
  const { refusal, holds } = useRefusal(fetcher, form);
  const problems = (refusal?.problems ?? []).filter(({ path }) => holds(placeOf(path)));
  const text = JSON.stringify(form.draft);
  const before = JSON.stringify(saved);
  return {
    ...form,
    /** The draft as it is sent. */
    text,
    isSaving: fetcher.state !== 'idle',
    save: (more: { sure?: 'yes' } = {}) =>
      fetcher.submit({ draft: text, before, ...more }, { method: 'post' }),
    told: {
      problems: problems.map(({ message }) => message),
      // Doubts are about the rules as a whole: with the first change they are asked anew.
      doubts: holds('') ? (refusal?.doubts ?? []) : [],
    },
    errorAt(place: string): string | undefined {
      const problem = problems.find(({ path }) => placeOf(path) === place);
      return problem && (problem.atField ?? problem.message);
    },
  };
}

export type RulesForm<D extends object> = ReturnType<typeof useRulesForm<D>>;
