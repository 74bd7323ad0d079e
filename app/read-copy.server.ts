// Reads many rows out of PostgreSQL in COPY's binary format, each in the moment that it arrives.
import type pg from 'pg';
import { CopiedRow } from './copy-binary.ts';
import type { Sql } from './db.server.ts';

/**
 * Hands every row of `select` to `take`, which reads its fields and keeps none of the row itself.
 * COPY knows no parameters: what is put into the text must be a number, or quoted. Throws what the
 * database or `take` threw.
 */
export const readCopy = (tx: Sql, select: string, take: (row: CopiedRow) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    tx.query(new Reading(`COPY (${select}) TO STDOUT BINARY`, take, resolve, reject));
  });

/** What node-postgres asks of a query that is not its own. */
class Reading implements pg.Submittable {
  readonly #sql: string;
  readonly #take: (row: CopiedRow) => void;
  readonly #resolve: () => void;
  readonly #reject: (error: unknown) => void;
  readonly #row = new CopiedRow();
  #failure: { error: unknown } | null = null;

  constructor(
    sql: string,
    take: (row: CopiedRow) => void,
    resolve: () => void,
    reject: (error: unknown) => void,
  ) {
    this.#sql = sql;
    this.#take = take;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#sql);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    // The rest of the rows comes all the same and is left alone.
    if (this.#failure) return;
    try {
      if (this.#row.turnTo(chunk)) this.#take(this.#row);
    } catch (error) {
      this.#failure = { error };
    }
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    if (this.#failure) this.#reject(this.#failure.error);
    else this.#resolve();
  }

  handleError(error: unknown): void {
    this.#reject(error);
  }
}
