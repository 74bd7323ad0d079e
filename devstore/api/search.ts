// Shopify's search syntax, turned into a condition on a table: field:value, comparisons, ranges,
// AND, OR, NOT, quotes.
import type { Value } from '../store/sqlite.ts';
import type { ApiContext } from './resolver.ts';

export type Sign = '<' | '<=' | '=' | '>' | '>=';

export interface Condition {
  sql: string;
  values: Value[];
}

/** The condition for one term; null where the value makes no sense, which matches nothing. */
export type SearchField = (sign: Sign, text: string, context: ApiContext) => Condition | null;

export type SearchFields = Record<string, SearchField>;

interface Reader {
  words: string[];
  at: number;
  fields: SearchFields;
  context: ApiContext;
  warnings: { field: string; message: string }[];
}

/**
 * The condition for a search query. A term with an unknown field is left out with a warning in
 * `extensions.search`, exactly as careless as Shopify is about it.
 */
export function searchCondition(
  query: string | null | undefined,
  path: string,
  fields: SearchFields,
  context: ApiContext,
): Condition {
  if (!query?.trim()) return { sql: 'true', values: [] };
  // A word is a quoted text, a bracket, or a run of other characters that may hold quoted parts.
  const words = query.match(/\(|\)|(?:[^\s()"']|"[^"]*"|'[^']*')+/g) ?? [];
  const reader: Reader = { words, at: 0, fields, context, warnings: [] };
  const condition = readOr(reader);
  if (reader.warnings.length > 0)
    context.searchWarnings.push({
      path: [path],
      query,
      parsed: query,
      warnings: reader.warnings,
    });
  return condition;
}

function join(parts: Condition[], operator: string): Condition {
  if (parts.length === 1) return parts[0]!;
  return {
    sql: `(${parts.map((part) => part.sql).join(` ${operator} `)})`,
    values: parts.flatMap((part) => part.values),
  };
}

function readOr(reader: Reader): Condition {
  const parts = [readAnd(reader)];
  while (reader.words[reader.at] === 'OR') {
    reader.at++;
    parts.push(readAnd(reader));
  }
  return join(parts, 'OR');
}

function readAnd(reader: Reader): Condition {
  const parts = [readNot(reader)];
  for (;;) {
    const word = reader.words[reader.at];
    if (word === undefined || word === ')' || word === 'OR') return join(parts, 'AND');
    if (word === 'AND') reader.at++;
    parts.push(readNot(reader));
  }
}

function readNot(reader: Reader): Condition {
  const word = reader.words[reader.at];
  if (word === 'NOT') {
    reader.at++;
    return negate(readNot(reader));
  }
  if (word === '(' || word === '-') {
    reader.at++;
    if (word === '-') return negate(readNot(reader));
    const inner = readOr(reader);
    reader.at++;
    return inner;
  }
  reader.at++;
  if (word?.startsWith('-')) return negate(readTerm(reader, word.slice(1)));
  return readTerm(reader, word ?? '');
}

/** SQL's NOT of an unknown is unknown; Shopify's NOT means everything else. */
function negate(condition: Condition): Condition {
  return { sql: `NOT coalesce((${condition.sql}), false)`, values: condition.values };
}

function readTerm(reader: Reader, word: string): Condition {
  const match = /^([\w.$-]+):(>=|<=|>|<|=)?(.*)$/s.exec(word);
  const name = match ? match[1]! : 'default';
  const field = reader.fields[name] ?? metafieldSearch(name);
  if (!field) {
    reader.warnings.push({ field: name, message: 'Invalid search field for this query.' });
    return { sql: 'true', values: [] };
  }
  const sign = ((match?.[2] ?? '=') as Sign) || '=';
  const text = unquote(match ? match[3]! : word);
  return field(sign, text, reader.context) ?? { sql: 'false', values: [] };
}

function metafieldSearch(name: string): SearchField | null {
  const match = /^metafields\.(.+)\.([^.]+)$/.exec(name);
  if (!match) return null;
  return (sign, text) => ({
    sql: `EXISTS (SELECT 1 FROM metafields WHERE owner_id = id AND namespace = ? AND key = ? AND value ${sign} ?)`,
    values: [match[1] === '$app' || match[1] === 'app' ? 'app--1' : match[1]!, match[2]!, text],
  });
}

function unquote(text: string): string {
  return text.replace(/^(["'])([\s\S]*)\1$/, '$2');
}

/** An instant: a date means its first moment, other offsets are brought to UTC. */
function instantOf(text: string, context: ApiContext): string | null {
  const relative = /^(?:now|past_(\w+))$/.exec(text);
  const ms = relative ? context.store.clock.ms() : Date.parse(text);
  return Number.isNaN(ms) ? null : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

export function dateField(column: string): SearchField {
  return (sign, text, context) => {
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
    const instant = instantOf(text, context);
    if (instant === null) return null;
    if (isDay && sign === '=') return { sql: `substr(${column}, 1, 10) = ?`, values: [text] };
    return { sql: `${column} ${sign} ?`, values: [instant] };
  };
}

export function textField(expression: string): SearchField {
  return (sign, text) => {
    if (text === '*') return { sql: `${expression} IS NOT NULL`, values: [] };
    if (text.endsWith('*'))
      return {
        sql: `lower(${expression}) LIKE ?`,
        values: [`${text.slice(0, -1).toLowerCase()}%`],
      };
    return { sql: `lower(${expression}) ${sign} ?`, values: [text.toLowerCase()] };
  };
}

export function numberField(expression: string): SearchField {
  return (sign, text) => {
    const number = Number(text.replace(/^gid:\/\/shopify\/\w+\//, ''));
    return Number.isNaN(number) ? null : { sql: `${expression} ${sign} ?`, values: [number] };
  };
}

export function tagField(isNegated = false): SearchField {
  return (_, text) => ({
    sql: `${isNegated ? 'NOT ' : ''}EXISTS (SELECT 1 FROM json_each(doc, '$.tags')
      WHERE lower(value) = ?)`,
    values: [text.toLowerCase()],
  });
}

/** A field whose words stand for conditions. */
export function choiceField(choices: Record<string, string>): SearchField {
  return (_, text) => {
    const parts = text.split(',').map((part) => choices[part.trim().toLowerCase()]);
    const known = parts.filter((part) => part !== undefined);
    return known.length === 0 ? null : { sql: known.join(' OR '), values: [] };
  };
}
