// Shopify's segment language, turned into a condition on the customers table.
import { fullNamespace } from '../store/metafields.ts';
import type { Value } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { fromDecimal } from './money.ts';

export interface SegmentCondition {
  sql: string;
  values: Value[];
}

/** A query that Shopify would refuse, with its own words. */
export class SegmentSyntaxError extends Error {}

const token =
  /\s*(?:(AND|OR|NOT|IS|NULL|CONTAINS|BETWEEN|IN)\b|(!=|<>|>=|<=|=|>|<|\(|\)|,)|'((?:[^'\\]|\\.)*)'|([-\w.$:]+))/giy;

type Token = { kind: 'keyword' | 'name' | 'sign' | 'text'; text: string };

/** The condition of a segment query. Throws SegmentSyntaxError. */
export function segmentCondition(store: Store, query: string): SegmentCondition {
  const tokens = tokenize(query);
  if (tokens.length === 0) return { sql: 'true', values: [] };
  const reader = { tokens, at: 0, store, values: [] as Value[] };
  const sql = readOr(reader);
  if (reader.at < tokens.length)
    throw new SegmentSyntaxError(`Unexpected '${tokens[reader.at]!.text}'`);
  return { sql, values: reader.values };
}

/** Whether one customer is a member of the segment with this query. */
export function matchesSegment(store: Store, query: string, customerId: number): boolean {
  const { sql, values } = segmentCondition(store, query);
  return store.customers.count(`id = ? AND (${sql})`, customerId, ...values) > 0;
}

interface Reader {
  tokens: Token[];
  at: number;
  store: Store;
  values: Value[];
}

function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < query.trimEnd().length) {
    const from = token.lastIndex;
    const match = token.exec(query);
    if (!match) throw new SegmentSyntaxError(`Unexpected character at position ${from}`);
    const [, keyword, sign, text, name] = match;
    if (keyword) tokens.push({ kind: 'keyword', text: keyword.toUpperCase() });
    else if (sign) tokens.push({ kind: 'sign', text: sign });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.replace(/\\(.)/g, '$1') });
    else tokens.push({ kind: 'name', text: name! });
  }
  return tokens;
}

function take(reader: Reader, text?: string): Token | null {
  const next = reader.tokens[reader.at];
  if (!next || (text !== undefined && (next.text !== text || next.kind === 'text'))) return null;
  reader.at++;
  return next;
}

function readOr(reader: Reader): string {
  const parts = [readAnd(reader)];
  while (take(reader, 'OR')) parts.push(readAnd(reader));
  return parts.length === 1 ? parts[0]! : `(${parts.join(' OR ')})`;
}

function readAnd(reader: Reader): string {
  const parts = [readNot(reader)];
  while (take(reader, 'AND')) parts.push(readNot(reader));
  return parts.length === 1 ? parts[0]! : `(${parts.join(' AND ')})`;
}

function readNot(reader: Reader): string {
  if (take(reader, 'NOT')) return `NOT ${readNot(reader)}`;
  if (take(reader, '(')) {
    const inner = readOr(reader);
    if (!take(reader, ')')) throw new SegmentSyntaxError("Missing ')'");
    return `(${inner})`;
  }
  return readComparison(reader);
}

function readComparison(reader: Reader): string {
  const name = take(reader);
  if (name?.kind !== 'name') throw new SegmentSyntaxError('A filter name was expected');
  const column = columnOf(name.text);
  if (take(reader, 'IS')) {
    const isNot = take(reader, 'NOT') !== null;
    if (!take(reader, 'NULL')) throw new SegmentSyntaxError("'NULL' was expected after 'IS'");
    return valueTest(reader, column, isNot ? 'IS NOT NULL' : 'IS NULL', []);
  }
  const isNegated = take(reader, 'NOT') !== null;
  const not = isNegated ? 'NOT ' : '';
  if (take(reader, 'CONTAINS'))
    return `${not}${contains(reader, column, readValue(reader, column))}`;
  if (take(reader, 'BETWEEN')) {
    const low = readValue(reader, column);
    if (!take(reader, 'AND')) throw new SegmentSyntaxError("'AND' was expected after 'BETWEEN'");
    const high = readValue(reader, column);
    return not + valueTest(reader, column, 'BETWEEN ? AND ?', [low, high]);
  }
  const sign = take(reader);
  if (sign?.kind !== 'sign' || sign.text === '(' || sign.text === ')')
    throw new SegmentSyntaxError(`An operator was expected after '${name.text}'`);
  const operator = sign.text === '!=' ? '<>' : sign.text;
  const value = readValue(reader, column);
  if (column.kind === 'list')
    return operator === '<>'
      ? `NOT ${contains(reader, column, value)}`
      : contains(reader, column, value);
  return valueTest(reader, column, `${operator} ?`, [value]);
}

type Column =
  | { kind: 'date' | 'money' | 'number' | 'text'; sql: string; bound: Value[] }
  | { kind: 'list'; path: string };

const columns: Record<string, Column> = {
  number_of_orders: { kind: 'number', sql: 'orders_count', bound: [] },
  amount_spent: { kind: 'money', sql: 'amount_spent', bound: [] },
  last_order_date: { kind: 'date', sql: 'substr(last_order_at, 1, 10)', bound: [] },
  customer_added_date: { kind: 'date', sql: 'substr(created_at, 1, 10)', bound: [] },
  customer_account_status: { kind: 'text', sql: 'state', bound: [] },
  customer_language: { kind: 'text', sql: "json_extract(doc, '$.locale')", bound: [] },
  email_subscription_status: {
    kind: 'text',
    sql: "json_extract(doc, '$.emailConsent.state')",
    bound: [],
  },
  sms_subscription_status: {
    kind: 'text',
    sql: "json_extract(doc, '$.smsConsent.state')",
    bound: [],
  },
  customer_email_domain: {
    kind: 'text',
    sql: "substr(email, instr(email, '@') + 1)",
    bound: [],
  },
  customer_tags: { kind: 'list', path: '$.tags' },
  customer_countries: { kind: 'list', path: '$.addresses' },
};

function columnOf(name: string): Column {
  const known = columns[name.toLowerCase()];
  if (known) return known;
  const parts = /^metafields\.(.+)\.([^.]+)$/.exec(name);
  if (!parts) throw new SegmentSyntaxError(`'${name}' filter cannot be found.`);
  return {
    kind: 'text',
    sql: `(SELECT value FROM metafields WHERE owner_type = 'CUSTOMER' AND owner_id = customers.id
      AND namespace = ? AND key = ?)`,
    bound: [fullNamespace(parts[1] === 'app' ? '$app' : parts[1]), parts[2]!],
  };
}

function readValue(reader: Reader, column: Column): Value {
  const next = take(reader);
  if (!next || next.kind === 'sign' || next.kind === 'keyword')
    throw new SegmentSyntaxError('A value was expected');
  if (column.kind === 'number') return Number(next.text);
  if (column.kind === 'money') return fromDecimal(next.text, reader.store.shop().currency);
  if (column.kind === 'date') return dateValue(reader.store, next.text);
  return next.text;
}

/** `2026-01-31`, or an offset from today such as `-30d`, `-2w`, `-6m`, `-1y`, or `today`. */
function dateValue(store: Store, text: string): string {
  const offset = /^([+-]?\d+)([dwmy])$/.exec(text);
  const day = store.clock.date();
  if (offset) {
    const count = Number(offset[1]);
    if (offset[2] === 'm') day.setUTCMonth(day.getUTCMonth() + count);
    else if (offset[2] === 'y') day.setUTCFullYear(day.getUTCFullYear() + count);
    else day.setUTCDate(day.getUTCDate() + count * (offset[2] === 'w' ? 7 : 1));
  } else if (text !== 'today') {
    if (!/^\d{4}-\d{2}-\d{2}/.test(text)) throw new SegmentSyntaxError(`'${text}' is not a date`);
    return text.slice(0, 10);
  }
  return day.toISOString().slice(0, 10);
}

function contains(reader: Reader, column: Column, value: Value): string {
  if (column.kind !== 'list') throw new SegmentSyntaxError("'CONTAINS' needs a list filter");
  reader.values.push(String(value).toLowerCase());
  return column.path === '$.tags'
    ? "EXISTS (SELECT 1 FROM json_each(doc, '$.tags') WHERE lower(value) = ?)"
    : `EXISTS (SELECT 1 FROM json_each(doc, '$.addresses')
        WHERE lower(value ->> 'countryCode') = ?)`;
}

function valueTest(reader: Reader, column: Column, test: string, values: Value[]): string {
  if (column.kind === 'list') return `(json_array_length(doc, '${column.path}') > 0) ${test}`;
  reader.values.push(...column.bound, ...values);
  // Numbers in metafields are text; comparing them as text would put 9 above 10.
  const isNumeric =
    values.length > 0 && values.every((value) => /^-?\d+(\.\d+)?$/.test(String(value)));
  const isMetafield = column.bound.length > 0;
  return isMetafield && isNumeric
    ? `CAST(${column.sql} AS REAL) ${test.replaceAll('?', 'CAST(? AS REAL)')}`
    : `${column.sql} ${test}`;
}
