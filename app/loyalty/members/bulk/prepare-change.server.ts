// A change of points for members that were chosen: it is prepared line by line, so that the
// merchant sees for how many and how much before anything is posted.
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { query } from '../../query.server.ts';
import { selectionSchema } from './selection.ts';

export type WantedChange = {
  /** Made by the caller before asking, so that a repeated request prepares one change. */
  id: string;
  selection: unknown;
  /** Members read it. */
  reason: string;
  author: string;
  now: Date;
};

/** Has the lines of a change worked out; nothing is posted yet. */
export async function prepareChange(
  shopId: number,
  { id, selection, reason, author, now }: WantedChange,
): Promise<Ok<{ changeId: string }> | Refused<'bad-input' | 'no-reason'>> {
  const parsed = selectionSchema.safeParse(selection);
  if (!parsed.success) return refuse('bad-input');
  if (reason.trim() === '') return refuse('no-reason');
  return sqlTransaction(async (tx) => {
    const made = await query(
      tx,
      `INSERT INTO loyalty_bulk_change
         (shop_id, id, source, selection, reason, author, created_at, arrived_at)
       VALUES ($1::int, $2::text::uuid, 'selection', $3::text::jsonb, $4, $5,
         $6::text::timestamptz, $6::text::timestamptz)
       ON CONFLICT DO NOTHING RETURNING id`,
      shopId,
      id,
      JSON.stringify(parsed.data),
      reason.trim().slice(0, 500),
      author,
      now.toISOString(),
    );
    if (made.length > 0) await enqueue(tx, 'loyalty/check-change', { shopId, changeId: id });
    return ok({ changeId: id });
  });
}
