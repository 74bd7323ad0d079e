// The merchant throws a saved segment away: only what nothing else asks for can go.
import { isSegmentNamed } from '#app/loyalty/programme/read.server.ts';
import { removeSegment } from '#app/retention/segments/save-segment.server.ts';
import { isSegmentAskedFor } from '#app/rewards/read.server.ts';
import type { ActionOutcome } from '../use-outcome-toast.ts';

/** Forgets a saved segment, unless rules of the programme or a reward look at it. */
export async function removeUnusedSegment(shopId: number, id: string): Promise<ActionOutcome> {
  if (await isSegmentNamed(shopId, id)) return { ok: false, reason: 'segment-in-use' };
  if (await isSegmentAskedFor(shopId, id)) return { ok: false, reason: 'segment-of-reward' };
  await removeSegment(shopId, id);
  return { ok: true };
}
