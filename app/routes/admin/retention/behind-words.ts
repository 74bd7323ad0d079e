// The way from a figure to its customers, and what their list is called.
import type { Behind } from '#app/retention/segments/behind.ts';
import type { Format } from '#app/ui/writing.ts';
import { periodName } from './period-name.ts';

/** The list of the customers behind a figure. */
export const behindUrl = (behind: Behind): string =>
  `/app/customers/segments?${new URLSearchParams({ behind: JSON.stringify(behind) })}`;

const FIGURES: Record<Extract<Behind, { of: 'range' }>['figure'], string> = {
  'active-at-start': 'Active at the start',
  'active-at-end': 'Active at the end',
  'first-order': 'First order',
  kept: 'Kept',
  'won-back': 'Won back',
  lost: 'Lost',
  ordered: 'Ordered',
  'ordered-again': 'Ordered twice or more',
};

/** 'Lost, Nov 22, 2025 – Nov 21, 2026'; 'Cohort Jan 2026, back in month 3'. */
export function behindWords(format: Format, behind: Behind): string {
  if (behind.of === 'range') {
    const last = new Date(`${behind.end}T00:00:00Z`).getTime() - 86_400_000;
    const until = new Date(last).toISOString().slice(0, 10);
    return `${FIGURES[behind.figure]}, ${format.day(behind.start)} – ${format.day(until)}`;
  }
  const { unit, cohort, age, split } = behind;
  const back = age === null ? '' : `, with an order in ${unit} ${age}`;
  const only = split ? `, ${split.kind} ${split.value}` : '';
  return `Cohort ${periodName(format, unit, cohort)}${only}${back}`;
}
