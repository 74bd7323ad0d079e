// Bulk operations of the Admin API: start one, ask how it is, read its file from any byte on.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type ASTNode, type DocumentNode, Kind, print, visit } from 'graphql';
import { callShopify } from './call.server.ts';
import { ShopifyRefused, ShopifyUnreachable } from './failures.ts';
import type { ReadBulkQuery } from './operations.generated.ts';
import { CancelBulkDocument, ReadBulkDocument, RunBulkDocument } from './operations.generated.ts';
import type { CallableShop } from './token.server.ts';

export type BulkState = NonNullable<ReadBulkQuery['bulkOperation']>;

/** As many bulk queries as Shopify runs for one app in one shop. */
export const BULK_AT_ONCE = 5;

export type StartedBulk = { id: string; createdAt: string };

/** Fields of a type, by their paths, that an operation is not to ask for. */
export type LeftOut = { type: string; paths: ReadonlySet<string> };

/**
 * Starts a bulk operation; null if five run already: try again later.
 * Text variables are written into the query, since a bulk operation takes none. One withheld field
 * would end the whole operation, so what is known to be withheld is left out.
 */
export async function startBulk(
  shop: CallableShop,
  document: TypedDocumentNode<unknown, { query: string }>,
  variables: { query: string },
  leftOut: LeftOut | null,
  signal?: AbortSignal,
): Promise<StartedBulk | null> {
  const query = withValues(leftOut ? without(document, leftOut) : document, variables);
  try {
    const data = await callShopify(
      shop,
      RunBulkDocument,
      { query },
      { priority: 'import', signal },
    );
    return data.bulkOperationRunQuery?.bulkOperation ?? null;
  } catch (error) {
    const isFull = (code: string) => code === 'LIMIT_REACHED' || code === 'OPERATION_IN_PROGRESS';
    if (error instanceof ShopifyRefused && error.codes.some(isFull)) return null;
    throw error;
  }
}

/**
 * The state of an operation with a fresh address of its file, or null if Shopify does not know it
 * any more.
 */
export async function readBulk(
  shop: CallableShop,
  id: string,
  signal?: AbortSignal,
): Promise<BulkState | null> {
  const data = await callShopify(shop, ReadBulkDocument, { id }, { priority: 'import', signal });
  return data.bulkOperation ?? null;
}

/** Asks Shopify to stop an operation; one that is over already is left alone. */
export async function cancelBulk(
  shop: CallableShop,
  id: string,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await callShopify(shop, CancelBulkDocument, { id }, { priority: 'import', signal });
  } catch (error) {
    if (!(error instanceof ShopifyRefused)) throw error;
  }
}

/** A document without some fields of the fragments on a type. */
function without<Document extends DocumentNode>(
  document: Document,
  { type, paths }: LeftOut,
): Document {
  return visit(document, {
    Field: {
      enter(field, _key, _parent, _path, ancestors) {
        const above = ancestors.filter((one): one is ASTNode => 'kind' in one);
        const fragment = above.find((one) => one.kind === Kind.FRAGMENT_DEFINITION);
        if (fragment?.typeCondition.name.value !== type) return undefined;
        const fields = above.filter((one) => one.kind === Kind.FIELD);
        const path = [...fields, field].map(({ name }) => name.value).join('.');
        return paths.has(path) ? null : undefined;
      },
      // An object of which nothing is left cannot be asked for.
      leave: (field) => (field.selectionSet?.selections.length === 0 ? null : undefined),
    },
  });
}

/** The text of a document with its variables' values in their places. */
function withValues(document: DocumentNode, variables: Record<string, string>): string {
  const filled = visit(document, {
    OperationDefinition: (node) => ({ ...node, variableDefinitions: [] }),
    Variable: (node) => ({ kind: Kind.STRING, value: variables[node.name.value] ?? '' }),
  });
  return print(filled);
}

/** The signed address does not work any more: ask for the operation again. */
export class AddressExpired extends Error {
  override name = 'AddressExpired';
}

/** The bytes of a bulk file from `offset` on. Throws AddressExpired or ShopifyUnreachable. */
export async function* downloadFrom(
  url: string,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const headers: Record<string, string> = offset > 0 ? { range: `bytes=${offset}-` } : {};
  const response = await fetch(url, { headers, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new ShopifyUnreachable('download', 'no connection', false, error);
  });
  // 416: everything was read already.
  if (response.status === 416) return;
  if ([401, 403, 404, 410].includes(response.status)) {
    throw new AddressExpired(`status ${response.status}`);
  }
  if (!response.ok || !response.body) {
    throw new ShopifyUnreachable('download', `status ${response.status}`, false);
  }
  // A store that does not know Range sends the file from its beginning.
  let toSkip = response.status === 206 ? 0 : offset;
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      if (toSkip >= chunk.byteLength) toSkip -= chunk.byteLength;
      else {
        yield toSkip > 0 ? chunk.subarray(toSkip) : chunk;
        toSkip = 0;
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new ShopifyUnreachable('download', 'the connection broke', false, error);
  }
}
