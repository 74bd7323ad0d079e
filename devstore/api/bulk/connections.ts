// Telling connections from other types.
import { type GraphQLNamedType, getNamedType, isObjectType } from 'graphql';

export function isConnection(type: GraphQLNamedType): boolean {
  return isObjectType(type) && type.name.endsWith('Connection') && 'pageInfo' in type.getFields();
}

/** The type of a connection's nodes. */
export function nodeTypeOf(connection: GraphQLNamedType): GraphQLNamedType | null {
  if (!isObjectType(connection)) return null;
  const fields = connection.getFields();
  if (fields.nodes) return getNamedType(fields.nodes.type);
  const edge = fields.edges && getNamedType(fields.edges.type);
  const node = edge && isObjectType(edge) ? edge.getFields().node : undefined;
  return node ? getNamedType(node.type) : null;
}
