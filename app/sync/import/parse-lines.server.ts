// Turns the bytes of a bulk file into rows in COPY's text format. Runs in a thread of its own
// (parse-thread), and keeps nothing but the beginning of a line that has not ended yet.
import { mapCustomer, mapPerson } from '../map/map-customer.ts';
import { mapLine, mapOrder, mapRefund } from '../map/map-order.ts';
import { mapProduct } from '../map/map-product.ts';
import { mapped, readGid } from '../map/read-json.ts';
import { sealPerson } from '../person/person-cipher.server.ts';
import type { Rows, TableName } from '../store/columns.ts';
import { copyWriter } from '../store/copy-text.ts';

/** Something of the file that could not be used, by the byte where its line begins. */
export type LineIssue = { at: number; reason: string; detail: string };

export type Batch = {
  /** The next byte to read after a stop. */
  endOffset: number;
  lines: number;
  /** Rows of each table, in COPY's text format. */
  tables: Partial<Record<TableName, Buffer>>;
  issues: LineIssue[];
};

export type ParseContext = { shopId: number; readAt: Date };

const NEWLINE = 10;
const NOTHING_WITHHELD: ReadonlySet<string> = new Set();
const NO_REFUNDS = [] as const;

type Json = Record<string, unknown>;

/** Takes the bytes of a file in pieces and gives the rows of every piece. */
export class BatchParser {
  readonly #context: ParseContext;
  readonly #write: { [Table in TableName]: (row: Rows[Table]) => string };
  #rest: Buffer = Buffer.alloc(0);
  #offset: number;
  #text: Partial<Record<TableName, string>> = {};
  #issues: LineIssue[] = [];

  /** `offset` is the byte of the file that the first piece begins with. */
  constructor(context: ParseContext, offset: number) {
    this.#context = context;
    this.#offset = offset;
    const writer = <Table extends TableName>(table: Table) => copyWriter(table, context.shopId);
    this.#write = {
      orders: writer('orders'),
      order_line: writer('order_line'),
      refund: writer('refund'),
      refund_line: writer('refund_line'),
      customer: writer('customer'),
      customer_person: writer('customer_person'),
      product: writer('product'),
    };
  }

  /** The rows of all lines that end in `bytes`; with `isLast`, of the unended last one too. */
  take(bytes: Buffer, isLast: boolean): Batch {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    const end = isLast ? all.length : all.lastIndexOf(NEWLINE) + 1;
    this.#text = {};
    this.#issues = [];
    const lines = this.#takeLines(all.subarray(0, end));
    this.#rest = Buffer.from(all.subarray(end));
    this.#offset += end;
    const tables = Object.entries(this.#text).map(([table, text]) => [table, Buffer.from(text)]);
    return {
      endOffset: this.#offset,
      lines,
      tables: Object.fromEntries(tables),
      issues: this.#issues,
    };
  }

  #takeLines(bytes: Buffer): number {
    // Decoded in one go: a call for every line costs more than the lines.
    const text = bytes.toString('utf8');
    let lines = 0;
    for (let start = 0; start < text.length; ) {
      const found = text.indexOf('\n', start);
      const end = found < 0 ? text.length : found;
      if (end > start) {
        lines++;
        const issue = this.#takeLine(text.slice(start, end));
        // Only now does anybody want to know the byte.
        if (issue) this.#issues.push({ ...issue, at: this.#offset + byteOf(text, start) });
      }
      start = end + 1;
    }
    return lines;
  }

  #takeLine(line: string): Omit<LineIssue, 'at'> | null {
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      return { reason: 'not-json', detail: 'the line is cut off or garbled' };
    }
    if (json === null || typeof json !== 'object' || Array.isArray(json)) {
      return { reason: 'another-shape', detail: 'the line is not an object' };
    }
    const outcome = mapped(() => this.#takeObject(json as Json));
    if (!outcome.ok) return { reason: outcome.reason, detail: outcome.detail };
    if (outcome.value) return null;
    return { reason: 'unknown-object', detail: 'not a type that was asked for' };
  }

  /** False if the type of the object was not asked for. */
  #takeObject(json: Json): boolean {
    switch (typeOf(json.id)) {
      case 'Order':
        this.#takeOrder(json as Parameters<typeof mapOrder>[0]);
        return true;
      case 'LineItem':
        this.#add('order_line', mapLine(json as never, readGid(json.__parentId)));
        return true;
      case 'Customer':
        this.#takeCustomer(json as Parameters<typeof mapCustomer>[0]);
        return true;
      case 'Product':
        this.#add('product', mapProduct(json as never, this.#context.readAt));
        return true;
      default:
        readGid(json.id);
        return false;
    }
  }

  #takeOrder(json: Parameters<typeof mapOrder>[0]): void {
    const order = mapOrder(json, this.#context.readAt, NO_REFUNDS);
    const refunds = (json.refunds ?? []).map((refund) => mapRefund(refund, order, undefined));
    this.#add('orders', order);
    for (const { refund } of refunds) this.#add('refund', refund);
  }

  #takeCustomer(json: Parameters<typeof mapCustomer>[0]): void {
    const customer = mapCustomer(json, this.#context.readAt);
    const person = mapPerson(json, NOTHING_WITHHELD, null);
    this.#add('customer', customer);
    if (!person) return;
    this.#add('customer_person', {
      customerId: customer.id,
      updatedAt: customer.updatedAt,
      ...sealPerson(this.#context.shopId, customer.id, person),
    });
  }

  #add<Table extends TableName>(table: Table, row: Rows[Table]): void {
    const write: (row: Rows[Table]) => string = this.#write[table];
    this.#text[table] = (this.#text[table] ?? '') + write(row);
  }
}

const byteOf = (text: string, at: number) => Buffer.byteLength(text.slice(0, at), 'utf8');

/**
 * The word before the number: 'Order' of 'gid://shopify/Order/1'. Whether it is a good id is seen
 * when it is read.
 */
function typeOf(gid: unknown): string {
  return typeof gid === 'string' ? gid.slice(14, gid.lastIndexOf('/')) : '';
}
