// The rules for bulk queries, of shopify.dev/docs/api/usage/bulk-operations/queries.
import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { readDocument } from '../documents.ts';
import { isConnection, nodeTypeOf } from './connections.ts';

const maximumConnections = 5;
const maximumDepth = 2;

interface Found {
  connections: number;
  depth: number;
  problem: string | null;
}

/** The sentence with which Shopify refuses a bulk query, or null where it may run. */
export function checkBulkQuery(schema: GraphQLSchema, query: string): string | null {
  const document = readDocument(query);
  if (!('kind' in document))
    return `Invalid bulk query: ${document.map((error) => error.message).join('. ')}`;
  const operations = document.definitions.filter(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [operation] = operations;
  if (operations.length !== 1 || operation?.operation !== 'query')
    return 'Invalid bulk query: exactly one query operation is expected';
  if ((operation.variableDefinitions?.length ?? 0) > 0)
    return 'Bulk queries cannot contain variables.';
  const roots = operation.selectionSet.selections.filter(
    (selection): selection is FieldNode => selection.kind === Kind.FIELD,
  );
  if (roots.length !== 1 || operation.selectionSet.selections.length !== 1)
    return 'Bulk queries must contain exactly one top-level field.';
  const root = roots[0]!;
  if (root.name.value === 'node' || root.name.value === 'nodes')
    return 'Bulk queries cannot contain the top-level `node` or `nodes` field.';
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? [[definition.name.value, definition.selectionSet] as const]
        : [],
    ),
  );
  const found: Found = { connections: 0, depth: 0, problem: null };
  walk(schema, operation.selectionSet, schema.getQueryType()!, fragments, 0, false, found);
  if (found.problem) return found.problem;
  if (found.connections === 0) return 'Bulk queries must contain at least one connection.';
  if (found.connections > maximumConnections)
    return `Bulk queries cannot contain more than ${maximumConnections} connections.`;
  // The top-level connection is level 0; two more may be nested in it.
  if (found.depth > maximumDepth + 1)
    return `Bulk queries cannot contain connections with a nesting depth greater than ${maximumDepth}.`;
  return null;
}

function walk(
  schema: GraphQLSchema,
  set: SelectionSetNode,
  type: GraphQLNamedType,
  fragments: Map<string, SelectionSetNode>,
  depth: number,
  isInList: boolean,
  found: Found,
): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const inner = fragments.get(selection.name.value);
      if (inner) walk(schema, inner, type, fragments, depth, isInList, found);
      continue;
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const name = selection.typeCondition?.name.value;
      const inner = (name && schema.getType(name)) || type;
      walk(schema, selection.selectionSet, inner, fragments, depth, isInList, found);
      continue;
    }
    if (!selection.selectionSet || !(isObjectType(type) || isInterfaceType(type))) continue;
    const field = type.getFields()[selection.name.value];
    if (!field) continue;
    const named = getNamedType(field.type);
    if (isConnection(named)) {
      found.connections++;
      found.depth = Math.max(found.depth, depth + 1);
      if (isInList)
        found.problem ??= `Queries that contain a connection field within a list field are not currently supported.`;
      const node = nodeTypeOf(named);
      const isNode =
        node && 'getInterfaces' in node && node.getInterfaces().some(({ name }) => name === 'Node');
      if (!isNode)
        found.problem ??= `The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'Node' type: ${selection.name.value}`;
      walk(schema, selection.selectionSet, named, fragments, depth + 1, isInList, found);
      continue;
    }
    // The lists inside a connection are its own edges and nodes.
    const isOwnList = type.name.endsWith('Connection') || type.name.endsWith('Edge');
    const isList = isListType(getNullableType(field.type)) && !isOwnList;
    walk(schema, selection.selectionSet, named, fragments, depth, isInList || isList, found);
  }
}
