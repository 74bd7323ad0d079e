// A thin layer over node:sqlite: prepared statements by their text, transactions that join the one
// already open, and tables that keep a typed document beside the columns one searches by.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

export type Value = SQLInputValue;

/** One open database. All calls are synchronous: devstore is one process with one writer. */
export class Database {
  readonly raw: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;
  #afterCommit: (() => void)[] = [];
  /** Called when a transaction was undone, so that nobody keeps what it read or reserved. */
  readonly rollbackListeners = new Set<() => void>();

  constructor(file: string) {
    this.raw = new DatabaseSync(file);
    this.raw.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;',
    );
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.raw.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** The first row, or undefined. */
  get<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.#prepare(sql).get(...values) as Row | undefined;
  }

  /** All rows. */
  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[];
  }

  /** Runs a writing statement and returns the number of rows it changed. */
  run(sql: string, ...values: Value[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /** Runs `work` in a transaction; inside another one it joins it. A throw undoes everything. */
  transaction<Result>(work: () => Result): Result {
    if (this.#depth > 0) return work();
    this.raw.exec('BEGIN IMMEDIATE');
    this.#depth = 1;
    let result: Result;
    try {
      result = work();
      this.raw.exec('COMMIT');
    } catch (error) {
      this.#afterCommit = [];
      this.raw.exec('ROLLBACK');
      for (const listener of this.rollbackListeners) listener();
      throw error;
    } finally {
      this.#depth = 0;
    }
    const waiting = this.#afterCommit;
    this.#afterCommit = [];
    for (const act of waiting) act();
    return result;
  }

  /** Runs `act` once the open transaction is committed, at once where none is open. */
  afterCommit(act: () => void): void {
    if (this.#depth === 0) act();
    else this.#afterCommit.push(act);
  }

  close(): void {
    this.#statements.clear();
    this.raw.close();
  }
}

interface DocumentRow {
  doc: string;
}

/**
 * A table whose rows are `key`, some searchable columns computed from the document, and the
 * document.
 */
export class DocumentTable<Doc> {
  readonly #database: Database;
  readonly name: string;
  readonly #key: string;
  readonly #upsert: string;
  readonly #columns: (document: Doc) => Record<string, Value>;
  readonly #names: string[];

  /** `columns` must include the key; `sample` lists the column names in a fixed order. */
  constructor(
    database: Database,
    name: string,
    names: string[],
    columns: (document: Doc) => Record<string, Value>,
  ) {
    this.#database = database;
    this.name = name;
    this.#names = names;
    this.#key = names[0]!;
    this.#columns = columns;
    const all = [...names, 'doc'];
    // An upsert, not REPLACE: other rows may point at this one and its rowid must not change.
    this.#upsert = `INSERT INTO ${name} (${all.join(', ')})
      VALUES (${all.map(() => '?').join(', ')})
      ON CONFLICT (${this.#key}) DO UPDATE SET ${all
        .slice(1)
        .map((column) => `${column} = excluded.${column}`)
        .join(', ')}`;
  }

  put(document: Doc): Doc {
    const values = this.#columns(document);
    const ordered = this.#names.map((name) => values[name] ?? null);
    this.#database.run(this.#upsert, ...ordered, JSON.stringify(document));
    return document;
  }

  get(key: Value): Doc | undefined {
    return this.first(`${this.#key} = ?`, key);
  }

  /** The first document of a condition with its order, for example `email = ? ORDER BY id`. */
  first(condition: string, ...values: Value[]): Doc | undefined {
    const row = this.#database.get<DocumentRow>(
      `SELECT doc FROM ${this.name} WHERE ${condition} LIMIT 1`,
      ...values,
    );
    return row && (JSON.parse(row.doc) as Doc);
  }

  /** Documents of a condition (which may carry ORDER BY and LIMIT). */
  where(condition: string, ...values: Value[]): Doc[] {
    const rows = this.#database.all<DocumentRow>(
      `SELECT doc FROM ${this.name} WHERE ${condition}`,
      ...values,
    );
    return rows.map((row) => JSON.parse(row.doc) as Doc);
  }

  all(): Doc[] {
    return this.where('true');
  }

  count(condition = 'true', ...values: Value[]): number {
    const row = this.#database.get<{ n: number }>(
      `SELECT count(*) AS n FROM ${this.name} WHERE ${condition}`,
      ...values,
    );
    return row?.n ?? 0;
  }

  delete(key: Value): boolean {
    return this.#database.run(`DELETE FROM ${this.name} WHERE ${this.#key} = ?`, key) > 0;
  }
}
