// What a resolver is. All resolvers are synchronous, so that a bulk operation can run them in a
// tight loop.
import type { GraphQLSchema } from 'graphql';
import type { Store } from '../store/store.ts';

export interface ApiContext {
  store: Store;
  schema: GraphQLSchema;
  /** Scopes of the token, write scopes with the read scopes they contain. */
  scopes: ReadonlySet<string>;
  /** Set while a bulk operation runs: connections give everything they have. */
  isBulk: boolean;
  /** Where the files of bulk operations are reached. */
  publicOrigin: string;
  /** Things to do once the answer is on its way. */
  afterwards: (() => void)[];
  /** Bulk operations that this request created; the caller starts them. */
  bulkToStart: number[];
  /** Rows that were read already in this request. */
  memo: Map<string, unknown>;
  /** Warnings of search queries, for `extensions.search`. */
  searchWarnings: SearchWarning[];
}

export interface SearchWarning {
  path: string[];
  query: string;
  parsed: string;
  warnings: { field: string; message: string }[];
}

// Sources and arguments differ from field to field; each resolver names its own in its parameters.
// biome-ignore lint/suspicious/noExplicitAny: a table of differently typed functions
export type Resolver = (source: any, args: any, context: ApiContext) => unknown;

/**
 * Resolvers by type and field. Fields that are left out are read from the source's property of that
 * name.
 */
export type Resolvers = Record<string, Record<string, Resolver>>;

const typeOf: unique symbol = Symbol('GraphQL type');

/** Marks an object with its GraphQL type, which interfaces and unions need. */
export function asType<Source extends object>(type: string, source: Source): Source {
  (source as { [typeOf]?: string })[typeOf] = type;
  return source;
}

/** The GraphQL type of a marked object. */
export function typeNameOf(source: unknown): string | undefined {
  return (source as { [typeOf]?: string } | null)?.[typeOf];
}
