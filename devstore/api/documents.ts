// Parsed and validated documents, kept by their text: an app sends the same few again and again.
import { type DocumentNode, type GraphQLError, parse, validate } from 'graphql';
import { loadAdminSchema } from './schema.ts';

const documents = new Map<string, DocumentNode | readonly GraphQLError[]>();
const maximumDocuments = 1000;

/** Parses and validates a document; both results are kept, as an app sends the same few texts. */
export function readDocument(query: string): DocumentNode | readonly GraphQLError[] {
  let known = documents.get(query);
  if (!known) {
    known = parseAndValidate(query);
    if (documents.size >= maximumDocuments) documents.clear();
    documents.set(query, known);
  }
  return known;
}

function parseAndValidate(query: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(query);
    const errors = validate(loadAdminSchema().schema, document, undefined, { maxErrors: 20 });
    return errors.length > 0 ? errors : document;
  } catch (error) {
    return [error as GraphQLError];
  }
}

export function isErrors(
  document: DocumentNode | readonly GraphQLError[],
): document is readonly GraphQLError[] {
  return Array.isArray(document);
}
