// Takes a file of members in while it arrives: what each line says is kept, without names and
// addresses. Who is meant is found out by a job (check-change.server.ts).
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { from as copyFrom } from 'pg-copy-streams';
import { markOf } from '#app/basics/csv-mark.ts';
import { type Ok, ok, type Refused, refuse } from '#app/basics/outcome.ts';
import { pool, sqlTransaction } from '#app/db.server.ts';
import { enqueue } from '#app/jobs/enqueue.server.ts';
import { shopById } from '#app/sync/read.server.ts';
import { blindEmails } from '#app/sync/read-person.server.ts';
import { type ShopCalendar, shopCalendar } from '../../expiry/lot-dates.ts';
import { readTierNames } from '../../programme/read-tier-names.server.ts';
import { query } from '../../query.server.ts';
import { MOST_POINTS } from '../adjust-points.server.ts';
import { type Columns, findColumns, readRow } from './columns.ts';
import { forget } from './forget-files.server.ts';

const BATCH = 5000;
/** Twice the largest programme that is known of; a file of another kind ends here. */
const MOST_ROWS = 2_000_000;
const MOST_BYTES = 500_000_000;
/** Longer than any line that is meant: a quote was opened and never closed. */
const MOST_LINE_BYTES = 20_000;

export type FileRefusal =
  | Refused<
      | 'no-person-column'
      | 'no-points-column'
      | 'empty-file'
      | 'no-csv'
      | 'too-many-rows'
      | 'too-large'
    >
  | (Refused<'broken-quote'> & { line: number });

export type GivenFile = {
  name: string;
  author: string;
  /** About how many bytes will come, for the progress; where somebody says so. */
  size?: number;
  now: Date;
};

/** `isPosted`: the same file was posted before, and the change is that one. */
export type Received = { changeId: string; isPosted: boolean };

/**
 * Keeps the lines of a file and has them checked. A file that is there already, and was not undone,
 * is the same change. Memory does not grow with the file.
 */
export async function receiveFile(
  shopId: number,
  file: AsyncIterable<Uint8Array>,
  { name, author, size, now }: GivenFile,
): Promise<Ok<Received> | FileRefusal> {
  const { mark, whole } = await begin(file);
  const changeId = randomUUID();
  const calendar = shopCalendar((await shopById(shopId))!.timezone);
  const reader = new FileReader(shopId, changeId, await readTierNames(shopId), calendar);
  await query(
    pool,
    `INSERT INTO loyalty_bulk_change (shop_id, id, source, name, author, created_at, heard_at, size)
     VALUES ($1::int, $2::text::uuid, 'other', $3, $4, $5::text::timestamptz, clock_timestamp(),
       $6::text::bigint)`,
    shopId,
    changeId,
    name.slice(0, 200),
    author,
    now.toISOString(),
    size === undefined ? null : String(size),
  );
  const read = await readAll(whole, mark, reader);
  if (!read.ok) {
    await forget(pool, shopId, changeId);
    return read;
  }
  return ok(await keep(shopId, reader, read.value, now));
}

/** Looks at the first line of a file for the mark between its fields. */
async function begin(file: AsyncIterable<Uint8Array>) {
  const pieces = file[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let size = 0;
  for (let isWhole = false; !isWhole && size < MOST_LINE_BYTES; ) {
    const piece = await pieces.next();
    if (piece.done) break;
    seen.push(piece.value);
    size += piece.value.length;
    isWhole = piece.value.includes(10);
  }
  async function* whole() {
    yield* seen;
    for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) {
      yield piece.value;
    }
  }
  return { mark: markOf(Buffer.concat(seen).toString()), whole: whole() };
}

/** Reads the file to its end; gives back the hash of its content. */
async function readAll(
  file: AsyncIterable<Uint8Array>,
  delimiter: string,
  reader: FileReader,
): Promise<Ok<Buffer> | FileRefusal> {
  const hash = createHash('sha256');
  let line = 0;
  const parser = parse({
    ...{ relax_column_count: true, relax_quotes: true, skip_empty_lines: true, bom: true },
    max_record_size: MOST_LINE_BYTES,
    delimiter,
    // With each record the line that it ends on: blank lines and lines within quotes count.
    info: true,
    // Heard at once: a record that is never complete begins after this one.
    on_record: (parsed, { lines }) => {
      line = lines;
      return parsed;
    },
  });
  const fed = feed(file, parser, hash, reader);
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const refusal = await reader.take(record, info.lines);
      if (refusal === null) continue;
      parser.destroy();
      await fed;
      return refusal;
    }
    await fed;
  } catch (error) {
    await fed;
    if (error instanceof FileTooLarge) return refuse('too-large');
    const { code } = error as { code?: string };
    if (code === 'CSV_MAX_RECORD_SIZE' || code === 'CSV_QUOTE_NOT_CLOSED') {
      return { ...refuse('broken-quote'), line: line + 1 };
    }
    if (code?.startsWith('CSV_')) return refuse('no-csv');
    await forget(pool, reader.shopId, reader.changeId);
    throw error;
  }
  await reader.flush();
  return reader.rows === 0 ? refuse('empty-file') : ok(hash.digest());
}

type Parsed = { record: string[]; info: { lines: number } };

/**
 * Gives the file to the parser, and reads it to its end when the parser has stopped: an upload that
 * nobody reads hangs.
 */
async function feed(
  file: AsyncIterable<Uint8Array>,
  parser: ReturnType<typeof parse>,
  hash: ReturnType<typeof createHash>,
  reader: FileReader,
): Promise<void> {
  const closed = new Promise((resolve) => parser.once('close', resolve));
  try {
    let size = 0;
    for await (const chunk of file) {
      if (parser.destroyed) continue;
      size += chunk.length;
      reader.bytes = size;
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
  readonly changeId: string;
  readonly tiers: ReadonlyMap<string, string>;
  readonly calendar: ShopCalendar;
  columns: Columns | null = null;
  rows = 0;
  /** The last line of the file that was read, as an editor counts them. */
  line = 0;
  /** How much of the file has arrived. */
  bytes = 0;
  #waiting = '';

  constructor(
    shopId: number,
    changeId: string,
    tiers: ReadonlyMap<string, string>,
    calendar: ShopCalendar,
  ) {
    this.shopId = shopId;
    this.changeId = changeId;
    this.tiers = tiers;
    this.calendar = calendar;
  }

  /** The heading first, then lines; the refusal ends the reading. */
  async take(cells: string[], line: number): Promise<FileRefusal | null> {
    this.line = line;
    if (this.columns === null) {
      const found = findColumns(cells);
      if (!found.ok) return found;
      this.columns = found.value;
      return null;
    }
    this.rows += 1;
    if (this.rows > MOST_ROWS) return refuse('too-many-rows');
    this.#waiting += this.#row(line, cells, this.columns);
    if (this.rows % BATCH === 0) await this.flush();
    return null;
  }

  #row(line: number, cells: string[], columns: Columns): string {
    const row = (customerId: bigint | null, hashes: string[], points: bigint, rest: string) =>
      `${this.shopId}\t${this.changeId}\t${line}\t${customerId ?? NULL}\t{${hashes}}\t${points}\t${rest}\n`;
    const read = readRow(cells, columns, MOST_POINTS, this.calendar);
    if (!read.ok)
      return row(null, [], 0n, `${NULL}\t${read.reason}\tfalse\t${NULL}\t${NULL}\t${NULL}`);
    const { customerId, email, points, tier, birthday } = read.value;
    const tierId = tier === null ? null : this.tiers.get(tier.toLowerCase());
    // A shop without tiers takes a file of one that had some.
    const isUnknown = tierId === undefined && this.tiers.size > 0;
    const hashes = email === null || isUnknown ? [] : blindEmails(this.shopId, email);
    const rest = [
      ...[tierId ?? NULL, isUnknown ? 'no-such-tier' : NULL, read.value.isBlocked],
      ...[
        read.value.joinedAt?.toISOString() ?? NULL,
        birthday?.month ?? NULL,
        birthday?.day ?? NULL,
      ],
    ];
    return row(customerId, hashes, points, rest.join('\t'));
  }

  async flush(): Promise<void> {
    const rows = this.#waiting;
    this.#waiting = '';
    if (rows === '') return;
    await sqlTransaction(async (tx) => {
      await copyRows(tx, rows);
      await query(
        tx,
        `UPDATE loyalty_bulk_change SET rows = $3::int, bytes = $4::text::bigint,
           heard_at = clock_timestamp() WHERE shop_id = $1::int AND id = $2::text::uuid`,
        this.shopId,
        this.changeId,
        this.rows,
        String(this.bytes),
      );
    });
  }
}

const NULL = '\\N';

async function copyRows(tx: Parameters<Parameters<typeof sqlTransaction>[0]>[0], rows: string) {
  const columns = `shop_id, change_id, line, customer_id, email_hashes, points, tier_id, problem,
    is_blocked, joined_at, birth_month, birth_day`;
  const stream = tx.query(copyFrom(`COPY loyalty_bulk_row (${columns}) FROM STDIN`));
  stream.end(rows);
  await finished(stream);
}

/**
 * The change that the file stands for from now on: this one, or the one that the same file made
 * before, once that is posted. A second look at a file that is not posted replaces the first:
 * customers may have come since.
 */
const keep = (shopId: number, reader: FileReader, contentHash: Buffer, now: Date) =>
  sqlTransaction(async (tx): Promise<Received> => {
    // The same file sent twice at once becomes one change.
    await query(tx, 'SELECT 1 FROM shop WHERE id = $1::int FOR UPDATE', shopId);
    const [same] = await query<{ id: string; applied_at: Date | null }>(
      tx,
      `SELECT id, applied_at FROM loyalty_bulk_change
       WHERE shop_id = $1::int AND content_hash = $2 AND undone_at IS NULL`,
      shopId,
      contentHash,
    );
    const { changeId } = reader;
    if (same) await forget(tx, shopId, same.applied_at ? changeId : same.id);
    if (same?.applied_at) return { changeId: same.id, isPosted: true };
    await query(
      tx,
      `UPDATE loyalty_bulk_change SET source = $3, rows = $4::int, content_hash = $5,
         arrived_at = $6::text::timestamptz, last_line = $7::int
       WHERE shop_id = $1::int AND id = $2::text::uuid`,
      shopId,
      changeId,
      reader.columns!.source,
      reader.rows,
      contentHash,
      now.toISOString(),
      reader.line,
    );
    await enqueue(tx, 'loyalty/check-change', { shopId, changeId });
    return { changeId, isPosted: false };
  });
