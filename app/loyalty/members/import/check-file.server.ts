// The dry run: reads a file row by row, finds the customers, and says for each line what would
// happen. Nothing is posted.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { parse } from 'csv-parse';
import { canonicalJson } from '#app/basics/canonical-json.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { customerIdsByEmails } from '#app/sync/read-person.server.ts';
import { readTierNames } from '../../programme/read-tier-names.server.ts';
import { query } from '../../query.server.ts';
import { MOST_POINTS } from '../adjust-points.server.ts';
import { type Columns, findColumns, type ImportRow, readRow } from './columns.ts';

const BATCH = 2000;
/** Twice the largest programme that is known of; a file of another kind ends here. */
const MOST_ROWS = 2_000_000;
const MOST_BYTES = 500_000_000;

export type CheckRefusal = Refused<
  'no-person-column' | 'no-points-column' | 'empty-file' | 'no-csv' | 'too-many-rows' | 'too-large'
>;
type Checked = {
  line: number;
  customerId: bigint | null;
  points: bigint;
  tierId: string | null;
  problem: string | null;
};

/**
 * Checks a file and keeps its rows, without names and addresses, under an id that follows from its
 * content: the same
 * file is the same import. Memory does not grow with the file.
 */
export async function checkFile(
  shopId: number,
  file: AsyncIterable<Uint8Array>,
  fileName: string,
  now: Date,
): Promise<Ok<{ importId: string }> | CheckRefusal> {
  const hash = createHash('sha256').update(`${shopId}:`);
  const draft = `draft-${shopId}-${fileName}-${now.getTime()}`;
  const draftId = uuidOf(createHash('sha256').update(draft).digest());
  const reader = new FileReader(shopId, draftId, await readTierNames(shopId));
  const parser = parse({ relax_column_count: true, skip_empty_lines: true, bom: true });
  const fed = feed(file, parser, hash);
  let refusal: CheckRefusal | null = null;
  try {
    for await (const record of parser) {
      refusal = await reader.take(record as string[]);
      if (refusal) break;
    }
    await fed;
  } catch (error) {
    await fed;
    if (error instanceof FileTooLarge) return reader.giveUp(refuse('too-large'));
    if ((error as { code?: string }).code?.startsWith('CSV_')) {
      return reader.giveUp(refuse('no-csv'));
    }
    await reader.giveUp(refuse('no-csv'));
    throw error;
  }
  if (refusal) return reader.giveUp(refusal);
  await reader.flush();
  if (reader.columns === null || reader.rows === 0) return reader.giveUp(refuse('empty-file'));
  const importId = uuidOf(hash.digest());
  await keep(shopId, draftId, importId, reader, fileName, now);
  return ok({ importId });
}

/**
 * Gives the file to the parser, and reads it to its end when the parser has stopped: an upload
 * that nobody reads hangs.
 */
async function feed(
  file: AsyncIterable<Uint8Array>,
  parser: ReturnType<typeof parse>,
  hash: ReturnType<typeof createHash>,
): Promise<void> {
  const closed = new Promise((resolve) => parser.once('close', resolve));
  try {
    let size = 0;
    for await (const chunk of file) {
      if (parser.destroyed) continue;
      size += chunk.length;
      if (size > MOST_BYTES) throw new FileTooLarge();
      hash.update(chunk);
      if (!parser.write(chunk)) await Promise.race([once(parser, 'drain'), closed]);
    }
    parser.end();
  } catch (error) {
    parser.destroy(error as Error);
  }
}

class FileTooLarge extends Error {}

class FileReader {
  readonly shopId: number;
  readonly importId: string;
  readonly tiers: ReadonlyMap<string, string>;
  columns: Columns | null = null;
  rows = 0;
  bad = 0;
  points = 0n;
  #line = 1;
  #waiting: { line: number; row: ImportRow }[] = [];
  #checked: Checked[] = [];

  constructor(shopId: number, importId: string, tiers: ReadonlyMap<string, string>) {
    this.shopId = shopId;
    this.importId = importId;
    this.tiers = tiers;
  }

  /** The heading first, then rows; the refusal ends the reading. */
  async take(cells: string[]): Promise<CheckRefusal | null> {
    if (this.columns === null) {
      const found = findColumns(cells);
      if (!found.ok) return found;
      this.columns = found.value;
      return null;
    }
    this.#line += 1;
    this.rows += 1;
    if (this.rows > MOST_ROWS) return refuse('too-many-rows');
    const read = readRow(cells, this.columns, MOST_POINTS);
    if (read.ok) this.#waiting.push({ line: this.#line, row: read.value });
    else this.#note(this.#line, read.reason);
    if (this.#waiting.length + this.#checked.length >= BATCH) await this.flush();
    return null;
  }

  #note(line: number, problem: string) {
    this.bad += 1;
    this.#checked.push({ line, customerId: null, points: 0n, tierId: null, problem });
  }

  /** Finds the customers of what waits, and writes what is known by now. */
  async flush(): Promise<void> {
    const emails = this.#waiting.map(({ row }) => row.email).filter((email) => email !== null);
    const byEmail = await customerIdsByEmails(this.shopId, emails);
    const given = this.#waiting.map(({ row }) => row.customerId).filter((id) => id !== null);
    const known = await this.#customersAmong(given);
    for (const { line, row } of this.#waiting) {
      const customerId =
        row.customerId !== null && known.has(row.customerId)
          ? row.customerId
          : row.email !== null
            ? (byEmail.get(row.email) ?? null)
            : null;
      const tierId = row.tier === null ? null : (this.tiers.get(row.tier.toLowerCase()) ?? null);
      if (customerId === null) this.#note(line, 'no-such-customer');
      else if (row.tier !== null && tierId === null && this.tiers.size > 0) {
        this.#note(line, 'no-such-tier');
      } else {
        this.points += row.points;
        this.#checked.push({ line, customerId, points: row.points, tierId, problem: null });
      }
    }
    this.#waiting = [];
    await writeRows(this.shopId, this.importId, this.#checked);
    this.#checked = [];
  }

  async #customersAmong(ids: readonly bigint[]): Promise<Set<bigint>> {
    const rows = await query<{ id: bigint }>(
      pool,
      `SELECT id FROM customer WHERE shop_id = $1::int AND id = ANY ($2::text::bigint[])
         AND deleted_at IS NULL AND redacted_at IS NULL`,
      this.shopId,
      `{${ids.join(',')}}`,
    );
    return new Set(rows.map((row) => row.id));
  }

  async giveUp(refusal: CheckRefusal): Promise<CheckRefusal> {
    await dropRows(this.shopId, this.importId);
    return refusal;
  }
}

const writeRows = (shopId: number, importId: string, rows: readonly Checked[]) =>
  query(
    pool,
    `INSERT INTO loyalty_import_row (shop_id, import_id, line, customer_id, points, tier_id, problem)
     SELECT $1::int, $2::text::uuid, line, "customerId", points, "tierId", problem
     FROM jsonb_to_recordset($3::text::jsonb) AS r (line int, "customerId" bigint, points bigint,
       "tierId" text, problem text)`,
    shopId,
    importId,
    canonicalJson(rows),
  );

const dropRows = (shopId: number, importId: string) =>
  query(
    pool,
    'DELETE FROM loyalty_import_row WHERE shop_id = $1::int AND import_id = $2::text::uuid',
    shopId,
    importId,
  );

/**
 * Gives the rows their lasting name, unless the same file was checked before; then those rows hold.
 */
async function keep(
  shopId: number,
  draftId: string,
  importId: string,
  reader: FileReader,
  fileName: string,
  now: Date,
): Promise<void> {
  // A plan made for an empty table would compare every line with every other.
  await pool.query('ANALYZE loyalty_import_row');
  await sqlTransaction(async (tx) => {
    const rows = await query<{ applied_at: Date | null }>(
      tx,
      `INSERT INTO loyalty_import (shop_id, id, source, file_name, created_at, rows)
       VALUES ($1::int, $2::text::uuid, $3, $4, $5::text::timestamptz, $6::int)
       ON CONFLICT (shop_id, id) DO UPDATE SET file_name = excluded.file_name
       RETURNING applied_at`,
      shopId,
      importId,
      reader.columns!.source,
      fileName.slice(0, 200),
      now.toISOString(),
      reader.rows,
    );
    if (rows[0]!.applied_at !== null) {
      await query(
        tx,
        'DELETE FROM loyalty_import_row WHERE shop_id = $1::int AND import_id = $2::text::uuid',
        shopId,
        draftId,
      );
      return;
    }
    for (const sql of TAKE_OVER) await query(tx, sql, shopId, importId, draftId);
  });
}

const TAKE_OVER = [
  // A second look at the same file replaces the first: customers may have come since.
  `DELETE FROM loyalty_import_row WHERE shop_id = $1::int AND import_id = $2::text::uuid
     AND $3::text IS NOT NULL`,
  `UPDATE loyalty_import_row r SET import_id = $2::text::uuid,
     problem = coalesce(r.problem, CASE WHEN again.place > 1 THEN 'named-twice' END)
   FROM (SELECT line, CASE WHEN customer_id IS NOT NULL
       THEN row_number() OVER (PARTITION BY customer_id ORDER BY line) ELSE 1 END AS place
     FROM loyalty_import_row
     WHERE shop_id = $1::int AND import_id = $3::text::uuid) again
   WHERE r.shop_id = $1::int AND r.import_id = $3::text::uuid AND r.line = again.line`,
  `UPDATE loyalty_import i SET bad_rows = counted.bad, points = counted.points FROM (
     SELECT count(*) FILTER (WHERE problem IS NOT NULL) AS bad,
       coalesce(sum(points) FILTER (WHERE problem IS NULL), 0) AS points
     FROM loyalty_import_row WHERE shop_id = $1::int AND import_id = $2::text::uuid
       AND $3::text IS NOT NULL) counted
   WHERE i.shop_id = $1::int AND i.id = $2::text::uuid`,
];

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
