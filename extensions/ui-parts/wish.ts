// The ids of what was asked for and not answered yet.
import { newId } from './door.ts';

const unanswered: Record<string, string> = {};

/**
 * Asks for `wish` with an id of its own and forgets the id when the answer is there. As long as it
 * is not, the same wish again is the same request: what was done in silence is not done twice. A
 * refusal did nothing under the id, so it may serve once more.
 */
export function askOnce<T>(wish: string, ask: (id: string) => Promise<T>): Promise<T> {
  unanswered[wish] ||= newId();
  return ask(unanswered[wish]).then((answer) => {
    delete unanswered[wish];
    return answer;
  });
}
