// Turns pieces of a bulk file into rows in COPY's binary format. Runs in threads of its own
// (parse-thread), and keeps nothing from one piece to the next.

import { type CopyRow, CopyRows } from '#app/copy-binary.ts';
import { isPersonWithheld, mapCustomer, mapPerson } from '../../map/map-customer.ts';
import {
  bareRefund,
  type Id,
  type OrderFacts,
  orderRow,
  readLine,
  readOrder,
} from '../../map/map-order.ts';
import { mapProduct } from '../../map/map-product.ts';
import { mapped, readId } from '../../map/read-json.ts';
import { hashEmail } from '../../person/person-cipher.server.ts';
import { personRow } from '../../person/person-row.server.ts';
import { columnsOf, type Rows, type TableName } from '../../store/columns.ts';
import type { Withheld } from '../../withheld.ts';
import type { Piece } from './cut-lines.ts';
import { OrderLines } from './order-lines.ts';

/** Something of the file that could not be used, by the byte where its line begins. */
export type LineIssue = {
  at: number;
  reason: string;
  /** The gid of the order, customer or product it belongs to; null where that is not known. */
  object: string | null;
};

export type Batch = {
  /** The next byte to read after a stop. */
  endOffset: number;
  lines: number;
  /** The lowest and the highest id of its orders; null where it has none. */
  orders: { first: bigint; last: bigint } | null;
  /** Rows of each table, in COPY's binary format. */
  tables: Partial<Record<TableName, Uint8Array>>;
  issues: LineIssue[];
};

/** `withheld` is what Shopify did not give of the objects of the file, which looks empty in it. */
export type ParseContext = { shopId: number; readAt: Date; withheld: Withheld };

const NEWLINE = 10;

const TYPES = ['LineItem', 'Order', 'Customer', 'Product'] as const;
const PREFIX = 'gid://shopify/'.length;

type Json = Record<string, unknown>;

/** Reads pieces of a file, each for itself. */
export class PieceParser {
  readonly #context: ParseContext;
  readonly #rows: { [Table in TableName]: CopyRows<Rows[Table]> };
  readonly #spare: ArrayBuffer[] = [];
  readonly #known = new OrderLines();
  readonly #readAtMs: number;
  #orders: { first: Id; last: Id } | null = null;

  constructor(context: ParseContext) {
    this.#context = context;
    this.#readAtMs = context.readAt.getTime();
    const rowsOf = <Table extends TableName>(table: Table) =>
      new CopyRows<Rows[Table]>(columnsOf[table], context.shopId, { spare: this.#spare });
    this.#rows = {
      orders: rowsOf('orders'),
      order_line: rowsOf('order_line'),
      refund: rowsOf('refund'),
      refund_line: rowsOf('refund_line'),
      customer: rowsOf('customer'),
      customer_person: rowsOf('customer_person'),
      product: rowsOf('product'),
    };
  }

  /** Takes memory of rows that nobody reads any more, for those of pieces to come. */
  reuse(memory: readonly ArrayBuffer[]): void {
    this.#spare.push(...memory);
  }

  /** The rows of all lines of a piece, and what of it could not be used. */
  parse({ bytes, offset, tooLargeAt }: Piece): Batch {
    const issues: LineIssue[] = tooLargeAt.map((at) => ({ at, reason: 'too-large', object: null }));
    this.#orders = null;
    const lines = this.#takeLines(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      offset,
      issues,
    );
    const tables: Batch['tables'] = {};
    for (const table of Object.keys(this.#rows) as TableName[]) {
      const rows = this.#rows[table].take();
      if (rows) tables[table] = rows;
    }
    return {
      endOffset: offset + bytes.byteLength,
      lines: lines + tooLargeAt.length,
      orders: this.#takeIds(),
      tables,
      issues,
    };
  }

  #takeIds(): Batch['orders'] {
    return this.#orders && { first: BigInt(this.#orders.first), last: BigInt(this.#orders.last) };
  }

  #takeLines(bytes: Buffer, offset: number, issues: LineIssue[]): number {
    let lines = 0;
    for (let start = 0, next = 0; start < bytes.length; start = next) {
      next = start + 1;
      if (bytes[start] === NEWLINE) continue;
      lines++;
      if (this.#takeKnown(bytes, start)) {
        next = this.#known.next;
        continue;
      }
      const found = bytes.indexOf(NEWLINE, start);
      const end = found < 0 ? bytes.length : found;
      next = end + 1;
      const issue = this.#takeLine(bytes.toString('utf8', start, end));
      if (issue) issues.push({ ...issue, at: offset + start });
    }
    return lines;
  }

  /** Takes a line that is written as nearly all are; false, with nothing taken, for any other. */
  #takeKnown(bytes: Buffer, start: number): boolean {
    const line = this.#known.read(bytes, start);
    if (line === null) return false;
    const outcome = mapped(() => {
      if (line.kind === 'line') this.#add('order_line', line.row);
      else this.#takeOrder(line.facts);
    });
    return outcome.ok;
  }

  #takeLine(line: string): Omit<LineIssue, 'at'> | null {
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      return { reason: 'not-json', object: null };
    }
    if (json === null || typeof json !== 'object' || Array.isArray(json)) {
      return { reason: 'another-shape', object: null };
    }
    const outcome = mapped(() => this.#takeObject(json as Json));
    if (!outcome.ok) return { reason: outcome.reason, object: objectOf(json as Json) };
    if (outcome.value) return null;
    return { reason: 'unknown-object', object: null };
  }

  /** False if the type of the object was not asked for. */
  #takeObject(json: Json): boolean {
    switch (typeOf(json.id)) {
      case 'Order':
        this.#takeOrder(readOrder(json as Parameters<typeof readOrder>[0]));
        return true;
      case 'LineItem':
        this.#add('order_line', readLine(json as never, readId(json.__parentId)));
        return true;
      case 'Customer':
        this.#takeCustomer(json as Parameters<typeof mapCustomer>[0]);
        return true;
      case 'Product':
        this.#add('product', mapProduct(json as never, this.#context.readAt));
        return true;
      default:
        readId(json.id);
        return false;
    }
  }

  #hashEmail = (email: string) => hashEmail(this.#context.shopId, email);

  #takeOrder(facts: OrderFacts): void {
    const { id } = facts;
    this.#add('orders', orderRow(facts, this.#readAtMs, this.#hashEmail));
    if (!this.#orders) this.#orders = { first: id, last: id };
    else if (id > this.#orders.last) this.#orders.last = id;
    else if (id < this.#orders.first) this.#orders.first = id;
    for (const refund of facts.refunds) this.#add('refund', bareRefund(refund, id));
  }

  #takeCustomer(json: Parameters<typeof mapCustomer>[0]): void {
    const { shopId, readAt, withheld } = this.#context;
    const customer = mapCustomer(json, readAt);
    const person = mapPerson(json);
    this.#add('customer', customer);
    const isPart = isPersonWithheld(withheld);
    if (person) this.#add('customer_person', personRow(shopId, customer, person, isPart));
  }

  #add<Table extends TableName>(table: Table, row: CopyRow<Rows[Table]>): void {
    const rows: CopyRows<Rows[Table]> = this.#rows[table];
    rows.add(row);
  }
}

/**
 * The word before the number: 'Order' of 'gid://shopify/Order/1'. Whether it is a good id is seen
 * when it is read.
 */
function typeOf(gid: unknown): (typeof TYPES)[number] | undefined {
  if (typeof gid !== 'string') return undefined;
  return TYPES.find((type) => gid.startsWith(type, PREFIX) && gid[PREFIX + type.length] === '/');
}

const OBJECT = /^gid:\/\/shopify\/(Order|Customer|Product)\/\d{1,18}$/;

/** What can be read once more because of a line. */
function objectOf(json: Json): string | null {
  const gid = String(typeOf(json.id) === 'LineItem' ? json.__parentId : json.id);
  return OBJECT.test(gid) ? gid : null;
}
