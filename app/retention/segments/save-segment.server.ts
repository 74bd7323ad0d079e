// Keeps a filter under a name that the merchant chose.
import { type Outcome, ok, type Refused, refuse } from '../../basics/outcome.ts';
import { pool } from '../../db.server.ts';
import { builtInSegments, type Filter, filterSchema } from './filter.ts';

type NameTaken = Refused<'name-taken'>;
type BadInput = Refused<'bad-input'>;

const LONGEST_NAME = 80;

/** Saves a segment; the caller makes the id, so saving twice is harmless. */
export async function saveSegment(
  shopId: number,
  segment: { id: string; name: string; filter: Filter },
  now: Date,
): Promise<Outcome<string, NameTaken | BadInput>> {
  const name = segment.name.trim();
  const filter = filterSchema.safeParse(segment.filter);
  if (!filter.success || name === '' || name.length > LONGEST_NAME) return refuse('bad-input');
  // Two lists of one name, with other people in them, cannot be told apart in a choice.
  const isOurs = builtInSegments(true).some((own) => own.name.toLowerCase() === name.toLowerCase());
  if (isOurs) return refuse('name-taken');
  const { rowCount } = await pool.query(
    `INSERT INTO segment (shop_id, id, name, filter, created_at, updated_at)
     SELECT $1, $2, $3, $4, $5, $5
     WHERE NOT EXISTS (SELECT FROM segment WHERE shop_id = $1 AND name = $3 AND id <> $2)
     ON CONFLICT (shop_id, id) DO UPDATE SET name = $3, filter = $4, updated_at = $5`,
    [shopId, segment.id, name, JSON.stringify(filter.data), now],
  );
  return rowCount === 0 ? refuse('name-taken') : ok(segment.id);
}

/** Forgets a saved segment; one that is not there is fine. */
export async function removeSegment(shopId: number, id: string): Promise<void> {
  await pool.query('DELETE FROM segment WHERE shop_id = $1 AND id = $2', [shopId, id]);
}
