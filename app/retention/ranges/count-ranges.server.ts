// Counts ranges of days over a shop's histories.
import { scanHistories } from '../history/scan.server.ts';
import { type RangePoints, type RangeResult, RangesCount } from './ranges-count.ts';

type Together = { ranges: RangePoints[]; results: Promise<RangeResult[]> };

/** Ranges of a shop that were asked for in this turn of the event loop. */
const waiting = new Map<number, Together>();

/** The results of the ranges, in their order. What is asked for at one time is counted together. */
export async function countRanges(
  shopId: number,
  ranges: readonly RangePoints[],
): Promise<RangeResult[]> {
  const together = waiting.get(shopId) ?? gather(shopId);
  const place = together.ranges.length;
  together.ranges.push(...ranges);
  return (await together.results).slice(place, place + ranges.length);
}

function gather(shopId: number): Together {
  const ranges: RangePoints[] = [];
  const results = Promise.resolve().then(async () => {
    waiting.delete(shopId);
    const count = new RangesCount(ranges);
    await scanHistories(shopId, [], (histories) => count.add(histories));
    return count.results();
  });
  const together = { ranges, results };
  waiting.set(shopId, together);
  return together;
}
