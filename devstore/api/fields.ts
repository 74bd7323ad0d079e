// The resolver and the guard of every field, and the value that comes of them.
import { type Guard, guardOf } from './access.ts';
import { notImitated } from './errors.ts';
import type { ApiContext, Resolver } from './resolver.ts';
import { resolvers } from './resolvers.ts';
import type { AdminSchema } from './schema.ts';

interface FieldPlan {
  guard: Guard | null;
  resolver: Resolver | null;
}

const plans = new Map<string, FieldPlan>();

/** The resolver and the guard of a field, looked up once. */
export function fieldPlan(
  admin: AdminSchema,
  typeName: string,
  fieldName: string,
  returns: Parameters<typeof guardOf>[3],
): FieldPlan {
  const key = `${typeName}.${fieldName}`;
  let plan = plans.get(key);
  if (!plan) {
    plan = {
      guard: guardOf(admin, typeName, fieldName, returns),
      resolver: resolvers[typeName]?.[fieldName] ?? null,
    };
    plans.set(key, plan);
  }
  return plan;
}

/** The value of a field: from its resolver, else from the source's property of that name. */
export function resolveField(
  plan: FieldPlan,
  source: unknown,
  args: Record<string, unknown>,
  context: ApiContext,
  typeName: string,
  fieldName: string,
): unknown {
  if (plan.resolver) return plan.resolver(source, args, context);
  const value = (source as Record<string, unknown> | null)?.[fieldName];
  if (value === undefined) throw notImitated(typeName, fieldName);
  return value;
}
