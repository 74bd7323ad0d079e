// Turns the selection of a bulk query into plain functions. graphql-js walks the text again for
// every row; an export of a million orders has no time for that.
import {
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Connection } from '../connection.ts';
import { fieldPlan, resolveField } from '../fields.ts';
import { type ApiContext, typeNameOf } from '../resolver.ts';
import type { AdminSchema } from '../schema.ts';
import { isConnection, nodeTypeOf } from './connections.ts';

type Row = Record<string, unknown>;

/** The nodes of a nested connection, which become lines of their own. */
export interface Child {
  nodes: unknown[];
  plan: NodePlan;
}

export interface NodePlan {
  /** The node's line; its nested connections are added to `children`. */
  write(source: unknown, children: Child[], context: ApiContext): Row;
  idOf(source: unknown, context: ApiContext): string;
}

interface Compiler {
  admin: AdminSchema;
  fragments: Map<string, { on: string; set: SelectionSetNode }>;
}

/** The plan for the nodes of a connection field; fragments are those of its document. */
export function compileConnection(
  compiler: Compiler,
  field: FieldNode,
  connection: GraphQLNamedType,
): NodePlan {
  const type = nodeTypeOf(connection)!;
  const sets = collect(compiler, [field.selectionSet!], connection).flatMap((child) => {
    if (child.name.value === 'nodes') return [child.selectionSet!];
    if (child.name.value !== 'edges') return [];
    return child.selectionSet!.selections.flatMap((edge) =>
      edge.kind === Kind.FIELD && edge.name.value === 'node' ? [edge.selectionSet!] : [],
    );
  });
  const write = compileSets(compiler, sets, type);
  const idPlans = new Map<string, ReturnType<typeof fieldPlan>>();
  return {
    write,
    idOf(source, context) {
      const name = isAbstractType(type) ? typeNameOf(source)! : type.name;
      let plan = idPlans.get(name);
      if (!plan) {
        const object = compiler.admin.schema.getType(name) as GraphQLObjectType;
        plan = fieldPlan(compiler.admin, name, 'id', object.getFields().id!.type);
        idPlans.set(name, plan);
      }
      return String(resolveField(plan, source, {}, context, name, 'id'));
    },
  };
}

/** All fields that apply to a type, fragments opened. */
function collect(
  compiler: Compiler,
  sets: SelectionSetNode[],
  type: GraphQLNamedType,
): FieldNode[] {
  return sets.flatMap((set) =>
    set.selections.flatMap((selection): FieldNode[] => {
      if (selection.kind === Kind.FIELD) return [selection];
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? compiler.fragments.get(selection.name.value)
          : { on: selection.typeCondition?.name.value, set: selection.selectionSet };
      if (!fragment || !applies(compiler.admin.schema, fragment.on, type)) return [];
      return collect(compiler, [fragment.set], type);
    }),
  );
}

function applies(schema: GraphQLSchema, on: string | undefined, type: GraphQLNamedType): boolean {
  if (!on || on === type.name) return true;
  const condition = schema.getType(on);
  return Boolean(
    condition &&
      isAbstractType(condition) &&
      (isObjectType(type) || isInterfaceType(type)) &&
      schema.isSubType(condition, type),
  );
}

type Writer = (source: unknown, children: Child[], context: ApiContext) => Row;

function compileSets(compiler: Compiler, sets: SelectionSetNode[], type: GraphQLNamedType): Writer {
  if (isObjectType(type)) return compileObject(compiler, sets, type);
  const known = new Map<string, Writer>();
  return (source, children, context) => {
    const name = typeNameOf(source)!;
    let writer = known.get(name);
    if (!writer) {
      const object = compiler.admin.schema.getType(name) as GraphQLObjectType;
      writer = compileObject(compiler, sets, object);
      known.set(name, writer);
    }
    return writer(source, children, context);
  };
}

type Step = (source: unknown, row: Row, children: Child[], context: ApiContext) => void;

function compileObject(
  compiler: Compiler,
  sets: SelectionSetNode[],
  type: GraphQLObjectType,
): Writer {
  // The same field may be asked for twice; its selections are joined under one key.
  const byKey = new Map<string, FieldNode[]>();
  for (const node of collect(compiler, sets, type)) {
    const key = node.alias?.value ?? node.name.value;
    byKey.set(key, [...(byKey.get(key) ?? []), node]);
  }
  const steps = [...byKey].map(([key, nodes]) => compileField(compiler, key, nodes, type));
  return (source, children, context) => {
    const row: Row = {};
    for (const step of steps) step(source, row, children, context);
    return row;
  };
}

function compileField(
  compiler: Compiler,
  key: string,
  nodes: FieldNode[],
  type: GraphQLObjectType,
): Step {
  const node = nodes[0]!;
  const name = node.name.value;
  if (name === '__typename')
    return (_, row) => {
      row[key] = type.name;
    };
  const field = type.getFields()[name] as GraphQLField<unknown, unknown>;
  const args = getArgumentValues(field, node);
  const plan = fieldPlan(compiler.admin, type.name, name, field.type);
  const named = getNamedType(field.type);
  const value = (source: unknown, context: ApiContext): unknown => {
    const refusal = plan.guard?.(context);
    if (refusal) throw refusal;
    return resolveField(plan, source, args, context, type.name, name);
  };
  if (isConnection(named)) {
    const child = compileConnection(compiler, node, named);
    return (source, _row, children, context) => {
      const connection = value(source, context) as Connection<unknown>;
      if (connection.nodes.length > 0) children.push({ nodes: connection.nodes, plan: child });
    };
  }
  const sets = nodes.flatMap((one) => (one.selectionSet ? [one.selectionSet] : []));
  const writer = isCompositeType(named) ? compileSets(compiler, sets, named) : null;
  const complete = completer(field.type, writer, `${type.name}.${name}`);
  return (source, row, children, context) => {
    row[key] = complete(value(source, context), children, context);
  };
}

type Completer = (value: unknown, children: Child[], context: ApiContext) => unknown;

/** Checks nulls, opens lists, and writes objects. */
function completer(type: GraphQLOutputType, writer: Writer | null, path: string): Completer {
  if (isNonNullType(type)) {
    const inner = completer(type.ofType, writer, path);
    return (value, children, context) => {
      if (value == null) throw new Error(`devstore has no value for ${path}, which is never null`);
      return inner(value, children, context);
    };
  }
  if (isListType(type)) {
    const inner = completer(type.ofType, writer, path);
    return (value, children, context) =>
      value == null ? null : (value as unknown[]).map((item) => inner(item, children, context));
  }
  if (!writer) return (value) => value ?? null;
  return (value, children, context) => (value == null ? null : writer(value, children, context));
}
