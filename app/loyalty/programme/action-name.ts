// What a merchant calls the ways to earn beside orders.
import type { ActionKind } from './rules.ts';

const NAMES: Record<ActionKind, string> = {
  'sign-up': 'Joining',
  birthday: 'Birthday',
  anniversary: 'Anniversary of joining',
  newsletter: 'Newsletter',
  review: 'Review',
  survey: 'Survey',
  social: 'Social media',
  visit: 'Visit of the shop',
  code: 'Code entered',
  custom: 'Event of another program',
};

/** The merchant's own name of a way to earn; else what kind it is. */
export const actionName = ({ name, kind }: { name: string; kind: string }): string =>
  name || (NAMES[kind as ActionKind] ?? kind);
