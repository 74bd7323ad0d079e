// Connections over arrays in memory and over tables, with cursors that hold a place when rows are
// added before them.
import type { Value } from '../store/sqlite.ts';
import { badRequest } from './errors.ts';
import type { ApiContext } from './resolver.ts';

export interface PageArguments {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
  reverse?: boolean | null;
}

export interface Connection<Node> {
  nodes: Node[];
  edges: { node: Node; cursor: string }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

const maximumPage = 250;

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

const invalidCursor = () => badRequest('Invalid cursor for current pagination sort.');

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw invalidCursor();
  }
}

function decodeIndex(cursor: string): number {
  const index = decode(cursor);
  if (typeof index !== 'number') throw invalidCursor();
  return index;
}

function decodePlace(cursor: string): Place {
  const place = decode(cursor) as Partial<Place> | null;
  if (typeof place?.last_id !== 'number' || place.last_value === undefined) throw invalidCursor();
  return place as Place;
}

/** Checks `first` and `last` as Shopify does and returns the size of the page. */
export function pageSize(args: PageArguments, context: ApiContext, maximum = maximumPage): number {
  if (context.isBulk) return Number.MAX_SAFE_INTEGER;
  const { first, last } = args;
  if (first == null && last == null) throw badRequest('you must provide one of first or last');
  if (first != null && last != null)
    throw badRequest('providing both first and last is not supported');
  const size = first ?? last!;
  const name = first == null ? 'last' : 'first';
  if (size < 0) throw badRequest(`${name} cannot be negative`);
  if (size > maximum) throw badRequest(`${name} cannot exceed ${maximum}`);
  return size;
}

/** A page of an array. */
export function arrayConnection<Node>(
  list: Node[],
  args: PageArguments,
  context: ApiContext,
  maximum = maximumPage,
): Connection<Node> {
  const size = pageSize(args, context, maximum);
  const ordered = args.reverse ? list.toReversed() : list;
  let start = args.after ? decodeIndex(args.after) + 1 : 0;
  let end = args.before ? decodeIndex(args.before) : ordered.length;
  if (args.last == null) end = Math.min(end, start + size);
  else start = Math.max(start, end - size);
  const nodes = ordered.slice(start, end);
  return makeConnection(
    nodes,
    (_, index) => encode(start + index),
    start > 0,
    end < ordered.length,
  );
}

function makeConnection<Node>(
  nodes: Node[],
  cursorOf: (node: Node, index: number) => string,
  hasPreviousPage: boolean,
  hasNextPage: boolean,
): Connection<Node> {
  return {
    nodes,
    get edges() {
      return nodes.map((node, index) => ({ node, cursor: cursorOf(node, index) }));
    },
    get pageInfo() {
      const last = nodes.length - 1;
      return {
        hasNextPage,
        hasPreviousPage,
        startCursor: last < 0 ? null : cursorOf(nodes[0]!, 0),
        endCursor: last < 0 ? null : cursorOf(nodes[last]!, last),
      };
    },
  };
}

export interface TableQuery {
  table: string;
  /** Column or expression to sort by; ties go by id. */
  sort: string;
  where: string[];
  values: Value[];
}

interface Row {
  doc: string;
  sort_value: Value;
  id: number;
}

interface Place {
  last_value: Value;
  last_id: number;
}

/** A page of a table, read by key and not by offset, so that it costs the same at any depth. */
export function tableConnection<Doc>(
  query: TableQuery,
  args: PageArguments,
  context: ApiContext,
  maximum = maximumPage,
): Connection<Doc> {
  const size = pageSize(args, context, maximum);
  const isBackward = args.last != null;
  const isDescending = (args.reverse ?? false) !== isBackward;
  const where = [...query.where];
  const values = [...query.values];
  const addPlace = (cursor: string, isBeyond: boolean): void => {
    const place = decodePlace(cursor);
    const sign = (args.reverse ?? false) === isBeyond ? '<' : '>';
    where.push(`(${query.sort}, id) ${sign} (?, ?)`);
    values.push(place.last_value, place.last_id);
  };
  if (args.after) addPlace(args.after, true);
  if (args.before) addPlace(args.before, false);
  const direction = isDescending ? 'DESC' : 'ASC';
  const limit = context.isBulk ? -1 : size + 1;
  const rows = context.store.database.all<Row>(
    `SELECT doc, id, ${query.sort} AS sort_value FROM ${query.table}
     WHERE ${allOf(where)}
     ORDER BY ${query.sort} ${direction}, id ${direction} LIMIT ?`,
    ...values,
    limit,
  );
  const hasMore = rows.length > size;
  if (hasMore) rows.length = size;
  if (isBackward) rows.reverse();
  const nodes = rows.map((row) => JSON.parse(row.doc) as Doc);
  return makeConnection(
    nodes,
    (_, index) => encode({ last_id: rows[index]!.id, last_value: rows[index]!.sort_value }),
    isBackward ? hasMore : Boolean(args.after),
    isBackward ? Boolean(args.before) : hasMore,
  );
}

const allOf = (conditions: string[]): string =>
  conditions.length === 0 ? 'true' : conditions.map((part) => `(${part})`).join(' AND ');

/** How many rows a query has; Shopify counts no further than its limit. */
export function tableCount(
  query: Pick<TableQuery, 'table' | 'values' | 'where'>,
  limit: number | null,
  context: ApiContext,
): { count: number; precision: 'AT_LEAST' | 'EXACT' } {
  const row = context.store.database.get<{ n: number }>(
    `SELECT count(*) AS n FROM ${query.table}
     WHERE ${allOf(query.where)}`,
    ...query.values,
  );
  const count = row?.n ?? 0;
  if (limit !== null && count > limit) return { count: limit, precision: 'AT_LEAST' };
  return { count, precision: 'EXACT' };
}
