// What a query costs, before and after it ran. Scalars are free, an object is 1, a mutation 10, and
// a connection grows with the logarithm of its size: Shopify publishes no formula since 2024, and a
// published breakdown (product 1 + variants(first: 250) with one object in each node = 25) fits 2 +
// cost of a node × 2 ln(size).
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';

export const maximumQueryCost = 1000;
const mutationCost = 10;

interface Reader {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
}

/** The most that an operation can cost, told from its text and variables. */
export function requestedCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number {
  return costOf(schema, document, operation, variables, undefined);
}

/** What it did cost, told from the answer: nulls are free and lists are as long as they are. */
export function actualCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
  data: unknown,
): number {
  return costOf(schema, document, operation, variables, data ?? {});
}

function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
  data: unknown,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  const reader = { schema, fragments, variables };
  const isMutation = operation.operation === 'mutation';
  const root = isMutation ? schema.getMutationType()! : schema.getQueryType()!;
  if (isMutation)
    return (
      fieldsOf(reader, operation.selectionSet, root).filter(
        ({ node }) => data === undefined || (data as Data)[keyOf(node)] !== null,
      ).length * mutationCost
    );
  return Math.max(
    data === undefined ? 0 : 1,
    selectionCost(reader, operation.selectionSet, root, data),
  );
}

type Data = Record<string, unknown>;
type FieldNode = Extract<SelectionSetNode['selections'][number], { kind: Kind.FIELD }>;

const keyOf = (node: FieldNode): string => node.alias?.value ?? node.name.value;

function fieldsOf(
  reader: Reader,
  set: SelectionSetNode,
  type: GraphQLNamedType,
): { node: FieldNode; type: GraphQLNamedType }[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [{ node: selection, type }];
    const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
    const fragment = isSpread ? reader.fragments.get(selection.name.value) : selection;
    if (!fragment) return [];
    const condition = fragment.typeCondition?.name.value;
    const inner = condition ? (reader.schema.getType(condition) ?? type) : type;
    return fieldsOf(reader, fragment.selectionSet, inner);
  });
}

function selectionCost(
  reader: Reader,
  set: SelectionSetNode,
  type: GraphQLNamedType,
  data: unknown,
): number {
  // Of the alternatives of an interface or union only the dearest can come true.
  const perType = new Map<string, number>();
  for (const { node, type: owner } of fieldsOf(reader, set, type)) {
    const cost = fieldCost(reader, node, owner, data);
    perType.set(owner.name, (perType.get(owner.name) ?? 0) + cost);
  }
  const own = perType.get(type.name) ?? 0;
  const others = [...perType].filter(([name]) => name !== type.name).map(([, cost]) => cost);
  return own + (isAbstractType(type) ? Math.max(0, ...others) : others.reduce((a, b) => a + b, 0));
}

function fieldCost(
  reader: Reader,
  node: FieldNode,
  owner: GraphQLNamedType,
  data: unknown,
): number {
  if (!node.selectionSet || !(isObjectType(owner) || isInterfaceType(owner))) return 0;
  const field = owner.getFields()[node.name.value];
  if (!field) return 0;
  const named = getNamedType(field.type);
  if (!isCompositeType(named)) return 0;
  const value = data === undefined ? undefined : (data as Data | null)?.[keyOf(node)];
  if (data !== undefined && value == null) return 0;
  if (isObjectType(named) && named.name.endsWith('Connection'))
    return connectionCost(reader, node, named, value);
  // A plain list is one field, however long it is; only `nodes(ids:)` is as long as it was asked
  // for.
  const count = sizeOf(reader, node, 'ids') ?? 1;
  if (!Array.isArray(value))
    return count * (1 + selectionCost(reader, node.selectionSet, named, value));
  const costs = value.map((item) =>
    item === null ? 0 : 1 + selectionCost(reader, node.selectionSet!, named, item),
  );
  return count > 1 ? costs.reduce((sum, cost) => sum + cost, 0) : Math.max(0, ...costs);
}

function connectionCost(
  reader: Reader,
  node: FieldNode,
  type: GraphQLObjectType,
  value: unknown,
): number {
  const inner = fieldsOf(reader, node.selectionSet!, type);
  let nodeCost = 0;
  let size = sizeOf(reader, node, 'first') ?? sizeOf(reader, node, 'last') ?? 0;
  for (const { node: child } of inner) {
    const name = child.name.value;
    if (name !== 'nodes' && name !== 'edges') continue;
    const list = value === undefined ? undefined : (value as Data)[keyOf(child)];
    const items = Array.isArray(list) ? (list as unknown[]) : null;
    if (items) size = items.length;
    const childType = getNamedType(type.getFields()[name]!.type);
    nodeCost = items
      ? Math.max(1, average(items.map((item) => nodePart(reader, child, childType, item))))
      : Math.max(1, nodePart(reader, child, childType, undefined));
  }
  if (size === 0) return 2;
  return 2 + Math.round(nodeCost * Math.max(1, Math.min(size, 2 * Math.log(size))));
}

/** A node is an object of its own; an edge only carries one. */
function nodePart(reader: Reader, child: FieldNode, type: GraphQLNamedType, item: unknown): number {
  const cost = selectionCost(reader, child.selectionSet!, type, item);
  return child.name.value === 'nodes' ? 1 + cost : cost;
}

function average(numbers: number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((a, b) => a + b, 0) / numbers.length;
}

/** The number of a `first` or `last`, or how many ids were given. */
function sizeOf(reader: Reader, node: FieldNode, name: string): number | null {
  const argument = node.arguments?.find((candidate) => candidate.name.value === name);
  if (!argument) return null;
  const value = valueFromASTUntyped(argument.value, reader.variables);
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number' ? value : null;
}
