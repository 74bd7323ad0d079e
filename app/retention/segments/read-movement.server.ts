// Reads who moved from one group to another in the month up to the last valuation.
import { numberOfDay } from '../../basics/calendar.ts';
import { scanHistories } from '../history/scan.server.ts';
import { remember } from '../remember.server.ts';
import type { Valuation } from '../value/valuation.ts';
import { countMovement, groupsAt, type Movement } from './movement.ts';

/** Orders that came since the valuation count, as they do in the groups of today. */
export function readMovement(
  shopId: number,
  { asOf, edges, movement }: Pick<Valuation, 'asOf' | 'edges' | 'movement'>,
): Promise<Movement> {
  const [before, end] = [numberOfDay(movement.before), numberOfDay(asOf)];
  const question = `movement/${JSON.stringify([before, movement.edges, end, edges])}`;
  return remember(shopId, question, async () => {
    const counts = {} as Movement;
    await scanHistories(shopId, ['amounts'], (histories) => {
      const past = groupsAt(histories, before, movement.edges);
      countMovement(counts, past, groupsAt(histories, end, edges));
    });
    return counts;
  });
}
